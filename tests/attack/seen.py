"""What an attacker has: everything but the server's secrets, from every moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Row = Mapping[str, Any]
"""A row with what its header says: `place` in the file and, on PostgreSQL, `xmin`, `xmax`, `cmin`.
Of sealed bytes their number (`…_bytes`) and their beginning."""
Tables = Mapping[str, list[Row]]
"""All tables, their rows in the order of the file."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction changed, found by comparing the copies before and after it.

    Args:
        person: whose rows; none if nobody's.
        rows: those that are new or other than before, by table.
        pages: how many pages it wrote; SQLite alone.
        log: the lines of the server's log meanwhile.
    """

    person: UUID | None
    rows: Tables
    pages: int
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record of PostgreSQL's write-ahead log."""

    xid: int
    kind: str
    table: str
    size: int


@dataclass
class Seen:
    """All that was seen of a wave.

    Args:
        steps: one a transaction, from the first visit to the last.
        before: the tables just before closing.
        after: the tables after the results were built.
        wal: the write-ahead log's records from before the first visit until after closing.
        offsets: where in the files (database, log, and pages of PostgreSQL) each response's id stands.
    """

    steps: list[Step] = field(default_factory=list)
    before: Tables = field(default_factory=dict)
    after: Tables = field(default_factory=dict)
    wal: list[Record] = field(default_factory=list)
    offsets: dict[str, dict[UUID, int]] = field(default_factory=dict)

    def steps_of(self, person: UUID) -> list[Step]:
        """The steps that changed something of a person's."""
        return [step for step in self.steps if step.person == person]
