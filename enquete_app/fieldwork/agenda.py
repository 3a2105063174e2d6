"""What happens when, for all surveys: what has happened and what is planned.

Nothing in it depends on who answered. Reminders are counted from the invitations that left, for everybody,
never from the reminders' own rows, which are dropped or tried again as people have or have not answered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from enquete_app.fieldwork.calendar import local_day, start_of_day
from enquete_app.fieldwork.models import (
    Draw,
    Invitation,
    Message,
    MessageKind,
    Survey,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.planning import reminder_due
from enquete_app.fieldwork.rolling_models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.fieldwork.rolling_outlook import turns_of
from enquete_app.fieldwork.transitions import UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.rolling_days import Period


class Event(StrEnum):
    """What can happen, in the order in which it does on one day."""

    CLOSING = "closing"
    DRAW = "draw"
    SKIPPED = "skipped"
    PAUSED = "paused"
    NOBODY = "nobody"
    MISSED = "missed"
    OCCUPIED = "occupied"
    MAILING = "mailing"
    REMINDER = "reminder"


ORDER = {event: number for number, event in enumerate(Event)}
WITHOUT_DRAW = {
    TurnOutcome.NOBODY: Event.NOBODY,
    TurnOutcome.SKIPPED: Event.SKIPPED,
    TurnOutcome.PAUSED: Event.PAUSED,
    TurnOutcome.MISSED: Event.MISSED,
    TurnOutcome.OCCUPIED: Event.OCCUPIED,
    TurnOutcome.DRAWN: Event.DRAW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something on a day.

    Args:
        day: in Amsterdam.
        event: what.
        survey: of which survey.
        is_past: whether it has happened.
        wave_id: of which wave, if that is there.
        number: of people it is about, if that is known.
        moment: at which it happens, if it has one.
        due_on: for what was made up for later: the day on which it was to happen.
        by_hand: for a draw: whether a person made it.
    """

    day: date
    event: Event
    survey: Survey
    is_past: bool
    wave_id: int | None = None
    number: int | None = None
    moment: datetime | None = None
    due_on: date | None = None
    by_hand: bool = False


class _Mailed(NamedTuple):
    """How many first mails of a wave left, or are to leave, at a moment."""

    wave_id: int
    moment: datetime
    number: int
    is_past: bool


def agenda(session: Session, period: Period, now: datetime) -> list[Entry]:
    """Tell what happens in a period, in order.

    Args:
        session: any session.
        period: the days.
        now: the present moment, which parts what has happened from what is planned.
    """
    waves = {wave.id: wave for wave in session.scalars(select(Wave).options(selectinload(Wave.survey)))}
    mailed = _mailed(session, waves, period)
    entries = [
        *_closings(waves.values(), now),
        *_drawn(session, period, now),
        *_planned(session, period, now),
        *_mailings(waves, mailed),
        *_reminders(waves, mailed, now),
    ]
    return sorted(
        (each for each in entries if each.day in period),
        key=lambda each: (each.day, ORDER[each.event], each.survey.slug, each.wave_id or 0),
    )


def next_of(survey: Survey, entries: Iterable[Entry]) -> Entry | None:
    """The first thing to come for a survey, of entries in order."""
    return next((each for each in entries if each.survey is survey and not each.is_past), None)


def _closings(waves: Iterable[Wave], now: datetime) -> Iterator[Entry]:
    today = local_day(now)
    for wave in waves:
        is_open = wave.state is WaveState.OPEN
        # One that was closed by hand before its day has left no day behind.
        if wave.closes_on is not None and (is_open or wave.closes_on <= today):
            yield Entry(
                day=max(wave.closes_on, today) if is_open else wave.closes_on,
                event=Event.CLOSING,
                survey=wave.survey,
                is_past=not is_open,
                wave_id=wave.id,
            )


