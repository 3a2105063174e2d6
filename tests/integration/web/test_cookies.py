"""Over HTTPS every cookie is this host's alone; over plain HTTP, for trials, the same works."""

import re

import pytest
from accounts_builders import PASSWORD, fresh_code, member

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.answering.credentials import Purpose

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HTTPS, HTTP = "https://enquete.gemeente.example", "http://enquete.gemeente.example"


def token_of(answer):
    return re.search('name="csrf_token" value="([^"]+)"', answer.text)[1]


def played(app, base, tokens):
    """Somebody answers, opts out and in, staff sign in and out; gives every cookie that was set."""
    client, set_ = app.test_client(), []

    def ask(path, **form):
        answer = client.open(path, method="POST" if form else "GET", data=form or None, base_url=base)
        set_.extend(answer.headers.getlist("Set-Cookie"))
        return answer

    link = f"/e/{tokens[Purpose.LINK]}"
    ask(link)
    page = ask(ask(link, go="start").location)
    hidden = dict(re.findall('type="hidden" name="([^"]+)" value="([^"]+)"', page.text))
    assert ask(page.request.path, **hidden, go="nl").status_code == 303
    ask(f"/u/{tokens[Purpose.OPT_OUT]}", go="in")
    ask("/code", code=tokens[Purpose.CODE])
    form = {"email": "team@gemeente.example", "password": PASSWORD}
    sign_in = ask("/team/sign-in")
    code = fresh_code(app, "team@gemeente.example")
    assert ask("/team/sign-in", **form, code=code, csrf_token=token_of(sign_in)).status_code == 303
    page = ask("/team/")
    assert page.status_code == 200
    ask("/team/language", csrf_token=token_of(page), taal="en")
    ask("/team/sign-out", csrf_token=token_of(page))
    return set_


@pytest.fixture
def serve(make_app, tokens, database, keyring):
    with database.transaction() as session:
        member(session, keyring, "team@gemeente.example", Role.TEAM)
    return lambda base: played(make_app(BASE_URL=base), base, tokens)


def test_over_https_every_cookie_is_bound_to_the_host(serve):
    cookies = serve(HTTPS)

    assert len(cookies) > 3
    for cookie in cookies:
        name, *flags = cookie.split("; ")
        assert name.startswith("__Host-enquete=")
        kept = [flag for flag in flags if not flag.startswith(("Expires", "Max-Age"))]
        assert sorted(kept) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


def test_over_plain_http_the_same_works_with_a_plain_name(serve):
    cookies = serve(HTTP)

    assert len(cookies) > 3
    assert {cookie.partition("=")[0] for cookie in cookies} == {"enquete"}
    assert not any("Secure" in cookie for cookie in cookies)


def test_a_cookie_that_another_host_or_an_earlier_release_set_counts_for_nothing(make_app, tokens):
    """At the upgrade staff sign in again; who was answering uses the link again, and finds what was saved."""
    app, link = make_app(BASE_URL=HTTPS), f"/e/{tokens[Purpose.LINK]}"
    client = app.test_client()
    page = client.post(link, data={"go": "start"}, base_url=HTTPS).location
    cookie = client.get_cookie("__Host-enquete", "enquete.gemeente.example")
    client.delete_cookie("__Host-enquete", domain="enquete.gemeente.example")
    client.set_cookie("enquete", cookie.value, domain="enquete.gemeente.example")

    stopped = client.get(page, base_url=HTTPS)
    assert stopped.status_code in {400, 403, 404}
    assert client.post(link, data={"go": "start"}, base_url=HTTPS).location == page
    assert client.get(page, base_url=HTTPS).status_code == 200
