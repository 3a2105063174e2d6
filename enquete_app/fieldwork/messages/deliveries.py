"""The day of the last delivery, from which a cool-down runs: noted, and taken back for what did not arrive.

A first mail of which nobody knows whether it left counts as delivered on the day of its first attempt: else a
later draw could mail somebody twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from enquete_app.db import put
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session


def note_delivery(session: Session, hashes: Iterable[bytes], day: date) -> None:
    """Note that invitations were delivered to contacts on a day.

    Reminders are not noted: their day, kept on the contact, would tell after closing who had not answered by
    then.
    """
    rows = [{"hash": each, "opted_out": False, "last_delivered_on": day} for each in sorted(set(hashes))]
    if rows:
        put(session, Contact, rows, update=("last_delivered_on",))


def note_uncertain(session: Session, messages: Iterable[Message]) -> None:
    """Note of messages that have become uncertain that the invitations among them may have been delivered."""
    found = {_contact(each): _day(each) for each in messages if each.kind is MessageKind.INVITATION}
    for known in sorted(each for each in found if each):
        put(session, Contact, [{"hash": known, "opted_out": False, "last_delivered_on": None}])
        is_earlier = or_(Contact.last_delivered_on.is_(None), Contact.last_delivered_on < found[known])
        session.execute(
            update(Contact).where(Contact.hash == known, is_earlier).values(last_delivered_on=found[known])
        )


def forget_uncertain(session: Session, message: Message) -> None:
    """Take back what `note_uncertain` noted of an invitation, which does not count as uncertain any more."""
    if known := _contact(message):
        forget_delivery(session, [known], _day(message))


def forget_delivery(session: Session, hashes: Iterable[bytes], day: date) -> None:
    """Bring back the day of the last delivery before this one, as far as messages still tell it.

    Args:
        session: a session that may write, in which the messages do not count as sent any more.
        hashes: of the contacts.
        day: on which they seemed to be delivered.
    """
    session.flush()
    for known in sorted(set(hashes)):
        earlier = session.scalar(
            select(func.max(func.coalesce(Message.sent_at, Message.first_attempt_at))).where(
                Message.contact_hash == known,
                Message.kind == MessageKind.INVITATION,
                Message.state.in_((MessageState.SENT, MessageState.UNCERTAIN)),
            )
        )
        session.execute(
            update(Contact)
            .where(Contact.hash == known, Contact.last_delivered_on == day)
            .values(last_delivered_on=local_day(earlier) if earlier else None)
        )


def _contact(message: Message) -> bytes | None:
    # One that waited while a backup was restored has not been written to anybody by this database.
    return message.contact_hash or message.invitation.contact_hash


def _day(message: Message) -> date:
    return local_day(message.first_attempt_at or message.due_at)
