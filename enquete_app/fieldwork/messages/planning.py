"""Planning messages: an invitation for everyone drawn, a reminder for everyone mailed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session, aliased

from enquete_app.db import put
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.models import (
    Draw,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Mode,
    Participation,
    Survey,
    Wave,
    WaveState,
)

REMINDERS_FROM = time(8)
AT_ONCE = 10_000
"""How many reminders are planned in one statement, so that memory does not grow with the wave."""


def plan_draw(session: Session, draw: Draw, due_at: datetime) -> None:
    """Plan the first message of everyone drawn, by mail or by letter, and let their links work.

    At most one can ever be planned for each.

    Args:
        session: a session that may write.
        draw: stored, with its invitations.
        due_at: when the mails are to leave.
    """
    # In the order of the random ids, which tells nothing.
    own = select(Invitation.id, Invitation.mode).where(Invitation.draw_id == draw.id).order_by(Invitation.id)
    drawn = session.execute(own).all()
    untouched = {"wave_id": draw.wave_id, "started": False, "answered": False}
    session.execute(insert(Participation), [{"invitation_id": each} | untouched for each, _ in drawn])
    rows = [
        _planned(each, MessageKind.INVITATION, due_at, by_letter=mode is Mode.LETTER) for each, mode in drawn
    ]
    session.execute(insert(Message), rows)


def plan_reminders(session: Session) -> None:
    """Plan a reminder for everyone whose invitation went, whether they have answered or not.

    It is due so many days later, at eight in the morning or, if the invitation went earlier in the day, at
    the same hour. Whether it still is to go is decided when it is due. Whoever was invited by letter is
    reminded by letter. Done by two at a time, each is planned once.
    """
    reminder = aliased(Message)
    days = func.coalesce(Wave.reminder_after_days, Survey.reminder_after_days)
    statement = (
        select(Message.invitation_id, Message.sent_at, days, Message.by_letter, Message.id)
        .select_from(Message)
        .join(Invitation)
        .join(Wave)
        .join(Survey)
        .outerjoin(
            reminder,
            and_(
                reminder.invitation_id == Message.invitation_id,
                reminder.kind == MessageKind.REMINDER,
            ),
        )
        .where(
            Wave.state == WaveState.OPEN,
            Message.kind == MessageKind.INVITATION,
            Message.state == MessageState.SENT,
            reminder.id.is_(None),
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    )
    found = session.execute(statement).all()
    while found:
        rows = [
            _planned(invitation_id, MessageKind.REMINDER, reminder_due(sent_at, after), by_letter=by_letter)
            for invitation_id, sent_at, after, by_letter, _ in found
            if sent_at is not None
        ]
        if rows:
            put(session, Message, rows)
        found = session.execute(statement.where(Message.id > found[-1].id)).all()


def reminder_due(sent_at: datetime, days: int) -> datetime:
    """The moment at which a reminder is due, so many days after the invitation was sent."""
    local = sent_at.astimezone(AMSTERDAM)
    hour = min(local.time(), REMINDERS_FROM)
    return datetime.combine(local.date() + timedelta(days=days), hour, AMSTERDAM).astimezone(UTC)


def _planned(invitation_id: UUID, kind: MessageKind, due_at: datetime, *, by_letter: bool) -> dict[str, Any]:
    return {
        "invitation_id": invitation_id,
        "kind": kind,
        "state": MessageState.PLANNED,
        "due_at": due_at,
        "attempts": 0,
        "by_letter": by_letter,
    }
