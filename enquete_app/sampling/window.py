"""The window: which closing dates are recent enough for a draw."""

from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta

MONTHS = 6


@lru_cache(64)
def window_first_day(as_of: date, months: int = MONTHS) -> date:
    """Give the earliest closing date that a draw still takes in.

    Args:
        as_of: The day of the draw, in the municipality's own time zone.
        months: Length of the window in calendar months.

    Returns:
        The same day of the month that many months earlier, itself inside the window; the last day
        of that month where it has no such day (31 August gives 28 or 29 February).
    """
    return as_of - relativedelta(months=months)
