"""The browser's session: a signed cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import json
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask
    from itsdangerous import URLSafeTimedSerializer


class InOrder(TaggedJSONSerializer):
    """Flask's, which sorts names: what was put in last would no longer come last."""

    def dumps(self, value: object) -> str:
        """The session as JSON."""
        return json.dumps(self.tag(value), separators=(",", ":"), sort_keys=False)


class SignedCookies(SecureCookieSessionInterface):
    """Flask's, which makes its signer anew with every request."""

    serializer = InOrder()
    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer of the application whose sessions these are."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def init_cookies(app: Flask) -> None:
    """Sign the session's cookie; over HTTPS under a name that browsers let no other host set."""
    app.session_interface = SignedCookies()
    if app.config["SESSION_COOKIE_SECURE"]:
        app.config["SESSION_COOKIE_NAME"] = f"__Host-{app.config['SESSION_COOKIE_NAME']}"
