"""Importing a register: what is new is added, what changed is changed, the rest is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from enquete_app.db import lock_out_writers
from enquete_app.languages import SOURCE, language_meant
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from enquete_app.register.reading import Refusal, Row

CHUNK = 500
_BLANK = dict.fromkeys(
    (
        *("subject", "domain", "department", "channel", "handling", "judgement"),
        *("email", "name", "address", "postcode", "town"),
    ),
    "",
) | {"language": SOURCE}
"""What a new complaint holds in columns that the file does not have."""
_COLUMNS = [column for column in Complaint.__table__.columns if column.key != "withheld"]


class Change(StrEnum):
    """What a row is to the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(slots=True)
class Imported:
    """What an import did: numbers of rows, and the rows that were refused."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


def import_register(session: Session, rows: Iterable[Row]) -> Imported:
    """Store the readable rows. What the file has no column for is left as it was.

    Args:
        session: a session that may write; the caller commits, or rolls back if a refused row should stop all.
        rows: the rows of a register file, each case number at most once among the readable ones.

    Returns:
        How many rows were new, changed and unchanged, and why others were refused.
    """
    # Two imports at the same moment: the second waits, and finds what the first has stored.
    lock_out_writers(session, Complaint)
    done = Imported()
    readable = _readable(rows, done.refused)
    while chunk := list(islice(readable, CHUNK)):
        found = _differences(session, chunk)
        fresh = [_BLANK | values for known, values in found if known is None]
        changed = [{"id": known, **values} for known, values in found if known is not None and values]
        if fresh:
            session.execute(insert(Complaint), fresh)
        if changed:
            session.execute(update(Complaint), changed)
        done.new += len(fresh)
        done.changed += len(changed)
        done.unchanged += len(chunk) - len(fresh) - len(changed)
    return done


def compared(
    rows: Iterable[Row], sessions: Callable[[], AbstractContextManager[Session]]
) -> Iterator[tuple[Row, Change]]:
    """Tell of each row what importing it would do.

    Args:
        rows: the rows of a register file.
        sessions: opens a session to look into the register with, for some rows at a time.
    """
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        readable = [row for row in chunk if not row.refusals]
        with sessions() as session:
            found = iter(_differences(session, readable))
        for row in chunk:
            if row.refusals:
                yield row, Change.REFUSED
                continue
            known, values = next(found)
            yield row, Change.NEW if known is None else Change.CHANGED if values else Change.UNCHANGED


def _differences(session: Session, rows: Sequence[Row]) -> list[tuple[int | None, dict[str, Any]]]:
    """For each row the complaint's id, if it is known, and the values that it does not hold yet."""
    if not rows:
        return []
    numbers = [row.values["case_number"] for row in rows]
    found = session.execute(select(*_COLUMNS).where(Complaint.case_number.in_(numbers)))
    known = {complaint.case_number: complaint._mapping for complaint in found}  # noqa: SLF001 - SQLAlchemy's way
    differences: list[tuple[int | None, dict[str, Any]]] = []
    for row in rows:
        values = _values(row)
        complaint = known.get(values["case_number"])
        if complaint is None:
            differences.append((None, values))
        else:
            new = {name: value for name, value in values.items() if complaint[name] != value}
            differences.append((complaint["id"], new))
    return differences


def _readable(rows: Iterable[Row], refused: list[Refusal]) -> Iterator[Row]:
    for row in rows:
        if row.refusals:
            refused.extend(row.refusals)
        else:
            yield row


def _values(row: Row) -> dict[str, Any]:
    if "language" not in row.values:
        return dict(row.values)
    return {**row.values, "language": language_meant(str(row.values["language"] or ""))}
