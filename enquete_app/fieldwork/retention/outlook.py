"""What is going to be erased of which wave, when and how much: for people to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, func, select

from enquete_app.answers.models import Response
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, WaveState
from enquete_app.fieldwork.retention.erasing import facts_of_waves, waves_and_endings
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.terms import Erasable, Terms, schedule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


class Coming(NamedTuple):
    """One thing that is going to be erased of a wave.

    Args:
        day: the first day on which it is due.
        wave_id: of which wave.
        what: which thing.
        number: how many there are, all known to staff: of answers how many were sent in, not how many hold
            a text.
    """

    day: date
    wave_id: int
    what: Erasable
    number: int


class Outlook(NamedTuple):
    """What is to come.

    Args:
        coming: all that is going to be erased of waves whose fieldwork has ended, the first first.
        going_on: the open waves, of which nothing is erased, and the day on which each closes if it is known.
    """

    coming: list[Coming]
    going_on: list[tuple[int, date | None]]


def outlook(session: Session, terms: Terms) -> Outlook:
    """Look at what is going to be erased of all waves."""
    waves = waves_and_endings(session)
    numbers = _numbers(session, waves)
    coming = sorted(
        Coming(day, wave_id, what, numbers.get((wave_id, what), 0))
        for wave_id, facts in facts_of_waves(session, waves).items()
        for what, day in schedule(facts, terms).items()
    )
    return Outlook(coming, [(each.id, each.closes_on) for each in waves if each.state is WaveState.OPEN])


def messages_erased_on(session: Session, wave_id: int) -> date | None:
    """The day on which it was erased what was mailed or written to whom in a wave; none while it is there."""
    erased = select(Erasure.erased_on).where(Erasure.wave_id == wave_id, Erasure.what == Erasable.MESSAGES)
    return session.scalar(erased.order_by(Erasure.id).limit(1))


def _numbers(session: Session, waves: Sequence[Row[Any]]) -> dict[tuple[int, Erasable], int]:
    first = and_(Message.invitation_id == Invitation.id, Message.kind == MessageKind.INVITATION)
    counted = (
        Invitation.wave_id,
        func.count(Message.id),
        func.count(Invitation.complaint_id),
        func.count(Invitation.contact_hash),
    )
    ended = [each.id for each in waves if each.state is not WaveState.OPEN]
    by_wave = select(*counted).outerjoin(Message, first).where(Invitation.wave_id.in_(ended))
    responses = select(Response.wave_id, func.count()).group_by(Response.wave_id)
    numbers = {(wave_id, Erasable.OPEN_ANSWERS): number for wave_id, number in session.execute(responses)}
    for wave_id, mailed, invited, known in session.execute(by_wave.group_by(Invitation.wave_id)):
        numbers |= {
            (wave_id, Erasable.MESSAGES): mailed,
            (wave_id, Erasable.LINKS): invited,
            (wave_id, Erasable.OPT_OUT_LINKS): known,
        }
    for each in waves:
        if each.state is WaveState.SEALED:
            number = each.fieldwork["completed"] + each.fieldwork["blank"]
            numbers[each.id, Erasable.SEALED_BALLOTS] = number
    return numbers
