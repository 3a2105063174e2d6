"""Adding to the audit log, and finding out whether anybody changed it."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app.audit.models import AuditLine
from enquete_app.db import lock_out_writers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.audit.acts import Act

FIRST = "0" * 64
CHUNK = 1000


class Line(NamedTuple):
    """What the check of the log found.

    Args:
        lines: how many lines are as they were written, counted from the first.
        seal: of the last of them, to note down elsewhere: with it a log cut off at its end is found out.
        broken: the number of the first line that was changed or is missing; none if all is well.
    """

    lines: int
    seal: str
    broken: int | None


def record(  # noqa: PLR0913 - a line has this many parts
    session: Session,
    who: str,
    act: Act,
    about: str = "",
    facts: Mapping[str, str | int | bool | None] | None = None,
    *,
    at: datetime,
) -> None:
    """Add a line, in the transaction of what it tells of: both are stored or neither.

    Args:
        session: a session that may write.
        who: the account's e-mail address, or the name of the command or job.
        act: what was done.
        about: to what, such as `wave 3`.
        facts: more about it. No contact data of complainants, nothing that depends on who answered.
        at: when.
    """
    # Others wait, so that no two lines follow the same one.
    lock_out_writers(session, AuditLine)
    session.flush()
    newest = select(AuditLine.id, AuditLine.seal).order_by(AuditLine.id.desc()).limit(1)
    last = session.execute(newest).one_or_none()
    line = AuditLine(
        id=last.id + 1 if last else 1,
        at=at.astimezone(UTC).replace(microsecond=0),
        who=who,
        act=str(act),
        about=about,
        facts=dict(facts or {}),
        previous=last.seal if last else FIRST,
    )
    line.seal = _seal(line)
    session.add(line)
    session.flush()


def verify(session: Session) -> Line:
    """Check the seal of every line, and that each follows the one before."""
    number, seal = 0, FIRST
    # Bit by bit: where a page is only looked at, PostgreSQL gives no cursor that does so by itself.
    following = select(AuditLine).order_by(AuditLine.id).limit(CHUNK)
    while lines := session.scalars(following.where(AuditLine.id > number)).all():
        for line in lines:
            if line.id != number + 1 or line.previous != seal or line.seal != _seal(line):
                return Line(number, seal, number + 1)
            number, seal = line.id, line.seal
            session.expunge(line)
    return Line(number, seal, None)


def _seal(line: AuditLine) -> str:
    """SHA-256 over all parts of a line and the seal of the line before, as JSON without blanks."""
    parts = [line.id, line.at.isoformat(), line.who, line.act, line.about, line.facts, line.previous]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
