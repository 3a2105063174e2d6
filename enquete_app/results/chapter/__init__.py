"""The report as a chapter for a yearly report: its parts in order, which Word and PDF render as they are."""

from enquete_app.results.chapter.parts import (
    NOTHING_BESIDE,
    Beside,
    Cell,
    Chapter,
    Finding,
    Heading,
    Paragraph,
    Part,
    Picture,
    Points,
    Quotation,
    Row,
    Table,
)
from enquete_app.results.chapter.writing import chapter_of

__all__ = [
    "NOTHING_BESIDE",
    "Beside",
    "Cell",
    "Chapter",
    "Finding",
    "Heading",
    "Paragraph",
    "Part",
    "Picture",
    "Points",
    "Quotation",
    "Row",
    "Table",
    "chapter_of",
]
