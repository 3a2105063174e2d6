"""Sending what is due: batch by batch, each message between two commits, over one connection."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.messages.mailer import Delivery, NoConnectionError, Outcome
from enquete_app.fieldwork.messages.mails import BadSettingError, UnwritableError, write
from enquete_app.fieldwork.models import MessageKind
from enquete_app.fieldwork.term import set_term
from enquete_app.keys import UnknownKeyError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from enquete_app.db import Database
    from enquete_app.fieldwork.messages.mailer import Post
    from enquete_app.fieldwork.messages.mails import Sender

BATCH = 50
NOT_SENT = "not sent"
REMINDERS = "reminders"
"""All that is told of reminders: that their turn came, of those claimed together at once."""


class _Claim(NamedTuple):
    message_id: int
    lease: datetime
    kind: MessageKind
    is_first_attempt: bool


IN_A_ROW = 10
"""After so many messages that did not get through, the fault is ours or our server's, not the recipients'."""


@dataclass
class Sendings:
    """What a run did.

    Args:
        outcomes: how many invitations had which outcome, and of how many reminders the turn came, sent or
            not.
        halted: why the run ended before all that was due had gone, as a line; empty if it did not.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    halted: str = ""


@dataclass
class _Run:
    database: Database
    post: Post
    sender: Sender
    now: datetime
    refused: list[int] = field(default_factory=list)
    """Messages that the server refused since it last accepted one."""
    in_a_row: int = 0
    """How many have not got through since then."""


def send_due(  # noqa: PLR0913 - the last two are for whoever waits
    database: Database,
    post: Post,
    sender: Sender,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Sendings:
    """Send all messages that are due.

    Where no message at all can go (no mail server, a missing secret key, a setting that makes no good mail),
    the run ends; what has not left then stays as it was.

    Args:
        database: where the outbox is.
        post: the way out, opened here once something is due.
        sender: who mails.
        now: the moment that decides what is due and is recorded as the time of sending.
        progress: called with the number of messages dealt with since the last call.
        stop: asked between two messages; once it says so, no further one is sent.

    Returns:
        What was done.
    """
    run, done = _Run(database, post, sender, now), Sendings()
    claimed = _claim(database, now, done, progress)
    if not claimed:
        return done
    try:
        with post:
            while claimed and not stop() and run.in_a_row < IN_A_ROW:
                outcome = _send(run, claimed[0].message_id, claimed[0].lease)
                if claimed.pop(0).kind is MessageKind.INVITATION:
                    done.outcomes[outcome] += 1
                    progress(1)
                claimed = claimed or _claim(database, now, done, progress)
    except NoConnectionError as error:
        done.halted = f"mail server out of reach ({error}); what is due goes with the next run"
    except (BadSettingError, UnknownKeyError) as error:
        done.halted = f"nothing can be sent, and nothing is lost: {error}"
    finally:
        with database.transaction() as session:
            outbox.release(session, [(each.message_id, each.lease) for each in claimed])
    if run.in_a_row == IN_A_ROW:
        done.halted = f"sending stopped: {IN_A_ROW} messages in a row did not get through; the rest waits"
    else:
        _record_refused(run)
    return done


def _claim(
    database: Database, now: datetime, done: Sendings, progress: Callable[[int], None]
) -> list[_Claim]:
    """Claim the next batch, and tell how many reminders' turn it is.

    How many of them leave, fail or have to be tried again is how many have not answered, and where among
    them a run ends tells that too.
    """
    with database.transaction() as session:
        claimed = [
            _Claim(message.id, message.lease_until, message.kind, message.attempts == 0)
            for message in outbox.claim(session, now=now, clock=datetime.now(UTC), limit=BATCH)
            if message.lease_until
        ]
    if reminders := sum(each.kind is MessageKind.REMINDER and each.is_first_attempt for each in claimed):
        done.outcomes[REMINDERS] += reminders
        progress(reminders)
    return claimed


def _send(run: _Run, message_id: int, lease: datetime) -> str:
    run.post.ready()
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
            renewed = message.lease_until
            set_term(session, message.invitation.wave, message.kind, local_day(run.now))
            # Whatever is wrong with the mail shows here, where leaving it uncommitted undoes all.
            mail = write(message, run.sender, run.now)
            # From here on the message counts as leaving: whoever dies now leaves it uncertain.
            session.commit()
    except outbox.LeaseLostError:
        return NOT_SENT
    except UnwritableError:
        return _give_up(run, message_id, lease)
    delivery = run.post.deliver(mail)
    try:
        with run.database.transaction() as session:
            _record(session, message_id, renewed, delivery, run.now)
    except outbox.LeaseLostError:
        # It left, but nothing is left to record it on: its wave was closed meanwhile.
        return delivery.outcome
    _judge(run, message_id, delivery)
    return delivery.outcome


def _give_up(run: _Run, message_id: int, lease: datetime) -> str:
    try:
        with run.database.transaction() as session:
            outbox.record_unwritable(session, message_id, lease)
    except outbox.LeaseLostError:
        return NOT_SENT
    return outbox.UNWRITABLE


def _record(session: Session, message_id: int, lease: datetime, delivery: Delivery, now: datetime) -> None:
    match delivery.outcome:
        case Outcome.ACCEPTED:
            outbox.record_sent(session, message_id, lease, now=now)
        case Outcome.UNKNOWN:
            outbox.record_uncertain(session, message_id, lease)
        case Outcome.LATER | Outcome.REFUSED:
            # A refusal counts as final once it is clear that it is not our own server's answer to everything.
            outbox.record_later(session, message_id, lease, now=now, reason=delivery.reason)


def _judge(run: _Run, message_id: int, delivery: Delivery) -> None:
    if delivery.outcome is Outcome.ACCEPTED:
        _record_refused(run)
        run.in_a_row = 0
    elif not delivery.is_temporary:
        run.in_a_row += 1
    if delivery.outcome is Outcome.REFUSED:
        run.refused.append(message_id)


def _record_refused(run: _Run) -> None:
    if run.refused:
        with run.database.transaction() as session:
            outbox.record_refused(session, run.refused)
        run.refused.clear()
