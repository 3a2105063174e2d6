"""Who is signed in, and who may see which page.

The browser's cookie holds a random token; the session that belongs to it is in the database, where it can be
ended. The account and its roles are looked up with every request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from enquete_app.accounts import sessions
from enquete_app.accounts.models import Account, Role, StaffSession, Way
from enquete_app.accounts.sessions import Terms
from enquete_app.web.csrf import RESPONDENTS, STAFFS
from enquete_app.web.transaction import READING, aside, session

P = ParamSpec("P")
R = TypeVar("R")

STAFF = "staff"
OTHERS = "invitations"
"""What the respondents' pages keep in the same session: a questionnaire that is open in this browser."""
LANGUAGE = "language"
"""The language that somebody of the staff chose."""
WHOSE = "account"
"""The account that this browser was last signed in to, by its number."""
OPEN = "open"
"""The `access` of a view that everybody may see."""
HOME = "team.waves_index"
STAFF_PATH = "/team/"
_KEPT = (OTHERS, LANGUAGE, RESPONDENTS)
_KEPT_FOR_SAME = (*_KEPT, STAFFS, "_flashes")


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who came with the token of a session.

    Args:
        account: theirs.
        session: this one of theirs.
        token: of the session.
    """

    account: Account
    session: StaffSession
    token: str

    @property
    def lacks_second_step(self) -> bool:
        """Whether they have to set up the second step before they can see anything; not so in the demo."""
        return (
            self.session.way is Way.PASSWORD
            and not self.account.is_enrolled
            and not current_app.config["DEMO"]
        )


def access(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Let only staff with one of these roles see a page; who is not signed in is asked to.

    The view's attribute `access` tells the roles.
    """

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            here = at_the_door()
            if here is None:
                return redirect(url_for("team.signing_in_sign_in_page", next=_this_page()))
            if here.lacks_second_step:
                return redirect(url_for("team.enrolling_show", next=_this_page()))
            if not allowed(here.account, roles):
                abort(403)
            return view(*args, **kwargs)

        guarded.access = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return guard


def before_second_step(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Let only staff see a page who have given their password and have yet to set up the second step."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        here = at_the_door()
        if here is None:
            return redirect(url_for("team.signing_in_sign_in_page", next=_this_page()))
        if not here.lacks_second_step:
            return redirect(onward(request.args.get("next")))
        return view(*args, **kwargs)

    guarded.access = frozenset(Role)  # type: ignore[attr-defined]
    return guarded


def allowed(account: Account, roles: Collection[Role]) -> bool:
    """Whether an account has one of these roles."""
    return not account.roles.isdisjoint(roles)


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Say of a view that everybody may see it."""
    view.access = OPEN  # type: ignore[attr-defined]
    return view


def signed_in() -> Account | None:
    """The account that this browser is signed in to, second step included."""
    here = at_the_door()
    return here.account if here and not here.lacks_second_step else None


def at_the_door() -> Staff | None:
    """Who comes with the token of a session, also if they have yet to set up the second step."""
    if "staff" not in g:
        g.staff = _staff_of(cookie.get(STAFF))
    return cast("Staff | None", g.staff)


def is_over() -> bool:
    """Whether this browser was signed in, and that came to an end."""
    return STAFF in cookie and at_the_door() is None


def sign_in_to(account: Account, way: Way = Way.PASSWORD, within: Session | None = None) -> None:
    """Begin a new session for an account; of the old one open questionnaires and the language are kept.

    Of forms that are open already, those can still be sent that the same person opened: for anybody else the
    token against forgery is renewed.

    Args:
        account: whose it is.
        way: how they signed in.
        within: the transaction; by default the request's.
    """
    before = at_the_door()
    writing, now = within or session(), datetime.now(UTC)
    if before is not None:
        sessions.end(writing, before.account, only=before.session.id)
    agent = request.user_agent.string
    token = sessions.start(writing, account, way=way, browser=agent, now=now, terms=terms())
    names = _KEPT_FOR_SAME if cookie.get(WHOSE) == account.id else _KEPT
    kept = {name: cookie[name] for name in names if name in cookie}
    cookie.clear()
    cookie.update(kept)
    cookie[STAFF], cookie[WHOSE] = token, account.id
    g.pop("staff", None)


def sign_out_of_session() -> None:
    """End the session of staff; open questionnaires are kept."""
    here = at_the_door()
    if here is not None:
        sessions.end(session(), here.account, only=here.session.id)
    cookie.pop(STAFF, None)
    g.staff = None


def terms() -> Terms:
    """How long sessions last here; whoever opened a form in time may still send it."""
    known = sessions.terms_in(current_app.config)
    return known if request.method in READING else replace(known, provider=known.provider + known.idle)


def onward(asked: str | None) -> str:
    """Where to go after a form: the staff page that was asked for, or the first one."""
    parts = urlsplit(asked or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(STAFF_PATH)
    return parts._replace(fragment="").geturl() if is_ours and "\\" not in parts.path else url_for(HOME)


def _this_page() -> str | None:
    if request.method not in READING:
        return None
    return request.full_path if request.query_string else request.path


def _staff_of(token: object) -> Staff | None:
    if not isinstance(token, str):
        return None
    now = datetime.now(UTC)
    found = sessions.find(session(), token, terms(), now)
    if found is None:
        return None
    known, account = found
    if request.method in READING and sessions.needs_seeing(known, now):
        # Where somebody else is writing for long, it is noted with the next page.
        with suppress(OperationalError), aside(hurried=True) as small:
            sessions.see(small, known.id, now)
    return Staff(account, known, token)
