"""Reading a register file, CSV or XLSX, into typed rows; a row that cannot be read says why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from enquete_app.register.cells import WINDOWS_EPOCH, day_of, text_of
from enquete_app.register.errors import CellError, Fault, Trouble
from enquete_app.register.errors import RegisterError as RegisterError
from enquete_app.register.files import open_register
from enquete_app.register.headings import COLUMNS as COLUMNS
from enquete_app.register.headings import DAYS, HEADINGS
from enquete_app.register.recognising import missing, recognise
from enquete_app.register.seen import FirstSeen
from enquete_app.register.tables import body
from enquete_app.register.values import CHOICES, COMPLAINT, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from enquete_app.register.errors import Facts
    from enquete_app.register.files import RegisterFile
    from enquete_app.register.findings import Findings
    from enquete_app.register.layout import Layout

LONGEST = {"case_number": 200, "kind": 500, "subject": 500, "email": 500}
"""What fits in an index of the database in any script."""
LONGEST_VALUE = 200
"""So much of a refused cell is told."""
NOT_EMPTY = ("case_number", "kind", "received")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was refused.

    Args:
        row: its number; that of the first row of a file is 1.
        column: the column's heading in the file; empty when the row as a whole is at fault.
        fault: what is wrong.
        facts: what the fault's words name.
        value: what the cell holds.
    """

    row: int
    column: str
    fault: Fault
    facts: Mapping[str, Facts] = field(default_factory=dict)
    value: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, in words."""
        return self.fault.value.format(**self.facts)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register: its number in the file, and either its values by our names or its refusals."""

    number: int
    values: Mapping[str, str | date | None]
    refusals: tuple[Refusal, ...] = ()


def read_register(path: Path, *, postal: bool) -> Iterator[Row]:
    """Recognise a register and read it row by row.

    Args:
        path: a CSV file or an Excel workbook.
        postal: whether the postal columns are wanted; otherwise they are not even looked at.

    Yields:
        One row at a time; a case number that occurs again is refused at its second place.

    Raises:
        RegisterError: if the file is empty, of another kind, or lacks a column.
    """
    with path.open("rb") as file:
        rows, _ = recognised_rows(file, path.name, postal=postal)
        yield from rows


def recognised_rows(
    file: BinaryIO,
    name: str,
    *,
    postal: bool,
    remembered: Callable[[str], Layout | None] = lambda _: None,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Iterator[Row], Findings]:
    """Recognise a register that nobody can be asked about.

    Args:
        file: its content.
        name: what it is called.
        postal: whether the postal columns are wanted.
        remembered: finds how a file with the same headings was read before.
        progress: is told the share that was looked at to recognise it, now and then.

    Returns:
        Its rows, and what was found about it.

    Raises:
        RegisterError: if it cannot be read, lacks a column, or has one twice.
    """
    table = open_register(file, name)
    layout, findings = recognise(table, postal=postal, remembered=remembered, progress=progress)
    if findings.twice:
        names = ", ".join(sorted({name for names in findings.twice.values() for name in names}))
        raise RegisterError(Trouble.TWICE, columns=names)
    if absent := missing(layout):
        found = ", ".join(filter(None, layout.headings))[:500]
        columns = ", ".join(HEADINGS[name] for name in absent)
        raise RegisterError(Trouble.MISSING, columns=columns, found=found)
    return read_rows(table, layout), findings


def read_rows(file: RegisterFile, layout: Layout) -> Iterator[Row]:
    """Read the rows of a file as a layout says. None of them stays in memory.

    Args:
        file: the register.
        layout: how to read it.

    Yields:
        One row at a time, totals left out; a case number that occurs again is refused at its second place.

    Raises:
        RegisterError: if the file is damaged.
    """
    width = max((at for at, name in enumerate(layout.headings, start=1) if name), default=0)
    reader = _Reader(layout, getattr(file, "epoch", WINDOWS_EPOCH))
    with FirstSeen() as first_seen:
        for (number, cells), is_total in body(file, layout.structure, layout.columns):
            if is_total:
                continue
            shifted = None if file.is_workbook else _shifted(number, cells, width)
            row = Row(number, {}, (shifted,)) if shifted else reader.row(number, cells)
            case_number = str(row.values.get("case_number", ""))
            if case_number and (earlier := first_seen.of(case_number, number)) != number:
                facts: dict[str, Facts] = {"case_number": case_number, "row": earlier}
                column = layout.heading("case_number")
                again = Refusal(number, column, Fault.AGAIN, facts, case_number[:LONGEST_VALUE])
                row = Row(number, {}, (*row.refusals, again))
            yield row


def _shifted(number: int, cells: Sequence[object], width: int) -> Refusal | None:
    """Say why a line of a CSV file cannot be trusted: a cell too many or too few moves all after it."""
    if len(cells) == width:
        return None
    filled = max((at for at, cell in enumerate(cells, start=1) if str(cell).strip()), default=0)
    if filled <= width <= len(cells):
        return None
    return Refusal(number, "", Fault.CELLS, {"found": max(filled, min(len(cells), width)), "width": width})


class _Reader:
    """Reads the cells of one row after the other."""

    def __init__(self, layout: Layout, epoch: date) -> None:
        self._layout, self._epoch = layout, epoch
        self._values = {name: dict(layout.values.get(name, {})) for name in CHOICES if name in layout.columns}

    def row(self, number: int, cells: Sequence[object]) -> Row:
        """Read a row."""
        values: dict[str, str | date | None] = {"kind": COMPLAINT} if self._layout.all_complaints else {}
        refusals = []
        for name, at in self._layout.columns.items():
            cell = cells[at] if at < len(cells) else None
            try:
                if name in DAYS:
                    values[name] = day_of(cell, self._layout.date_order, epoch=self._epoch)
                else:
                    values[name] = self._meaning(name, text_of(cell))
            except CellError as error:
                shown = str(cell)[:LONGEST_VALUE]
                refusals.append(Refusal(number, self._heading(name), error.fault, error.facts, shown))
        refused = {refusal.column for refusal in refusals}
        refusals += [
            Refusal(number, self._heading(name), Fault.EMPTY)
            for name in NOT_EMPTY
            if not values.get(name) and self._heading(name) not in refused
        ]
        for name, most in LONGEST.items():
            if len(text := str(values.get(name) or "")) > most:
                shown = text[:LONGEST_VALUE]
                refusals.append(Refusal(number, self._heading(name), Fault.TOO_LONG, {"most": most}, shown))
        if not refusals:
            refusals += self._contradictions(number, values)
        return Row(number, values, tuple(refusals))

    def _heading(self, name: str) -> str:
        return self._layout.heading(name) or HEADINGS[name]

    def _meaning(self, name: str, text: str) -> str:
        known = self._values.get(name)
        if known is None or not text:
            return text
        if text not in known:
            found = meant(name, text) or text
            if len(known) > LONGEST_VALUE * 10:
                return found
            known[text] = found
        return known[text]

    def _contradictions(self, number: int, values: Mapping[str, str | date | None]) -> list[Refusal]:
        received, closed = values.get("received"), values.get("closed")
        if not received or not closed or str(closed) >= str(received):
            return []
        facts = {"closed": str(closed), "column": self._heading("received"), "received": str(received)}
        return [Refusal(number, self._heading("closed"), Fault.BEFORE_RECEIPT, facts, str(closed))]
