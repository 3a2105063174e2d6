"""After a backup was restored nothing is sent until an operator confirms: much of it may have left before.

Each look for mails that are due counts one in the database and writes the number into a file beside it, the
witness. A database that has counted less than its witness says is an older one. A witness that is itself
restored is known by the moment at which the file system says that it was written; a database on PostgreSQL
that was restored from a dump, or from its log, by standing elsewhere on the server or on another timeline.
What no program can tell is a snapshot of the whole machine: `sending hold` before it starts is for that.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from sqlalchemy import func, select

from enquete_app.db import put
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.deliveries import note_uncertain
from enquete_app.fieldwork.messages.models import Continuity, Sign
from enquete_app.fieldwork.messages.transitions import WAITING, move
from enquete_app.fieldwork.models import (
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Survey,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.term import set_term

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from enquete_app.db import Database

THE_ROW = 1
JUST_WRITTEN = timedelta(minutes=1)
"""So long after it was written a witness may be touched, as by a backup, and still counts as ours. Whoever
restores the backup that was made before an upgrade does so minutes later."""
LEAP = 1_000_000
"""How far the count leaps with a confirmation, so that no other machine's witness is ahead of it."""

HOLDING = f"""
INSERT INTO {{}}.continuity AS found (id, runs, place, held_since, held_for)
VALUES ({THE_ROW}, 1, '', now(), '{Sign.OLDER}')
ON CONFLICT (id) DO UPDATE SET runs = greatest(found.runs, 1),
  held_since = coalesce(found.held_since, now()), held_for = coalesce(found.held_for, '{Sign.OLDER}')
"""  # noqa: S608 - of constants
"""What `hold` does, in SQL for a schema of PostgreSQL: for a database that is still being restored."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The file that remembers, outside the database, how often this machine saw it looked at.

    Args:
        path: of the file.
    """

    path: Path

    def saw(self, place: str) -> int | None:
        """The number that it saw of the database at a place; none if it never saw that one."""
        try:
            seen = json.loads(self.path.read_text("utf-8"))
            return int(seen["runs"]) if seen["place"] == place else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def is_copy(self) -> bool:
        """Whether the file came here later than what stands in it was written, as when it is restored."""
        try:
            written = float(json.loads(self.path.read_text("utf-8"))["at"])
            return self.path.stat().st_ctime > written + JUST_WRITTEN.total_seconds()
        except (OSError, ValueError, KeyError, TypeError):
            return True

    def write(self, runs: int, place: str) -> None:
        """Remember. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Of its own: two that wrote into one would leave an empty witness, or none to put in its place.
        unfinished = self.path.with_name(f"{self.path.name}.{uuid4().hex}.part")
        seen = {"runs": runs, "place": place, "at": datetime.now(UTC).timestamp()}
        unfinished.write_text(json.dumps(seen), "utf-8")
        unfinished.replace(self.path)


class Hold(NamedTuple):
    """That nothing is sent, since when and why."""

    since: datetime
    sign: Sign


class Waiting(NamedTuple):
    """First mails or reminders of a wave that would leave.

    Args:
        wave_id: of the wave.
        survey: its slug.
        kind: of the messages.
        number: how many; of reminders how many people they are planned for, whether they answered or not.
        first_due: when the first of them is or was due.
    """

    wave_id: int
    survey: str
    kind: MessageKind
    number: int
    first_due: datetime


def look(database: Database, witness: Witness) -> Hold | None:
    """Count a look for mails that are due, unless the database shows signs of having been restored.

    Args:
        database: that may write.
        witness: of this machine.

    Returns:
        None if mails may leave; else since when and why they may not.

    Raises:
        OSError: if a database that has only its witness to tell cannot have one.
    """
    with database.transaction() as session:
        row, place = _row(session, database), database.place(session)
        if row.held_since is None and row.runs and (sign := _sign(row, place, witness, database)):
            row.held_since, row.held_for = datetime.now(UTC), sign
        # Counted while nothing is sent too: by this number others see that the work is looked after.
        row.runs += 1
        if row.held_since is None:
            row.place = place
        if row.held_since is None and row.runs == 1:
            # Before anybody else can look, who would take a database without its witness for a copy.
            _remember(witness, row.runs, place, database)
        held, runs = _hold(row), row.runs
    if held is None:
        _remember(witness, runs, place, database)
    return held


def hold_of(session: Session) -> Hold | None:
    """Since when and why nothing is sent; none if mails may leave."""
    row = session.get(Continuity, THE_ROW)
    return _hold(row) if row else None


def looks_so_far(connection: Connection) -> int:
    """How often mails that are due were looked for, also while none may leave."""
    return connection.scalar(select(Continuity.runs)) or 0


def hold(database: Database, sign: Sign = Sign.BY_HAND) -> None:
    """Let nothing be sent until somebody confirms.

    Args:
        database: that may write.
        sign: why, if nothing was held before.
    """
    with database.transaction() as session:
        row = _row(session, database)
        row.runs = max(row.runs, 1)
        row.held_since, row.held_for = row.held_since or datetime.now(UTC), row.held_for or sign


def confirm(database: Database, witness: Witness, *, as_uncertain: bool, now: datetime) -> int:
    """Let mails leave again.

    Args:
        database: that may write.
        witness: of this machine.
        as_uncertain: whether what is due by now is taken for uncertain, so that nobody is mailed twice.
        now: the moment.

    Returns:
        How many first mails became uncertain.
    """
    with database.transaction() as session:
        # The messages before the row, in the order in which senders take them.
        uncertain = _give_up(session, now) if as_uncertain else 0
        row, place = _row(session, database), database.place(session)
        row.runs = max(row.runs, witness.saw(place) or 0) + LEAP
        row.place, row.held_since, row.held_for = place, None, None
        runs = row.runs
    _remember(witness, runs, place, database)
    return uncertain


def waiting(session: Session) -> list[Waiting]:
    """What would leave, now or later, by wave and kind; of reminders, the people for whom they were planned.

    How many of these are left after a run that broke off tells how many of the first had answered.
    """
    is_invitation = Message.kind == MessageKind.INVITATION
    waits = Message.state.in_((*WAITING, MessageState.CLAIMED)) & (is_invitation | (Message.attempts == 0))
    statement = (
        select(Wave.id, Survey.slug, Message.kind, func.count(), func.min(Message.due_at))
        .select_from(Message)
        .join(Invitation, Invitation.id == Message.invitation_id)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .where(Wave.state == WaveState.OPEN, ~Message.by_letter, waits | ~is_invitation)
        .group_by(Wave.id, Survey.slug, Message.kind)
        .having(func.count().filter(waits) > 0)
        .order_by(func.min(Message.due_at), Wave.id, Message.kind)
    )
    return [Waiting(*row) for row in session.execute(statement)]


def last_mail(session: Session) -> datetime | None:
    """When the last first mail left that the database knows of."""
    left = select(func.max(Message.sent_at)).where(Message.kind == MessageKind.INVITATION, ~Message.by_letter)
    return session.scalar(left)


def _row(session: Session, database: Database) -> Continuity:
    place = database.place(session)
    put(
        session,
        Continuity,
        [{"id": THE_ROW, "runs": 0, "place": place, "held_since": None, "held_for": None}],
    )
    return session.get_one(Continuity, THE_ROW, with_for_update=True, populate_existing=True)


def _sign(row: Continuity, place: str, witness: Witness, database: Database) -> Sign | None:
    if row.place != place:
        return Sign.MOVED
    saw = witness.saw(place)
    if saw is not None and saw > row.runs:
        return Sign.OLDER
    # PostgreSQL tells by itself where it stands; a file is the same file wherever it is put.
    return Sign.COPIED if database.is_sqlite and witness.is_copy() else None


def _remember(witness: Witness, runs: int, place: str, database: Database) -> None:
    try:
        witness.write(runs, place)
    except OSError:
        if database.is_sqlite:
            raise


def _hold(row: Continuity) -> Hold | None:
    return Hold(row.held_since, row.held_for) if row.held_since and row.held_for else None


def _give_up(session: Session, now: datetime) -> int:
    """Take what is due for uncertain, as if it had left without anybody knowing."""
    due = (
        select(Message)
        .join(Invitation)
        .join(Wave)
        .where(Message.state.in_((*WAITING, MessageState.CLAIMED)), Message.due_at <= now)
        .where(Wave.state == WaveState.OPEN, ~Message.by_letter)
        .order_by(Message.id)
        .with_for_update(of=Message)
    )
    messages = session.scalars(due).all()
    for message in messages:
        set_term(session, message.invitation.wave, message.kind, local_day(message.due_at))
        move(message, MessageState.UNCERTAIN)
        # Claimed when the backup was made, and most likely sent a moment later.
        message.lease_until = None
    note_uncertain(session, messages)
    return sum(each.kind is MessageKind.INVITATION for each in messages)
