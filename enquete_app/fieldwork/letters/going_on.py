"""Going on by letter where a mail did not arrive.

Whether that is offered follows from the outbox and the register alone. It does the same whether somebody
answered or not: whoever did, after a mail that came back late, gets a letter all the same, and its code tells
its holder.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.renewing import renew
from enquete_app.fieldwork.messages.transitions import move
from enquete_app.fieldwork.models import (
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Mode,
    Wave,
    WaveState,
)
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

NO_CONTACT = "no_contact"
DAYS_TO_ANSWER = 10
"""With less time left until closing, a letter would only annoy: it takes days to arrive."""

_DID_NOT_ARRIVE = or_(
    Message.state == MessageState.FAILED,
    and_(Message.state == MessageState.DROPPED, Message.reason == NO_CONTACT),
)


def did_not_arrive(wave: Wave) -> Select[Any]:
    """The first mails of a wave that did not arrive, where the register has a postal address."""
    pair: tuple[Any, ...] = (Message, Complaint)
    return (
        select(*pair)
        .join(Invitation, Invitation.id == Message.invitation_id)
        .join(Complaint, Complaint.id == Invitation.complaint_id)
        .where(
            Invitation.wave_id == wave.id,
            Message.kind == MessageKind.INVITATION,
            ~Message.by_letter,
            _DID_NOT_ARRIVE,
            Complaint.address != "",
            or_(Complaint.postcode != "", Complaint.town != ""),
        )
    )


def may_go_on(wave: Wave, now: datetime) -> bool:
    """Whether people of this wave can still be written to."""
    first_too_late = wave.closes_on and wave.closes_on - timedelta(days=DAYS_TO_ANSWER)
    in_time = first_too_late is None or local_day(now) < first_too_late
    return wave.survey.letters and wave.state is WaveState.OPEN and in_time


def go_on_by_letter(
    session: Session, wave: Wave, message_ids: Sequence[int], *, keyring: Keyring, now: datetime
) -> int:
    """Let letters wait for people whose mail did not arrive. The links die, and what was typed with them.

    Args:
        session: a session that may write.
        wave: the wave.
        message_ids: of first mails that did not arrive; others are passed over.
        keyring: the server's keys.
        now: the moment.

    Returns:
        For how many.
    """
    if not may_go_on(wave, now):
        return 0
    own = did_not_arrive(wave).with_only_columns(Message).where(Message.id.in_(message_ids))
    messages = session.scalars(own.order_by(Message.id).with_for_update(of=Message)).all()
    for message in messages:
        move(message, MessageState.PLANNED)
        message.by_letter, message.due_at = True, now
        # However long ago the draw was: the first mail was in time.
        message.first_attempt_at = message.first_attempt_at or now
        message.sent_at = message.lease_until = None
        renew(session, message.invitation, keyring)
        message.invitation.mode = Mode.LETTER
        # Whatever became of a reminder by mail: the next goes by letter, planned once the first was posted.
        reminder = and_(Message.invitation_id == message.invitation_id, Message.kind == MessageKind.REMINDER)
        session.execute(delete(Message).where(reminder).execution_options(synchronize_session=False))
    return len(messages)
