"""The organisation's OpenID provider, where one is configured: what we ask it and what we believe.

Authlib does the protocol: discovery, code flow with PKCE (S256), state and nonce, signature, issuer, audience
and term of the ID token. For each tab on its way there, state, nonce and verifier wait in the browser's
signed cookie, beside the page that it is to come back to.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import current_app, redirect, request
from flask import session as cookie
from joserfc.errors import JoseError
from requests.exceptions import RequestException

from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.provided import Person, person_of
from enquete_app.outgoing import be_careful

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

NAME = "provider"
SKEW_SECONDS = 60
"""How much the provider's clock may differ from ours."""
MOST_TABS = 3
LONGEST_ADDRESS = 500
"""Of a page to come back to. With that many tabs and questionnaires, the cookie stays under 4 kB."""
ALGORITHMS = (
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
    "Ed25519",
    "RS384",
    "PS384",
    "ES384",
    "RS512",
    "PS512",
    "ES512",
)
"""Signatures that only the provider can make. What we could make ourselves proves nothing."""


class _Session(OAuth2Session):  # type: ignore[misc]
    """Authlib's, which would go wherever it is sent, and read whatever comes."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        be_careful(self, plain=current_app.config["OIDC_ISSUER"].startswith("http://"))


class _Client(FlaskOAuth2App):  # type: ignore[misc]
    client_cls = _Session


class _Clients(OAuth):  # type: ignore[misc]
    oauth2_client_cls = _Client


class ProviderError(Exception):
    """Signing in through the provider did not work."""


class NoProviderError(ProviderError):
    """The provider does not answer, or not as one."""


class NoProofError(ProviderError):
    """What the browser brought back does not show who it is: forged, used, too old, or refused there."""


def is_used() -> bool:
    """Whether staff sign in through a provider."""
    return bool(current_app.config["OIDC_ISSUER"])


def leaves_local(account: Account | None = None) -> bool:
    """Whether passwords of our own work: at all, or for an account."""
    if not is_used():
        return True
    is_theirs = account is not None and account.provider_subject is not None
    return bool(current_app.config["OIDC_LOCAL"]) and not is_theirs


def send_there(onward: str) -> Response:
    """Send the browser to the provider; forgets the tabs that set out longest ago, where there are many.

    Args:
        onward: where this tab wants to be in the end; forgotten if there is no room for it.

    Raises:
        NoProviderError: if it does not answer.
    """
    back = f"{current_app.config['BASE_URL']}/team/oidc/callback"
    client = _ready_client()
    try:
        made = client.create_authorization_url(back)
    except (AuthlibBaseError, RuntimeError) as error:
        raise NoProviderError from error
    there = made.pop("url")
    # By when they end, which is as long after each began: the order of a session's names need not be kept.
    for name in sorted(under_way(), key=lambda name: cookie[name]["exp"])[: 1 - MOST_TABS]:
        cookie.pop(name)
    page = onward if len(onward) <= LONGEST_ADDRESS else None
    client.save_authorize_data(redirect_uri=back, onward=page, **made)
    return redirect(there)


def under_way() -> dict[str, Any]:
    """What the session holds of tabs that are on their way, under the names that it has there."""
    return {name: kept for name, kept in cookie.items() if name.startswith(_name_of(""))}


def onward_of_this() -> str | None:
    """Where the tab that came back wants to be; none if that is not known."""
    data = cookie.get(_name_of(request.args.get("state", "")), {}).get("data", {})
    return cast("str | None", data.get("onward"))


def person() -> Person:
    """Who the provider says it is, from the answer that the browser brought back.

    Raises:
        ProviderError: if that cannot be had or believed.
    """
    config = current_app.config
    expected = {
        "iss": {"essential": True, "value": config["OIDC_ISSUER"]},
        "aud": {"essential": True, "value": config["OIDC_CLIENT_ID"]},
    }
    client = _ready_client()
    try:
        token = client.authorize_access_token(claims_options=expected, leeway=SKEW_SECONDS)
        claims = dict(token["userinfo"])
        if not {"email", config["OIDC_ROLES_CLAIM"].partition(".")[0]} <= claims.keys():
            claims = _with_more(client, token, claims)
    except RequestException as error:
        raise NoProviderError from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        # Where the provider says no, Authlib leaves it.
        cookie.pop(_name_of(request.args.get("state", "")), None)
        raise NoProofError from error
    return person_of(claims, roles_claim=config["OIDC_ROLES_CLAIM"], meaning=_meaning())


def end_address() -> str | None:
    """Where somebody signs out of the provider too; none if it has no such page or does not answer."""
    try:
        end = _ready_client().server_metadata.get("end_session_endpoint")
    except NoProviderError:
        return None
    if not isinstance(end, str) or not end.startswith(("https://", "http://")):
        return None
    back = f"{current_app.config['BASE_URL']}/team/sign-in"
    query = {"client_id": current_app.config["OIDC_CLIENT_ID"], "post_logout_redirect_uri": back}
    return f"{end}{'&' if '?' in end else '?'}{urlencode(query)}"


def _name_of(state: str) -> str:
    """Where Authlib keeps in the session what belongs to a state."""
    return f"_state_{NAME}_{state}"


def _ready_client() -> _Client:
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    client = _client(app)
    try:
        metadata = client.load_server_metadata()
    except (RequestException, ValueError) as error:
        raise NoProviderError from error
    if metadata.get("issuer") != app.config["OIDC_ISSUER"]:
        # Forgotten, so that the next attempt asks anew.
        client.server_metadata.clear()
        raise NoProviderError
    named = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in named if each in ALGORITHMS]
    return client


@cache
def _client(app: Flask) -> _Client:
    config = app.config
    client: _Client = _Clients(app).register(
        NAME,
        client_id=config["OIDC_CLIENT_ID"],
        client_secret=config["OIDC_CLIENT_SECRET"],
        server_metadata_url=f"{config['OIDC_ISSUER'].rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": config["OIDC_SCOPES"], "code_challenge_method": "S256"},
    )
    return client


def _with_more(client: FlaskOAuth2App, token: dict[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    """Add what the provider only tells when asked, if it is about the same person."""
    if "userinfo_endpoint" not in client.server_metadata:
        return claims
    more = dict(client.userinfo(token=token))
    return {**more, **claims} if more.get("sub") == claims["sub"] else claims


def _meaning() -> dict[str, Role]:
    return {
        value.strip(): role
        for role in Role
        for value in current_app.config[f"OIDC_ROLE_{role.name}"].split(",")
        if value.strip()
    }
