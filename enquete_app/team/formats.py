"""How days, moments and shares stand on the pages of staff, as filters of templates.

In tables and lists a day is `day`, a moment `moment`, both the same in every language and equally long. In
sentences days are written out (`dateformat("d MMMM y")`). A share is `percentage` everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import format_date, format_datetime

from enquete_app.results.formatting import percentage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

DAY = "dd-MM-yyyy"


def day_as_number(day: date | None) -> str:
    """A day in a table, such as 03-02-2025; a dash for none."""
    return str(format_date(day, DAY)) if day else "–"


def moment_as_number(moment: datetime) -> str:
    """A moment in a table, such as 03-02-2025 09:30, in Amsterdam."""
    return str(format_datetime(moment, f"{DAY} HH:mm"))


def whole_percentage(share: float) -> str:
    """A share from 0 to 1 in whole per cents, such as 24 %."""
    return percentage(share, digits=0)


FILTERS: dict[str, Callable[..., str]] = {
    "day": day_as_number,
    "moment": moment_as_number,
    "percentage": whole_percentage,
}
