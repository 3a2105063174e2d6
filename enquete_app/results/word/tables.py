"""Tables in Word: with a heading that comes back on every page, and rows that are not torn apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.results.word.elements import element

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

    from enquete_app.results.chapter import Cell, Row, Table

PAGE = 9412
"""The width between the margins, in twentieths of a point: 166 mm."""
SHADES = ("", "E9EFF6", "D0DDED", "B0C7E0", "8DAFD3")
"""How strong a correlation is, from none to very strong; black words on each keep a contrast of 7 to 1."""
INK, MUTED, RULE = "1F2A37", "4B5563", "9AA5B1"
A_TRIANGLE, MANY, SEVERAL = 10, 7, 4
"""From more columns than these on, words and columns get smaller."""


def table_element(table: Table) -> BaseOxmlElement:
    """Make the element of a table."""
    count = len(table.columns)
    size, width = _measures(count)
    whole = PAGE * 8 // 10 if count == 2 else PAGE  # noqa: PLR2004 - a table of labels and one number
    widths = [whole - width * (count - 1)] + [width] * (count - 1)
    look = _Look(size, widths)
    properties = element(
        "w:tblPr",
        element("w:tblW", w=str(whole), type="dxa"),
        element("w:tblBorders", *(_border(side) for side in ("top", "bottom", "insideH"))),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", *(element(f"w:{side}", w="45", type="dxa") for side in ("left", "right"))),
        element("w:tblLook", firstRow="1", firstColumn="1", noHBand="1", noVBand="1"),
        element("w:tblCaption", val=table.caption),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=str(each)) for each in widths))
    last = len(table.rows) - 1
    # Neither the first row nor the last stands alone on a page; a table as a triangle is seen as a whole.
    together = range(last) if count > A_TRIANGLE else {0, last - 1} - {last}
    rows = (look.row(row, keeps=at in together) for at, row in enumerate(table.rows))
    return element("w:tbl", properties, grid, look.heading(table.columns), *rows)


def _measures(count: int) -> tuple[int, int]:
    """The size of words in half points, and the width of all columns but the first."""
    if count > MANY:
        widest = 690 if count > A_TRIANGLE else 740
        # The first column keeps a quarter of the page.
        return 15, min(widest, PAGE * 3 // 4 // (count - 1))
    return (17, 1180) if count > SEVERAL else (19, 1418)


class _Look:
    """What the cells of a table have in common.

    Args:
        size: of the words, in half points.
        widths: of the columns, in twentieths of a point.
    """

    def __init__(self, size: int, widths: list[int]) -> None:
        self._size, self._widths = size, widths

    def heading(self, columns: tuple[str, ...]) -> BaseOxmlElement:
        """Make the row of headings."""
        about = element("w:trPr", element("w:cantSplit"), element("w:tblHeader"))
        cells = (
            self._cell(at, 1, self._paragraph(self._run(words, bold=True), is_number=at > 0, keeps=True))
            for at, words in enumerate(columns)
        )
        return element("w:tr", about, *cells)

    def row(self, row: Row, *, keeps: bool) -> BaseOxmlElement:
        """Make a row; it may have to stay with the next."""
        runs = [self._run(row.head)]
        if row.note:
            runs += [_break(), self._run(row.note, colour=MUTED)]
        made = [self._cell(0, 1, self._paragraph(*runs, keeps=keeps))]
        at = 1
        for cell in row.cells:
            paragraph = self._paragraph(*self._runs(cell), is_number=not cell.is_reason, keeps=keeps)
            made.append(self._cell(at, cell.span, paragraph, SHADES[cell.shade]))
            at += cell.span
        return element("w:tr", element("w:trPr", element("w:cantSplit")), *made)

    def _runs(self, cell: Cell) -> list[BaseOxmlElement]:
        runs = [self._run(cell.text, italic=cell.is_reason, colour=MUTED if cell.is_reason else "")]
        if cell.below:
            runs += [_break(), self._run(cell.below, smaller=2, colour=INK if cell.shade else MUTED)]
        return runs

    def _cell(self, at: int, span: int, paragraph: BaseOxmlElement, shade: str = "") -> BaseOxmlElement:
        properties = [element("w:tcW", w=str(sum(self._widths[at : at + span])), type="dxa")]
        if span > 1:
            properties.append(element("w:gridSpan", val=str(span)))
        if shade:
            properties.append(element("w:shd", val="clear", color="auto", fill=shade))
        properties.append(element("w:vAlign", val="center"))
        return element("w:tc", element("w:tcPr", *properties), paragraph)

    def _paragraph(
        self, *runs: BaseOxmlElement, is_number: bool = False, keeps: bool = False
    ) -> BaseOxmlElement:
        properties = [element("w:keepNext")] if keeps else []
        properties.append(element("w:spacing", before="30", after="30", line="240", lineRule="auto"))
        if is_number:
            properties.append(element("w:jc", val="right"))
        return element("w:p", element("w:pPr", *properties), *runs)

    def _run(
        self, words: str, *, bold: bool = False, italic: bool = False, colour: str = "", smaller: int = 0
    ) -> BaseOxmlElement:
        properties = [element(name) for name, wanted in (("w:b", bold), ("w:i", italic)) if wanted]
        if colour:
            properties.append(element("w:color", val=colour))
        properties.append(element("w:sz", val=str(self._size - smaller)))
        return element("w:r", element("w:rPr", *properties), element("w:t", text=words))


def _border(side: str) -> BaseOxmlElement:
    size, colour = ("4", RULE) if side == "insideH" else ("8", INK)
    return element(f"w:{side}", val="single", sz=size, space="0", color=colour)


def _break() -> BaseOxmlElement:
    return element("w:r", element("w:br"))
