"""What a cell of a register file says: a text or a day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

LONGEST_CELL = 1000
DAY_PATTERNS = (
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    r"(?P<d>\d\d?)-(?P<m>\d\d?)-(?P<y>\d{4})",
)


def text_of(cell: object) -> str:
    """Read a text, in the one form in which equal texts are equal.

    Args:
        cell: what the file holds; a number is taken as it is written.

    Returns:
        In Unicode NFC, without signs that nobody can see, with single blanks.

    Raises:
        ValueError: if the text is too long or holds a control character; the message says which.
    """
    text = "" if cell is None else str(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFC", without_invisible(text))
    text = text.strip()
    if len(text) > LONGEST_CELL:
        raise ValueError(f"is longer than {LONGEST_CELL} signs")
    if not text.isprintable():
        _refuse_control(text)
    return " ".join(text.split())


def day_of(cell: object) -> date | None:
    """Read a day; none for an empty cell.

    Raises:
        ValueError: if it is not one; the message says what was found.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if not text:
        return None
    for pattern in DAY_PATTERNS:
        if found := re.fullmatch(pattern, text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise ValueError(f"{text[:40]!r} is not a date (yyyy-mm-dd)")


def without_invisible(text: str) -> str:
    """Leave out format characters, such as a zero-width space or a byte order mark in the middle."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def _refuse_control(text: str) -> None:
    # The frozen frame can hold none of these, so one such case number would block every draw.
    for sign in text:
        if sign not in "\r\n\t" and unicodedata.category(sign) in {"Cc", "Cs"}:
            raise ValueError(f"holds an unreadable sign (U+{ord(sign):04X})")
