"""Headers of every answer: nothing is cached, embedded, referred from or loaded from elsewhere."""

import re

import pytest

from enquete_app.fieldwork.answering.credentials import Purpose

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OPEN = ("/", "/privacy", "/echt", "/toegankelijkheid", "/code", "/team/sign-in")
STAFFS = {"/team/sign-in", "no csrf"}
STAFF_SCRIPT = '<script defer src="/static/team.js"></script>'


def fail():
    raise RuntimeError("on purpose")


@pytest.fixture
def answers(app, tokens):
    """Answers of all sorts, by what they are."""
    app.add_url_rule("/fail", view_func=fail)
    client, link = app.test_client(), f"/e/{tokens[Purpose.LINK]}"
    return {
        **{path: client.get(path) for path in OPEN},
        "link": client.get(link),
        "redirect": client.post(link, data={"go": "start"}),
        "question": client.post(link, data={"go": "start"}, follow_redirects=True),
        "opt out": client.post(f"/u/{tokens[Purpose.OPT_OUT]}"),
        "slash": client.get("/team"),
        "no csrf": client.post("/team/sign-in"),
        "unknown link": client.get("/e/x"),
        "not found": client.get("/nergens"),
        "no file": client.get("/static/nergens.css"),
        "wrong method": client.delete("/"),
        "too large": client.post("/code", data={"code": "a" * 10_000_000}),
        "crash": client.get("/fail"),
        "file": client.get("/static/enquete.css", buffered=True),
    }


def test_every_answer_has_the_security_headers(answers):
    codes = {answer.status_code for answer in answers.values()}
    assert codes >= {200, 303, 308, 400, 404, 405, 413, 500}
    for what, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, what
        assert "frame-ancestors 'none'" in policy, what
        assert not re.search(r"unsafe|https?:|\*", policy), what
        assert answer.headers["Referrer-Policy"] == "no-referrer", what
        assert answer.headers["X-Content-Type-Options"] == "nosniff", what


def test_only_staff_pages_may_run_a_script_and_only_from_here(answers):
    for what, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert ("script-src 'self'" in policy) == (what in STAFFS), what
        assert "unsafe" not in policy, what


def test_no_page_is_kept_by_a_browser_or_a_proxy_and_files_are(answers):
    file = answers.pop("file")
    assert "max-age=3600" in file.headers["Cache-Control"]
    for what, answer in answers.items():
        assert answer.headers["Cache-Control"] == "no-store", what


def test_no_page_has_a_script_a_style_of_its_own_or_anything_from_elsewhere(answers):
    for what, answer in answers.items():
        text = answer.text.replace(STAFF_SCRIPT, "", 1) if what in STAFFS else answer.text
        assert not re.search(r"<script|<style|<iframe|\son\w+=|\sstyle=", text), what
        assert not re.search(r'(?:src|action|rel="[^"]*" href)="(?:https?:)?//', answer.text), what


def test_over_plain_http_no_answer_asks_for_https(answers):
    assert not any("Strict-Transport-Security" in answer.headers for answer in answers.values())


@pytest.mark.parametrize(("base_url", "secure"), [("https://a.example", True), ("http://a.example", False)])
def test_cookies_are_for_the_server_alone_and_over_https_never_travel_in_clear(make_app, base_url, secure):
    answer = make_app(BASE_URL=base_url).test_client().get("/team/sign-in", base_url=base_url)

    flags = answer.headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert ("Secure" in flags) is secure
    assert not any(flag.startswith(("Expires", "Max-Age", "Domain")) for flag in flags)
    assert ("Strict-Transport-Security" in answer.headers) is secure


@pytest.mark.parametrize("path", OPEN[:-1])
def test_pages_without_a_form_of_a_session_set_no_cookie(app, path):
    assert "Set-Cookie" not in app.test_client().get(path).headers
