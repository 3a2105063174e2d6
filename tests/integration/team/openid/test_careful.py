"""A provider that leads us astray: what it says does not decide where we go, nor how long we wait."""

import json

import pytest
from werkzeug.wrappers import Response

from enquete_app import outgoing

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PATHS = {"discovery": "/.well-known/openid-configuration", "keys": "/jwks", "token": "/token"}


@pytest.fixture
def astray(provider, monkeypatch):
    """Let the provider answer something else at one of its addresses."""

    def astray(what, answer):
        honest, asked = provider._answer, []

        def lies(request):
            asked.append(request.path)
            return answer if request.path == PATHS[what] else honest(request)

        monkeypatch.setattr(provider, "_answer", lies)
        return asked

    return astray


@pytest.mark.parametrize("what", PATHS)
def test_a_provider_that_sends_us_elsewhere_is_not_followed(client, provider, come_in, go, astray, what):
    back = None if what == "discovery" else go(client)
    inside = f"{provider.issuer}/inside"
    asked = astray(what, Response(status=302, headers={"Location": inside}))
    answer = client.get("/team/oidc") if back is None else client.get(back)

    assert answer.status_code == 503
    assert PATHS[what] in asked
    assert "/inside" not in asked
    assert client.get("/team/").status_code == 302


@pytest.mark.parametrize("what", PATHS)
def test_an_answer_larger_than_makes_sense_is_not_read(client, go, astray, what, monkeypatch):
    monkeypatch.setattr(outgoing, "LARGEST", 50_000)
    back = None if what == "discovery" else go(client)
    astray(what, Response(json.dumps({"issuer": "x" * 60_000}), content_type="application/json"))

    assert client.get(back or "/team/oidc").status_code == 503


def test_in_production_an_address_without_tls_that_the_provider_names_is_not_asked(
    with_provider, provider, go, astray
):
    app = with_provider()
    client = app.test_client()
    back = go(client)
    # As if the provider itself were at https://; all that it names is not.
    app.config["OIDC_ISSUER"] = provider.issuer.replace("http://", "https://")
    asked = astray("token", Response(status=500))

    assert client.get(back).status_code in {400, 503}
    assert asked == []
