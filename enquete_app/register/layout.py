"""How a register file is read: everything that is recognised about it and that a person can correct."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from enquete_app.register.cells import DateOrder
from enquete_app.register.headings import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Where in a file the table stands.

    Args:
        encoding: of a text file, by Python's name; empty for a workbook.
        delimiter: between the cells of a text file; empty for a workbook.
        sheet: of a workbook.
        heading_row: the number of the row with the headings, as a spreadsheet counts.
        heading_rows: 2 where the row above it belongs to the headings too.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    heading_row: int = 1
    heading_rows: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How to read a file.

    Args:
        structure: where the table stands.
        headings: as the file writes them, by place.
        columns: the place of each field that the file has.
        date_order: what 12-03-2025 means.
        values: by field (kind, handling, judgement) what is stored for what is written, where that differs.
        all_complaints: whether every row is a complaint; for files without a column that says so.
    """

    structure: Structure
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    date_order: DateOrder = DateOrder.DAY_FIRST
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    all_complaints: bool = False

    @property
    def key(self) -> str:
        """The same for all files with these headings, in any order."""
        return key_of(self.headings)

    def heading(self, name: str) -> str:
        """What the file calls a field."""
        return self.headings[self.columns[name]] if name in self.columns else ""

    def to_json(self) -> dict[str, Any]:
        """In a form that the database keeps."""
        return {
            "structure": asdict(self.structure),
            "headings": list(self.headings),
            "columns": dict(self.columns),
            "date_order": self.date_order.value,
            "values": {name: dict(values) for name, values in self.values.items()},
            "all_complaints": self.all_complaints,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Layout:
        """What `to_json` made."""
        return cls(
            structure=Structure(**kept["structure"]),
            headings=tuple(kept["headings"]),
            columns=kept["columns"],
            date_order=DateOrder(kept["date_order"]),
            values=kept["values"],
            all_complaints=kept["all_complaints"],
        )


def key_of(headings: Sequence[str]) -> str:
    """A short name for a set of headings."""
    names = sorted(normalised(heading) for heading in headings if heading)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()
