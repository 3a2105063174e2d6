"""Recognising a register file: structure, columns, dates and values, with what a person should look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from enquete_app.register.cells import DateOrder, Hint, hint_of
from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.findings import Findings, Note, Tally
from enquete_app.register.headings import DAYS, FIELDS, HEADINGS, POSTAL, REQUIRED, normalised
from enquete_app.register.layout import Layout, Structure, key_of
from enquete_app.register.tables import (
    body,
    headings_at,
    likely_columns,
    recognised_structure,
    with_heading,
    written_in,
)
from enquete_app.register.values import CHOICES, COMPLAINT, is_doubtful, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from enquete_app.register.files import RegisterFile

SAMPLES = 3
LONGEST_SAMPLE = 60
MOST_VALUES = 100
MOST_TOTALS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said about a file; none where the recognised counts.

    Args:
        structure: where the table stands; a heading row of 0 is to be found.
        headings: those that the columns were chosen by; with others the columns are recognised anew.
        columns: the place of each field.
        date_order: what 12-03-2025 means.
        values: what is stored for what is written.
        all_complaints: whether every row is a complaint.
    """

    structure: Structure | None = None
    headings: tuple[str, ...] = ()
    columns: Mapping[str, int] | None = None
    date_order: DateOrder | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    all_complaints: bool = False

    def to_json(self) -> dict[str, Any]:
        """In a form that the database keeps."""
        return {
            "structure": self.structure and asdict(self.structure),
            "headings": list(self.headings),
            "columns": None if self.columns is None else dict(self.columns),
            "date_order": self.date_order and self.date_order.value,
            "values": {name: dict(values) for name, values in self.values.items()},
            "all_complaints": self.all_complaints,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Correction:
        """What `to_json` made; nothing for none."""
        if kept is None:
            return NOTHING
        given = dict(kept)
        given["structure"] = kept["structure"] and Structure(**kept["structure"])
        given["headings"] = tuple(kept["headings"])
        given["date_order"] = kept["date_order"] and DateOrder(kept["date_order"])
        return cls(**given)


NOTHING = Correction()


def missing(layout: Layout, needed: Collection[str] = REQUIRED) -> list[str]:
    """The columns that are needed, as by a command if not said, and not there."""
    absent = [name for name in needed if name not in layout.columns]
    return [name for name in absent if name != "kind"] if layout.all_complaints else absent


def recognise(
    file: RegisterFile,
    *,
    postal: bool,
    remembered: Callable[[str], Layout | None] = lambda _: None,
    correction: Correction = NOTHING,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Layout, Findings]:
    """Recognise how a file is to be read. Goes through all of it, and keeps no more than some values.

    Args:
        file: the register.
        postal: whether the postal columns are wanted.
        remembered: finds how a file with the same headings was read before, by the headings' key.
        correction: what a person said about this file.
        progress: is told the share that has been read, now and then.

    Raises:
        RegisterError: if it cannot be read, has all columns and no rows, or no headings where a person
            said.
    """
    structure = _structure(file, correction)
    headings = headings_at(file, structure)
    if correction.structure is not None and not any(headings):
        raise RegisterError(Trouble.NO_HEADINGS, row=structure.heading_row)
    before = remembered(key_of(headings))
    columns, twice = _columns(headings, before, correction)
    wanted = {name: at for name, at in columns.items() if postal or name not in POSTAL}
    layout = Layout(
        structure=structure,
        headings=headings,
        columns=wanted,
        all_complaints=_all_complaints(wanted, before, correction),
    )
    findings = Findings(
        sheets=list(file.sheets),
        hidden_sheets=list(file.hidden_sheets),
        twice={name: list(each) for name, each in twice.items()},
    )
    tallies, hints = _survey(file, layout, findings, progress)
    if not findings.rows and not missing(layout):
        raise RegisterError(Trouble.NO_ROWS)
    layout = replace(
        layout,
        date_order=_date_order(hints, before, correction, findings),
        values=_values(tallies, before, correction, findings),
    )
    _note(file, layout, findings, remembered_before=before is not None and correction.structure is None)
    return layout, findings


def _structure(file: RegisterFile, correction: Correction) -> Structure:
    if correction.structure is None:
        return recognised_structure(file)
    given = correction.structure
    return given if given.heading_row else with_heading(file, given)


def _columns(
    headings: Sequence[str], before: Layout | None, correction: Correction
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    likely, twice = likely_columns(headings)
    if correction.columns is not None and tuple(correction.headings) == tuple(headings):
        known = {name: at for name, at in correction.columns.items() if name in FIELDS and at < len(headings)}
        return known, {}
    if before is None:
        return likely, twice
    places = {normalised(heading): at for at, heading in reversed(list(enumerate(headings)))}
    columns = {
        name: at
        for name in before.columns
        if (at := places.get(normalised(before.heading(name)))) is not None
    }
    return columns, {}


def _all_complaints(columns: Mapping[str, int], before: Layout | None, correction: Correction) -> bool:
    if "kind" in columns:
        return False
    return correction.all_complaints if correction.structure else bool(before and before.all_complaints)


def _survey(
    file: RegisterFile, layout: Layout, findings: Findings, progress: Callable[[float], None]
) -> tuple[dict[str, Tally], Counter[Hint]]:
    """Go through the rows once and note what their values say."""
    samples: list[list[str]] = [[] for _ in layout.headings]
    tallies = {name: Tally(MOST_VALUES) for name in CHOICES if name in layout.columns}
    days = [layout.columns[name] for name in DAYS if name in layout.columns]
    hints: Counter[Hint] = Counter()
    for (number, cells), is_total in body(file, layout.structure, layout.columns):
        if is_total:
            if len(findings.totals) < MOST_TOTALS:
                findings.totals.append(number)
            continue
        findings.rows += 1
        if findings.rows <= SAMPLES * 10:
            _sample(samples, cells)
        for name, tally in tallies.items():
            tally.add(written_in(cells, layout.columns[name]))
        for at in days:
            if at < len(cells):
                hints[hint_of(cells[at])] += 1
        if findings.rows % 1000 == 0:
            progress(file.share_read())
    findings.samples = samples
    return tallies, hints


def _sample(samples: list[list[str]], cells: Sequence[object]) -> None:
    for at, kept in enumerate(samples):
        if len(kept) < SAMPLES and (text := written_in(cells, at)[:LONGEST_SAMPLE]) and text not in kept:
            kept.append(text)


def _date_order(
    hints: Counter[Hint], before: Layout | None, correction: Correction, findings: Findings
) -> DateOrder:
    """Tell from all dates together; one with a 13 in it decides, else it stays a question."""
    day_first, month_first = hints[Hint.DAY_FIRST], hints[Hint.MONTH_FIRST]
    likely = DateOrder.MONTH_FIRST if month_first > day_first else DateOrder.DAY_FIRST
    if day_first and month_first:
        findings.note(Note.DATES_MIXED, day_first=day_first, month_first=month_first)
    if correction.date_order is not None:
        return correction.date_order
    if day_first or month_first:
        return likely
    if before is not None:
        return before.date_order
    if hints[Hint.EITHER]:
        findings.note(Note.DATES_IN_DOUBT, count=hints[Hint.EITHER])
    return likely


def _values(
    tallies: Mapping[str, Tally], before: Layout | None, correction: Correction, findings: Findings
) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for name, tally in tallies.items():
        said = {**(before.values.get(name, {}) if before else {}), **correction.values.get(name, {})}
        counted = {written: count for written, count in tally.most_common() if written}
        values[name] = {
            **said,
            **{
                written: said.get(written) or meant(name, written) or written
                for written in counted
                if said.get(written) or meant(name, written)
            },
        }
        findings.values[name] = counted
        findings.unknown[name] = [
            written for written in counted if written not in said and is_doubtful(name, written)
        ]
        if tally.is_full:
            findings.note(Note.MANY_VALUES, column=HEADINGS[name], most=MOST_VALUES)
    return values


def _note(file: RegisterFile, layout: Layout, findings: Findings, *, remembered_before: bool) -> None:
    structure = layout.structure
    if remembered_before:
        findings.note(Note.REMEMBERED)
    if findings.hidden_sheets:
        findings.note(Note.HIDDEN_SHEETS, sheets=", ".join(findings.hidden_sheets)[:200])
    if structure.heading_rows > 1:
        findings.note(Note.TWO_HEADINGS, row=structure.heading_row)
    elif structure.heading_row > 1:
        findings.note(Note.TITLE_ROWS, row=structure.heading_row)
    if findings.totals:
        findings.note(Note.TOTALS, rows=", ".join(map(str, findings.totals)))
    if findings.twice:
        names = sorted({heading for names in findings.twice.values() for heading in names})
        findings.note(Note.TWICE, columns=", ".join(names)[:200])
    merged = getattr(file, "merged", ())
    spanning = [first for first, last in merged if last > max(first, structure.heading_row)]
    if spanning:
        findings.note(Note.MERGED, rows=", ".join(map(str, sorted(spanning)[:MOST_TOTALS])))
    kinds = findings.values.get("kind", {})
    if kinds and not any(layout.values["kind"].get(each, each) == COMPLAINT for each in kinds):
        findings.note(Note.NO_COMPLAINTS)
