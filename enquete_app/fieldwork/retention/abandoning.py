"""Draws that nobody confirmed in time: they tell who would have been invited, and their wave never ends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.audit import Act, record
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.confirming import ConfirmationError, discard
from enquete_app.fieldwork.drawing.facts import facts_of_discarded
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.retention.erasing import WHO, record_erasure, terms_of
from enquete_app.fieldwork.retention.terms import Erasable

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def abandoned_draws(session: Session, today: date) -> list[int]:
    """The draws that cannot be confirmed any more for as long as the term for who was invited."""
    return list(session.scalars(_abandoned(session, today).order_by(Draw.id)))


def erase_abandoned(session: Session, draw_id: int, *, now: datetime) -> str | None:
    """Throw such a draw away, as a person could have done; the audit log keeps its seed and hashes.

    Args:
        session: a session that may write.
        draw_id: one of those that `abandoned_draws` names.
        now: the moment that decides what is due.

    Returns:
        A line that says so; none if somebody was faster.
    """
    if session.scalar(_abandoned(session, local_day(now)).where(Draw.id == draw_id)) is None:
        return None
    try:
        gone = discard(session, draw_id)
    except ConfirmationError:
        return None
    record(session, WHO, Act.DRAW_DISCARDED, f"wave {gone.wave_id}", facts_of_discarded(gone), at=now)
    record_erasure(session, Erasable.LINKS, gone.selected, now=now)
    return f"wave {gone.wave_id}: its draw of {gone.as_of} thrown away, which nobody confirmed in time"


def _abandoned(session: Session, today: date) -> Select[int]:
    term = timedelta(days=terms_of(session).contact_days)
    return select(Draw.id).where(Draw.awaits_confirmation, Draw.as_of < today - LATEST_FIRST_MAIL - term)
