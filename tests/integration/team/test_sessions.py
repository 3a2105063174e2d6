"""Sessions end: when nothing is done, after a day's work, when somebody says so."""

from datetime import UTC, datetime, timedelta

import pytest
from accounts_builders import FIREFOX, PASSWORD, browser_of
from bs4 import BeautifulSoup
from sqlalchemy import func, select, update

from enquete_app.accounts.models import StaffSession
from enquete_app.audit.models import AuditLine
from enquete_app.jobs.due import run_due

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EMAIL = "team@gemeente.example"


@pytest.fixture
def age(database):
    """Let sessions be older: last seen and begun so long ago."""

    def age(seen=timedelta(), begun=timedelta()):
        now = datetime.now(UTC)
        with database.transaction() as session:
            session.execute(update(StaffSession).values(seen_at=now - seen, begun_at=now - max(seen, begun)))

    return age


def seen_at(database):
    with database.reader() as session:
        return session.scalars(select(StaffSession.seen_at)).one()


def count(database):
    with database.reader() as session:
        return session.scalar(select(func.count(StaffSession.id)))


@pytest.mark.parametrize(
    ("seen", "begun", "still"),
    [
        (timedelta(minutes=29), timedelta(), True),
        (timedelta(minutes=30), timedelta(), False),
        (timedelta(), timedelta(hours=11, minutes=59), True),
        (timedelta(), timedelta(hours=12), False),
    ],
)
def test_a_session_ends_after_thirty_idle_minutes_or_twelve_hours(signed_in, age, seen, begun, still):
    age(seen, begun)

    assert signed_in.is_signed_in is still


@sqlite_alone
def test_the_terms_can_be_set(make_app, accounts, age):
    client = browser_of(make_app(SESSION_IDLE_MINUTES=5, SESSION_HOURS=1), EMAIL)
    age(timedelta(minutes=6))

    assert client.get("/team/").status_code == 302


@sqlite_alone
def test_who_comes_back_too_late_is_told_why_and_returns_to_the_page_afterwards(signed_in, age):
    assert "omdat u een tijd niets deed" not in signed_in.open("/team/sign-in").text
    age(timedelta(hours=1))
    sent_on = signed_in.open("/team/waves/1?taal=en&x=%26")

    assert sent_on.location == "/team/sign-in?next=/team/waves/1?taal%3Den%26x%3D%2526"
    page = signed_in.open(sent_on.location)
    assert "omdat u een tijd niets deed" in page.text
    answer = signed_in.sign_in(query=sent_on.location.removeprefix("/team/sign-in"))
    assert answer.location == "/team/waves/1?taal=en&x=%26"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_moves_only_when_it_was_last_seen_and_at_most_once_a_minute(signed_in, database, age, method):
    age(timedelta(minutes=2), timedelta(hours=1))
    signed_in.client.open("/team/", method=method)
    first = seen_at(database)
    assert datetime.now(UTC) - first < timedelta(minutes=1)

    signed_in.client.open("/team/", method=method)
    assert seen_at(database) == first


@sqlite_alone
def test_looking_does_not_wait_for_somebody_who_is_writing(signed_in, database, age):
    age(timedelta(minutes=2))
    began = datetime.now(UTC)
    with database.transaction() as session:
        session.execute(update(AuditLine).values(who="x").where(AuditLine.id < 0))
        assert signed_in.is_signed_in
        assert datetime.now(UTC) - began < timedelta(seconds=5)

    assert signed_in.is_signed_in
    assert datetime.now(UTC) - seen_at(database) < timedelta(minutes=1)


def test_one_sees_where_one_is_signed_in_and_ends_it_there(app, colleague, signed_in, database):
    other, third = browser_of(app, EMAIL), browser_of(app, EMAIL)
    page = BeautifulSoup(signed_in.open("/team/account").text, "html.parser")
    rows = [row.th.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert sorted(rows) == ["Firefox", "Firefox", "Onbekende browser (hier)"]
    with database.reader() as session:
        ids = session.scalars(select(StaffSession.id).where(StaffSession.browser == "Firefox")).all()

    answer = signed_in.post(f"/team/account/sessions/{min(ids)}/end", "/team/account")
    assert answer.location == "/team/account"
    assert [client.get("/team/").status_code for client in (other, third)] == [302, 200]
    signed_in.post("/team/account/sessions/end-others", "/team/account")
    assert third.get("/team/").status_code == 302
    assert signed_in.is_signed_in


@sqlite_alone
def test_nobody_ends_the_session_of_somebody_else(app, signed_in, database):
    admin = browser_of(app, "admin@gemeente.example")
    with database.reader() as session:
        theirs = session.scalar(select(func.max(StaffSession.id)))
    signed_in.post(f"/team/account/sessions/{theirs}/end", "/team/account")
    signed_in.post("/team/account/sessions/end-others", "/team/account")

    assert admin.get("/team/").status_code == 200


@sqlite_alone
def test_a_changed_password_ends_the_other_sessions(app, signed_in):
    other = browser_of(app, EMAIL)
    page = "/team/account/password"
    assert signed_in.post(page, current="onjuist", password="een nieuw wachtwoord").status_code == 422
    assert signed_in.post(page, current=PASSWORD, password="kort").status_code == 422
    assert other.get("/team/").status_code == 200
    answer = signed_in.post(page, current=PASSWORD, password="een nieuw wachtwoord")

    assert answer.location == "/team/account"
    assert signed_in.is_signed_in
    assert other.get("/team/").status_code == 302
    assert signed_in.sign_in(password="een nieuw wachtwoord").status_code == 303


@sqlite_alone
def test_guessing_the_password_in_a_stolen_session_makes_one_wait_too(signed_in):
    page, fields = "/team/account/password", {"password": "een nieuw wachtwoord"}
    for _ in range(5):
        signed_in.post(page, current="onjuist", **fields)
    answer = signed_in.post(page, current=PASSWORD, **fields)

    assert answer.status_code == 422
    assert "Te veel pogingen" in answer.text


@sqlite_alone
def test_signing_in_again_in_the_same_browser_leaves_one_session(signed_in, database):
    signed_in.sign_in()

    assert count(database) == 1


@sqlite_alone
def test_the_cookie_alone_is_no_use_once_signed_out(app, signed_in):
    with signed_in.client.session_transaction() as cookie:
        token = cookie["staff"]
    signed_in.post("/team/sign-out", "/team/")
    copy = app.test_client()
    with copy.session_transaction() as cookie:
        cookie["staff"] = token

    assert copy.get("/team/").status_code == 302


def test_what_is_over_is_deleted_by_the_next_run(app, signed_in, database, age):
    with app.app_context():
        list(run_due(app, datetime.now(UTC)))
        assert count(database) == 1
        age(timedelta(hours=13))
        lines = list(run_due(app, datetime.now(UTC)))

    assert lines == ["1 staff sessions were over"]
    assert count(database) == 0


@sqlite_alone
def test_no_address_of_a_computer_and_no_token_is_kept(app, colleague, database):
    somebody = colleague()
    somebody.client.environ_base.update(REMOTE_ADDR="192.0.2.17", HTTP_USER_AGENT=FIREFOX)
    somebody.sign_in()
    with somebody.client.session_transaction() as cookie:
        token = cookie["staff"]
    with database.reader() as session:
        kept = repr(session.execute(select(StaffSession.__table__)).all())

    assert "Firefox" in kept
    assert "192.0.2.17" not in kept
    assert token not in kept
