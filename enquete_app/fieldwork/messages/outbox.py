"""The outbox: messages are planned, claimed, sent once, and never doubled.

`planned → claimed → sending → sent | retry | failed | uncertain`, and `dropped` for a message that is not to
go any more. `sending` is committed before the message leaves and `sent` after the server took it; whoever
dies in between leaves a message whose lease runs out and which becomes `uncertain`: shown, never re-sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import joinedload

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.deliveries import note_delivery, note_uncertain
from enquete_app.fieldwork.messages.due import due, may_still_go
from enquete_app.fieldwork.messages.rechecking import recheck
from enquete_app.fieldwork.messages.transitions import UNFINISHED, after, move
from enquete_app.fieldwork.models import (
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Wave,
)
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import ORMOption

    from enquete_app.keys import Keyring

LEASE = timedelta(minutes=10)
RETRY_AFTER = tuple(timedelta(minutes=m) for m in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
GIVE_UP_AFTER = timedelta(hours=72)

REFUSED = "refused"
"""The reason of a message that the receiving server refused for good, or returned."""
UNWRITABLE = "unwritable"
"""The reason of a message of which no mail can be made."""


_WITH_ALL_THAT_IS_ASKED = (
    joinedload(Message.invitation).options(
        joinedload(Invitation.complaint),
        joinedload(Invitation.participation),
        joinedload(Invitation.wave).options(joinedload(Wave.survey), joinedload(Wave.text_edition)),
    ),
)
"""In one question instead of one for each row."""


class LeaseLostError(Exception):
    """Somebody else has taken the message over meanwhile."""


def claim(
    session: Session, *, now: datetime, clock: datetime, limit: int, without: Collection[str] = ()
) -> list[Message]:
    """Take mails that are due, so that no other worker does; letters wait for people.

    Args:
        session: a session that may write; the claim holds once it is committed.
        now: the moment that decides what is due.
        clock: the real time, from which the lease runs.
        limit: how many at most.
        without: receiving domains, in lower case, to which nothing is to go.

    Returns:
        The messages, those that are tried again first; of each kind the one due longest first.
    """
    mails = due(now).where(may_still_go(local_day(now))).order_by(Message.due_at)
    if without:
        elsewhere = and_(
            *(~func.lower(Complaint.email).endswith(f"@{each}", autoescape=True) for each in without)
        )
        mails = mails.join(Complaint, Complaint.id == Invitation.complaint_id, isouter=True)
        mails = mails.where(or_(Complaint.email.is_(None), elsewhere))
    mails = mails.with_for_update(skip_locked=True, of=Message)
    messages: list[Message] = []
    # One state at a time, in the order of its index: so no more are looked at than are taken.
    for state in (MessageState.RETRY, MessageState.PLANNED):
        wanted = limit - len(messages)
        messages += session.scalars(mails.where(Message.state == state).limit(wanted)) if wanted else ()
    for message in messages:
        move(message, MessageState.CLAIMED)
        message.lease_until = clock + LEASE
    return messages


def begin_sending(  # noqa: PLR0913 - both times and the keys belong to the caller
    session: Session, message_id: int, lease: datetime, *, now: datetime, clock: datetime, keyring: Keyring
) -> Message | None:
    """Re-check a claimed message and mark it as leaving; the caller commits before it leaves.

    Args:
        session: a session that may write.
        message_id: the message.
        lease: the lease under which the caller claimed it.
        now: the moment of sending.
        clock: the real time, from which a new lease runs.
        keyring: the server's keys.

    Returns:
        The message with its new lease; none if it is not to go, which is then recorded, or only later.

    Raises:
        LeaseLostError: if the caller's claim has run out and another took it.
    """
    message = _held(session, message_id, lease, MessageState.CLAIMED, _WITH_ALL_THAT_IS_ASKED)
    verdict = recheck(session, message, keyring, local_day(now))
    if verdict.waits:
        _give_back(message)
        message.due_at = now + RETRY_AFTER[0]
        return None
    if verdict.contact_hash is None:
        move(message, MessageState.DROPPED)
        message.reason, message.lease_until = verdict.reason, None
        return None
    move(message, MessageState.SENDING)
    message.contact_hash = verdict.contact_hash
    message.lease_until = clock + LEASE
    message.attempts += 1
    message.first_attempt_at = message.first_attempt_at or now
    return message


def record_sent(session: Session, message_id: int, lease: datetime, *, now: datetime) -> None:
    """Record that the server took the message. Raises LeaseLostError as `begin_sending`."""
    # In one question, since nearly all end so; whoever changed it meanwhile has changed its state or lease.
    sent = session.execute(
        update(Message)
        .where(Message.id == message_id, Message.lease_until == lease)
        .where(Message.state == MessageState.SENDING)
        .values(state=after(MessageState.SENDING, MessageState.SENT))
        .values(sent_at=now, lease_until=None, reason=None)
        .returning(Message.kind, Message.contact_hash)
        .execution_options(synchronize_session=False)
    ).first()
    if sent is None:
        raise LeaseLostError(f"message {message_id} is no longer ours")
    if sent.kind is MessageKind.INVITATION:
        note_delivery(session, [sent.contact_hash], local_day(now))


def record_refused(session: Session, message_ids: Sequence[int]) -> None:
    """Record that the server refused messages for good, which until now were to be tried again."""
    # In the order in which a wave that closes takes them.
    for message_id in sorted(message_ids):
        message = session.get(Message, message_id, with_for_update={"of": Message})
        if message and message.state is MessageState.RETRY:
            move(message, MessageState.FAILED)
        if message and message.state is MessageState.FAILED:
            # Also if it was given up with this last try: it was the address's fault all the same.
            message.reason = REFUSED


def record_unwritable(session: Session, message_id: int, lease: datetime) -> None:
    """Record that no mail can be made of a claimed message. Raises LeaseLostError as `begin_sending`."""
    message = _held(session, message_id, lease, MessageState.CLAIMED)
    move(message, MessageState.FAILED)
    message.reason, message.lease_until = UNWRITABLE, None


def record_uncertain(session: Session, message_id: int, lease: datetime) -> None:
    """Record that nobody knows whether the server took it. Raises LeaseLostError as `begin_sending`."""
    message = _held(session, message_id, lease, MessageState.SENDING)
    move(message, MessageState.UNCERTAIN)
    message.lease_until = None
    note_uncertain(session, [message])


def record_later(session: Session, message_id: int, lease: datetime, *, now: datetime, reason: str) -> None:
    """Record that it did not go now; after 72 hours and all the tries it is given up.

    Raises:
        LeaseLostError: as `begin_sending`.
    """
    message = _held(session, message_id, lease, MessageState.SENDING)
    first = message.first_attempt_at or now
    again_at = now + RETRY_AFTER[min(message.attempts, len(RETRY_AFTER)) - 1]
    message.lease_until, message.reason = None, reason
    # Days of rest or an outage may lie between two tries, which then are too few to give up after.
    if again_at > first + GIVE_UP_AFTER and message.attempts >= len(RETRY_AFTER):
        move(message, MessageState.FAILED)
    else:
        move(message, MessageState.RETRY)
        message.due_at = again_at


def release(session: Session, leases: Sequence[tuple[int, datetime]]) -> None:
    """Give claimed messages back that will not be sent now, for instance because there is no connection."""
    for message_id, lease in leases:
        message = session.get(Message, message_id, with_for_update=True)
        if message and message.state is MessageState.CLAIMED and message.lease_until == lease:
            _give_back(message)


def _give_back(message: Message) -> None:
    move(message, MessageState.PLANNED)
    message.lease_until = None


def sweep(session: Session, clock: datetime) -> tuple[int, int]:
    """Deal with messages whose worker died: what was only claimed goes back, what was leaving is uncertain.

    Args:
        session: a session that may write.
        clock: the real time.

    Returns:
        How many went back, and how many invitations became uncertain. That a reminder was leaving would tell
        that somebody had not answered.
    """
    expired = (
        select(Message)
        .where(Message.lease_until < clock)
        .with_for_update(skip_locked=True, of=Message)
        .execution_options(populate_existing=True)
    )
    messages = session.scalars(expired).all()
    uncertain = [each for each in messages if each.state is not MessageState.CLAIMED]
    for message in messages:
        message.lease_until = None
        is_back = message.state is MessageState.CLAIMED
        move(message, MessageState.PLANNED if is_back else MessageState.UNCERTAIN)
    note_uncertain(session, uncertain)
    first = sum(each.kind is MessageKind.INVITATION for each in uncertain)
    return len(messages) - len(uncertain), first


def end(session: Session, wave_id: int) -> None:
    """End the messages of a wave that closes: what is just leaving is uncertain, the rest does not go.

    Whoever is sending finds its lease lost.
    """
    of_wave = select(Message).join(Invitation).where(Invitation.wave_id == wave_id)
    # Reminders that have left too, whose traces go next: a bounce of one holds it before the wave.
    concerned = or_(Message.state.in_(UNFINISHED), Message.kind == MessageKind.REMINDER)
    held = of_wave.with_only_columns(Message.id).where(concerned).order_by(Message.id)
    session.execute(held.with_for_update(of=Message)).all()
    unfinished = (
        of_wave.where(Message.state.in_(UNFINISHED))
        .order_by(Message.id)
        .with_for_update(of=Message)
        .execution_options(populate_existing=True)
    )
    messages = session.scalars(unfinished).all()
    note_uncertain(session, [each for each in messages if each.state is MessageState.SENDING])
    for message in messages:
        message.lease_until = None
        if message.state is MessageState.SENDING:
            move(message, MessageState.UNCERTAIN)
        elif message.by_letter and message.attempts:
            # Its mail failed, and the letter that was to go instead was never posted.
            move(message, MessageState.FAILED)
        else:
            move(message, MessageState.DROPPED)
            message.reason = "wave_closed"
    session.flush()


def _held(
    session: Session, message_id: int, lease: datetime, state: MessageState, loads: Sequence[ORMOption] = ()
) -> Message:
    session.flush()
    message = session.get(
        Message, message_id, with_for_update={"of": Message}, populate_existing=True, options=loads
    )
    if message is None or message.state is not state or message.lease_until != lease:
        raise LeaseLostError(f"message {message_id} is no longer ours")
    return message
