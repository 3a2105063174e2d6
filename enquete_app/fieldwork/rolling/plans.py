"""Plans by which surveys draw by themselves: switched on by a person, held, ended.

A plan mails nobody without a person: switching it on is the confirmation for all its draws, and is asked
again for whatever of it changes. Whoever changes a plan first locks its survey, as drawing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import asked_today
from enquete_app.fieldwork.rolling.days import Period
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.fieldwork.texts.editions import newest_edition, number_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Survey, TextEdition
    from enquete_app.fieldwork.rolling.models import Wish


class Hindrance(StrEnum):
    """Why a plan cannot be changed as asked."""

    NO_PLAN = "no plan"
    OTHER_STATE = "other state"
    """A colleague paused, resumed or stopped it meanwhile."""
    NO_SUCH_DAY = "no such day"
    """It does not draw on that day, or no more."""
    ARCHIVED = "archived"


class PlanError(Exception):
    """A plan cannot be changed as asked."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(f"The plan cannot be changed: {hindrance}.")
        self.hindrance = hindrance


def texts_of(session: Session, survey: Survey) -> str:
    """A mark of what people are sent and asked, to tell whether it is still what was confirmed."""
    return mark_of(survey, newest_edition(session, survey))


def mark_of(survey: Survey, edition: TextEdition | None) -> str:
    """The mark that `texts_of` gives for a version of the texts."""
    return f"{survey.questionnaire_id} {survey.questionnaire_version}, texts {number_of(edition)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """That a person confirmed a plan.

    Args:
        who: their e-mail address.
        expected: the number each time that they were shown.
        at: when; what lies before it is not made up for.
    """

    who: str
    expected: int
    at: datetime


def switch_on(session: Session, survey: Survey, wish: Wish, consent: Consent) -> RollingPlan:
    """Let a survey draw by itself from now on; also to change a plan.

    Args:
        session: a session that may write.
        survey: which survey.
        wish: what was confirmed.
        consent: who confirmed it, and when.

    Raises:
        PlanError: if the survey is archived.
    """
    _lock(session, survey)
    if survey.archived:
        raise PlanError(Hindrance.ARCHIVED)
    plan = session.get(RollingPlan, survey.id) or RollingPlan(survey_id=survey.id)
    plan.wish = wish
    plan.state, plan.since = PlanState.ACTIVE, consent.at
    plan.confirmed_by, plan.confirmed_at = consent.who, consent.at
    plan.confirmed = {
        "expected": consent.expected,
        "texts": texts_of(session, survey),
        "wave": asked_today(session, survey),
    }
    session.add(plan)
    _forget_skips(session, plan, local_day(consent.at))
    return plan


def pause(session: Session, survey: Survey) -> None:
    """Let the days of a plan pass until it is resumed. Raises PlanError if it is not active."""
    _in_state(session, survey, PlanState.ACTIVE).state = PlanState.PAUSED


def resume(session: Session, survey: Survey, now: datetime) -> None:
    """Let a paused plan draw again, from now on. Raises PlanError if it is not paused."""
    plan = _in_state(session, survey, PlanState.PAUSED)
    plan.state, plan.since = PlanState.ACTIVE, now


def stop(session: Session, survey: Survey, now: datetime) -> None:
    """End a plan; open waves run on to their closing day. Raises PlanError if it has ended already."""
    plan = _in_state(session, survey, PlanState.ACTIVE, PlanState.PAUSED)
    plan.state = PlanState.STOPPED
    later = RollingTurn.outcome == TurnOutcome.SKIPPED, RollingTurn.day >= local_day(now)
    session.execute(delete(RollingTurn).where(RollingTurn.survey_id == survey.id, *later))


def skip(session: Session, survey: Survey, day: date, now: datetime) -> None:
    """Leave one draw out.

    Raises:
        PlanError: if the plan draws nothing, or not on that day.
    """
    plan = _in_state(session, survey, PlanState.ACTIVE, PlanState.PAUSED)
    is_one = day in plan.schedule.days(Period(day, day)) and plan.schedule.moment(day) > now
    if not is_one:
        raise PlanError(Hindrance.NO_SUCH_DAY)
    if session.get(RollingTurn, (survey.id, day)) is None:
        session.add(RollingTurn(survey_id=survey.id, day=day, outcome=TurnOutcome.SKIPPED))


def take_in_again(session: Session, survey: Survey, day: date, now: datetime) -> None:
    """Have a draw after all that was left out.

    Raises:
        PlanError: if the plan draws nothing, or the day is over or was not left out.
    """
    plan = _in_state(session, survey, PlanState.ACTIVE, PlanState.PAUSED)
    turn = session.get(RollingTurn, (survey.id, day))
    if turn is None or turn.outcome is not TurnOutcome.SKIPPED or plan.schedule.moment(day) <= now:
        raise PlanError(Hindrance.NO_SUCH_DAY)
    session.delete(turn)


def _lock(session: Session, survey: Survey) -> None:
    session.refresh(survey, with_for_update=True)


def _in_state(session: Session, survey: Survey, *states: PlanState) -> RollingPlan:
    _lock(session, survey)
    plan = session.get(RollingPlan, survey.id, populate_existing=True)
    if plan is None:
        raise PlanError(Hindrance.NO_PLAN)
    if plan.state not in states:
        raise PlanError(Hindrance.OTHER_STATE)
    return plan


def _forget_skips(session: Session, plan: RollingPlan, today: date) -> None:
    """Forget the days to be left out on which the plan, as it is now, does not draw."""
    coming = RollingTurn.outcome == TurnOutcome.SKIPPED, RollingTurn.day >= today
    for turn in session.scalars(select(RollingTurn).where(RollingTurn.survey_id == plan.survey_id, *coming)):
        if turn.day not in plan.schedule.days(Period(turn.day, turn.day)):
            session.delete(turn)
