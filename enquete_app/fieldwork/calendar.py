"""Days as people in the Netherlands count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORK_BEGINS = time(9)
SATURDAY, SUNDAY = 6, 7
FIXED_HOLIDAYS = ((1, 1), (5, 5), (12, 25), (12, 26))
AROUND_EASTER = (-2, 0, 1, 39, 49, 50)
"""Good Friday, both days of Easter, Ascension Day and both of Whitsun."""


def local_day(moment: datetime) -> date:
    """The day in Amsterdam on which a moment falls."""
    return moment.astimezone(AMSTERDAM).date()


def start_of_day(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in Amsterdam."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


def next_working_morning(moment: datetime) -> datetime:
    """Nine in the morning, in Amsterdam, of the next day on which offices are open."""
    day = local_day(moment) + timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, WORK_BEGINS, AMSTERDAM)


def is_working_day(day: date) -> bool:
    """Whether a day is neither at the weekend nor a public holiday."""
    return not is_weekend(day) and not is_holiday(day)


def is_weekend(day: date) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day.isoweekday() >= SATURDAY


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday in the Netherlands (Algemene termijnenwet, art. 3)."""
    kings_day = date(day.year, 4, 26 if date(day.year, 4, 27).isoweekday() == SUNDAY else 27)
    fixed = {kings_day, *(date(day.year, *each) for each in FIXED_HOLIDAYS)}
    return day in fixed | {easter(day.year) + timedelta(days=days) for days in AROUND_EASTER}
