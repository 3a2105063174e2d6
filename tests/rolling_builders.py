"""Surveys that draw by themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing import find_survey
from enquete_app.fieldwork.rolling_days import Rhythm, WaveLength
from enquete_app.fieldwork.rolling_models import PlanState, RollingPlan
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
