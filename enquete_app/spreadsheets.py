"""Tables as files that a spreadsheet opens, in which no text can act as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula."""
LARGEST = 100
"""Rows that are written to a piece of CSV at a time."""


def neutral(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; leave all else alone."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def csv_pieces(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write a table as Dutch spreadsheets read it: with a byte order mark and semicolons.

    Args:
        heading: the columns' names.
        rows: their values; texts are neutralised, fractions have a comma, None is empty.

    Yields:
        The text, a piece at a time.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    text.write("\ufeff")
    writer.writerow(map(neutral, heading))
    for number, row in enumerate(rows, start=1):
        writer.writerow(
            str(value).replace(".", ",") if isinstance(value, float) else neutral(value) for value in row
        )
        if number % LARGEST == 0:
            yield _emptied(text)
    yield _emptied(text)


def workbook(title: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as an Excel workbook with one sheet.

    Args:
        title: of the sheet.
        heading: the columns' names.
        rows: their values; a text is stored as a text, whatever it begins with.

    Returns:
        The file.
    """
    # Only here: it is slow to load.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"
        return made

    sheet.freeze_panes = "A2"
    for row in (heading, *rows):
        sheet.append([cell(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _emptied(text: io.StringIO) -> str:
    piece = text.getvalue()
    text.seek(0)
    text.truncate()
    return piece
