"""A real OpenID provider (idpyoidc, by the authors of pyoidc) on 127.0.0.1.

Nobody types a password there: `who` says who is at its keyboard. A test may have it lie by `tamper`, which
changes the claims of the next ID token before the provider's own key signs them, or by `forge`, which changes
the token as it is sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from cryptojwt import KeyJar
from cryptojwt.jwk.hmac import SYMKey
from cryptojwt.jws.jws import JWS, factory
from cryptojwt.key_jar import init_key_jar
from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration
from smtp_server import free_port
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

CLIENT, CLIENT_SECRET = "enquete", "a secret of the client, long enough to be one"
KEYS = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
PEOPLE: dict[str, dict[str, Any]] = {
    "jan": {"email": "jan@gemeente.example", "email_verified": True, "roles": ["klachten"]},
    "ann": {"email": "ann@gemeente.example", "email_verified": True, "roles": ["onderzoek"]},
    "bas": {"email": "bas@gemeente.example", "email_verified": True, "roles": ["beheer", "iets anders"]},
    "els": {"email": "els@gemeente.example", "email_verified": True, "roles": ["burgerzaken"]},
    "kim": {"email": "team@gemeente.example", "email_verified": False, "roles": ["klachten"]},
    "lou": {"email_verified": True, "roles": ["klachten"]},
}
"""What the provider knows of each."""


def _endpoint(path: str, name: str, **kwargs: object) -> dict[str, object]:
    return {"path": path, "class": f"idpyoidc.server.oidc.{name}", "kwargs": kwargs}


ENDPOINTS = {
    "provider_config": _endpoint(
        ".well-known/openid-configuration",
        "provider_config.ProviderConfiguration",
        client_authn_method={},
    ),
    "authorization": _endpoint(
        "authorization",
        "authorization.Authorization",
        client_authn_method=None,
        response_types_supported=["code"],
        response_modes_supported=["query"],
    ),
    "token": _endpoint(
        "token", "token.Token", client_authn_method=["client_secret_post", "client_secret_basic"]
    ),
    "userinfo": _endpoint("userinfo", "userinfo.UserInfo"),
    "session": _endpoint(
        "session", "session.Session", post_logout_uri_path="post_logout", signing_alg="ES256"
    ),
}


class Provider:
    """The provider.

    Args:
        port: where it is served.
        back: where it may send browsers back to.
    """

    def __init__(self, port: int, back: str) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self._server = Server(OPConfiguration(conf=_configuration(self.issuer)), keyjar=KeyJar())
        self.renew_keys()
        self._server.context.cdb[CLIENT] = {
            "client_id": CLIENT,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": [(back, {})],
            "token_endpoint_auth_method": "client_secret_basic",
            "response_types": ["code"],
            "allowed_scopes": ["openid", "email", "profile"],
            "id_token_signed_response_alg": "RS256",
        }
        self._server.keyjar.add_symmetric(CLIENT, CLIENT_SECRET)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be as at first, but for the keys."""
        self.who = "jan"
        self.people = {name: dict(claims) for name, claims in PEOPLE.items()}
        self.tamper: Callable[[dict[str, Any]], None] | None = None
        self.forge: Callable[[str], str] | None = None
        self.asked: list[Mapping[str, str]] = []
        # A name with a full stop cannot be mistaken for base 64, which short ones are taken for.
        self._server.context.userinfo.db = {f"user.{name}": claims for name, claims in self.people.items()}

    def renew_keys(self) -> None:
        """Sign with new keys from now on; those of before are no longer published."""
        keys = new_keys().export_jwks(private=True)
        for owner in ("", self.issuer):
            self._server.keyjar.load_keys(owner, jwks=keys, replace=True)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if request.path == "/jwks":
            return Response(self._server.keyjar.export_jwks_as_json(""), content_type="application/json")
        name = {f"/{each['path']}": name for name, each in ENDPOINTS.items()}.get(request.path)
        if name is None:
            return Response(status=404)
        endpoint = self._server.get_endpoint(name)
        if name == "authorization":
            self._server.context.authn_broker.db["anon"]["method"].user = f"user.{self.who}"
        http_info = {
            "headers": {key.lower(): value for key, value in request.headers.items()},
            "url": request.url,
        }
        given = request.get_data(as_text=True) if request.method == "POST" else request.args.to_dict()
        if name == "authorization":
            self.asked.append(dict(given))
        parsed = endpoint.parse_request(given, http_info=http_info) if name != "provider_config" else {}
        done = endpoint.process_request(parsed, http_info=http_info)
        made = endpoint.do_response(request=parsed, **done)
        body = made["response"]
        if made.get("response_placement") == "url" or name == "authorization":
            return Response(status=302, headers={"Location": body})
        if name == "token" and "id_token" in body:
            body = self._lie(body)
        return Response(body, content_type="application/json", status=400 if '"error"' in str(body) else 200)

    def _lie(self, body: str) -> str:
        answer = json.loads(body)
        if self.tamper:
            claims = factory(answer["id_token"]).jwt.payload()
            self.tamper(claims)
            answer["id_token"] = self.sign(claims)
        if self.forge:
            answer["id_token"] = self.forge(answer["id_token"])
        self.tamper = self.forge = None
        return json.dumps(answer)

    def sign(self, claims: Mapping[str, Any], keys: KeyJar | None = None) -> str:
        """Sign claims as they are, with the provider's key or another."""
        with_these = (keys or self._server.keyjar).get_signing_key("RSA", "")
        return str(JWS(json.dumps(claims), alg="RS256").sign_compact(with_these))

    def sign_with_secret(self, claims: Mapping[str, Any]) -> str:
        """Sign claims with what the client knows too."""
        return str(
            JWS(json.dumps(claims), alg="HS256").sign_compact([SYMKey(key=CLIENT_SECRET, alg="HS256")])
        )


def _configuration(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "httpc_params": {"verify": False, "timeout": 4},
        "preference": {"subject_types_supported": ["public"]},
        "endpoint": ENDPOINTS,
        "keys": {"uri_path": "jwks", "key_defs": KEYS},
        "token_handler_args": {
            "jwks_def": {
                "private_path": "",
                "key_defs": [{"type": "oct", "bytes": 24, "use": ["enc"], "kid": "code"}],
            },
            "code": {
                "lifetime": 600,
                "kwargs": {"crypt_conf": {"kwargs": {"password": "x" * 32, "salt": "y" * 16}}},
            },
            "token": {
                "class": "idpyoidc.server.token.jwt_token.JWTToken",
                "kwargs": {"lifetime": 3600, "aud": [issuer]},
            },
            "id_token": {
                "class": "idpyoidc.server.token.id_token.IDToken",
                "kwargs": {"base_claims": {"email": None, "email_verified": None, "roles": None}},
            },
        },
        "authentication": {
            "anon": {
                "acr": "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
                "class": "idpyoidc.server.user_authn.user.NoAuthn",
                "kwargs": {"user": "jan"},
            }
        },
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": {}}},
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_method": "S256"},
            }
        },
    }


def new_keys() -> KeyJar:
    """Keys that nobody has had before."""
    return init_key_jar(key_defs=KEYS)


@contextmanager
def served(back: str) -> Iterator[Provider]:
    """Serve a provider that sends browsers back to this address."""
    port = free_port()
    provider = Provider(port, back)
    server = make_server("127.0.0.1", port, provider, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
