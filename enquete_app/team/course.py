"""The picture of how a fieldwork goes: where its lines run. No more is in it than the counts of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enquete_app.fieldwork.models import DailyCount

WIDTH, HEIGHT = 640, 240
LEFT, BOTTOM = 44, 30
MARKS = 4
"""How many lines with a number stand above the lowest."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the picture: where, and the words at it."""

    at: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where everything stands in a picture of 640 by 240.

    Args:
        days: the lines of the table beside it: day, started, completed (both in steps), each day counted.
        started: the points of the line of those who started, as SVG wants them.
        completed: of those who sent their answers.
        expected_at: the height of what is expected in the end; none if nothing is.
        expected: that number.
        marks: the numbers at the side, from the bottom up.
        dates: the days at the bottom.
        reminder_at: where the reminders begin, if that is within the picture.
    """

    days: Sequence[tuple[date, int, int]]
    started: str
    completed: str
    expected_at: float | None
    expected: int
    marks: Sequence[Line]
    dates: Sequence[tuple[float, date]]
    reminder_at: float | None


def course_of(
    counts: Sequence[DailyCount], *, first: date, last: date, reminder: date | None, expected: int
) -> Course | None:
    """Lay out the course of a wave.

    Args:
        counts: its daily counts, by day.
        first: the day of the first mail.
        last: the day on which it closes.
        reminder: the day of the first reminders, if there are any.
        expected: how many answers are expected in the end.

    Returns:
        The picture; none before there is a count to show.
    """
    if not counts or last <= first:
        return None
    highest = max(expected, *(each.started for each in counts), 1)
    step = _round_step(highest / MARKS)
    top = step * MARKS

    def across(day: date) -> float:
        days = min(max((day - first).days, 0), (last - first).days)
        return round(LEFT + (WIDTH - LEFT - 8) * days / (last - first).days, 1)

    def up(number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 12) * number / top, 1)

    def points(numbers: Mapping[date, int]) -> str:
        return " ".join(f"{across(day)},{up(number)}" for day, number in {first: 0, **numbers}.items())

    return Course(
        days=[(each.day, each.started, each.completed) for each in counts],
        started=points({each.day: each.started for each in counts}),
        completed=points({each.day: each.completed for each in counts}),
        expected_at=up(expected) if expected else None,
        expected=expected,
        marks=[Line(up(step * each), str(step * each)) for each in range(MARKS + 1)],
        dates=[(across(day), day) for day in _days(first, last)],
        reminder_at=across(reminder) if reminder and first <= reminder <= last else None,
    )


def _days(first: date, last: date) -> list[date]:
    """Not more days than there is room for, the first and the last among them."""
    every = ceil((last - first).days / 4)
    return [
        *(first + timedelta(days=each) for each in range(0, (last - first).days - every // 2, every)),
        last,
    ]


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 … that is not less."""
    size = 1
    while True:
        for each in (1, 2, 5):
            if each * size >= least:
                return each * size
        size *= 10
