"""First mails and letters that are too late: they are held, and a wave of which nothing left still ends.

Whether a first mail may leave depends on the day of its draw alone, so nothing here tells who answered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, exists, func, or_, select, update

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL, may_still_go
from enquete_app.fieldwork.messages.transitions import UNFINISHED, WAITING
from enquete_app.fieldwork.models import Draw, Invitation, Message, MessageKind, Wave, WaveState

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session


class Held(NamedTuple):
    """What of an open wave will not leave any more.

    Args:
        number: how many first mails and letters are held, because their draw is more than 14 days old.
        reached_nobody: whether nothing of the wave left, nor can.
    """

    number: int
    reached_nobody: bool


def held_of(session: Session, wave: Wave, now: datetime) -> Held | None:
    """What of a wave is held; none if all that is to leave still can, or the wave is over."""
    if wave.state is not WaveState.OPEN:
        return None
    today = local_day(now)
    waiting = _first_of(Invitation.wave_id == wave.id).where(
        Message.state.in_(WAITING), Message.batch_id.is_(None)
    )
    number = waiting.where(~may_still_go(today)).with_only_columns(func.count())
    hopeless = and_(_nothing_can_leave(today), ~_something_left())
    held = Held(*session.execute(select(number.scalar_subquery(), hopeless).where(Wave.id == wave.id)).one())
    return held if any(held) else None


def let_end(session: Session, now: datetime) -> list[tuple[int, date]]:
    """Fix when those waves close of which nothing left, nor can: what fixes it otherwise will not come.

    They stay open for as long as if a mail had left today, in which the team can read why, draw again or
    close them. Done twice, or by two at a time, it is done once.

    Args:
        session: a session that may write.
        now: the moment.

    Returns:
        The waves that this was done for, each with its day.
    """
    today = local_day(now)
    stuck = select(Wave).where(Wave.closes_on.is_(None), _nothing_can_leave(today)).order_by(Wave.id)
    ending: list[tuple[int, date]] = []
    for wave in session.scalars(stuck).all():
        closes_on = today + timedelta(days=wave.days_open)
        unfixed = update(Wave).where(Wave.id == wave.id, Wave.closes_on.is_(None))
        if session.scalars(unfixed.values(closes_on=closes_on).returning(Wave.id)).all():
            ending.append((wave.id, closes_on))
    return ending


def _nothing_can_leave(today: date) -> ColumnElement[bool]:
    """The condition that a wave is open, and neither a first mail of it can leave nor a draw come."""
    draws = exists().where(
        Draw.wave_id == Wave.id, or_(Draw.awaits_confirmation, Draw.as_of >= today - LATEST_FIRST_MAIL)
    )
    mails = _first_of(Invitation.wave_id == Wave.id).where(
        Message.state.in_(UNFINISHED), or_(may_still_go(today), Message.batch_id.is_not(None))
    )
    no_more_draws = or_(Wave.last_draw_on.is_(None), Wave.last_draw_on < today)
    return and_(Wave.state == WaveState.OPEN, no_more_draws, ~draws, ~mails.correlate(Wave).exists())


def _something_left() -> ColumnElement[bool]:
    attempted = _first_of(Invitation.wave_id == Wave.id).where(Message.attempts > 0)
    printed = exists().where(LetterBatch.wave_id == Wave.id)
    return or_(attempted.correlate(Wave).exists(), printed)


def _first_of(wave: ColumnElement[bool]) -> Select[int]:
    return (
        select(Message.id)
        .join(Invitation)
        .join(Draw, Draw.id == Invitation.draw_id)
        .where(wave, Message.kind == MessageKind.INVITATION)
    )
