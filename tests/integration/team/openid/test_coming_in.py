"""Signing in through a real OpenID provider."""

import re
from datetime import UTC, datetime, timedelta

import openid_provider
import pytest
from accounts_builders import browser_of
from sqlalchemy import select, update

from enquete_app.accounts.models import Account, Role, StaffSession, Way
from enquete_app.accounts.service import add_account, password_token
from enquete_app.audit import Act
from enquete_app.audit.models import AuditLine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "http://127.0.0.1:5000"


@pytest.mark.parametrize(("who", "role"), [("jan", Role.TEAM), ("ann", Role.ANALYST), ("bas", Role.ADMIN)])
def test_each_role_comes_in_by_what_it_is_at_the_provider(client, provider, stored, who, role, come_in):
    provider.who = who
    assert client.get("/team/").location == "/team/sign-in?next=/team/"
    page = client.get("/team/sign-in?next=/team/account").text
    assert 'href="/team/oidc?next=/team/account"' in page
    assert 'type="password"' not in page
    answer = come_in(client, "?next=/team/account")

    assert (answer.status_code, answer.location) == (302, "/team/account")
    assert client.get("/team/").status_code == 200, "without a second step of ours"
    [account] = stored(Account)
    assert (account.email, account.roles) == (f"{who}@gemeente.example", {role})
    assert [each.way for each in stored(StaffSession)] == [Way.PROVIDER]
    assert [line.act for line in stored(AuditLine)] == [Act.ROLES_CHANGED, Act.SIGNED_IN]
    assert client.get("/team/accounts").status_code == (200 if role is Role.ADMIN else 403)


def test_the_request_is_made_with_pkce_state_and_nonce(client, provider, go):
    go(client)
    [asked] = provider.asked

    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    assert (asked["response_type"], asked["scope"]) == ("code", "openid email")
    assert openid_provider.CLIENT_SECRET not in repr(asked)


def test_without_a_role_that_means_something_nobody_comes_in(client, provider, stored, come_in):
    provider.who = "els"
    answer = come_in(client)

    assert answer.status_code == 403
    assert "geen rol die hier iets mag" in answer.text
    assert client.get("/team/").status_code == 302
    assert stored(Account) == stored(StaffSession) == []


def test_roles_follow_the_provider_with_each_sign_in(app, provider, stored, come_in):
    come_in(app.test_client())
    provider.people["jan"]["roles"] = ["beheer", "cijfers"]
    come_in(app.test_client())
    assert stored(Account)[0].roles == {Role.ADMIN, Role.ANALYST}
    provider.people["jan"]["roles"] = []

    assert come_in(app.test_client()).status_code == 403
    assert len(stored(Account)) == 1


@pytest.fixture
def hour_later(database):
    """Let it be an hour since everybody came in."""

    def hour_later(minutes=61):
        with database.transaction() as session:
            begun = datetime.now(UTC) - timedelta(minutes=minutes)
            session.execute(update(StaffSession).values(begun_at=begun))

    return hour_later


def test_after_an_hour_the_provider_is_asked_again_on_the_way_to_the_page(
    client, provider, stored, come_in, hour_later
):
    come_in(client)
    provider.people["jan"]["roles"] = ["cijfers"]
    assert client.get("/team/surveys/new").status_code == 200
    hour_later()

    again = client.get("/team/waves/1?a=b")
    assert again.location == "/team/sign-in?next=/team/waves/1?a%3Db"
    assert 'href="/team/oidc?next=/team/waves/1?a%3Db"' in client.get(again.location).text
    answer = come_in(client, "?next=/team/waves/1?a%3Db")

    assert answer.location == "/team/waves/1?a=b"
    assert stored(Account)[0].roles == {Role.ANALYST}
    assert client.get("/team/surveys/new").status_code == 403


