"""Who may do what: every route with every kind of person, as this one table says."""

import re

import pytest
from access_table import ANYBODY, AT_THE_DOOR, TABLE
from accounts_builders import browser_of, member
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from staff_view import quick_hashes
from werkzeug.routing import IntegerConverter

from enquete_app.accounts import service
from enquete_app.accounts.models import Account, Role, StaffSession, Way
from enquete_app.accounts.service import add_account, set_password

ROLE_SETS = tuple(
    frozenset(set_)
    for set_ in ([Role.TEAM], [Role.ANALYST], [Role.ADMIN], [Role.TEAM, Role.ANALYST], [], list(Role))
)
OUTSIDE = ("nobody", "blocked", "ended", "over", "forged", "not enrolled")
VALUES = {"wave_id": 1, "file_format": "csv", "filename": "team.css", "slug": "klachtbehandeling"}
"""What stands in addresses; for all else what does not exist."""


@pytest.fixture(params=["sqlite"])
def database_url(request, sqlite_template, tmp_path):
    file = tmp_path / "enquete.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def people(make_app, monkeypatch):
    """An application and a browser of each kind of person, fresh each time."""
    monkeypatch.setattr(service, "_hasher", quick_hashes())
    app = make_app()
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with database.transaction() as session:
        for roles in ROLE_SETS:
            member(session, keyring, _address(roles), *roles)
        set_password(add_account(session, "new@gemeente.example", *Role), "een lang wachtwoord")
        for name in ("blocked", "ended", "over"):
            member(session, keyring, f"{name}@gemeente.example", *Role)

    def person(who) -> FlaskClient:
        if isinstance(who, frozenset):
            return browser_of(app, _address(who))
        if who in {"nobody", "forged"}:
            client = app.test_client()
            with client.session_transaction() as cookie:
                cookie.update({"staff": "forged"} if who == "forged" else {})
            return client
        client = browser_of(
            app, "new@gemeente.example" if who == "not enrolled" else f"{who}@gemeente.example"
        )
        with database.transaction() as session:
            mine = select(Account.id).where(Account.email == f"{who}@gemeente.example").scalar_subquery()
            if who == "blocked":
                session.execute(update(Account).where(Account.id == mine).values(blocked=True))
            if who == "ended":
                session.execute(delete(StaffSession).where(StaffSession.account_id == mine))
            if who == "over":
                long_ago = session.scalar(select(StaffSession.begun_at)).replace(year=2020)
                session.execute(
                    update(StaffSession).where(StaffSession.account_id == mine).values(seen_at=long_ago)
                )
        return client

    return app, person


def _address(roles):
    return f"{'-'.join(sorted(roles)) or 'none'}@gemeente.example"


def _expected(allowed, who):
    """What becomes of somebody who asks: let in, refused, or sent to sign in or to set up the second step."""
    if allowed == ANYBODY:
        return "in"
    if who == "not enrolled":
        return "in" if allowed == AT_THE_DOOR else "enrol"
    if isinstance(who, str):
        return "sign in"
    if allowed == AT_THE_DOOR:
        return "elsewhere"
    return "in" if who & allowed else "refused"


def _outcome(answer):
    location = answer.location or ""
    if answer.status_code == 302 and location.startswith("/team/sign-in"):
        return "sign in"
    if answer.status_code == 302 and location.startswith("/team/enrol"):
        return "enrol"
    if answer.status_code == 302:
        return "elsewhere"
    return "refused" if answer.status_code == 403 and "Geen toegang" in answer.text else "in"


def _addresses(app):
    """Each endpoint with its method and an address."""
    for rule in app.url_map.iter_rules():
        if rule.defaults or rule.endpoint.startswith("mailbox."):
            continue
        values = {
            name: VALUES.get(
                name, 999 if isinstance(rule._converters[name], IntegerConverter) else "onbekend"
            )
            for name in rule.arguments
        }
        built = rule.build(values)
        assert built is not None
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, built[1].removeprefix("|")


def _token(client):
    """What a form of ours carries, so that it is not for lack of it that somebody is kept out."""
    found = re.search('name="csrf_token" value="([^"]+)"', client.get("/team/sign-in").text)
    return found[1]


def test_every_route_has_a_line(people):
    app, _ = people

    assert {endpoint for endpoint, _, _ in _addresses(app)} == TABLE.keys()


def test_the_table_says_what_the_views_say(people):
    app, _ = people
    said = {endpoint: getattr(view, "access", None) for endpoint, view in app.view_functions.items()}

    for endpoint, allowed in TABLE.items():
        if isinstance(allowed, frozenset):
            assert said[endpoint] == allowed, endpoint


@pytest.mark.parametrize(
    "who", [*OUTSIDE, *ROLE_SETS], ids=lambda who: who if isinstance(who, str) else _address(who)
)
def test_each_route_lets_in_whom_the_table_names(people, who):
    app, person = people
    found, wanted = {}, {}
    for endpoint, method, address in _addresses(app):
        if TABLE[endpoint] == ANYBODY and not address.startswith("/team/"):
            continue  # test_routes and the tests of respondents' pages look at these.
        app.extensions["attempts"]._own.storage.reset()
        client = person(who)
        form = {"csrf_token": _token(client)} if method == "POST" else None
        answer = client.open(address, method=method, data=form)
        is_language_or_sign_out = answer.status_code == 303
        found[endpoint, method] = "in" if is_language_or_sign_out else _outcome(answer)
        wanted[endpoint, method] = _expected(TABLE[endpoint], who)

    assert found == wanted


def test_who_came_through_the_provider_needs_no_second_step_of_ours(people):
    app, _ = people

    assert browser_of(app, "new@gemeente.example", Way.PROVIDER).get("/team/accounts").status_code == 200
