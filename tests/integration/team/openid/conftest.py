"""Applications with a provider, and the way there and back."""

import openid_provider
import pytest
import requests
from sqlalchemy import select

BASE = "http://127.0.0.1:5000"
SETTINGS = {
    "OIDC_CLIENT_ID": openid_provider.CLIENT,
    "OIDC_CLIENT_SECRET": openid_provider.CLIENT_SECRET,
    "OIDC_ROLE_TEAM": "klachten",
    "OIDC_ROLE_ANALYST": "onderzoek, cijfers",
    "OIDC_ROLE_ADMIN": "beheer",
}


@pytest.fixture(scope="module")
def served():
    with openid_provider.served(f"{BASE}/team/oidc/callback") as provider:
        yield provider


@pytest.fixture
def provider(served):
    served.begin_anew()
    return served


@pytest.fixture
def with_provider(make_app, provider):
    def make(**settings):
        return make_app(**(SETTINGS | {"OIDC_ISSUER": provider.issuer} | settings))

    return make


@pytest.fixture
def app(with_provider):
    return with_provider()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def go():
    """Follow the link to the provider, who sends the browser back; gives the way back."""

    def go(client, query=""):
        sent = client.get(f"/team/oidc{query}")
        assert sent.status_code == 302, sent.text
        back = requests.get(sent.location, allow_redirects=False, timeout=10).headers["Location"]
        assert back.startswith(f"{BASE}/team/oidc/callback?")
        return back.removeprefix(BASE)

    return go


@pytest.fixture
def come_in(go):
    return lambda client, query="": client.get(go(client, query))


@pytest.fixture
def stored(database):
    def stored(what):
        with database.reader() as session:
            return session.scalars(select(what)).all()

    return stored
