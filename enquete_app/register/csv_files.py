"""Reading a CSV file line by line; what is wrong with it is told with the number of the line."""

from __future__ import annotations

import codecs
import csv
import re
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.headings import heading_of, likeness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from enquete_app.register.layout import Structure

LONGEST_LINE = 1_000_000
DELIMITERS = ";,\t|"
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16-le", "utf-16-be", "iso8859-15", "cp850", "mac-roman")
"""What a person can choose from; the first four are recognised."""
LOOKED_AT = 30
"""So many rows decide what separates the cells."""
_BLOCK = 1 << 20
_BEGIN = 4096
_NAMED = re.compile(r"\ufeff?sep=([;,\t|])\s*", re.IGNORECASE)


class CsvFile:
    """A text file with a register.

    Args:
        file: its content, which can be read again from the start.
    """

    is_workbook = False
    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = file.seek(0, 2)

    def rows(self, structure: Structure) -> Iterator[tuple[int, list[object]]]:
        """Read the rows.

        A first line such as `sep=;` names the separator and is, as in a spreadsheet, no row.

        Yields:
            Each row's number, as a spreadsheet counts, and its cells.

        Raises:
            RegisterError: if the file is not proper CSV; the message names the line.
        """
        with _text(self._file, structure.encoding) as text:
            is_named = _NAMED.fullmatch(text.readline(LONGEST_LINE)) is not None
            text.seek(0)
            # A longer cell is then one that a row is refused for, and not the end of everything.
            csv.field_size_limit(LONGEST_LINE)
            reader = csv.reader(_lines(text), delimiter=structure.delimiter, strict=True)
            begins = 1
            try:
                # A quoted line break makes a row several lines long; people count as their spreadsheet does.
                for number, cells in enumerate(reader, start=0 if is_named else 1):
                    begins = reader.line_num + 1
                    if number:
                        yield number, list(cells)
            except csv.Error as error:
                raise RegisterError(Trouble.BAD_CSV, line=begins, why=str(error)) from error

    def share_read(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self._file.tell() / max(self._size, 1)

    def encoding(self) -> str:
        """Recognise the encoding: by a mark, by what UTF-16 looks like, else UTF-8 or Windows-1252.

        No statistics: of the encodings without a mark only these occur in exports from Dutch case systems,
        UTF-8 cannot be mistaken, and a guess by letter frequencies is wrong on lists of names.

        Raises:
            RegisterError: if the file is no text.
        """
        self._file.seek(0)
        begin = self._file.read(_BEGIN)
        if begin.startswith(codecs.BOM_UTF16_LE):
            return "utf-16-le"
        if begin.startswith(codecs.BOM_UTF16_BE):
            return "utf-16-be"
        half = max(len(begin) // 2, 1)
        for encoding, first in (("utf-16-be", 0), ("utf-16-le", 1)):
            if begin[first::2].count(0) > half * 0.7 and begin[1 - first :: 2].count(0) < half * 0.1:
                return encoding
        controls = sum(sign < 32 and sign not in b"\t\n\r\f\x1b\0" for sign in begin)  # noqa: PLR2004 - ASCII
        if begin.startswith(b"%PDF") or controls + begin.count(0) > max(len(begin) * 0.02, 8):
            raise RegisterError(Trouble.NOT_TEXT)
        return "utf-8-sig" if self._is_utf8() else "cp1252"

    def delimiter(self, encoding: str) -> str:
        """Recognise what separates the cells: the sign by which the rows show most of our headings."""
        with _text(self._file, encoding) as text:
            if named := _NAMED.fullmatch(text.readline(LONGEST_LINE)):
                return named[1]
            text.seek(0)
            written = (line for line in _lines(text) if line.strip(DELIMITERS + '" \r\n'))
            lines = list(islice(written, LOOKED_AT))

        def fit(delimiter: str) -> tuple[int, int]:
            rows = list(csv.reader(lines, delimiter=delimiter))
            best = max((likeness([heading_of(cell) for cell in row]) for row in rows), default=0)
            return best, rows[0].count("") * -1 + len(rows[0]) if rows else 0

        csv.field_size_limit(LONGEST_LINE)
        try:
            return max(DELIMITERS, key=fit)
        except csv.Error:
            return max(DELIMITERS, key=(lines or [""])[0].count)

    def _is_utf8(self) -> bool:
        """Whether the signs beyond ASCII are UTF-8, a few broken ones excepted: their rows are refused."""
        decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._file.seek(0)
        right = wrong = 0
        while block := self._file.read(_BLOCK):
            text = decoder.decode(block)
            if not text.isascii():
                broken = sum("\udc80" <= sign <= "\udcff" for sign in text)
                wrong += broken
                right += sum(sign > "\x7f" for sign in text) - broken
        return right >= wrong


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """Read a file as text and leave it open. What cannot be decoded becomes signs that no cell may hold."""
    file.seek(0)
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    text = TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        yield text
    finally:
        text.detach()


def _lines(file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise RegisterError(Trouble.LONG_LINE, line=number, most=LONGEST_LINE)
        yield line.removeprefix("\ufeff") if number == 1 else line