def test_who_lost_all_roles_is_out_after_an_hour(client, provider, come_in, hour_later):
    come_in(client)
    provider.people["jan"]["roles"] = []
    hour_later()

    assert come_in(client).status_code == 403
    assert client.get("/team/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(89, 422), (91, 302)])
def test_a_form_opened_in_time_may_be_sent_a_little_later(client, come_in, hour_later, minutes, status):
    come_in(client)
    page = client.get("/team/surveys/new").text
    hour_later(minutes)
    form = {"csrf_token": re.search('name="csrf_token" value="([^"]+)"', page)[1]}

    assert client.post("/team/surveys/new", data=form).status_code == status
    assert client.get("/team/").location == "/team/sign-in?next=/team/"


def test_it_is_the_provider_s_name_for_somebody_that_counts_not_the_address(app, provider, stored, come_in):
    come_in(app.test_client())
    provider.people["jan"]["email"] = "j.jansen@gemeente.example"
    come_in(app.test_client())

    assert [account.email for account in stored(Account)] == ["jan@gemeente.example"]


def test_an_account_that_was_there_is_taken_over_only_with_an_address_that_the_provider_vouches_for(
    app, provider, accounts, stored, database, come_in
):
    provider.who = "kim"
    refused = come_in(app.test_client())
    assert refused.status_code == 403
    assert "Er is al een account met uw e-mailadres" in refused.text
    provider.people["kim"]["email_verified"] = True

    assert come_in(app.test_client()).status_code == 302
    assert len(stored(Account)) == 4
    [account] = [each for each in stored(Account) if each.provider_subject]
    assert (account.email, account.password_hash, account.is_enrolled) == (
        "team@gemeente.example",
        None,
        False,
    )


def test_somebody_without_an_address_and_somebody_blocked_are_told_so(
    app, client, provider, database, come_in
):
    provider.who = "lou"
    assert "geeft geen e-mailadres" in come_in(client).text
    provider.who = "jan"
    come_in(client)
    with database.transaction() as session:
        session.execute(update(Account).values(blocked=True))

    answer = come_in(app.test_client())
    assert answer.status_code == 403
    assert "is geblokkeerd" in answer.text


def test_new_keys_at_the_provider_are_fetched(app, client, provider, come_in):
    come_in(client)
    provider.renew_keys()

    assert come_in(app.test_client()).status_code == 302


def test_a_provider_that_is_down_is_said_clearly_and_tried_anew(with_provider, provider):
    app = with_provider(OIDC_ISSUER="http://127.0.0.1:1")
    answer = app.test_client().get("/team/oidc")
    assert answer.status_code == 503
    assert "De inlogdienst antwoordt niet" in answer.text
    assert "Naar het inloggen" in answer.text
    app.config["OIDC_ISSUER"] = provider.issuer.replace("127.0.0.1", "localhost")

    assert app.test_client().get("/team/oidc").status_code == 503


def test_a_provider_that_goes_down_in_between_is_said_too(client, with_provider, go):
    with openid_provider.served(f"{BASE}/team/oidc/callback") as provider:
        app = with_provider(OIDC_ISSUER=provider.issuer)
        client = app.test_client()
        back = go(client)

    assert client.get(back).status_code == 503


def test_a_provider_that_says_it_is_another_is_not_believed(with_provider, provider):
    app = with_provider(OIDC_ISSUER=f"{provider.issuer}/")

    assert app.test_client().get("/team/oidc").status_code == 503


def test_passwords_of_our_own_are_off_unless_wanted(client, with_provider, accounts):
    for page in ("/team/forgotten", "/team/password/x"):
        assert client.get(page).status_code == 404
    admin = browser_of(client.application, "admin@gemeente.example")
    assert admin.get("/team/accounts/invite").status_code == 404
    assert "Iemand uitnodigen" not in admin.get("/team/accounts").text
    both = with_provider(OIDC_LOCAL=True).test_client().get("/team/sign-in").text

    assert 'href="/team/oidc"' in both
    assert 'type="password"' in both


def test_no_link_sets_a_password_for_whom_the_provider_has_taken_over(
    with_provider, accounts, database, come_in
):
    app = with_provider(OIDC_LOCAL=True)
    with database.transaction() as session:
        account = add_account(session, "jan@gemeente.example", Role.TEAM)
        session.flush()
        link = f"/team/password/{password_token(account, app.extensions['keyring'])}"
    assert app.test_client().get(link).status_code == 200

    come_in(app.test_client())

    assert app.test_client().get(link).status_code != 200
    with database.reader() as session:
        [account] = session.scalars(select(Account).where(Account.email == "jan@gemeente.example"))
        link = f"/team/password/{password_token(account, app.extensions['keyring'])}"
    assert app.test_client().get(link).status_code != 200


def test_without_a_provider_its_pages_are_not_there(make_app):
    client = make_app().test_client()

    assert {client.get(f"/team/{page}").status_code for page in ("oidc", "oidc/callback", "signed-out")} == {
        404
    }
    assert "werkaccount" not in client.get("/team/sign-in").text


def test_signing_out_ends_ours_and_leads_to_the_provider_s(client, provider, stored, come_in):
    come_in(client)
    page = client.get("/team/").text
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/team/sign-out", data={"csrf_token": csrf})
    assert (answer.status_code, answer.location) == (303, "/team/signed-out")
    assert stored(StaffSession) == []

    page = client.get("/team/signed-out").text
    end = f"{provider.issuer}/session?client_id=enquete&amp;post_logout_redirect_uri="
    assert f'<meta http-equiv="refresh" content="0; url={end}' in page
    assert f'href="{end}' in page


def test_where_to_go_next_never_leads_away(client, come_in):
    assert come_in(client, "?next=https://evil.example/team/").location == "/team/"
