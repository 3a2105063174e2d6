"""Surveys that draw by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.fieldwork.models import Survey
from enquete_app.fieldwork.rolling.days import Rhythm, WaveLength
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome
from enquete_app.sampling import Allocation

SINCE = datetime(2025, 4, 30, 22, tzinfo=UTC)
"""The first moment of 1 May in Amsterdam, a Thursday."""


def rolling_plan(session: Session, **values: Any) -> RollingPlan:
    """A plan that draws everyone each Thursday at nine into a wave of a quarter, from 1 May 2025 on."""
    defaults: dict[str, Any] = {
        "survey_id": find_survey(session, "klachtbehandeling").id,
        "rhythm": Rhythm.WEEK,
        "weekday": 3,
        "day_of_month": 1,
        "hour": 9,
        "wave_length": WaveLength.QUARTER,
        "size": None,
        "by": [],
        "allocation": Allocation.PROPORTIONAL,
        "state": PlanState.ACTIVE,
        "since": SINCE,
        "confirmed_by": "team@gemeente.example",
        "confirmed_at": SINCE,
        "confirmed": {},
    }
    plan = RollingPlan(**(defaults | values))
    session.add(plan)
    session.flush()
    return plan


def at(month: int, day: int, hour: int = 9, year: int = 2025) -> datetime:
    """A moment in Amsterdam."""
    return datetime(year, month, day, hour, tzinfo=AMSTERDAM)


def rolling_survey(session: Session) -> Survey:
    """A survey of its own with a plan that is on, and days that have passed."""
    first = find_survey(session, "klachtbehandeling")
    columns = (column.name for column in Survey.__table__.columns)
    values = {name: getattr(first, name) for name in columns if name != "id"}
    names = {"slug": "meldingen", "name_nl": "Meldingen", "name_en": "Reports", "kinds": ["melding"]}
    survey = Survey(**(values | names))
    session.add(survey)
    session.flush()
    rolling_plan(
        session,
        survey_id=survey.id,
        size=40,
        by=["handling"],
        confirmed={"expected": 38, "texts": "earlier ones"},
    )
    for number, outcome in enumerate(TurnOutcome):
        if outcome is not TurnOutcome.DRAWN:
            day = SINCE.date() + timedelta(days=1 + 7 * number)
            session.add(RollingTurn(survey_id=survey.id, day=day, outcome=outcome))
    return survey
