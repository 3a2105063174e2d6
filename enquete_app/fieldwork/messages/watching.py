"""How the outbox stands, for whoever watches this installation: the same whoever has answered.

Of reminders nothing counts: which of them wait, are sent or dropped, and whether any does, tells how many
have answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.due import due, may_still_go
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState, Wave, WaveState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def first_mails(session: Session) -> dict[MessageState, int]:
    """How many first mails and letters of open waves are in each state, zeros included."""
    statement = (
        select(Message.state, func.count())
        .join(Invitation)
        .join(Wave)
        .where(Wave.state == WaveState.OPEN, Message.kind == MessageKind.INVITATION)
        .group_by(Message.state)
    )
    found = dict(session.execute(statement).all())
    return {state: found.get(state, 0) for state in MessageState}


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the first mail that waits longest is due; none if none waits."""
    waiting = due(now).where(may_still_go(local_day(now)), Message.kind == MessageKind.INVITATION)
    return session.scalar(waiting.with_only_columns(func.min(Message.due_at)))
