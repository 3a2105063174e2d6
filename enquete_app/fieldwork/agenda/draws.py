"""Draws in the agenda: those made, the days without one, and those to come."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.agenda.entries import Entry, Event
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.rolling.drawing import takes_in
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.fieldwork.rolling.outlook import turns_to_come

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Survey, Wave
    from enquete_app.fieldwork.rolling.days import Period

WITHOUT_DRAW = {
    # Of a draw that was made and thrown away nothing else is left.
    TurnOutcome.NOBODY: Event.NOBODY,
    TurnOutcome.SKIPPED: Event.SKIPPED,
    TurnOutcome.PAUSED: Event.PAUSED,
    TurnOutcome.MISSED: Event.MISSED,
    TurnOutcome.OCCUPIED: Event.OCCUPIED,
    TurnOutcome.DRAWN: Event.DISCARDED,
}


def days_of_plans(
    session: Session,
    surveys: Mapping[int, Survey],
    waves: Mapping[int, Wave],
    *,
    period: Period,
    now: datetime,
) -> Iterator[Entry]:
    """The days of plans: draws to come, and those on which there was or will be none.

    Args:
        session: any session.
        surveys: all surveys, by number.
        waves: all waves, by number.
        period: the days.
        now: the present moment.
    """
    first, last = min(period.first, local_day(now)), max(period.last, local_day(now))
    turns = session.scalars(select(RollingTurn).where(RollingTurn.day.between(first, last))).all()
    yield from _without(surveys, turns, local_day(now))
    for plan in session.scalars(select(RollingPlan).where(RollingPlan.state != PlanState.STOPPED)).all():
        skipped = frozenset(
            turn.day
            for turn in turns
            if turn.survey_id == plan.survey_id and turn.outcome is TurnOutcome.SKIPPED
        )
        mine = [wave for wave in waves.values() if wave.survey_id == plan.survey_id]
        wave = next((each for each in reversed(mine) if takes_in(each, local_day(now))), None)
        coming = turns_to_come(surveys[plan.survey_id], plan.wish, now, skipped=skipped, wave=wave)
        for turn in takewhile(lambda each: each.day <= period.last, coming):
            event = Event.PAUSED if plan.state is PlanState.PAUSED else Event.DRAW
            yield Entry(
                day=turn.day,
                event=Event.SKIPPED if turn.is_skipped else event,
                survey=surveys[plan.survey_id],
                is_past=False,
                wave_id=turn.wave_id,
                moment=turn.moment,
            )


def _without(surveys: Mapping[int, Survey], turns: Iterable[RollingTurn], today: date) -> Iterator[Entry]:
    for turn in turns:
        is_over = turn.day < today or turn.outcome is not TurnOutcome.SKIPPED
        if turn.draw_id is None and is_over:
            survey, event = surveys[turn.survey_id], WITHOUT_DRAW[turn.outcome]
            yield Entry(day=turn.day, event=event, survey=survey, is_past=True)


def draws_made(session: Session, surveys: Mapping[int, Survey], period: Period) -> Iterator[Entry]:
    """The draws that were made in a period, by hand or by a plan."""
    made = (
        select(Draw.as_of, Draw.wave_id, Draw.selected, Draw.survey_id, Draw.design, RollingTurn.day)
        .outerjoin(RollingTurn, RollingTurn.draw_id == Draw.id)
        .where(Draw.as_of.between(period.first, period.last))
    )
    for draw in session.execute(made):
        yield Entry(
            day=draw.as_of,
            event=Event.DRAW,
            survey=surveys[draw.survey_id],
            is_past=True,
            wave_id=draw.wave_id,
            number=draw.selected,
            due_on=draw.day if draw.day != draw.as_of else None,
            by_hand=not draw.design.get("rolling", False),
        )
