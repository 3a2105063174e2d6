"""Every page has access control or is open on purpose, and looking at it changes nothing."""

import pytest
from builders import drawn_wave, invitation_ids, token
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.service import add_account, password_token, set_password
from enquete_app.db import Base
from enquete_app.fieldwork.credentials import Purpose, handle
from enquete_app.jobs.due import build_results, close_and_forget

OPEN = {
    *("static", "respond.welcome", "respond.begin", "respond.code", "respond.enter_code"),
    *("respond.question_page", "respond.answer_page", "respond.check_page", "respond.send_answers"),
    *("respond.thanks", "respond.opt_out_page", "respond.opt_out", "respond.start", "respond.privacy"),
    *("respond.accessibility", "respond.genuine"),
}
"""What anybody may ask for. Links, codes and the session decide what they get."""

PASSWORD = "a long enough password"


@pytest.fixture
def world(make_app):
    """A closed and an open wave, a respondent under way and somebody of the staff."""
    app = make_app()
    with app.app_context():
        database, keyring = app.extensions["database"], app.extensions["keyring"]
        with database.transaction() as session:
            set_password(add_account(session, "team@gemeente.example", Role.ADMIN), PASSWORD)
            add_account(session, "new@gemeente.example", Role.TEAM)
            drawn_wave(session, keyring)
        close_and_forget(app, 1)
        build_results(app, 1)
    return app


def test_every_route_has_access_control_or_is_open_on_purpose(world):
    unguarded = {
        rule.endpoint
        for rule in world.url_map.iter_rules()
        if rule.endpoint not in OPEN and not getattr(world.view_functions[rule.endpoint], "access", None)
    }

    assert unguarded == set()
    assert world.view_functions.keys() >= OPEN


def test_only_what_carries_its_own_authority_is_free_of_csrf(world):
    posting = [rule for rule in world.url_map.iter_rules() if "POST" in rule.methods]
    client = world.test_client()
    free = set()
    for rule in posting:
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<{name}>", "1").replace(f"<int:{name}>", "1")
        if client.post(address).status_code not in {400, 403}:
            free.add(rule.rule)

    assert free == {"/e/<token>", "/code", "/u/<token>"}


def test_looking_changes_nothing(world):
    database, keyring = world.extensions["database"], world.extensions["keyring"]
    with world.app_context(), database.transaction() as session:
        values = _values(session, keyring)
    client = world.test_client()
    _sign_in(client)
    with client.session_transaction() as cookie:
        cookie["invitations"] = {values["handle"]: values.pop("invitation")}
    before = _dump(database)

    asked = set()
    for rule in world.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        with world.test_request_context():
            address = _address(rule, values)
        for method in ("GET", "HEAD"):
            assert client.open(address, method=method).status_code < 500
        asked.add(rule.endpoint)

    assert len(asked) >= 15
    assert _dump(database) == before


def test_a_page_that_only_looks_could_not_write_if_it_tried(world):
    database = world.extensions["database"]
    with database.reader() as session:
        session.add(Account(email="x@gemeente.example", role=Role.TEAM))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            session.flush()


def _values(session, keyring):
    """One value for each name that occurs in an address; the wave is closed, so its results exist."""
    somebody = invitation_ids(session)[0]
    account = session.scalar(select(Account).where(Account.password_hash.is_(None)))
    return {
        "token": token(somebody, keyring),
        "opt_out": token(somebody, keyring, Purpose.OPT_OUT),
        "password": password_token(account, keyring),
        "handle": handle(somebody, keyring),
        "invitation": somebody.hex,
        "page_id": "indienen",
        "file_format": "csv",
        "wave_id": 1,
    }


def _address(rule, values):
    special = {"respond.opt_out_page": values["opt_out"], "team.signing_in_password_page": values["password"]}
    given = {name: values[name] for name in rule.arguments}
    if "token" in given:
        given["token"] = special.get(rule.endpoint, given["token"])
    _, address = rule.build(given)
    return address.removeprefix("|")


def _sign_in(client):
    page = client.get("/team/sign-in").get_data(as_text=True)
    csrf = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"csrf_token": csrf, "email": "team@gemeente.example", "password": PASSWORD}
    assert client.post("/team/sign-in", data=form).status_code == 303


def _dump(database):
    """Every row of every table, as text."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }
