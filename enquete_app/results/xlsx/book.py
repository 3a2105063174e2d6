"""A workbook and its sheets: how they look, and that texts stay texts and numbers numbers.

No text is ever written in a way that a spreadsheet could take for a formula, and no number as a text.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from babel.numbers import get_decimal_symbol

from enquete_app.questionnaire import Item
from enquete_app.results.speaking import Say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LINE_HEIGHT = 15
INK, PAPER, LINE, FAINT = "#154273", "#E8EEF4", "#B8C4D0", "#5F6B76"
_FIRST_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - Excel knows no zones
_TOP: Mapping[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": LINE}
_MIDDLE: Mapping[str, Any] = {**_TOP, "valign": "vcenter"}
_HEAD: Mapping[str, Any] = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": INK,
    "text_wrap": True,
    "valign": "vcenter",
}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": INK, "valign": "vcenter"},
    "note": {"font_color": FAINT, "text_wrap": True, "valign": "top"},
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right"},
    "group": {"bold": True, "font_color": INK, "bg_color": PAPER, "text_wrap": True, **_TOP},
    "text": {"text_wrap": True, **_TOP},
    "strong": {"bold": True, "text_wrap": True, **_TOP},
    "strong_middle": {"bold": True, "text_wrap": True, **_MIDDLE},
    "link": {"font_color": "#0B5C8E", "underline": 1, **_TOP},
    "hidden": {"italic": True, "font_color": FAINT, **_TOP},
    "whole": {"num_format": "#,##0", **_TOP},
    "code": {"num_format": "0", "align": "center", **_TOP},
    "share": {"num_format": "0.0%", **_TOP},
    "one": {"num_format": "0.0", **_TOP},
    "two": {"num_format": "0.00", **_TOP},
    "p": {"num_format": '[<0.001]"< 0@001";0.000', **_TOP},
    "three": {"num_format": "0.000", **_TOP},
    "small": {"num_format": '"n = "0', "font_size": 8, "font_color": FAINT, "align": "center", **_TOP},
    "big": {
        "num_format": "0.0",
        "font_size": 20,
        "bold": True,
        "font_color": INK,
        "align": "left",
        **_MIDDLE,
    },
    "big_share": {
        "num_format": "0.0%",
        "font_size": 20,
        "bold": True,
        "font_color": INK,
        "align": "left",
        **_MIDDLE,
    },
    "big_whole": {
        "num_format": "#,##0",
        "font_size": 20,
        "bold": True,
        "font_color": INK,
        "align": "left",
        **_MIDDLE,
    },
}
"""How a cell looks, by name."""
_NUMBERS = frozenset(name for name, style in STYLES.items() if "num_format" in style)

Value = str | int | float | None
Written = tuple[str, str]
"""A sheet's name and what is in it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in signs, how its cells look."""

    heading: str
    width: float
    style: str = "text"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a sheet that a chart can be drawn from.

    Args:
        sheet: the sheet's name.
        item: the question.
        title: in words.
        first: the first row, counted from 0.
        last: the last one.
        labels: the column of the categories.
        values: the columns of the figures.
        heading: the row with the names of these columns.
    """

    sheet: str
    item: Item
    title: str
    first: int
    last: int
    labels: int
    values: tuple[int, ...]
    heading: int = 0


class Book:
    """A workbook that grows by sheets.

    Args:
        say: gives our words in the language of the file.
        language: that language.
        title: of the document.
        made_on: the day that stands in the file as that of its making; given, so that the same report
            gives the same bytes.

    Attributes:
        questions: what charts can be drawn from: the questions with one choice.
        statements: the matrices.
        means: the mean grades of the outcomes.
    """

    def __init__(self, say: Say, language: str, title: str, made_on: date | None) -> None:
        # Only here: serving pages has no need of it.
        from xlsxwriter import Workbook  # noqa: PLC0415

        self.say, self.language = say, language
        self._file = io.BytesIO()
        self.workbook: Workbook = Workbook(self._file, {"in_memory": True, "strings_to_urls": False})
        made = datetime(made_on.year, made_on.month, made_on.day) if made_on else _FIRST_DAY  # noqa: DTZ001
        self.workbook.set_properties({"title": title, "author": "Enquete", "created": made})
        self.workbook.set_size(2400, 1500)
        self._formats: dict[str, Format] = {}
        self.questions: list[Block] = []
        self.statements: list[Block] = []
        self.means: list[Block] = []

    def format(self, style: str, **more: str | int) -> Format:
        """The look of a cell, made once."""
        name = f"{style} {sorted(more.items())}"
        if name not in self._formats:
            look = {**STYLES[style], **more}
            # Excel puts the reader's sign in numbers itself, but not in the words of a format.
            if "num_format" in look:
                look["num_format"] = look["num_format"].replace("@", get_decimal_symbol(self.language))
            self._formats[name] = self.workbook.add_format(look)
        return self._formats[name]

    def sheet(self, name: str, title: str, columns: Sequence[Column]) -> Sheet:
        """Add a sheet with a title; its table comes later."""
        return Sheet(self, self.workbook.add_worksheet(name), title, columns)

    def content(self) -> bytes:
        """Finish the workbook; gives the file."""
        self.workbook.close()
        return self._file.getvalue()


class Sheet:
    """A sheet that is written from top to bottom: title, notes, a heading that stays in sight, rows.

    Args:
        book: the workbook.
        worksheet: the sheet in it.
        title: its title.
        columns: of its table.
    """

    def __init__(self, book: Book, worksheet: Worksheet, title: str, columns: Sequence[Column]) -> None:
        self.book, self.worksheet, self.columns, self.row = book, worksheet, columns, 0
        for place, column in enumerate(columns):
            worksheet.set_column(place, place, column.width)
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&L&8&F  ·  &A&R&8&P / &N")
        worksheet.set_row(0, 30)
        self.put(0, title, "title")
        self.row = 1

    @property
    def name(self) -> str:
        """Of the sheet."""
        return str(self.worksheet.get_name())

    def put(self, place: int, value: Value, style: str, **more: str | int) -> None:
        """Write a value into a column of the present row; none leaves the cell empty."""
        look = self.book.format(style, **more)
        if value is None:
            self.worksheet.write_blank(self.row, place, None, look)
        elif isinstance(value, str):
            textual = self.book.format("hidden") if style in _NUMBERS else look
            self.worksheet.write_string(self.row, place, value, textual)
        else:
            self.worksheet.write_number(self.row, place, value, look)

    def note(self, text: str) -> None:
        """Write a remark over the whole width of the table."""
        look = self.book.format("note")
        lines = lines_of(text, sum(column.width for column in self.columns))
        self.worksheet.merge_range(self.row, 0, self.row, max(len(self.columns) - 1, 1), "", look)
        self.worksheet.write_string(self.row, 0, text, look)
        self.worksheet.set_row(self.row, LINE_HEIGHT * lines)
        self.row += 1

    def heading(self, *, height: float = 32) -> None:
        """Write the columns' names, which stay in sight and are repeated on every printed page."""
        self.row += 1
        self.worksheet.set_row(self.row, height)
        for place, column in enumerate(self.columns):
            right = column.style in _NUMBERS and column.style != "code"
            self.put(place, column.heading, "head_right" if right else "head")
        self.worksheet.repeat_rows(self.row)
        self.row += 1
        self.worksheet.freeze_panes(self.row, 0)

    def line(self, *values: Value, styles: Mapping[int, str] | None = None) -> None:
        """Write a row of the table.

        Args:
            values: by column.
            styles: looks of some columns in this row, where they differ from the column's.
        """
        lines = 1
        for place, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            self.put(place, value, (styles or {}).get(place, column.style))
            if isinstance(value, str) and column.style not in _NUMBERS:
                lines = max(lines, lines_of(value, column.width))
        if lines > 1:
            self.worksheet.set_row(self.row, LINE_HEIGHT * lines)
        self.row += 1


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column: not every program finds that out by itself."""
    return len(textwrap.wrap(text, max(1, int(width * 1.05)))) or 1
