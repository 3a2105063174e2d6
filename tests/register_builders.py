"""Registers as files, and what was refused of them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from builders import HEADING, LINE

from enquete_app.register.reading import Row

OTHER_HEADING = "Zaak-id;Zaaktype;Wijze van afhandeling;Datum ontvangst;Datum afhandeling;Oordeel;E-mailadres"
"""The columns of `builders.HEADING` as another case system calls them."""


def csrf(page: str) -> str:
    """The token against forgery of a page's form."""
    found = re.search('name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def told(row: Row) -> list[tuple[int, str, str]]:
    """What is wrong with a row: its number, the column, the reason."""
    return [(refusal.row, refusal.column, refusal.reason) for refusal in row.refusals]


def csv_register(count: int = 3, *, first: int = 1, heading: str = HEADING, line: str = LINE) -> bytes:
    """A register of so many complaints."""
    lines = (line.replace("K-1;", f"K-{number};") for number in range(first, first + count))
    return "\n".join([heading, *lines, ""]).encode()


def excel(rows: Iterable[Sequence[Any]], *, title: str = "Blad1", **sheets: Iterable[Sequence[Any]]) -> bytes:
    """A workbook with these rows, and further sheets by their names."""
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
