"""How long a wave is open: its first mail or letter fixes the day on which it closes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, update

from enquete_app.fieldwork.models import MessageKind, Wave

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def set_term(session: Session, wave: Wave, kind: MessageKind, day: date) -> None:
    """Fix the day on which a wave closes, if nothing has.

    One into which more is to be drawn closes so many days after its last draw; an invitation that leaves
    later still puts that off, so that nobody has fewer days than promised.

    Args:
        session: a session that may write.
        wave: the wave.
        kind: of what leaves.
        day: on which it leaves.
    """
    rolls = wave.last_draw_on is not None and kind is MessageKind.INVITATION
    if wave.closes_on is not None and (not rolls or wave.closes_on <= day):
        return
    begins = max(day, wave.last_draw_on or day) if wave.closes_on is None else day
    closes_on = begins + timedelta(days=wave.days_open)
    unfixed = Wave.closes_on.is_(None)
    earlier = or_(unfixed, Wave.closes_on < closes_on) if rolls else unfixed
    if wave.closes_on is None or wave.closes_on < closes_on:
        session.execute(update(Wave).where(Wave.id == wave.id, earlier).values(closes_on=closes_on))
        session.refresh(wave)
