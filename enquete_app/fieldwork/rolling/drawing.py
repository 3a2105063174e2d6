"""Draws that a survey makes by itself: when a turn has come, once, into the wave of the day's period."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import freeze_and_draw, new_wave
from enquete_app.fieldwork.drawing.ordering import NobodyEligible, Order
from enquete_app.fieldwork.messages.planning import plan_draw
from enquete_app.fieldwork.models import Draw, Survey, Wave, WaveState
from enquete_app.fieldwork.rolling.days import Period, period_of
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

LIVE = (PlanState.ACTIVE, PlanState.PAUSED)


def surveys_with_turns(session: Session, now: datetime) -> list[int]:
    """The ids of the surveys of which a day to draw on has come and nothing is written down yet."""
    plans = session.scalars(select(RollingPlan).where(RollingPlan.state.in_(LIVE)))
    return sorted(plan.survey_id for plan in plans if open_turns(session, plan, now))


def open_turns(session: Session, plan: RollingPlan, now: datetime) -> list[date]:
    """The days of a plan that have come and of which nothing is written down yet, in order."""
    days = _days_come(plan, now)
    if not days:
        return []
    written = select(RollingTurn.day).where(
        RollingTurn.survey_id == plan.survey_id, RollingTurn.day.between(days[0], days[-1])
    )
    known = set(session.scalars(written))
    return [day for day in days if day not in known]


def take_turn(session: Session, survey_id: int, now: datetime, keyring: Keyring) -> list[str]:
    """Draw for the latest day that has come, and write down what came of the days before it.

    Days that passed while nothing ran are made up for once: only the latest is drawn for, as of today. Two
    that do this at the same time draw once.

    Args:
        session: a session that may write, for this survey alone.
        survey_id: whose turn it is.
        now: the moment that decides what is due.
        keyring: the server's keys.

    Returns:
        What was done, as lines.

    Raises:
        DrawError: if strata are asked by a column that there is not.
    """
    # The second of two waits here and then finds the turns written down.
    survey = session.get_one(Survey, survey_id, with_for_update=True, populate_existing=True)
    plan = session.get(RollingPlan, survey_id, populate_existing=True)
    days = open_turns(session, plan, now) if plan and plan.state in LIVE and not survey.archived else []
    if plan is None or not days:
        return []
    latest = _days_come(plan, now)[-1]
    turns = [RollingTurn(survey_id=survey_id, day=day, outcome=TurnOutcome.MISSED) for day in days]
    if plan.state is PlanState.PAUSED:
        for turn in turns:
            turn.outcome = TurnOutcome.PAUSED
    elif turns[-1].day == latest:
        turns[-1].outcome, turns[-1].draw_id = _draw(session, plan, now, keyring)
    session.add_all(turns)
    return [f"survey {survey.slug}: {_line(session, turn)}" for turn in turns]


def order_of(plan: RollingPlan, as_of: date) -> Order:
    """What a plan asks of a draw."""
    return Order(as_of=as_of, size=plan.size, by=tuple(plan.by), allocation=plan.allocation, rolling=True)


def open_wave_of(session: Session, survey_id: int, day: date) -> Wave | None:
    """The open wave into which a draw of a day goes; none if that begins a new one."""
    statement = (
        select(Wave)
        .where(Wave.survey_id == survey_id, Wave.state == WaveState.OPEN)
        .where(Wave.period_first <= day, Wave.period_last >= day)
        .where(or_(Wave.closes_on.is_(None), Wave.closes_on > day))
        .order_by(Wave.id.desc())
        .limit(1)
    )
    return session.scalar(statement)


def takes_in(wave: Wave, day: date) -> bool:
    """Whether `open_wave_of` could find this wave for a day."""
    first, last = wave.period_first, wave.period_last
    is_open = wave.state is WaveState.OPEN and (wave.closes_on is None or wave.closes_on > day)
    return is_open and first is not None and last is not None and first <= day <= last


def last_draw_of(plan: RollingPlan, period: Period, day: date) -> date:
    """The last day of a period on which a plan draws, seen from a day of it on which there is a draw."""
    return max([day, *plan.schedule.days(Period(day, period.last))])


def _days_come(plan: RollingPlan, now: datetime) -> list[date]:
    schedule, days = plan.schedule, Period(local_day(plan.since), local_day(now))
    return [day for day in schedule.days(days) if plan.since < schedule.moment(day) <= now]


def _draw(
    session: Session, plan: RollingPlan, now: datetime, keyring: Keyring
) -> tuple[TurnOutcome, int | None]:
    today = local_day(now)
    by_hand = select(Draw.id).where(Draw.survey_id == plan.survey_id, Draw.as_of == today)
    if session.scalar(by_hand) is not None:
        return TurnOutcome.OCCUPIED, None
    wave = open_wave_of(session, plan.survey_id, today) or _wave_of(session, plan, today)
    try:
        draw = freeze_and_draw(session, plan.survey, order_of(plan, today), keyring, wave=wave)
    except NobodyEligible:
        return TurnOutcome.NOBODY, None
    plan_draw(session, draw, now)
    draw.confirmed_by, draw.confirmed_at, draw.mails_at = plan.confirmed_by, plan.confirmed_at, now
    return TurnOutcome.DRAWN, draw.id


def _wave_of(session: Session, plan: RollingPlan, day: date) -> Wave:
    period = period_of(day, plan.wave_length)
    # What was changed since has been confirmed by nobody.
    wave = new_wave(session, plan.survey, plan.confirmed.get("wave"))
    wave.period_first, wave.period_last = period.first, period.last
    wave.last_draw_on = last_draw_of(plan, period, day)
    return wave


def _line(session: Session, turn: RollingTurn) -> str:
    draw = session.get(Draw, turn.draw_id) if turn.draw_id else None
    if draw is not None:
        late = "" if draw.as_of == turn.day else f", due on {turn.day}"
        return f"{draw.selected} of {draw.eligible} drawn into wave {draw.wave_id}{late}"
    words = {
        TurnOutcome.NOBODY: "nobody to draw",
        TurnOutcome.PAUSED: f"not drawn on {turn.day}, since it is paused",
        TurnOutcome.MISSED: f"not drawn on {turn.day}, since nothing ran then",
        TurnOutcome.OCCUPIED: "not drawn, since there is a draw of that day already",
    }
    return words[turn.outcome]
