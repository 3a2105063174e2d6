"""Admins manage accounts; one admin always remains, and nobody takes away their own access."""

import re

import pytest
from accounts_builders import PASSWORD, browser_of, fresh_code
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from enquete_app.accounts.models import Account, Role
from enquete_app.audit import Act
from enquete_app.audit.models import AuditLine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEAM, ANALYST, ADMIN, NEW = (f"{name}@gemeente.example" for name in ("team", "analyst", "admin", "new"))


@pytest.fixture
def admin(colleague):
    somebody = colleague(ADMIN)
    somebody.sign_in()
    return somebody


@pytest.fixture
def of(database):
    """The account of an address, as it is stored now."""

    def of(email):
        with database.reader() as session:
            return session.scalar(select(Account).where(Account.email == email))

    return of


@pytest.fixture
def acts(database):
    """What the audit log holds of accounts, but for signing in."""

    def acts():
        with database.reader() as session:
            lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        return [(line.who, line.act, line.about) for line in lines if line.act != Act.SIGNED_IN]

    return acts


def do(admin, account, what, **fields):
    """Press a button on the page of an account."""
    return admin.post(f"/team/accounts/{account.id}/{what}", f"/team/accounts/{account.id}", **fields)


def mails(tmp_path):
    files = (tmp_path / "mailbox").glob("*.eml")
    return [file.read_text("utf-8").replace("=\n", "").replace("=3D", "=") for file in files]


def test_somebody_is_invited_and_comes_in(admin, colleague, of, acts, tmp_path):
    answer = admin.post("/team/accounts/invite", email=" Els@Gemeente.example", roles=["team", "admin"])
    els = of("els@gemeente.example")
    assert (answer.status_code, answer.location) == (303, f"/team/accounts/{els.id}")
    assert "gemaild naar els@gemeente.example" in admin.open(answer.location).text
    assert els.roles == {Role.TEAM, Role.ADMIN}
    assert acts() == [(ADMIN, Act.INVITED, "els@gemeente.example")]
    [mail] = mails(tmp_path)
    assert "klacht" not in re.search("Subject: (.*)", mail)[1].lower()

    somebody = colleague("els@gemeente.example")
    link = re.search(r"http://127.0.0.1:5000(/team/password/\S+)", mail)[1]
    assert somebody.post(link, password=PASSWORD).status_code == 303


