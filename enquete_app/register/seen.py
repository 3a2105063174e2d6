"""Which case numbers have occurred in a file, in bounded memory however long it is."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

FEW = 50_000
"""So many are kept in memory; a scratch file without a name takes what comes after them."""


class FirstSeen:
    """Remembers in which row each case number came first; to be used in a `with`."""

    def __init__(self) -> None:
        self._few: dict[str, int] = {}
        self._many: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._many is not None:
            self._many.close()

    def of(self, case_number: str, row: int) -> int:
        """The row in which a case number came first, which may be this one."""
        if len(self._few) < FEW or case_number in self._few:
            return self._few.setdefault(case_number, row)
        if self._many is None:
            # An empty name makes SQLite keep it in a temporary file, which is gone once it is closed.
            self._many = sqlite3.connect("", isolation_level=None, check_same_thread=False)
            self._many.execute("CREATE TABLE seen (case_number TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID")
            self._many.execute("BEGIN")
        added = self._many.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (case_number, row))
        if added.rowcount:
            return row
        found = self._many.execute("SELECT row FROM seen WHERE case_number = ?", (case_number,)).fetchone()
        return int(found[0])