def _drawn(session: Session, period: Period, now: datetime) -> Iterator[Entry]:
    """The draws that were made, and the days on which there was none."""
    made = (
        select(Draw.id, Draw.as_of, Draw.wave_id, Draw.selected, Draw.survey_id, RollingTurn.day)
        .outerjoin(RollingTurn, RollingTurn.draw_id == Draw.id)
        .where(Draw.as_of.between(period.first, period.last))
    )
    surveys = {survey.id: survey for survey in session.scalars(select(Survey))}
    for _, as_of, wave_id, selected, survey_id, turn in session.execute(made):
        yield Entry(
            day=as_of,
            event=Event.DRAW,
            survey=surveys[survey_id],
            is_past=True,
            wave_id=wave_id,
            number=selected,
            due_on=turn if turn and turn != as_of else None,
            by_hand=turn is None,
        )
    without = select(RollingTurn).where(
        RollingTurn.day.between(period.first, period.last), RollingTurn.outcome != TurnOutcome.DRAWN
    )
    today = local_day(now)
    for each in session.scalars(without):
        if each.outcome is not TurnOutcome.SKIPPED or each.day < today:
            yield Entry(
                day=each.day,
                event=WITHOUT_DRAW[each.outcome],
                survey=surveys[each.survey_id],
                is_past=True,
            )


def _planned(session: Session, period: Period, now: datetime) -> Iterator[Entry]:
    plans = select(RollingPlan).where(RollingPlan.state != PlanState.STOPPED)
    for plan in session.scalars(plans.options(selectinload(RollingPlan.survey))).all():
        coming = turns_of(session, plan.survey, plan.wish, now)
        for turn in takewhile(lambda each: each.day <= period.last, coming):
            event = Event.PAUSED if plan.state is PlanState.PAUSED else Event.DRAW
            yield Entry(
                day=turn.day,
                event=Event.SKIPPED if turn.is_skipped else event,
                survey=plan.survey,
                is_past=False,
                wave_id=turn.wave_id,
                moment=turn.moment,
            )


def _mailed(session: Session, waves: dict[int, Wave], period: Period) -> list[_Mailed]:
    """The first mails by moment, from as long before the period as reminders may come after them."""
    longest = max((wave.days_to_reminder for wave in waves.values()), default=0)
    begin = start_of_day(period.first - timedelta(days=longest + 1))
    end = start_of_day(period.last + timedelta(days=1))
    moment = func.coalesce(Message.sent_at, Message.due_at)
    statement = (
        select(Invitation.wave_id, moment, Message.sent_at.is_not(None), func.count())
        .select_from(Message)
        .join(Invitation)
        .where(Message.kind == MessageKind.INVITATION, moment >= begin, moment < end)
        .where(or_(Message.sent_at.is_not(None), Message.state.in_(UNFINISHED)))
        .group_by(Invitation.wave_id, moment, Message.sent_at.is_not(None))
    )
    return [_Mailed(wave, at, number, bool(past)) for wave, at, past, number in session.execute(statement)]


def _mailings(waves: dict[int, Wave], mailed: Iterable[_Mailed]) -> Iterator[Entry]:
    counts: Counter[tuple[int, date, bool]] = Counter()
    first: dict[tuple[int, date, bool], datetime] = {}
    for each in mailed:
        key = each.wave_id, local_day(each.moment), each.is_past
        counts[key] += each.number
        first[key] = min(first.get(key, each.moment), each.moment)
    for (wave_id, day, is_past), number in counts.items():
        yield Entry(
            day=day,
            event=Event.MAILING,
            survey=waves[wave_id].survey,
            is_past=is_past,
            wave_id=wave_id,
            number=number,
            moment=None if is_past else first[wave_id, day, is_past],
        )


def _reminders(waves: dict[int, Wave], mailed: Iterable[_Mailed], now: datetime) -> Iterator[Entry]:
    counts: Counter[tuple[int, date, bool]] = Counter()
    for each in mailed:
        wave = waves[each.wave_id]
        due = reminder_due(each.moment, wave.days_to_reminder)
        ends = wave.closes_on
        if ends is None or local_day(due) < ends:
            is_past = due <= now or wave.state is not WaveState.OPEN
            counts[each.wave_id, local_day(due), is_past] += each.number
    for (wave_id, day, is_past), number in counts.items():
        yield Entry(
            day=day,
            event=Event.REMINDER,
            survey=waves[wave_id].survey,
            is_past=is_past,
            wave_id=wave_id,
            number=number,
        )
