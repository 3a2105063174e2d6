"""Reading a register file, CSV or XLSX, into typed rows; a row that cannot be read says why."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

COLUMNS = {
    "zaaknummer": "case_number",
    "soort": "kind",
    "onderwerp": "subject",
    "domein": "domain",
    "afdeling": "department",
    "kanaal": "channel",
    "behandeling": "handling",
    "ontvangen_op": "received",
    "afgehandeld_op": "closed",
    "oordeel": "judgement",
    "naam": "name",
    "e_mail": "email",
    "adres": "address",
    "postcode": "postcode",
    "plaats": "town",
    "taal": "language",
}
"""The register's headings and what the project calls them."""

POSTAL = frozenset({"name", "address", "postcode", "town"})
REQUIRED = (
    "zaaknummer",
    "soort",
    "behandeling",
    "ontvangen_op",
    "afgehandeld_op",
    "oordeel",
    "e_mail",
)
LONGEST_CELL = 1000
LONGEST_LINE = 100_000


class RegisterError(Exception):
    """The file as a whole cannot be read as a register; the message is for the person who chose it."""


class Refusal(NamedTuple):
    """Why a row was refused: its number (the heading is row 1), the column's heading, the reason."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register: its number in the file, and either its values by our names or its refusals."""

    number: int
    values: Mapping[str, str | date | None]
    refusals: tuple[Refusal, ...] = ()


def read_register(path: Path, *, postal: bool) -> Iterator[Row]:
    """Read a register row by row.

    Args:
        path: a CSV file (UTF-8, `;` or `,`) or an Excel workbook, whose first sheet counts.
        postal: whether the postal columns are wanted; otherwise they are not even looked at.

    Yields:
        One row at a time; a case number that occurs again is refused at its second place.

    Raises:
        RegisterError: if the file is empty, of another kind or encoding, or lacks a column.
    """
    lines = _workbook(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _csv(path)
    _, heading = next(lines, (1, []))
    places = _places([str(cell or "").strip().lower() for cell in heading], postal=postal)
    first_seen: dict[str, int] = {}
    for number, cells in lines:
        if not any(str(cell or "").strip() for cell in cells):
            continue
        row = _row(number, {name: cells[at] if at < len(cells) else None for name, at in places.items()})
        case_number = str(row.values.get("case_number", ""))
        if case_number and (earlier := first_seen.setdefault(case_number, number)) != number:
            reason = f"{case_number} is already in row {earlier}"
            row = Row(number, {}, (*row.refusals, Refusal(number, "zaaknummer", reason)))
        yield row


def _places(heading: list[str], *, postal: bool) -> dict[str, int]:
    if not any(heading):
        raise RegisterError("The file is empty.")
    twice = sorted({name for name in heading if name in COLUMNS and heading.count(name) > 1})
    if twice:
        raise RegisterError(f"These columns occur more than once: {', '.join(twice)}.")
    missing = [name for name in REQUIRED if name not in heading]
    if missing:
        found = ", ".join(name for name in heading if name)
        raise RegisterError(f"These columns are missing: {', '.join(missing)}. Found: {found[:500]}.")
    wanted = {head: name for head, name in COLUMNS.items() if postal or name not in POSTAL}
    return {name: heading.index(head) for head, name in wanted.items() if head in heading}


def _csv(path: Path) -> Iterator[tuple[int, list[object]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(LONGEST_LINE)
            file.seek(0)
            delimiter = ";" if first.count(";") >= first.count(",") else ","
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            # A quoted line break makes a row several lines long; people count rows as their spreadsheet does.
            for number, cells in enumerate(reader, start=1):
                yield number, list(cells)
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"The file is not UTF-8 (byte {error.object[error.start]:#04x} cannot be read). "
            "Save it as 'CSV UTF-8' and try again."
        ) from error
    except csv.Error as error:
        raise RegisterError(f"The file is not proper CSV: {error}.") from error


def _workbook(path: Path) -> Iterator[tuple[int, list[object]]]:
    # Only here: it is slow to load and brings NumPy along where that is installed.
    import openpyxl  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise RegisterError("The file is not an Excel workbook (.xlsx).") from error
    try:
        rows: Iterable[tuple[object, ...]] = book.worksheets[0].iter_rows(values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield number, list(cells)
    finally:
        book.close()


def _row(number: int, cells: Mapping[str, object]) -> Row:
    headings = {name: head for head, name in COLUMNS.items()}
    values: dict[str, str | date | None] = {}
    refusals = []
    for name, cell in cells.items():
        try:
            values[name] = _date(cell) if name in {"received", "closed"} else _text(cell)
        except ValueError as error:
            refusals.append(Refusal(number, headings[name], str(error)))
    refused = {refusal.column for refusal in refusals}
    refusals += [
        Refusal(number, headings[name], "is empty")
        for name in ("case_number", "kind", "received")
        if not values.get(name) and headings[name] not in refused
    ]
    if not refusals:
        refusals += _contradictions(number, values)
    return Row(number, values, tuple(refusals))


def _contradictions(number: int, values: Mapping[str, str | date | None]) -> list[Refusal]:
    received, closed = values["received"], values["closed"]
    if isinstance(received, date) and isinstance(closed, date) and closed < received:
        return [Refusal(number, "afgehandeld_op", f"{closed} is before ontvangen_op {received}")]
    return []


def _text(cell: object) -> str:
    text = str("" if cell is None else cell).strip()
    if len(text) > LONGEST_CELL:
        raise ValueError(f"is longer than {LONGEST_CELL} signs")
    if any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text):  # noqa: PLR2004 - control characters
        raise ValueError("holds an unreadable sign")
    return " ".join(text.split())


def _date(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell)
    if not text:
        return None
    for pattern in (
        r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
        r"(?P<d>\d\d?)-(?P<m>\d\d?)-(?P<y>\d{4})",
    ):
        if found := re.fullmatch(pattern, text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                break
    raise ValueError(f"{text[:40]!r} is not a date (yyyy-mm-dd)")
