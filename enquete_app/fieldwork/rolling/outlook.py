"""What a plan by which a survey draws by itself would do, without doing anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.chances import recorded_chances
from enquete_app.fieldwork.drawing.judging import after_earlier, cases_of
from enquete_app.fieldwork.drawing.ordering import Order
from enquete_app.fieldwork.drawing.sifting import passes
from enquete_app.fieldwork.rolling.days import Period, Rhythm, period_of
from enquete_app.fieldwork.rolling.drawing import open_wave_of
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.sampling import judge, window_first_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Survey, Wave
    from enquete_app.fieldwork.rolling.models import Wish
    from enquete_app.keys import Keyring

SHOWN = 6
"""So many draws are foreseen."""
FORESEEN = timedelta(days=800)
WEEK_DAYS, MONTH_DAYS = 7, 30.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A draw to come.

    Args:
        day: of the draw and its mails.
        moment: the same to the hour.
        period: of the wave into which it draws.
        wave_id: that wave's number; none if it has to be begun.
        is_skipped: whether it is left out.
        closes_on: the first day on which the wave is closed.
    """

    day: date
    moment: datetime
    period: Period
    wave_id: int | None
    is_skipped: bool
    closes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """What a plan would do, by the register of today.

    Args:
        turns: the next draws.
        at_first: how many could be drawn at the first one: all who have had no chance yet.
        drawn_at_first: how many of them would be drawn.
        later: how many the later ones may expect, by what was closed lately.
    """

    turns: tuple[Turn, ...]
    at_first: int
    drawn_at_first: int
    later: int


def plan_of(session: Session, survey: Survey) -> RollingPlan | None:
    """The plan of a survey; none if it has never had one."""
    return session.get(RollingPlan, survey.id)


def is_live(plan: RollingPlan | None) -> bool:
    """Whether a plan draws, now or once it is resumed."""
    return plan is not None and plan.state is not PlanState.STOPPED


def foresee_plan(  # noqa: PLR0913 - the last only spares a question
    session: Session,
    survey: Survey,
    wish: Wish,
    now: datetime,
    keyring: Keyring,
    *,
    is_planned: bool = True,
) -> Foresight:
    """Tell what a plan would do. Days to be left out are those of the plan that is on, if one is."""
    today = local_day(now)
    order = Order(as_of=today, size=wish.size, by=wish.by, allocation=wish.allocation, rolling=True)
    rules = order.rules(survey)
    # Persons are not known by their keys here, so that those of an open wave count once more.
    earlier = recorded_chances(session, survey.id)
    cases = cases_of(session, order, passes(rules), salt=None, keyring=keyring)
    judged = judge(after_earlier(cases, earlier, survey.id, keyring), rules)
    at_first = sum(each.reason is None for each in judged)
    days = (today - window_first_day(today, rules.months)).days + 1 - rules.min_age_days
    each_time = WEEK_DAYS if wish.schedule.rhythm is Rhythm.WEEK else MONTH_DAYS
    later = round(len(judged) * each_time / max(days, 1))
    return Foresight(
        turns=tuple(islice(turns_of(session, survey, wish, now, is_planned=is_planned), SHOWN)),
        at_first=at_first,
        drawn_at_first=_at_most(wish.size, at_first),
        later=_at_most(wish.size, later),
    )


def turns_of(
    session: Session, survey: Survey, wish: Wish, now: datetime, *, is_planned: bool = True
) -> Iterator[Turn]:
    """The draws of a plan that are to come, in order.

    Args:
        session: any session.
        survey: which survey's.
        wish: what the plan holds, or would hold.
        now: the present moment.
        is_planned: whether there is a plan, of which days may be left out.
    """
    today = local_day(now)
    left_out = select(RollingTurn.day).where(
        RollingTurn.survey_id == survey.id,
        RollingTurn.day >= today,
        RollingTurn.outcome == TurnOutcome.SKIPPED,
    )
    skipped = frozenset(session.scalars(left_out)) if is_planned else frozenset()
    wave = open_wave_of(session, survey.id, today)
    return turns_to_come(survey, wish, now, skipped=skipped, wave=wave)


def turns_to_come(
    survey: Survey, wish: Wish, now: datetime, *, skipped: frozenset[date], wave: Wave | None
) -> Iterator[Turn]:
    """The draws that are to come, in order.

    Args:
        survey: which survey's.
        wish: what its plan holds.
        now: the present moment.
        skipped: the days that are left out.
        wave: the wave into which a draw of today would go, if it is open.
    """
    today = local_day(now)
    for day in wish.schedule.days(Period(today, today + FORESEEN)):
        if wish.schedule.moment(day) > now:
            turn = _into_open(wave, wish, day) if wave else None
            yield replace(turn or _into_new(survey, wish, day), is_skipped=day in skipped)


def _into_new(survey: Survey, wish: Wish, day: date) -> Turn:
    period = period_of(day, wish.wave_length)
    last = max(wish.schedule.days(period), default=day)
    return Turn(
        day=day,
        moment=wish.schedule.moment(day),
        period=period,
        wave_id=None,
        is_skipped=False,
        closes_on=max(last, day) + timedelta(days=survey.closes_after_days),
    )


def _into_open(wave: Wave, wish: Wish, day: date) -> Turn | None:
    """The draw, if it goes into a wave that is open today."""
    if wave.period_first is None or wave.period_last is None or day > wave.period_last:
        return None
    closes_on = max(day, wave.last_draw_on or day) + timedelta(days=wave.days_open)
    return Turn(
        day=day,
        moment=wish.schedule.moment(day),
        period=Period(wave.period_first, wave.period_last),
        wave_id=wave.id,
        is_skipped=False,
        closes_on=max(closes_on, wave.closes_on or closes_on),
    )


def _at_most(size: int | None, number: int) -> int:
    return number if size is None else min(size, number)
