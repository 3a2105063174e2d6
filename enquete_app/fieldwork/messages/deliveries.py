"""The day of the last delivery, from which a cool-down runs, taken back for what did not arrive after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session


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
            select(func.max(Message.sent_at)).where(
                Message.contact_hash == known,
                Message.kind == MessageKind.INVITATION,
                Message.state == MessageState.SENT,
            )
        )
        session.execute(
            update(Contact)
            .where(Contact.hash == known, Contact.last_delivered_on == day)
            .values(last_delivered_on=local_day(earlier) if earlier else None)
        )
