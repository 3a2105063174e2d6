"""The tables of surveys that draw by themselves: the plan of each, and what came of each of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from enquete_app.db import Base, enum_column
from enquete_app.fieldwork.models import Draw, Survey
from enquete_app.fieldwork.rolling.days import Rhythm, Schedule, WaveLength
from enquete_app.sampling import Allocation


class PlanState(StrEnum):
    """Whether a plan draws."""

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"


class TurnOutcome(StrEnum):
    """What came of a day on which a plan draws; `skipped` is written down beforehand."""

    DRAWN = "drawn"
    NOBODY = "nobody"
    """There was nobody to draw."""
    SKIPPED = "skipped"
    PAUSED = "paused"
    MISSED = "missed"
    """Nothing ran on that day, and a later day's turn had come when something ran again."""
    OCCUPIED = "occupied"
    """The survey had a draw of that day already, made by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a plan.

    Args:
        schedule: when it draws.
        wave_length: how long a wave takes in draws.
        size: how many are drawn each time at most; none for everyone.
        by: the register columns that make the strata, by our names.
        allocation: how the size is spread over the strata.
    """

    schedule: Schedule
    wave_length: WaveLength
    size: int | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL


class RollingPlan(Base):
    """How a survey draws by itself. Whatever of it changes has to be confirmed anew."""

    __tablename__ = "rolling_plan"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    rhythm: Mapped[Rhythm] = mapped_column(enum_column(Rhythm))
    weekday: Mapped[int]
    day_of_month: Mapped[int]
    hour: Mapped[int]
    wave_length: Mapped[WaveLength] = mapped_column(enum_column(WaveLength))
    size: Mapped[int | None]
    """How many are drawn each time at most; none for everyone."""
    by: Mapped[list[str]]
    allocation: Mapped[Allocation] = mapped_column(enum_column(Allocation))
    state: Mapped[PlanState] = mapped_column(enum_column(PlanState))
    since: Mapped[datetime]
    """It draws at the moments after this one."""
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]
    confirmed: Mapped[dict[str, Any]]
    """What was confirmed: the expected number, and the marks of the texts."""

    survey: Mapped[Survey] = relationship()

    @property
    def schedule(self) -> Schedule:
        """When it draws."""
        return Schedule(
            rhythm=self.rhythm, weekday=self.weekday, day_of_month=self.day_of_month, hour=self.hour
        )

    @property
    def wish(self) -> Wish:
        """What it holds, as it was asked."""
        return Wish(
            schedule=self.schedule,
            wave_length=self.wave_length,
            size=self.size,
            by=tuple(self.by),
            allocation=self.allocation,
        )

    @wish.setter
    def wish(self, wish: Wish) -> None:
        self.rhythm, self.hour = wish.schedule.rhythm, wish.schedule.hour
        self.weekday, self.day_of_month = wish.schedule.weekday, wish.schedule.day_of_month
        self.wave_length = wish.wave_length
        self.size, self.by, self.allocation = wish.size, list(wish.by), wish.allocation


class RollingTurn(Base):
    """A day on which a survey was to draw, and what came of it."""

    __tablename__ = "rolling_turn"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[TurnOutcome] = mapped_column(enum_column(TurnOutcome))
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id", ondelete="SET NULL"))

    draw: Mapped[Draw | None] = relationship()
