"""On which days a survey draws by itself, and which period a day falls in: days in Amsterdam, pure rules."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from enquete_app.fieldwork.calendar import AMSTERDAM

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_HOUR, LAST_HOUR = 7, 20
"""Mails go at an hour at which people may hear them come in, and which no change of the clock leaves out."""


class Rhythm(StrEnum):
    """How often a survey draws."""

    WEEK = "week"
    MONTH = "month"


class WaveLength(StrEnum):
    """How long a wave takes in draws."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"

    @property
    def months(self) -> int:
        """The same in months."""
        return {WaveLength.MONTH: 1, WaveLength.QUARTER: 3, WaveLength.HALF_YEAR: 6}[self]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a survey draws.

    Args:
        rhythm: every week or every month.
        weekday: for every week: 0 for Monday to 6 for Sunday.
        day_of_month: for every month: 1 to 31; a shorter month's last day stands in for a day it lacks.
        hour: of the draw and the mails, in Amsterdam.
    """

    rhythm: Rhythm
    weekday: int = 0
    day_of_month: int = 1
    hour: int = 9

    def days(self, period: Period) -> Iterator[date]:
        """The days of a period on which it draws, in order."""
        if self.rhythm is Rhythm.WEEK:
            day = period.first + timedelta(days=(self.weekday - period.first.weekday()) % 7)
            while day <= period.last:
                yield day
                day += timedelta(days=7)
            return
        year, month = period.first.year, period.first.month
        while (day := self._in_month(year, month)) <= period.last:
            if day >= period.first:
                yield day
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - December

    def moment(self, day: date) -> datetime:
        """The moment of a day, in UTC, at which it draws."""
        return datetime.combine(day, time(self.hour), AMSTERDAM).astimezone(UTC)

    def _in_month(self, year: int, month: int) -> date:
        return date(year, month, min(self.day_of_month, monthrange(year, month)[1]))


def period_of(day: date, length: WaveLength) -> Period:
    """The calendar month, quarter or half of the year that a day falls in."""
    begins = (day.month - 1) // length.months * length.months + 1
    ends = begins + length.months - 1
    return Period(date(day.year, begins, 1), date(day.year, ends, monthrange(day.year, ends)[1]))
