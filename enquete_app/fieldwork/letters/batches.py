"""Letters from waiting to posted: batches are made, printed, and marked as posted by people.

Nothing here looks at whether somebody answered. Reminders by letter go to everybody who was invited by
letter: staff see the names on them, so that one left out would be known to have answered.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select, update

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.letters.judging import (
    Letter,
    LetterError,
    WhyNot,
    drop,
    judge,
    letters_in,
    waiting_letters,
)
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.messages.due import may_still_go
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, Wave, WaveState
from enquete_app.fieldwork.term import set_term

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

MOST_IN_BATCH = 500
"""So that the PDF can be made while somebody waits, and in bounded memory."""
DAYS_AHEAD = 7
"""How far ahead letters may be dated."""
NOTHING_SEEN = datetime.min.replace(tzinfo=UTC)
"""When the last batch was made for whoever saw none."""


class Waiting(NamedTuple):
    """Letters of a wave that are in no batch yet.

    Args:
        now: can be printed now.
        late: first letters of a draw more than 14 days ago, which are held; see `messages.due`.
        later: reminders whose day has not come.
        from_day: the first day on which one of these may be printed.
    """

    now: int
    late: int = 0
    later: int = 0
    from_day: date | None = None


def find_batch(session: Session, wave: Wave, batch_id: str, *, lock: bool = False) -> LetterBatch | None:
    """Find a batch of a wave by its number as addresses have it."""
    number = int(batch_id) if batch_id.isdecimal() and len(batch_id) < 10 else 0  # noqa: PLR2004 - a 32-bit key
    batch = session.get(LetterBatch, number, with_for_update=True if lock else None)
    return batch if batch and batch.wave_id == wave.id else None


def batches_of(wave: Wave) -> Select[LetterBatch, int]:
    """The batches of a wave, the newest first, each with how many letters it holds."""
    inside = select(func.count()).where(Message.batch_id == LetterBatch.id).scalar_subquery()
    return select(LetterBatch, inside).where(LetterBatch.wave_id == wave.id).order_by(LetterBatch.id.desc())


def count_waiting(session: Session, wave: Wave, kind: MessageKind, now: datetime) -> Waiting:
    """Count the letters of one kind that are in no batch yet."""
    may_go = may_still_go(local_day(now))
    statement = waiting_letters(wave, kind).with_only_columns(
        func.count().filter(Message.due_at <= now, may_go),
        func.count().filter(Message.due_at <= now, ~may_go),
        func.count().filter(Message.due_at > now),
        func.min(Message.due_at).filter(Message.due_at > now),
    )
    now_, late, later, first = session.execute(statement.order_by(None)).one()
    return Waiting(now_, late, later, local_day(first) if first else None)


def last_made(session: Session, wave: Wave) -> datetime:
    """When the last batch of a wave was made that can be seen now.

    That, and not the moment of looking, tells which batches somebody saw: one that is under way meanwhile
    was begun before, and cannot be seen yet. Nor does a number, since SQLite gives that of a batch that was
    taken apart to the next one.
    """
    last = session.scalar(select(func.max(LetterBatch.made_at)).where(LetterBatch.wave_id == wave.id))
    return last or NOTHING_SEEN


def made_since(
    session: Session, wave: Wave, kind: MessageKind, dated_on: date, seen: datetime
) -> LetterBatch | None:
    """The first batch like the one asked for that was made after the last that somebody saw."""
    like = LetterBatch.wave_id == wave.id, LetterBatch.kind == kind, LetterBatch.dated_on == dated_on
    since = select(LetterBatch).where(*like, LetterBatch.made_at > seen).order_by(LetterBatch.made_at)
    return session.scalars(since.limit(1)).first()


def make_batch(  # noqa: PLR0913 - both days and the keys belong to the caller
    session: Session,
    wave: Wave,
    kind: MessageKind,
    dated_on: date,
    *,
    now: datetime,
    keyring: Keyring,
    seen: datetime | None = None,
) -> LetterBatch:
    """Put the letters that wait together, at most 500. Who should get nothing after all is dropped.

    The letters tell until when one can take part, so the first batch of a wave that has mailed nobody fixes
    the day on which it closes. Who is dropped stays so if nobody else is left.

    Args:
        session: a session that may write.
        wave: whose letters.
        kind: first letters or reminders.
        dated_on: the day that the letters bear.
        now: the moment.
        keyring: the server's keys.
        seen: what `last_made` told whoever asks; none to make another whatever was made.

    Raises:
        LetterError: if no letter can be made, or not for that day, or the batch was made just now.
    """
    today = local_day(now)
    if not today <= dated_on <= today + timedelta(days=DAYS_AHEAD):
        raise LetterError(WhyNot.DAY)
    if wave.state is not WaveState.OPEN or (wave.closes_on and wave.closes_on <= dated_on):
        raise LetterError(WhyNot.OVER)
    due = waiting_letters(wave, kind).where(Message.due_at <= now, may_still_go(today)).limit(MOST_IN_BATCH)
    locked = session.scalars(due.with_for_update(of=Message)).all()
    # Looked up only now: what the lock waited for may be the first of two presses on the button.
    if seen is not None and made_since(session, wave, kind, dated_on, seen):
        raise LetterError(WhyNot.MADE)
    letters = judge(session, wave, locked, keyring, today, cool_down=True)
    going = [each for each in letters if each.reason is None]
    drop(each for each in letters if each.reason)
    if not going:
        raise LetterError(WhyNot.NOBODY)
    # Later than all others, however coarse the clock is, so that who saw those has not seen this one.
    made_at = max(now, last_made(session, wave) + timedelta(microseconds=1))
    batch = LetterBatch(wave_id=wave.id, kind=kind, made_at=made_at, dated_on=dated_on)
    session.add(batch)
    session.flush()
    for each in going:
        each.message.batch_id = batch.id
    set_term(session, wave, kind, dated_on)
    return batch


def letters_of(
    session: Session, wave: Wave, batch: LetterBatch, keyring: Keyring, today: date
) -> list[Letter]:
    """The letters of a batch as they stand today, those that should not go any more included."""
    messages = session.scalars(letters_in(batch)).all()
    return judge(session, wave, messages, keyring, today, cool_down=False)


def take_apart(session: Session, wave: Wave, batch: LetterBatch, today: date) -> None:
    """Give the letters of a batch back, as if it had never been made.

    The day on which the wave closes is forgotten if only batches fixed it, but never once it has come: then
    somebody chose to close the wave, or it is over.

    Args:
        session: a session that may write.
        wave: the wave.
        batch: the batch.
        today: the present day.

    Raises:
        LetterError: if it has been posted.
    """
    if batch.posted_on is not None:
        raise LetterError(WhyNot.POSTED)
    session.execute(update(Message).where(Message.batch_id == batch.id).values(batch_id=None))
    session.delete(batch)
    session.flush()
    own = select(Invitation.id).where(Invitation.wave_id == wave.id)
    gone = select(Message.id).where(Message.invitation_id.in_(own), Message.attempts > 0).limit(1)
    other = select(LetterBatch.id).where(LetterBatch.wave_id == wave.id).limit(1)
    if session.scalar(gone) is None and session.scalar(other) is None:
        to_come = update(Wave).where(Wave.state == WaveState.OPEN, Wave.closes_on > today)
        session.execute(to_come.where(Wave.id == wave.id).values(closes_on=None))
