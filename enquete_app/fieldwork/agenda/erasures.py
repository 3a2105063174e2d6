"""What retention erases, in the agenda: what was erased of waves, and what is going to be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.agenda.entries import Entry, Event
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.retention.erasing import terms_of
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.terms import Erasable, WaveFacts, schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Wave

DEPENDS_ON_ANSWERS = {Erasable.OPEN_ANSWERS, Erasable.SEALED_BALLOTS}
"""Which of the two there will be is only known once a wave has closed."""


def erasures_of(session: Session, seen: Mapping[Wave, date | None]) -> Iterator[Entry]:
    """What was erased of waves, and what is going to be: of open ones as it will be if nothing changes.

    Args:
        session: any session.
        seen: all waves, with the day on which it was seen that their fieldwork has ended.
    """
    erased: defaultdict[int, dict[Erasable, date]] = defaultdict(dict)
    for wave_id, what, day in session.execute(select(Erasure.wave_id, Erasure.what, Erasure.erased_on)):
        if wave_id is not None:
            erased[wave_id][what] = day
    terms = terms_of(session)
    for wave, seen_on in seen.items():
        is_open = wave.state is WaveState.OPEN
        facts = WaveFacts(
            wave.closes_on if is_open else seen_on,
            is_sealed=wave.state is WaveState.SEALED,
            may_be_opened=any(_asks_the_same(wave, other) for other in seen),
            erased=frozenset(erased[wave.id]),
        )
        coming = schedule(facts, terms)
        if is_open:
            coming = {what: day for what, day in coming.items() if what not in DEPENDS_ON_ANSWERS}
        yield from _by_day(wave, coming, is_past=False)
        yield from _by_day(wave, erased[wave.id], is_past=True)


def _asks_the_same(wave: Wave, other: Wave) -> bool:
    """Whether the other is open and may still open this one's ballots with its own."""
    asked = ("survey_id", "questionnaire_id", "questionnaire_version")
    return other.state is WaveState.OPEN and all(getattr(wave, x) == getattr(other, x) for x in asked)


def _by_day(wave: Wave, days: Mapping[Erasable, date], *, is_past: bool) -> Iterator[Entry]:
    for day in sorted(set(days.values())):
        what = tuple(each for each in Erasable if days.get(each) == day)
        yield Entry(
            day=day, event=Event.ERASURE, survey=wave.survey, is_past=is_past, wave_id=wave.id, what=what
        )
