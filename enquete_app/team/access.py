"""Who is signed in, and who may see which page.

The browser's session holds the account's number and a mark of its password, so that whoever changes the
password signs out all other browsers. The role is looked up with every request.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import abort, g, redirect, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Account, Role
from enquete_app.web.transaction import keyring, session

P = ParamSpec("P")
R = TypeVar("R")

STAFF = "staff"
OTHERS = "invitations"
"""What the respondents' pages keep in the same session: a questionnaire that is open in this browser."""
LANGUAGE = "language"
"""The language that somebody of the staff chose."""
OPEN = "open"
"""The `access` of a view that everybody may see."""
HOME = "team.waves_index"
STAFF_PATH = "/team/"


def access(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let only staff with one of these roles see a page; who is not signed in is asked to.

    The view's attribute `access` tells the roles.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            account = signed_in()
            if account is None:
                onward = request.path if request.method == "GET" else None
                return redirect(url_for("team.signing_in_sign_in_page", next=onward))
            if not allowed(account, roles):
                abort(403)
            return view(*args, **kwargs)

        guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return guard


def allowed(account: Account, roles: Collection[Role]) -> bool:
    """Whether an account has one of these roles."""
    return account.role in roles


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Say of a view that everybody may see it."""
    view.access = OPEN  # type: ignore[attr-defined]
    return view


def signed_in() -> Account | None:
    """The account that this browser is signed in to, if its password is still the one of then."""
    if "account" not in g:
        g.account = _account_of(cookie.get(STAFF))
    return g.account if isinstance(g.account, Account) else None


def sign_in_to(account: Account) -> None:
    """Begin a new session for an account; of the old one open questionnaires and the language are kept.

    Forms that are open already have to be opened again: the token against forgery is renewed.
    """
    kept = {name: cookie[name] for name in (OTHERS, LANGUAGE) if name in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie[STAFF] = [account.id, _mark(account)]
    g.account = account


def sign_out_of_session() -> None:
    """End the session of staff; open questionnaires are kept."""
    cookie.pop(STAFF, None)
    g.account = None


def onward(asked: str | None) -> str:
    """Where to go after a form: the staff page that was asked for, or the first one."""
    parts = urlsplit(asked or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(STAFF_PATH)
    return parts._replace(fragment="").geturl() if is_ours and "\\" not in parts.path else url_for(HOME)


def _account_of(kept: Any) -> Account | None:  # noqa: ANN401 - whatever the cookie holds
    if not kept:
        return None
    account_id, mark = kept
    account = session().get(Account, account_id)
    if account is None or not hmac.compare_digest(mark, _mark(account)):
        return None
    return account


def _mark(account: Account) -> str:
    return keyring().derive("staff session", account.id, account.password_hash or "").hex()[:32]
