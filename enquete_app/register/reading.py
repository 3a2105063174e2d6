"""Reading a register file, CSV or XLSX, into typed rows; a row that cannot be read says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from enquete_app.register.cells import day_of, text_of, without_invisible
from enquete_app.register.csv_files import read_csv
from enquete_app.register.errors import RegisterError as RegisterError
from enquete_app.register.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
LONGEST_CASE_NUMBER = 200
"""What fits in an index of the database in any script."""

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NAMES_OF_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
NAMES_OF_TEXTS = frozenset({".csv", ".txt", ".tsv"})


class Refusal(NamedTuple):
    """Why a row was refused: its number (the heading is row 1), the column's heading, the reason.

    The column is empty when the row as a whole is at fault.
    """

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
    """Read a register row by row. Of all rows only the case numbers stay in memory.

    Args:
        path: a CSV file (UTF-8; `;`, `,` or tabs) or an Excel workbook, whose first sheet counts.
        postal: whether the postal columns are wanted; otherwise they are not even looked at.

    Yields:
        One row at a time; a case number that occurs again is refused at its second place.

    Raises:
        RegisterError: if the file is empty, of another kind or encoding, or lacks a column.
    """
    is_workbook = _is_workbook(path)
    lines = read_workbook(path) if is_workbook else read_csv(path)
    filled = ((number, cells) for number, cells in lines if any(str(cell or "").strip() for cell in cells))
    heading = [_heading(cell) for cell in next(filled, (1, []))[1]]
    places = _places(heading, postal=postal)
    width = max(at for at, name in enumerate(heading, start=1) if name)
    first_seen: dict[str, int] = {}
    row = None
    for number, cells in filled:
        if not is_workbook and (reason := _shifted(cells, width)):
            row = Row(number, {}, (Refusal(number, "", reason),))
        else:
            row = _row(number, {name: cells[at] if at < len(cells) else None for name, at in places.items()})
        case_number = str(row.values.get("case_number", ""))
        if case_number and (earlier := first_seen.setdefault(case_number, number)) != number:
            reason = f"{case_number} is already in row {earlier}"
            row = Row(number, {}, (*row.refusals, Refusal(number, "zaaknummer", reason)))
        yield row
    if row is None:
        raise RegisterError("The register has no rows.")


def _is_workbook(path: Path) -> bool:
    """Tell by the first bytes; a name that says otherwise is a mistake that its owner should know of."""
    with path.open("rb") as file:
        first = file.read(4)
    kind = path.suffix.lower()
    if not first:
        raise RegisterError("The file is empty.")
    if first == OLD_EXCEL:
        raise RegisterError(
            "The file is an Excel workbook of the old kind (.xls), or one with a password. "
            "Save it as .xlsx without a password and try again."
        )
    if first == ZIP and kind in NAMES_OF_TEXTS:
        raise RegisterError(f"The file is an Excel workbook, though it is named {kind}. Name it .xlsx.")
    if first != ZIP and kind in NAMES_OF_WORKBOOKS:
        raise RegisterError(
            f"The file is not an Excel workbook, though it is named {kind}. If it is CSV, name it .csv."
        )
    return first == ZIP


def _heading(cell: object) -> str:
    return without_invisible(str(cell or "")).strip().lower()


def _shifted(cells: list[object], width: int) -> str | None:
    """Say why a line of a CSV file cannot be trusted: a cell too many or too few moves all after it."""
    filled = max((at for at, cell in enumerate(cells, start=1) if str(cell).strip()), default=0)
    if filled <= width <= len(cells):
        return None
    return f"has {max(filled, min(len(cells), width))} cells, the heading has {width}"


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


def _row(number: int, cells: Mapping[str, object]) -> Row:
    headings = {name: head for head, name in COLUMNS.items()}
    values: dict[str, str | date | None] = {}
    refusals = []
    for name, cell in cells.items():
        try:
            values[name] = day_of(cell) if name in {"received", "closed"} else text_of(cell)
        except ValueError as error:
            refusals.append(Refusal(number, headings[name], str(error)))
    refused = {refusal.column for refusal in refusals}
    refusals += [
        Refusal(number, headings[name], "is empty")
        for name in ("case_number", "kind", "received")
        if not values.get(name) and headings[name] not in refused
    ]
    if len(str(values.get("case_number", ""))) > LONGEST_CASE_NUMBER:
        refusals.append(Refusal(number, "zaaknummer", f"is longer than {LONGEST_CASE_NUMBER} signs"))
    if not refusals:
        refusals += _contradictions(number, values)
    return Row(number, values, tuple(refusals))


def _contradictions(number: int, values: Mapping[str, str | date | None]) -> list[Refusal]:
    received, closed = values["received"], values["closed"]
    if isinstance(received, date) and isinstance(closed, date) and closed < received:
        return [Refusal(number, "afgehandeld_op", f"{closed} is before ontvangen_op {received}")]
    return []
