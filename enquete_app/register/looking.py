"""Looking at an uploaded register: what it holds, and what importing it would do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from enquete_app.register.errors import RegisterError, Trouble
from enquete_app.register.files import open_register
from enquete_app.register.findings import Note
from enquete_app.register.headings import DAYS, NEEDED
from enquete_app.register.importing import Change, compared
from enquete_app.register.reading import Row, read_rows
from enquete_app.register.recognising import missing, recognise
from enquete_app.register.values import COMPLAINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from sqlalchemy.orm import Session

    from enquete_app.register.files import RegisterFile
    from enquete_app.register.findings import Findings
    from enquete_app.register.layout import Layout
    from enquete_app.register.reading import Refusal
    from enquete_app.register.recognising import Correction

    Sessions = Callable[[], AbstractContextManager[Session]]
    Progress = Callable[[int], None]

PREVIEWED = 5
MOST_REFUSALS = 10_000
"""So many are kept to be looked at; all are counted."""
MANY = 0.1
"""From this share on, complaints without an address are worth a warning."""
RECOGNISED = 30
"""In per cent: how far the work is once the file has been gone through the first time."""


@dataclass(slots=True)
class Look:
    """What was seen.

    Args:
        layout: how the file is read.
        findings: what was found about it.
        counts: of rows, by `Change`; none if a needed column is missing.
        preview: the first rows as they will be stored.
        refusals: why rows are refused.
    """

    layout: Layout
    findings: Findings
    counts: dict[str, int] | None = None
    preview: list[dict[str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def look(  # noqa: PLR0913 - a look needs this much
    file: BinaryIO,
    name: str,
    *,
    postal: bool,
    remembered: Callable[[str], Layout | None],
    correction: Correction,
    today: date,
    sessions: Sessions,
    progress: Progress,
) -> Look:
    """Recognise a file, and compare its rows with the register. Stores nothing.

    Args:
        file: its content.
        name: what it is called.
        postal: whether the postal columns are wanted.
        remembered: finds how a file with the same headings was read before.
        correction: what a person said about it.
        today: to tell what lies in the future.
        sessions: opens a session to look into the register with.
        progress: is told, now and then, how many per cent are done.

    Raises:
        RegisterError: if the file cannot be read, or has the needed columns and no rows.
    """
    table = open_register(file, name)
    layout, findings = recognise(
        table,
        postal=postal,
        remembered=remembered,
        correction=correction,
        progress=lambda share: progress(int(share * RECOGNISED)),
    )
    if name.lower().endswith(".xlsm"):
        findings.note(Note.MACROS)
    seen = Look(layout, findings)
    if not missing(layout, NEEDED):
        if not findings.rows:
            raise RegisterError(Trouble.NO_ROWS)
        _compare(table, seen, today, sessions, progress)
    return seen


def _compare(table: RegisterFile, seen: Look, today: date, sessions: Sessions, progress: Progress) -> None:
    counts = dict.fromkeys(map(str, Change), 0)
    about: Counter[str] = Counter()
    for row, change in compared(_watched(table, seen.layout, progress, RECOGNISED), sessions):
        counts[change] += 1
        if change is Change.REFUSED:
            seen.refusals.extend(islice(row.refusals, MOST_REFUSALS - len(seen.refusals)))
            continue
        if len(seen.preview) < PREVIEWED:
            seen.preview.append({name: str(value or "") for name, value in row.values.items()})
        _tally(about, row.values, today)
    seen.counts = counts
    findings = seen.findings
    if about["without"] > about["complaints"] * MANY:
        findings.note(Note.WITHOUT_EMAIL, count=about["without"], of=about["complaints"])
    if about["invalid"]:
        findings.note(Note.INVALID_EMAIL, count=about["invalid"])
    if about["future"]:
        findings.note(Note.CLOSED_IN_FUTURE, count=about["future"])


def _tally(about: Counter[str], values: Mapping[str, str | date | None], today: date) -> None:
    email, closed = str(values.get("email") or ""), values.get("closed")
    if values.get("kind") == COMPLAINT:
        about["complaints"] += 1
        about["without"] += not email
    about["invalid"] += bool(email) and "@" not in email
    about["future"] += isinstance(closed, date) and closed > today


def _watched(table: RegisterFile, layout: Layout, progress: Progress, done: int) -> Iterator[Row]:
    """The rows, with progress from the per cent that were done before."""
    for number, row in enumerate(read_rows(table, layout), start=1):
        if number % 1000 == 0:
            progress(done + int(table.share_read() * (100 - done)))
        yield row


class Staged:
    """The rows of a file that are new or changed, laid aside so that storing them takes little time.

    They lie in a file without a name, which is gone when it is closed or the process dies.
    """

    def __init__(self) -> None:
        self._file: IO[str] = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by `close`
        self.unchanged = self.refused = 0

    def __iter__(self) -> Iterator[Row]:
        self._file.seek(0)
        for line in self._file:
            number, values = json.loads(line)
            days = {
                name: values[name] and date.fromisoformat(values[name]) for name in DAYS if name in values
            }
            yield Row(number, values | days)

    def lay_aside(self, row: Row, change: Change) -> None:
        """Keep a row that is to be stored, count one that is not."""
        if change is Change.UNCHANGED:
            self.unchanged += 1
        elif change is Change.REFUSED:
            self.refused += 1
        else:
            self._file.write(json.dumps([row.number, row.values], default=str) + "\n")

    def close(self) -> None:
        """Throw the rows away."""
        self._file.close()


def stage(file: BinaryIO, name: str, layout: Layout, sessions: Sessions, progress: Progress) -> Staged:
    """Read a file as its layout says, and lay aside what is new or changed.

    Raises:
        RegisterError: if the file cannot be read.
    """
    staged = Staged()
    try:
        table = open_register(file, name)
        for row, change in compared(_watched(table, layout, progress, 0), sessions):
            staged.lay_aside(row, change)
    except BaseException:
        staged.close()
        raise
    return staged
