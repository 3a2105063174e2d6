"""Whatever anybody asks for, in any way: the headers that protect who asks are there, over HTTPS too."""

import pytest
from builders import MORNING
from publishing_builders import PUBLIC
from werkzeug.exceptions import HTTPException

from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.results.publishing import Rendered, prepare, publish
from enquete_app.web.headers import POLICY, POLICY_WITH_SCRIPT

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE")
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KEPT = {"static", "house_style", "respond.published_file"}
"""Whose answers may be kept, since they are the same for everybody; any other is `no-store`."""
ASKED_AGAIN = {"respond.published_index", "respond.published_show", "respond.published_data"}
OTHER_POLICIES = {"mailbox.show_html"}
"""A mail brings its own styles, each of which its policy names by hash."""
ERRORS = (400, 401, 403, 404, 405, 408, 409, 410, 411, 413, 414, 415, 422, 429, 431, 500, 501, 503)


@pytest.fixture
def answers(world, make_app):
    """The answer to each method of each route, to staff and to strangers, by what was asked."""
    with world.app.extensions["database"].transaction() as session:
        wave = find_wave(session, "1", lock=True)
        prepare(session, wave, "")
        pages = {"nl": ("Titel", b"<p>Nederlands"), "en": ("Title", b"<p>English")}
        publish(session, wave, Rendered(pages=pages, data=b"a\r\n", files={"0a.css": b"p {}"}), MORNING)
    found = {}
    for rule in world.app.url_map.iter_rules():
        if rule.defaults:
            continue
        address = {
            "static": "/static/enquete.css",
            "house_style": "/huisstijl/x.css",
            "respond.published_show": PUBLIC,
            "respond.published_data": f"{PUBLIC}/open-data.csv",
            "respond.published_file": "/resultaten/bestanden/0a.css",
        }.get(rule.endpoint) or world.address(rule.endpoint)
        for who, browser in (("staff", world.browser()), ("stranger", world.app.test_client())):
            for method in METHODS:
                found[rule.endpoint, method, who] = browser.open(address, method=method, buffered=True)
    return found


def test_every_answer_of_every_route_to_everybody_has_them_and_is_kept_only_if_the_same_for_all(answers):
    assert len({endpoint for endpoint, _, _ in answers}) > 130
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 303, 400, 403, 404, 405, 409}
    for (endpoint, method, who), answer in answers.items():
        asked = f"{method} {endpoint} by {who}"
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS, asked
        assert answer.status_code == 405 or method not in {"DELETE", "TRACE"}, asked
        assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")], asked  # noqa: SIM118
        [policy] = answer.headers.getlist("Content-Security-Policy")
        if endpoint not in OTHER_POLICIES:
            assert policy in {POLICY, POLICY_WITH_SCRIPT}, asked
        assert "unsafe-inline" not in policy, asked
        assert "unsafe-eval" not in policy, asked
        assert "frame-ancestors 'none'" in policy, asked
        if answer.status_code == 200 and method != "OPTIONS" and endpoint in KEPT | ASKED_AGAIN:
            assert "no-store" not in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers
        else:
            assert answer.headers["Cache-Control"] == "no-store", asked


@pytest.mark.parametrize("code", ERRORS)
def test_every_error_has_them_over_https(make_app, code):
    app = make_app(TESTING=False, BASE_URL="https://enquete.example")

    def fails():
        error = HTTPException()
        error.code = code
        raise error

    app.add_url_rule("/fails", view_func=fails, methods=["GET", "POST"])
    app.extensions["csrf"].exempt(fails)
    for method in ("GET", "POST"):
        answer = app.test_client().open("/fails", method=method, base_url="https://enquete.example")
        assert answer.status_code == code
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
