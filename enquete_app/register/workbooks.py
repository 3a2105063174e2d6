"""Reading the first sheet of an Excel workbook row by row, and not trusting what the file says of itself."""

from __future__ import annotations

import warnings
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, TypeVar
from zipfile import ZipFile

from enquete_app.register.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 1_048_576
"""Excel's own limit; a file that claims more is up to no good."""
CHUNK = 100

Read = TypeVar("Read")


def read_workbook(path: Path) -> Iterator[tuple[int, list[object]]]:
    """Read the rows of a workbook's first sheet.

    Args:
        path: an `.xlsx` or `.xlsm` file.

    Yields:
        Each row's number and its cells, without those that are missing at the end.

    Raises:
        RegisterError: if the file is damaged, of another kind, or much larger than it seems.
    """
    with path.open("rb") as file:
        rows = _carefully(lambda: _rows(file))
        number = 0
        while chunk := _carefully(lambda: list(islice(rows, CHUNK))):
            for cells in chunk:
                number += 1
                if number > MOST_ROWS:
                    raise RegisterError(f"The workbook has more than {MOST_ROWS:,} rows.")
                yield number, list(cells)


def _rows(file: BinaryIO) -> Iterator[tuple[object, ...]]:
    # Only here: it is slow to load and brings NumPy along where that is installed.
    import openpyxl  # noqa: PLC0415

    if sum(part.file_size for part in ZipFile(file).infolist()) > LARGEST_UNPACKED:
        raise RegisterError(
            f"The workbook is larger than {LARGEST_UNPACKED // 1024**2} MB when unpacked. "
            "Save the sheet with the register as 'CSV UTF-8' and import that."
        )
    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    # The sheet's own word for its size is often stale, and rows beyond it would be lost without a sign.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=True))


def _carefully(read: Callable[[], Read]) -> Read:
    """Read a part; a damaged file makes zipfile, zlib, expat and openpyxl raise all kinds of errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read()
        except RegisterError:
            raise
        except Exception as error:
            raise RegisterError(
                "The file is not an Excel workbook (.xlsx), or it is damaged. "
                "Open it in Excel, save it again and try once more."
            ) from error
