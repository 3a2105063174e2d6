"""Reading a sheet of an Excel workbook row by row, and not trusting what the file says of itself.

Macros are never looked at, formulas count with the value that Excel stored.
"""

from __future__ import annotations

import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from zipfile import ZipFile

from enquete_app.register.cells import MAC_EPOCH, WINDOWS_EPOCH, ExcelError, WithoutValue
from enquete_app.register.errors import RegisterError, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from xml.etree.ElementTree import Element

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._reader import WorkSheetParser

    from enquete_app.register.layout import Structure

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 200 * MEGABYTE
LARGEST_PACKED = 50 * MEGABYTE
LARGEST_PARTS = {"xl/sharedStrings.xml": 50 * MEGABYTE}
"""Unlike sheets, all other parts are held in memory as a whole."""
LARGEST_PART = 10 * MEGABYTE
SKIPPED = (
    *("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/pivot", "xl/vbaProject"),
    "customXml/",
)
"""Parts that are read in a stream, or not at all."""
MOST_ROWS = 1_048_576
"""Excel's own limit; a file that claims more is up to no good."""
MOST_COLUMNS = 2000
CHUNK = 100
BEGIN = 4096
MAC_YEAR = 1904
WITHOUT_VALUE = WithoutValue()

Read = TypeVar("Read")


class ExcelFile:
    """An Excel workbook with a register.

    Args:
        file: its content.

    Raises:
        RegisterError: if the file is damaged, of another kind, or much larger than it seems.
    """

    is_workbook = True

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._share = file, 0.0
        self._book = _carefully(lambda: _opened(file))
        self.sheets = tuple(sheet.title for sheet in self._book.worksheets)
        self.hidden_sheets = tuple(
            sheet.title for sheet in self._book.worksheets if sheet.sheet_state != "visible"
        )
        self.merged: tuple[tuple[int, int], ...] = ()
        """First and last row of each merged cell of the sheet that was last read to its end."""

    @property
    def epoch(self) -> date:
        """From when the workbook counts days."""
        return MAC_EPOCH if self._book.epoch.year == MAC_YEAR else WINDOWS_EPOCH

    def rows(self, structure: Structure) -> Iterator[tuple[int, list[object]]]:
        """Read the rows of a sheet.

        Yields:
            Each row's number and its cells, without those that are missing at the end.

        Raises:
            RegisterError: if the sheet is not there, damaged, or larger than any sheet can be.
        """
        if structure.sheet not in self.sheets:
            raise RegisterError(Trouble.NO_SHEET, sheet=structure.sheet)
        self._share = 0.0
        rows = self._rows(structure.sheet)
        while chunk := _carefully(lambda: list(islice(rows, CHUNK))):
            yield from chunk
        self._share = 1.0

    def share_read(self) -> float:
        """How much of the sheet has been read, from 0 to 1."""
        return self._share

    def _rows(self, name: str) -> Iterator[tuple[int, list[object]]]:
        sheet: Any = self._book[name]
        archive: ZipFile = self._book._archive  # type: ignore[attr-defined]  # noqa: SLF001
        size = archive.getinfo(sheet._worksheet_path).file_size  # noqa: SLF001
        with sheet._get_source() as source:  # noqa: SLF001
            parser = _parser(self._book, sheet, source)
            # Not by way of the sheet, which fills up what is missing and takes a formula for an empty cell.
            for number, cells in parser.parse():
                if number > MOST_ROWS:
                    raise RegisterError(Trouble.TOO_MANY_ROWS, most=MOST_ROWS)
                self._share = source.tell() / max(size, 1)
                yield number, _values(cells)
            ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
            self.merged = tuple((each.min_row, each.max_row) for each in ranges)


def _opened(file: BinaryIO) -> Workbook:
    # Only here: it is slow to load and brings NumPy along where that is installed.
    import openpyxl  # noqa: PLC0415

    if file.seek(0, 2) > LARGEST_PACKED:
        raise RegisterError(Trouble.TOO_LARGE_UNPACKED, most=LARGEST_UNPACKED // MEGABYTE)
    parts = ZipFile(file).infolist()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(
        part.file_size > LARGEST_PARTS.get(part.filename, LARGEST_PART)
        for part in parts
        if not part.filename.startswith(SKIPPED)
    ):
        raise RegisterError(Trouble.TOO_LARGE_UNPACKED, most=LARGEST_UNPACKED // MEGABYTE)
    _refuse_doctypes(file)
    return openpyxl.load_workbook(file, read_only=True, data_only=True)


def _refuse_doctypes(file: BinaryIO) -> None:
    """Refuse XML that defines its own entities, which no workbook does, whatever parser would meet it."""
    with ZipFile(file) as book:
        for name in book.namelist():
            if name.lower().endswith((".xml", ".rels")):
                with book.open(name) as part:
                    if b"<!DOCTYPE" in part.read(BEGIN).replace(b"\0", b"").upper():
                        raise RegisterError(Trouble.DAMAGED)


def _parser(book: Any, sheet: Any, source: BinaryIO) -> WorkSheetParser:  # noqa: ANN401 - openpyxl's own
    """The parser of openpyxl's read-only sheets, which also tells that a formula has no value."""
    from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser  # noqa: PLC0415

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Element) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if cell["data_type"] == "e" and cell["value"] is not None:
                cell["value"] = ExcelError(cell["value"])
            elif (
                cell["value"] is None
                and element.find(FORMULA_TAG) is not None
                and element.find(VALUE_TAG) is None
            ):
                cell["value"] = WITHOUT_VALUE
            return cell

    return Parser(
        source,
        sheet._shared_strings,  # noqa: SLF001
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
    )


def _values(cells: list[dict[str, Any]]) -> list[object]:
    width = min(max((cell["column"] for cell in cells), default=0), MOST_COLUMNS)
    values: list[object] = [None] * width
    for cell in cells:
        if cell["column"] <= width:
            values[cell["column"] - 1] = cell["value"]
    return values


def _carefully(read: Callable[[], Read]) -> Read:
    """Read a part; a damaged file makes zipfile, zlib, expat and openpyxl raise all kinds of errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read()
        except RegisterError:
            raise
        except Exception as error:
            raise RegisterError(Trouble.DAMAGED) from error
