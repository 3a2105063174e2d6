"""What is not believed of what a browser brings back from the provider."""

import time
from urllib.parse import parse_qs, urlsplit

import openid_provider
import pytest

from enquete_app.accounts.models import Account

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def refused(client, answer):
    return (
        answer.status_code == 400
        and "Begin opnieuw." in answer.text
        and client.get("/team/").status_code == 302
    )


def test_another_state_than_we_gave_is_refused(client, go):
    back = go(client)
    state = parse_qs(urlsplit(back).query)["state"][0]

    assert refused(client, client.get(back.replace(state, "x" * len(state))))
    assert refused(client, client.get("/team/oidc/callback"))
    assert refused(client, client.get("/team/oidc/callback?error=access_denied&error_description=%3Cb%3E"))


def test_a_way_back_works_once_and_only_in_the_browser_that_set_out(app, client, go):
    back = go(client)
    elsewhere = app.test_client()
    assert refused(elsewhere, elsewhere.get(back))
    assert client.get(back).status_code == 302
    client.get("/team/")
    assert client.get(back).status_code == 400

    again = app.test_client()
    go(again)
    state = parse_qs(urlsplit(go(again)).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert refused(again, again.get("/team/oidc/callback", query_string={"state": state, "code": code}))


def test_a_token_that_is_only_signed_anew_is_believed(client, provider, come_in):
    provider.tamper = lambda claims: claims.update(something="else")

    assert come_in(client).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "http://127.0.0.1:1"},
        {"aud": ["somebody else"]},
        {"aud": ["somebody else", "enquete"], "azp": "somebody else"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
    ],
)
def test_a_token_that_says_something_else_is_refused(client, provider, change, stored, come_in):
    def tamper(claims):
        claims.update(change)
        for name in [name for name, value in change.items() if value is None]:
            del claims[name]

    provider.tamper = tamper
    assert refused(client, come_in(client))
    assert stored(Account) == []


def unsigned(token):
    header = "eyJhbGciOiJub25lIn0"
    return f"{header}.{token.split('.')[1]}."


def changed(token):
    head, body, signature = token.split(".")
    return f"{head}.{body}.{'A' * len(signature)}"


@pytest.mark.parametrize("forge", [unsigned, changed, lambda _: "x.y.z", lambda _: ""])
def test_a_token_that_the_provider_did_not_sign_is_refused(client, provider, forge, come_in):
    provider.forge = forge

    assert refused(client, come_in(client))


def test_a_token_signed_with_the_client_secret_or_a_foreign_key_is_refused(client, provider, come_in):
    provider.tamper = lambda claims: claims.update(roles=["beheer"])
    provider.forge = lambda token: provider.sign(
        openid_provider.factory(token).jwt.payload(), openid_provider.new_keys()
    )
    assert refused(client, come_in(client))

    provider.forge = lambda token: provider.sign_with_secret(openid_provider.factory(token).jwt.payload())
    assert refused(client, come_in(client))


@pytest.mark.parametrize(("by", "status"), [(-45, 302), (45, 302), (-90, 400), (90, 400)])
def test_a_clock_that_is_a_little_off_does_no_harm(client, provider, by, status, come_in):
    def skew(claims):
        now = int(time.time()) + by
        claims["iat"], claims["exp"] = now, now + (0 if by < 0 else 300)

    provider.tamper = skew

    assert come_in(client).status_code == status
