"""What a cell of a register file says: a text or a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from enquete_app.register.errors import CellError, Fault

LONGEST_CELL = 1000
LONGEST_SHOWN = 40
"""So much of a cell stands in the reason why it is refused."""
YEARS = range(1900, 2101)
SERIALS = range(18264, 73415)
"""Excel's day numbers from 1950 to 2100. Smaller ones are as likely to be something else."""
WINDOWS_EPOCH, MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_SHORTEST_MONTH = 3

_TIME = r"(?:[T, ]+\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)" + _TIME)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)")
_YEAR_LAST = re.compile(r"(?P<one>\d\d?)(?P<sep>[-/.])(?P<two>\d\d?)(?P=sep)(?P<y>\d{4}|\d\d)" + _TIME)
_IN_WORDS = re.compile(r"(?P<d>\d\d?)[ -](?P<month>[A-Za-zë]{3,9})\.?[ -](?P<y>\d{4})" + _TIME)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,]\d+)?")
_MONTHS = (
    *("januari january", "februari february", "maart mrt march", "april", "mei may", "juni june"),
    *("juli july", "augustus august", "september sept", "oktober october", "november", "december"),
)


class DateOrder(StrEnum):
    """Which of two small numbers in a date is the day."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class Hint(StrEnum):
    """What one date tells about the order of all."""

    DAY_FIRST = DateOrder.DAY_FIRST.value
    MONTH_FIRST = DateOrder.MONTH_FIRST.value
    EITHER = "either"
    NONE = "none"


class WithoutValue:
    """A formula whose value the file does not hold."""

    def __str__(self) -> str:
        return "="


class ExcelError(str):
    """What Excel shows where a formula failed, such as `#REF!`."""

    __slots__ = ()


def text_of(cell: object) -> str:
    """Read a text, in the one form in which equal texts are equal.

    Args:
        cell: what the file holds; a number is taken as it is written.

    Returns:
        In Unicode NFC, without signs that nobody can see, with single blanks.

    Raises:
        CellError: if the text is too long or holds a control character.
    """
    text = cell if type(cell) is str else _text(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFC", without_invisible(text))
    text = text.strip()
    if len(text) > LONGEST_CELL:
        raise CellError(Fault.TOO_LONG, most=LONGEST_CELL)
    if not text.isprintable():
        _refuse_control(text)
    return " ".join(text.split())


def day_of(
    cell: object, order: DateOrder = DateOrder.DAY_FIRST, *, epoch: date = WINDOWS_EPOCH
) -> date | None:
    """Read a day; none for an empty cell.

    Args:
        cell: what the file holds; a number of five digits is a day as Excel counts them.
        order: what 12-03-2025 means.
        epoch: from when the workbook counts.

    Raises:
        CellError: if it is not one.
    """
    if isinstance(cell, date):
        return _known(cell.date() if isinstance(cell, datetime) else cell)
    text = text_of(cell)
    day = _day(text, order, epoch) if text else None
    if text and day is None:
        raise CellError(Fault.NO_DATE, found=text[:LONGEST_SHOWN])
    return day


def hint_of(cell: object) -> Hint:
    """Tell what a date says about the order in which day and month are written."""
    found = _YEAR_LAST.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None or found["one"] == found["two"]:
        return Hint.NONE
    months = range(1, 13)
    one, two = int(found["one"]) in months, int(found["two"]) in months
    return {
        (False, True): Hint.DAY_FIRST,
        (True, False): Hint.MONTH_FIRST,
        (True, True): Hint.EITHER,
    }.get((one, two), Hint.NONE)


def without_invisible(text: str) -> str:
    """Leave out format characters, such as a zero-width space or a byte order mark in the middle."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, WithoutValue):
        raise CellError(Fault.NO_VALUE)
    if isinstance(cell, ExcelError):
        raise CellError(Fault.EXCEL_ERROR, found=str(cell))
    # Excel keeps a case number of digits as a number with a fraction.
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@lru_cache(maxsize=4096)
def _day(text: str, order: DateOrder, epoch: date) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        has_zone = found.groupdict().get("zone")
        return _here(text) if has_zone else _date(found["y"], found["m"], found["d"])
    if found := _YEAR_LAST.fullmatch(text):
        day, month = ("one", "two") if order is DateOrder.DAY_FIRST else ("two", "one")
        return _date(found["y"], found[month], found[day])
    if found := _IN_WORDS.fullmatch(text):
        return _date(found["y"], _month(found["month"]), found["d"])
    found = _SERIAL.fullmatch(text)
    if found and int(found["days"]) in SERIALS:
        return epoch + timedelta(days=int(found["days"]))
    return None


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        read = date(int(year) if len(year) > 2 else 2000 + int(year), int(month), int(day))  # noqa: PLR2004
    except ValueError:
        return None
    return read if read.year in YEARS else None


def _known(day: date) -> date:
    if day.year not in YEARS:
        raise CellError(Fault.NO_DATE, found=str(day))
    return day


def _month(name: str) -> int:
    """The number of a month by its name, in full or its first letters; 0 for none."""
    name = name.lower()
    for number, names in enumerate(_MONTHS, start=1):
        if len(name) >= _SHORTEST_MONTH and any(each.startswith(name) for each in names.split()):
            return number
    return 0


def _here(text: str) -> date | None:
    """The day here of a moment that is given with its zone: late in the evening in UTC it is tomorrow."""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    return moment.astimezone(AMSTERDAM).date() if moment.year in YEARS else None


def _refuse_control(text: str) -> None:
    # The frozen frame can hold none of these, so one such case number would block every draw.
    for sign in text:
        if sign not in "\r\n\t" and unicodedata.category(sign) in {"Cc", "Cs"}:
            raise CellError(Fault.UNREADABLE, sign=f"U+{ord(sign):04X}")
