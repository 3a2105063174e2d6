"""Letters that were posted: they count as sent. Until the end of the day that can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.fieldwork.letters.judging import LetterError, WhyNot, drop, judge, letters_in
from enquete_app.fieldwork.messages.deliveries import forget_delivery, note_delivery
from enquete_app.fieldwork.messages.transitions import move
from enquete_app.fieldwork.models import Message, MessageKind, MessageState, Wave, WaveState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.letters.judging import Letter
    from enquete_app.fieldwork.letters.models import LetterBatch
    from enquete_app.keys import Keyring

NOON = time(12)


def post(  # noqa: PLR0913 - both times and the keys belong to the caller
    session: Session, wave: Wave, batch: LetterBatch, posted_on: date, *, now: datetime, keyring: Keyring
) -> int:
    """Record that the letters of a batch were posted: from then on they count as sent.

    Args:
        session: a session that may write.
        wave: whose letters.
        batch: locked.
        posted_on: on which day.
        now: the moment.
        keyring: the server's keys.

    Returns:
        How many were posted; the others were to be taken out.

    Raises:
        LetterError: if that cannot be.
    """
    today = local_day(now)
    if batch.posted_on is not None:
        raise LetterError(WhyNot.POSTED)
    if not local_day(batch.made_at) <= posted_on <= today:
        raise LetterError(WhyNot.DAY)
    locked = session.scalars(letters_in(batch).with_for_update(of=Message)).all()
    letters = judge(session, wave, locked, keyring, today, cool_down=False)
    if wave.state is not WaveState.OPEN:
        raise LetterError(WhyNot.OVER)
    sent_at = now if posted_on == today else datetime.combine(posted_on, NOON, AMSTERDAM).astimezone(UTC)
    going = [each for each in letters if each.reason is None]
    drop(each for each in letters if each.reason)
    for each in going:
        _mark_sent(each, sent_at)
    batch.posted_on, batch.marked_on = posted_on, today
    if batch.kind is MessageKind.INVITATION:
        # As of a mail, only the first begins a cool-down.
        note_delivery(session, [each.contact_hash for each in going if each.contact_hash], posted_on)
    return len(going)


def take_back(session: Session, wave: Wave, batch: LetterBatch, now: datetime) -> None:
    """Record that the letters were not posted after all; possible on the day on which they were marked.

    Raises:
        LetterError: if that cannot be.
    """
    if batch.posted_on is None or batch.marked_on != local_day(now) or wave.state is not WaveState.OPEN:
        raise LetterError(WhyNot.NOT_POSTED)
    posted = session.scalars(letters_in(batch).with_for_update(of=Message)).all()
    hashes = [each.contact_hash for each in posted if each.contact_hash]
    for message in posted:
        move(message, MessageState.PLANNED)
        message.attempts -= 1
        message.sent_at = message.contact_hash = None
        if not message.attempts:
            message.first_attempt_at = None
    day, batch.posted_on, batch.marked_on = batch.posted_on, None, None
    if batch.kind is MessageKind.INVITATION:
        forget_delivery(session, hashes, day)


def _mark_sent(letter: Letter, sent_at: datetime) -> None:
    message = letter.message
    move(message, MessageState.SENT)
    message.attempts += 1
    message.first_attempt_at = message.first_attempt_at or sent_at
    message.sent_at, message.contact_hash = sent_at, letter.contact_hash
