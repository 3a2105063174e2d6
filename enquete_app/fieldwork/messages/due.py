"""Which messages are due: asked before they are claimed, and where staff see what waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.transitions import WAITING
from enquete_app.fieldwork.models import Draw, Invitation, Message, MessageKind, Wave, WaveState
from enquete_app.register.contact import normalised_email
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

LATEST_FIRST_MAIL = timedelta(days=14)
"""A first mail later than this after the draw would reach people who no longer are in the window."""


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether a message is due that may still go."""
    return are_due(session, now, 1)


def are_due(session: Session, now: datetime, number: int) -> bool:
    """Whether at least so many messages are due that may still go."""
    found = due(now).with_only_columns(Message.id).where(may_still_go(local_day(now))).limit(number)
    return len(session.scalars(found).all()) == number


def overdue(session: Session, now: datetime) -> int:
    """How many first mails wait in vain, because their draw is more than 14 days old."""
    return len(session.scalars(due(now).where(~may_still_go(local_day(now)))).all())


def due(now: datetime) -> Select[Message]:
    """Mails whose moment has come, in waves that are open and do not close today; letters wait for people.

    Args:
        now: the moment.
    """
    return (
        select(Message)
        .join(Invitation)
        .join(Wave)
        .join(Draw, Draw.id == Invitation.draw_id)
        .where(Message.state.in_(WAITING), Message.due_at <= now, Wave.state == WaveState.OPEN)
        .where(~Message.by_letter, or_(Wave.closes_on.is_(None), Wave.closes_on > local_day(now)))
    )


def may_still_go(today: date) -> ColumnElement[bool]:
    """The condition that a message is no first mail of a draw more than 14 days ago."""
    return or_(
        Message.kind != MessageKind.INVITATION,
        Message.first_attempt_at.is_not(None),
        Draw.as_of >= today - LATEST_FIRST_MAIL,
    )


def domains_of(session: Session, messages: Iterable[Message]) -> dict[int, str]:
    """The receiving domains of messages that have an address, each in one spelling, by the messages' ids."""
    addresses = (
        select(Message.id, Complaint.email)
        .join(Invitation, Invitation.id == Message.invitation_id)
        .join(Complaint, Complaint.id == Invitation.complaint_id)
        .where(Message.id.in_([each.id for each in messages]))
    )
    normalised = ((number, normalised_email(email)) for number, email in session.execute(addresses))
    return {number: email.rpartition("@")[2] for number, email in normalised if email}
