"""Forms that only our own pages can send."""

from __future__ import annotations

from itertools import product

from flask import current_app, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from wtforms.validators import ValidationError

RESPONDENTS = "respondents_token"
"""Where the browser's session keeps the token of respondents' forms."""
STAFFS = "csrf_token"
"""And that of the staff's, which changes when somebody else signs in."""


class FormProtection(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's, which knows of one secret key and of one token for everybody."""

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - Flask-WTF's signature
        """Refuse a form without a token of ours, also one made with an earlier secret key."""
        if request.method == "POST" and _is_ours(self._get_csrf_token()):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)


def token_for_respondents() -> str:
    """The token of respondents' forms, which staff who sign in in the same browser do not change."""
    return generate_csrf(token_key=RESPONDENTS)  # type: ignore[no-any-return]


def _is_ours(token: str | None) -> bool:
    # Staff's is right for respondents too: pages that were opened with an earlier release carry it.
    names = (RESPONDENTS, STAFFS) if request.blueprint == "respond" else (STAFFS,)
    keys = (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"])
    return any(_fits(token, key, name) for key, name in product(keys, names))


def _fits(token: str | None, key: str, name: str) -> bool:
    try:
        validate_csrf(token, secret_key=key, token_key=name)
    except ValidationError:
        return False
    return True
