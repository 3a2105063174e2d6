"""What kind of file somebody chose: told by its first bytes, not by its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from enquete_app.register.csv_files import CsvFile
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.workbooks import ExcelFile

if TYPE_CHECKING:
    RegisterFile = CsvFile | ExcelFile

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NAMES_OF_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
NAMES_OF_TEXTS = frozenset({".csv", ".txt", ".tsv"})


def open_register(file: BinaryIO, name: str) -> RegisterFile:
    """Open a register; a name that says another kind is a mistake that its owner should know of.

    Args:
        file: its content, which can be read again from the start.
        name: what it is called.

    Raises:
        RegisterError: if it is empty, of another kind, or a damaged workbook.
    """
    file.seek(0)
    first = file.read(4)
    kind = PurePath(name).suffix.lower()
    if not first:
        raise RegisterError(Trouble.EMPTY)
    if first == OLD_EXCEL:
        raise RegisterError(Trouble.OLD_EXCEL)
    if first == ZIP and kind in NAMES_OF_TEXTS:
        raise RegisterError(Trouble.NAMED_TEXT, kind=kind)
    if first != ZIP and kind in NAMES_OF_WORKBOOKS:
        raise RegisterError(Trouble.NAMED_EXCEL, kind=kind)
    return ExcelFile(file) if first == ZIP else CsvFile(file)
