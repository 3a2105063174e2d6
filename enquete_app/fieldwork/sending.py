"""Sending what is due: batch by batch, each message between two commits, over one connection."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import update

from enquete_app.fieldwork import outbox
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.mailer import Delivery, NoConnectionError, Outcome, refuse_line_breaks
from enquete_app.fieldwork.mails import compose
from enquete_app.fieldwork.models import Message, MessageKind, Wave
from enquete_app.keys import UnknownKeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask_mail import Message as MailMessage
    from sqlalchemy.orm import Session

    from enquete_app.db import Database
    from enquete_app.fieldwork.mailer import Post
    from enquete_app.fieldwork.mails import Sender

BATCH = 50
NOT_SENT = "not sent"
REMINDERS = "reminders"
"""All that is told of reminders: that their turn came."""


class _Claim(NamedTuple):
    message_id: int
    lease: datetime
    kind: MessageKind
    is_first_attempt: bool


class _Run(NamedTuple):
    database: Database
    post: Post
    sender: Sender
    now: datetime


def send_due(
    database: Database,
    post: Post,
    sender: Sender,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Counter[str]:
    """Send all messages that are due.

    Args:
        database: where the outbox is.
        post: the way out, opened here once something is due.
        sender: who mails.
        now: the moment that decides what is due and is recorded as the time of sending.
        progress: called with the number of messages dealt with since the last call.

    Returns:
        How many invitations had which outcome, and of how many reminders the turn came, sent or not.

    Raises:
        NoConnectionError: if the mail server cannot be reached; what was claimed has been given back.
    """
    outcomes: Counter[str] = Counter()
    run = _Run(database, post, sender, now)
    claimed = _claim(database, now)
    if not claimed:
        return outcomes
    try:
        with post:
            while claimed:
                while claimed:
                    outcome = _send(run, claimed[0].message_id, claimed[0].lease)
                    if told := _told(claimed.pop(0), outcome):
                        outcomes[told] += 1
                        progress(1)
                claimed = _claim(database, now)
    finally:
        with database.transaction() as session:
            outbox.release(session, [(each.message_id, each.lease) for each in claimed])
    return outcomes


def _claim(database: Database, now: datetime) -> list[_Claim]:
    with database.transaction() as session:
        claimed = outbox.claim(session, now=now, clock=datetime.now(UTC), limit=BATCH)
        return [
            _Claim(message.id, message.lease_until, message.kind, message.attempts == 0)
            for message in claimed
            if message.lease_until
        ]


def _told(claim: _Claim, outcome: str) -> str | None:
    """What may be told of a message, in a line or as progress.

    How many reminders leave, or have to be tried again, is how many have not answered.
    """
    if claim.kind is MessageKind.INVITATION:
        return outcome
    return REMINDERS if claim.is_first_attempt else None


def _send(run: _Run, message_id: int, lease: datetime) -> str:
    try:
        with run.database.session() as session:
            message = outbox.begin_sending(
                session,
                message_id,
                lease,
                now=run.now,
                clock=datetime.now(UTC),
                keyring=run.sender.keyring,
            )
            if message is None or message.lease_until is None:
                session.commit()
                return NOT_SENT
            _set_term(session, message, run.now)
            lease = message.lease_until
            mail = _written(session, message, run)
            # From here on the message counts as leaving: whoever dies now leaves it uncertain.
            session.commit()
    except outbox.LeaseLostError:
        return NOT_SENT
    if mail is None:
        return NOT_SENT
    try:
        delivery = run.post.deliver(mail)
    except NoConnectionError as error:
        delivery = Delivery(Outcome.LATER, str(error))
    with run.database.transaction() as session:
        _record(session, message_id, lease, delivery, run.now)
    return delivery.outcome


def _written(session: Session, message: Message, run: _Run) -> MailMessage | None:
    try:
        mail = compose(message, run.sender, run.now)
        refuse_line_breaks(mail)
    except (ValueError, UnknownKeyError) as error:
        # One message that cannot be written must not hold up the others.
        outbox.record_unwritable(session, message, reason=type(error).__name__)
        return None
    return mail


def _record(session: Session, message_id: int, lease: datetime, delivery: Delivery, now: datetime) -> None:
    match delivery.outcome:
        case Outcome.ACCEPTED:
            outbox.record_sent(session, message_id, lease, now=now)
        case Outcome.REFUSED:
            outbox.record_refused(session, message_id, lease)
        case Outcome.UNKNOWN:
            outbox.record_uncertain(session, message_id, lease)
        case Outcome.LATER:
            outbox.record_later(session, message_id, lease, now=now, reason=delivery.reason)


def _set_term(session: Session, message: Message, now: datetime) -> None:
    """The first mail of a wave fixes the day on which it closes."""
    wave = message.invitation.wave
    if wave.closes_on is None:
        closes_on = local_day(now) + timedelta(days=wave.survey.closes_after_days)
        session.execute(
            update(Wave).where(Wave.id == wave.id, Wave.closes_on.is_(None)).values(closes_on=closes_on)
        )
        session.refresh(wave)
