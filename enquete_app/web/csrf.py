"""Forms that only our own pages can send."""

from __future__ import annotations

from flask import current_app
from flask_wtf.csrf import CSRFProtect, validate_csrf
from wtforms.validators import ValidationError


class FormProtection(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's, which after a change of the secret key would refuse every page that people have open."""

    def _error_response(self, reason: str) -> None:
        if not any(_fits(self._get_csrf_token(), key) for key in current_app.config["SECRET_KEY_FALLBACKS"]):
            super()._error_response(reason)


def _fits(token: str | None, key: str) -> bool:
    try:
        validate_csrf(token, secret_key=key)
    except ValidationError:
        return False
    return True
