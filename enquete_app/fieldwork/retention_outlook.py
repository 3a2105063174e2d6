"""What is going to be erased of which wave, when and how much: for people to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from enquete_app.answers.models import Response
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, Wave, WaveState
from enquete_app.fieldwork.retention import facts_of_waves
from enquete_app.fieldwork.retention_terms import Erasable, Terms, schedule

if TYPE_CHECKING:
    from datetime import date

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


def coming(session: Session, terms: Terms) -> list[Coming]:
    """All that is going to be erased of waves whose fieldwork has ended, the first first."""
    numbers = _numbers(session)
    return sorted(
        Coming(day, wave_id, what, numbers.get((wave_id, what), 0))
        for wave_id, facts in facts_of_waves(session).items()
        for what, day in schedule(facts, terms).items()
    )


def waves_going_on(session: Session) -> list[tuple[int, date | None]]:
    """The open waves, of which nothing is erased, and the day on which each closes if it is known."""
    waves = select(Wave.id, Wave.closes_on).where(Wave.state == WaveState.OPEN).order_by(Wave.id)
    return [(wave_id, closes_on) for wave_id, closes_on in session.execute(waves)]


def _numbers(session: Session) -> dict[tuple[int, Erasable], int]:
    ended = select(Wave.id).where(Wave.state != WaveState.OPEN)
    messages = (
        select(Invitation.wave_id, func.count())
        .join(Message, Message.invitation_id == Invitation.id)
        .where(Message.kind == MessageKind.INVITATION, Invitation.wave_id.in_(ended))
        .group_by(Invitation.wave_id)
    )
    links = (
        select(
            *(Invitation.wave_id, func.count(Invitation.complaint_id), func.count(Invitation.contact_hash))
        )
        .where(Invitation.wave_id.in_(ended))
        .group_by(Invitation.wave_id)
    )
    responses = select(Response.wave_id, func.count()).group_by(Response.wave_id)
    sealed = select(Wave.id, Wave.fieldwork).where(Wave.state == WaveState.SEALED)
    numbers = {(wave_id, Erasable.MESSAGES): number for wave_id, number in session.execute(messages)}
    for wave_id, invited, known in session.execute(links):
        numbers |= {(wave_id, Erasable.LINKS): invited, (wave_id, Erasable.OPT_OUT_LINKS): known}
    for wave_id, number in session.execute(responses):
        numbers[wave_id, Erasable.OPEN_ANSWERS] = number
    for wave_id, counts in session.execute(sealed):
        numbers[wave_id, Erasable.SEALED_BALLOTS] = counts["completed"] + counts["blank"]
    return numbers