def test_a_link_that_cannot_be_mailed_is_shown_once(admin, of, tmp_path):
    answer = admin.post("/team/accounts/invite", email="els@onbestelbaar.example", roles=["team"])

    assert answer.status_code == 200
    link = re.search(r"http://127.0.0.1:5000(/team/password/[^\s<]+)", answer.text)[1]
    assert admin.open(link).status_code == 200
    assert of("els@onbestelbaar.example") is not None
    assert "/team/password/" not in admin.open(f"/team/accounts/{of('els@onbestelbaar.example').id}").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "geen adres", "roles": ["team"]}, "Dit is geen e-mailadres."),
        ({"email": "", "roles": ["team"]}, "Vul een e-mailadres in."),
        ({"email": "TEAM@gemeente.example", "roles": ["team"]}, "heeft al een account"),
        ({"email": "els@gemeente.example", "roles": []}, "Kies minstens één rol."),
        ({"email": "els@gemeente.example", "roles": ["baas"]}, ""),
    ],
)
def test_who_cannot_be_invited_is_said_and_nothing_is_mailed(admin, of, fields, words, tmp_path):
    answer = admin.post("/team/accounts/invite", **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert of("els@gemeente.example") is None
    assert mails(tmp_path) == []


def test_a_new_link_is_mailed_to_who_forgot(admin, of, acts, tmp_path):
    answer = do(admin, of(TEAM), "link")

    assert answer.location == f"/team/accounts/{of(TEAM).id}"
    assert "nieuw wachtwoord te kiezen" in mails(tmp_path)[0]
    assert acts() == [(ADMIN, Act.LINK_SENT, TEAM)]


def test_roles_change_and_count_at_once(app, admin, of, acts):
    team = browser_of(app, TEAM)
    assert team.get("/team/accounts").status_code == 403
    do(admin, of(TEAM), "roles", roles=["team", "admin"])

    assert team.get("/team/accounts").status_code == 200
    assert acts() == [(ADMIN, Act.ROLES_CHANGED, TEAM)]
    assert do(admin, of(TEAM), "roles", roles=[]).status_code == 422
    assert of(TEAM).roles == {Role.TEAM, Role.ADMIN}


def test_who_is_blocked_is_out_at_once_until_let_in_again(app, admin, colleague, of, acts):
    team = browser_of(app, TEAM)
    asked = admin.open(f"/team/accounts/{of(TEAM).id}/block").text
    assert "Alle sessies van dit account worden beëindigd." in asked
    do(admin, of(TEAM), "block")
    assert team.get("/team/").status_code == 302
    assert colleague(TEAM).sign_in().status_code == 422
    assert "Geblokkeerd" in admin.open("/team/accounts").text

    do(admin, of(TEAM), "unblock")
    assert colleague(TEAM).sign_in().status_code == 303
    kept = [act for _, act, about in acts() if about == TEAM]
    assert kept == [Act.BLOCKED, Act.UNBLOCKED]


def test_who_lost_the_telephone_sets_the_second_step_up_anew(app, admin, colleague, of):
    team = browser_of(app, TEAM)
    do(admin, of(TEAM), "reset")

    assert not of(TEAM).is_enrolled
    assert team.get("/team/").status_code == 302
    somebody = colleague(TEAM)
    somebody.sign_in(code="")
    assert somebody.open("/team/").location == "/team/enrol?next=/team/"


def test_the_sessions_of_somebody_are_ended(app, admin, of, acts):
    team = browser_of(app, TEAM)
    assert "Firefox" in admin.open(f"/team/accounts/{of(TEAM).id}").text
    do(admin, of(TEAM), "sessions/end")

    assert team.get("/team/").status_code == 302
    assert acts() == [(ADMIN, Act.SESSIONS_ENDED, TEAM)]


@pytest.mark.parametrize("what", ["block", "reset", "sessions/end"])
def test_nobody_does_that_to_themselves(admin, of, what, database):
    with database.transaction() as session:
        session.execute(update(Account).where(Account.email == TEAM).values(roles={Role.ADMIN}))

    answer = do(admin, of(ADMIN), what)
    assert answer.status_code == 409
    assert "Vraag het een andere beheerder." in answer.text
    assert admin.is_signed_in


def test_nobody_gives_up_their_own_role_of_admin(admin, of, database):
    with database.transaction() as session:
        session.execute(update(Account).where(Account.email == TEAM).values(roles={Role.ADMIN}))

    assert do(admin, of(ADMIN), "roles", roles=["team"]).status_code == 422
    assert do(admin, of(ADMIN), "roles", roles=["team", "admin"]).status_code == 303
    assert of(ADMIN).roles == {Role.TEAM, Role.ADMIN}


@pytest.mark.parametrize(("what", "fields"), [("block", {}), ("roles", {"roles": ["team"]})])
def test_the_last_admin_who_can_come_in_stays(app, colleague, of, database, what, fields):
    with database.transaction() as session:
        # A second one, in whose name it is tried, and one who never chose a password.
        session.execute(update(Account).where(Account.email.in_([TEAM, NEW])).values(roles={Role.ADMIN}))
    other = colleague(TEAM)
    other.sign_in()
    page = other.open(f"/team/accounts/{of(ADMIN).id}").text
    csrf = re.search('name="csrf_token" value="([^"]+)"', page)[1]
    with database.transaction() as session:
        session.execute(update(Account).where(Account.email == TEAM).values(password_hash=None))
    answer = other.client.post(f"/team/accounts/{of(ADMIN).id}/{what}", data={"csrf_token": csrf, **fields})

    assert answer.status_code == 409
    assert "de laatste beheerder" in answer.text
    assert (of(ADMIN).roles, of(ADMIN).blocked) == ({Role.ADMIN}, False)


def test_an_account_that_does_not_exist_is_not_found(admin):
    for page in ("99", "99/block", "99/reset", "x"):
        assert admin.open(f"/team/accounts/{page}").status_code == 404


def test_the_list_sorts_searches_and_exports(admin):
    def shown(query):
        page = BeautifulSoup(admin.open(f"/team/accounts{query}").text, "html.parser")
        return [cell.get_text(strip=True) for cell in page.select("tbody th")]

    assert shown("") == sorted([TEAM, ANALYST, ADMIN, NEW])
    assert shown("?sorteer=-email")[0] == TEAM
    assert shown("?zoek=anal") == [ANALYST]
    assert shown("?state=invited") == [NEW]
    assert "Analist" in admin.open("/team/accounts?als=csv").text


def test_failed_attempts_on_an_account_are_noted_without_whoever_tried(admin, colleague, acts):
    somebody = colleague(TEAM)
    somebody.client.environ_base["REMOTE_ADDR"] = "192.0.2.17"
    somebody.sign_in(password="onjuist")
    somebody.sign_in(email="niemand@gemeente.example", code=fresh_code(somebody.client.application, TEAM))

    assert acts() == [(TEAM, Act.SIGN_IN_FAILED, "")]
