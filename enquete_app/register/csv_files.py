"""Reading a CSV file line by line; what is wrong with it is told with the number of the line."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from enquete_app.register.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

LONGEST_LINE = 1_000_000
DELIMITERS = ";,\t"


def read_csv(path: Path) -> Iterator[tuple[int, list[object]]]:
    """Read the rows of a CSV file (UTF-8; semicolons, commas or tabs).

    A first line such as `sep=;` names the separator and is, as in a spreadsheet, no row.

    Args:
        path: the file.

    Yields:
        Each row's number, as a spreadsheet counts, and its cells.

    Raises:
        RegisterError: if the file is not UTF-8 or not proper CSV; the message names the line.
    """
    # What cannot be decoded is let through as surrogates, so that `_lines` can name the line.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        named = re.fullmatch(r"sep=([;,\t|])\s*", file.readline(LONGEST_LINE), re.IGNORECASE)
        file.seek(0)
        delimiter = named[1] if named else _delimiter(file)
        # A longer cell is then one that a row is refused for, and not the end of everything.
        csv.field_size_limit(LONGEST_LINE)
        reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
        begins = 1
        try:
            # A quoted line break makes a row several lines long; people count rows as their spreadsheet does.
            for number, cells in enumerate(reader, start=0 if named else 1):
                begins = reader.line_num + 1
                if number:
                    yield number, list(cells)
        except csv.Error as error:
            raise RegisterError(
                f"The file is not proper CSV in the row that begins at line {begins}: {error}. "
                'Is there a quotation mark (") too many or too few?'
            ) from error


def _delimiter(file: TextIO) -> str:
    """Find what separates the cells of the first line that has any; the first of equals on a tie."""
    first = next((line for line in _lines(file) if line.strip(DELIMITERS + '" \r\n')), "")
    file.seek(0)
    return max(DELIMITERS, key=first.count)


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise RegisterError(
                f"The file is not proper CSV: line {number} has {LONGEST_LINE:,} signs or more."
            )
        try:
            line.encode()
        except UnicodeEncodeError as error:
            byte = ord(line[error.start]) & 0xFF
            raise _not_utf8(f"byte {byte:#04x} in line {number} cannot be read") from error
        if "\0" in line and number == 1:
            raise _not_utf8("it looks like UTF-16")
        yield line


def _not_utf8(why: str) -> RegisterError:
    return RegisterError(f"The file is not UTF-8 ({why}). Save it as 'CSV UTF-8' and try again.")
