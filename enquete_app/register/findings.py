"""What was found about a register file, for a person to look at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enquete_app.register.errors import Facts


class Note(StrEnum):
    """What a person should know of, or look at, before the register is imported."""

    TITLE_ROWS = "title rows"
    TWO_HEADINGS = "two headings"
    HIDDEN_SHEETS = "hidden sheets"
    MACROS = "macros"
    TOTALS = "totals"
    TWICE = "twice"
    MERGED = "merged"
    DATES_IN_DOUBT = "dates in doubt"
    DATES_MIXED = "dates mixed"
    UNDECODED = "undecoded"
    MANY_VALUES = "many values"
    NO_COMPLAINTS = "no complaints"
    WITHOUT_EMAIL = "without e-mail"
    INVALID_EMAIL = "invalid e-mail"
    CLOSED_IN_FUTURE = "closed in the future"
    REMEMBERED = "remembered"


@dataclass(slots=True)
class Findings:
    """What was found.

    Args:
        rows: how many rows there are under the headings, totals left out.
        sheets: the workbook's, the visible ones first.
        hidden_sheets: those that the workbook does not show.
        samples: by place, the first values of each column.
        values: by field, how often each value occurs.
        unknown: by field, values of which nobody has said yet what they mean.
        twice: by field, the headings that all might be it.
        totals: the numbers of rows that were left out because they only sum up others.
        notes: what else a person should know.
    """

    rows: int = 0
    sheets: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    unknown: dict[str, list[str]] = field(default_factory=dict)
    twice: dict[str, list[str]] = field(default_factory=dict)
    totals: list[int] = field(default_factory=list)
    notes: list[tuple[str, dict[str, Facts]]] = field(default_factory=list)

    def note(self, note: Note, **facts: Facts) -> None:
        """Add something that a person should know."""
        self.notes.append((note.value, facts))

    def to_json(self) -> dict[str, Any]:
        """In a form that the database keeps."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Findings:
        """What `to_json` made."""
        return cls(**kept | {"notes": [(name, facts) for name, facts in kept["notes"]]})


class Tally(Counter[str]):
    """Counts values, but no more different ones than a person would look through.

    Args:
        most: so many.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.is_full = False

    def add(self, value: str) -> None:
        """Count a value once more."""
        if value in self or len(self) < self._most:
            self[value] += 1
        else:
            self.is_full = True
