"""Importing a register: what is new is added, what changed is changed, the rest is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from enquete_app.db import lock_out_writers
from enquete_app.languages import SOURCE, language_meant
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
        numbers = [row.values["case_number"] for row in chunk]
        found = session.scalars(select(Complaint).where(Complaint.case_number.in_(numbers)))
        known = {complaint.case_number: complaint for complaint in found}
        fresh = []
        for row in chunk:
            values = _values(row)
            complaint = known.get(values["case_number"])
            if complaint is None:
                fresh.append(_BLANK | values)
            else:
                _update(complaint, values, done)
        if fresh:
            session.execute(insert(Complaint), fresh)
            done.new += len(fresh)
        session.flush()
        for complaint in known.values():
            session.expunge(complaint)
    return done


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


def _update(complaint: Complaint, values: Mapping[str, Any], done: Imported) -> None:
    changed = {name: value for name, value in values.items() if getattr(complaint, name) != value}
    for name, value in changed.items():
        setattr(complaint, name, value)
    if changed:
        done.changed += 1
    else:
        done.unchanged += 1
