"""Who is signed in where. The server knows every session and can end it.

The browser holds a random token, the table its hash. A session ends by itself some time after it was last
seen, and in any case some time after it began.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import and_, delete, or_, select, update

from enquete_app.accounts.models import Account, StaffSession, Way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, CursorResult
    from sqlalchemy.orm import Session

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last seen."""
# In this order: nearly all say that they are Safari and Mozilla too.
_FAMILIES = (
    ("Edge", re.compile(r"\bEdg(e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/|\bOpera\b")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Firefox", re.compile(r"\bFirefox/|\bFxiOS/")),
    ("Chrome", re.compile(r"\bChrom(e|ium)/|\bCriOS/")),
    ("Safari", re.compile(r"\bSafari/")),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long sessions last.

    Args:
        idle: since they were last seen.
        absolute: in all.
        provider: in all, of those begun through the provider, which alone knows when roles end.
    """

    idle: timedelta
    absolute: timedelta
    provider: timedelta


def terms_in(config: Mapping[str, Any]) -> Terms:
    """How long sessions last by the settings."""
    return Terms(
        idle=timedelta(minutes=config["SESSION_IDLE_MINUTES"]),
        absolute=timedelta(hours=config["SESSION_HOURS"]),
        provider=timedelta(minutes=config["SESSION_PROVIDER_MINUTES"]),
    )


def start(  # noqa: PLR0913 - a session has this many sides
    session: Session, account: Account, *, way: Way, browser: str, now: datetime, terms: Terms | None = None
) -> str:
    """Begin a session.

    Args:
        session: a session that may write.
        account: whose it is.
        way: how they signed in.
        browser: as it names itself; only its family is kept.
        now: the moment.
        terms: with which those of this account that are over are deleted.

    Returns:
        The token for the browser.
    """
    if terms is not None:
        session.execute(
            delete(StaffSession).where(StaffSession.account_id == account.id, _is_over(terms, now))
        )
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=hash_of(token),
            account_id=account.id,
            way=way,
            browser=family_of(browser),
            begun_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, terms: Terms, now: datetime) -> tuple[StaffSession, Account] | None:
    """Find the session of a token, if it is not over and its account not blocked."""
    found = session.execute(
        select(StaffSession, Account)
        .join(Account, Account.id == StaffSession.account_id)
        .where(StaffSession.token_hash == hash_of(token), ~_is_over(terms, now), ~Account.blocked)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def needs_seeing(known: StaffSession, now: datetime) -> bool:
    """Whether it is time to note that a session was seen."""
    return now - known.seen_at >= SEEN_EVERY


def see(session: Session, session_id: int, now: datetime) -> None:
    """Note that a session was seen, unless somebody else has or it has ended meanwhile."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.id == session_id, StaffSession.seen_at < now)
        .values(seen_at=now)
    )


def sessions_of(session: Session, account: Account, terms: Terms, now: datetime) -> Sequence[StaffSession]:
    """The sessions of an account that are not over, the one seen last first."""
    mine = select(StaffSession).where(StaffSession.account_id == account.id, ~_is_over(terms, now))
    return session.scalars(mine.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc())).all()


def end(session: Session, account: Account, *, only: int | None = None, but: int | None = None) -> int:
    """End sessions of an account: all, only the one of that id, or all but that one.

    Returns:
        How many there were.
    """
    ended = delete(StaffSession).where(StaffSession.account_id == account.id)
    if only is not None:
        ended = ended.where(StaffSession.id == only)
    if but is not None:
        ended = ended.where(StaffSession.id != but)
    return cast("CursorResult[tuple[()]]", session.execute(ended)).rowcount


def delete_over(session: Session, terms: Terms, now: datetime) -> int:
    """Delete the sessions that are over; returns how many.

    Those through the provider stay a little longer, for a form that was opened in time.
    """
    forms_too = replace(terms, provider=terms.provider + terms.idle)
    done = session.execute(delete(StaffSession).where(_is_over(forms_too, now)))
    return cast("CursorResult[tuple[()]]", done).rowcount


def hash_of(token: str) -> bytes:
    """The hash under which a token is looked up: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def family_of(browser: str) -> str:
    """The family of a browser, from how it names itself; empty if it is none of those known."""
    return next((name for name, pattern in _FAMILIES if pattern.search(browser)), "")


def _is_over(terms: Terms, now: datetime) -> ColumnElement[bool]:
    from_provider = and_(StaffSession.way == Way.PROVIDER, StaffSession.begun_at <= now - terms.provider)
    return or_(
        StaffSession.seen_at <= now - terms.idle, StaffSession.begun_at <= now - terms.absolute, from_provider
    )
