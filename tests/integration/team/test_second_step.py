"""The second step: set up before anything else can be seen, and renewed by its owner."""

import re

import pytest
from accounts_builders import PASSWORD, browser_of, code_of, fresh_code
from bs4 import BeautifulSoup
from sqlalchemy import select

from enquete_app.accounts.models import Account, Way
from enquete_app.accounts.service import set_password

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMAIL = "new@gemeente.example"


@pytest.fixture
def newcomer(colleague, database):
    """Somebody who has a password but no second step yet, signed in with that."""
    with database.transaction() as session:
        set_password(session.scalar(select(Account).where(Account.email == EMAIL)), PASSWORD)
    somebody = colleague(EMAIL)
    assert somebody.sign_in().status_code == 303
    return somebody


def secret_on(page):
    found = BeautifulSoup(page, "html.parser").select_one("code.team-secret")
    return "".join(found.get_text().split())


def test_before_that_nothing_can_be_seen(newcomer):
    for page in ("/team/", "/team/waves/1", "/team/account"):
        answer = newcomer.open(page)
        assert (answer.status_code, answer.location) == (302, f"/team/enrol?next={page}")
    assert newcomer.post("/team/account/sessions/end-others", "/team/enrol").location == "/team/enrol"
    assert "Metingen" not in newcomer.open("/team/enrol").text


def test_the_page_shows_the_secret_as_a_picture_and_as_text_without_style(newcomer):
    page = newcomer.open("/team/enrol")
    soup = BeautifulSoup(page.text, "html.parser")

    assert len(secret_on(page.text)) == 32
    assert soup.select_one("div[role=img] svg path")
    assert not soup.select("[style], style, script:not([src])")
    assert secret_on(newcomer.open("/team/enrol").text) == secret_on(page.text)
    assert f"secret={secret_on(page.text)}" in soup.select_one("a[href^=otpauth]")["href"]


def test_a_wrong_code_is_said_and_sets_nothing_up(newcomer):
    answer = newcomer.post("/team/enrol", code="000000")

    assert answer.status_code == 422
    assert "Deze code klopt niet." in answer.text
    assert newcomer.post("/team/enrol", code="").status_code == 422
    assert newcomer.open("/team/").status_code == 302


def test_the_right_code_sets_it_up_and_shows_recovery_codes_once(newcomer, colleague):
    secret = secret_on(newcomer.open("/team/enrol").text)
    with newcomer.client.session_transaction() as cookie:
        before = cookie["staff"]
    answer = newcomer.post("/team/enrol?next=/team/account", code=code_of(secret))
    codes = re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}", answer.text)

    assert (answer.status_code, len(codes)) == (200, 10)
    assert 'href="/team/account"' in answer.text
    assert newcomer.is_signed_in
    with newcomer.client.session_transaction() as cookie:
        assert cookie["staff"] != before, "whoever knew the token of before is not signed in now"
    assert newcomer.open("/team/enrol").location == "/team/"
    assert colleague(EMAIL).sign_in(code=code_of(secret)).status_code == 422, "it was used"
    assert colleague(EMAIL).sign_in(code=codes[0]).status_code == 303


def test_of_two_sessions_that_may_set_it_up_the_other_ends_once_one_has(newcomer, colleague):
    other = colleague(EMAIL)
    other.sign_in()
    mine, theirs = (secret_on(each.open("/team/enrol").text) for each in (newcomer, other))
    newcomer.post("/team/enrol", code=code_of(mine))

    assert theirs != mine
    assert other.open("/team/").location == "/team/sign-in?next=/team/"
    assert newcomer.open("/team/").status_code == 200


def test_only_who_gave_the_password_gets_there(colleague):
    somebody = colleague()
    assert somebody.open("/team/enrol").location == "/team/sign-in?next=/team/enrol"
    somebody.sign_in()
    assert somebody.open("/team/enrol").location == "/team/"


def test_who_comes_through_the_provider_has_the_second_step_there(app, accounts):
    client = browser_of(app, EMAIL, Way.PROVIDER)

    assert client.get("/team/").status_code == 200
    assert client.get("/team/account/second-step").status_code == 404
    assert client.get("/team/account/password").status_code == 404


def test_the_demo_asks_for_none(make_app, accounts):
    client = browser_of(make_app(DEMO=True), EMAIL)

    assert client.get("/team/").status_code == 200
    assert 'name="code"' not in client.get("/team/sign-in").text


def test_another_telephone_needs_password_and_code_and_is_set_up_at_once(colleague, signed_in):
    page = "/team/account/second-step"
    other = colleague()
    other.sign_in()
    assert signed_in.post(page, current="onjuist", code=_code(signed_in)).status_code == 422
    assert signed_in.post(page, current=PASSWORD, code="000000").status_code == 422
    answer = signed_in.post(page, current=PASSWORD, code=_code(signed_in))

    assert answer.location == "/team/enrol?next=/team/account"
    assert not other.is_signed_in
    secret = secret_on(signed_in.open("/team/enrol").text)
    assert signed_in.post("/team/enrol", code=code_of(secret)).status_code == 200
    assert signed_in.is_signed_in


def test_new_recovery_codes_need_password_and_code(signed_in):
    page = "/team/account/recovery-codes"
    assert signed_in.post(page, current=PASSWORD, code="").status_code == 422
    answer = signed_in.post(page, current=PASSWORD, code=_code(signed_in))

    assert len(re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}", answer.text)) == 10
    assert "<dd>10</dd>" in signed_in.open("/team/account").text


def _code(somebody):
    return fresh_code(somebody.client.application, somebody.email)
