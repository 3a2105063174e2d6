"""What a chapter is made of: words and numbers as text, before any of it has a look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from enquete_app.results.report import Report


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is that of a section, below the chapter's title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a note tells how to read what stands by it."""

    text: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that stands out: what it is, and the number as text."""

    label: str
    figure: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list of points."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a person wrote, as somebody released it."""

    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Args:
        text: what stands in it.
        below: a second line, smaller.
        shade: from 0 for none to 4 for the darkest.
        span: over how many columns it goes.
        is_reason: whether it says why there is no figure.
    """

    text: str
    below: str = ""
    shade: int = 0
    span: int = 1
    is_reason: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, a remark about that, and its cells."""

    head: str
    cells: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Args:
        caption: without its number, which follows from the order of tables.
        columns: their headings; the first is that of the rows' heads.
        rows: at least one.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure.

    Args:
        number: its own: it belongs to a question, so that numbers may be left out.
        caption: without that.
        alt: the same figures in words.
        svg: the drawing, without a title.
        width: how wide it is meant to be, from 0 to 1 for the whole page's width.
        png: the drawing with its title above it.
        cut: which parts of the PNG are title and margins: left, top, right and bottom, from 0 to 1.
    """

    number: int
    caption: str
    alt: str
    svg: str
    width: float
    png: bytes
    cut: tuple[float, float, float, float]


Part = Heading | Paragraph | Finding | Points | Quotation | Table | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What goes into a document beside the report.

    Args:
        survey: what the survey is called in Dutch; empty if that is not known.
        pictures: the figures by the id of their item.
        withheld: for a year the reports of those waves that have none of their own answers to show.
    """

    survey: str = ""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    withheld: tuple[Report, ...] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A report to be read, in Dutch.

    Args:
        title: of the document.
        facts: what it is about, as labels and texts.
        made_on: the day that a file gives as that of its making; none if it is not known.
        parts: in the order of reading.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    made_on: date | None
    parts: tuple[Part, ...]
