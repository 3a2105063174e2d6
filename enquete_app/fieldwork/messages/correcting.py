"""Mails that did not arrive: which they are, and mailing again with a new link.

Only first mails: of reminders nothing is shown, since who answered gets none. Nothing here looks at whether
somebody answered, and a correction does the same whether they did or not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, delete, func, literal, or_, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.deliveries import forget_uncertain
from enquete_app.fieldwork.messages.outbox import REFUSED, UNWRITABLE
from enquete_app.fieldwork.messages.renewing import renew
from enquete_app.fieldwork.messages.transitions import WAITING, move
from enquete_app.fieldwork.models import (
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Mode,
    Wave,
    WaveState,
)
from enquete_app.register.contact import normalised_email
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

NO_CONTACT = "no_contact"
DAYS_TO_ANSWER = 7
"""With less time than this left until closing, a new mail would only annoy."""


class Trouble(StrEnum):
    """What is the matter with a first mail that needs attention."""

    REFUSED = "refused"
    """The receiving server refused it for good, or returned it."""
    GIVEN_UP = "given up"
    """It was tried for 72 hours in vain."""
    UNWRITABLE = "unwritable"
    """No mail can be made for this address."""
    NO_CONTACT = "no contact"
    """There was no usable address any more when it should have left."""
    UNCERTAIN = "uncertain"
    """Nobody knows whether the server took it."""


class NotAgainError(Exception):
    """A mail cannot be sent again; `why` says for which reason."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(f"not mailed again: {why}")
        self.why = why


class WhyNot(StrEnum):
    """Why a mail cannot be sent again."""

    GONE = "gone"
    """It is not, or no longer, one that needs attention."""
    OVER = "over"
    """The wave is closed, or closes within a week."""
    ADDRESS = "address"
    """No mail can be sent to such an address."""
    KEY = "key"
    """The secret key of the invitation is not known any more."""


TROUBLE: ColumnElement[str] = case(
    (Message.state == MessageState.UNCERTAIN, literal(Trouble.UNCERTAIN.value, String)),
    (Message.state == MessageState.DROPPED, literal(Trouble.NO_CONTACT.value, String)),
    (Message.reason == REFUSED, literal(Trouble.REFUSED.value, String)),
    (Message.reason == UNWRITABLE, literal(Trouble.UNWRITABLE.value, String)),
    else_=literal(Trouble.GIVEN_UP.value, String),
)
"""The trouble of a message that needs attention."""
_NEEDS_ATTENTION = and_(
    Message.kind == MessageKind.INVITATION,
    or_(
        Message.state.in_((MessageState.FAILED, MessageState.UNCERTAIN)),
        and_(Message.state == MessageState.DROPPED, Message.reason == NO_CONTACT),
    ),
)


def needing_attention(wave_id: int) -> Select[*tuple[Any, ...]]:
    """The first mails of a wave that did not arrive or may not have: each with its complaint and trouble."""
    return (
        select(Message, Complaint, TROUBLE.label("trouble"))
        .join(Invitation, Invitation.id == Message.invitation_id)
        .join(Complaint, Complaint.id == Invitation.complaint_id)
        .where(Invitation.wave_id == wave_id, _NEEDS_ATTENTION)
    )


def count_needing_attention(session: Session, wave_id: int) -> int:
    """How many first mails of a wave did not arrive, or may not have."""
    counted = needing_attention(wave_id).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0


def may_mail_again(wave: Wave, now: datetime) -> bool:
    """Whether there is still time to mail somebody of this wave again."""
    today = local_day(now)
    return wave.state is WaveState.OPEN and (
        wave.closes_on is None or wave.closes_on >= today + timedelta(days=DAYS_TO_ANSWER)
    )


def mail_again(  # noqa: PLR0913 - keys and time belong to the caller
    session: Session, wave: Wave, message_id: int, email: str, *, keyring: Keyring, now: datetime
) -> None:
    """Correct an address and plan the mail anew: the old link and code die, and with them what was typed.

    Who opted out with the old mail stays opted out, and its link for that goes on working.

    Args:
        session: a session that may write.
        wave: the wave.
        message_id: of a first mail of it that needs attention.
        email: the address to mail to; it becomes the register's.
        keyring: the server's keys.
        now: the moment.

    Raises:
        NotAgainError: if that cannot be done; nothing is changed.
    """
    if not may_mail_again(wave, now):
        raise NotAgainError(WhyNot.OVER)
    if normalised_email(email) is None:
        raise NotAgainError(WhyNot.ADDRESS)
    # The message first, as whoever sends it does.
    found = needing_attention(wave.id).where(Message.id == message_id).with_only_columns(Message)
    locked = found.with_for_update(of=Message).execution_options(populate_existing=True)
    message = session.scalars(locked).one_or_none()
    if message is None:
        raise NotAgainError(WhyNot.GONE)
    invitation = message.invitation
    if not keyring.knows(invitation.key_id):
        raise NotAgainError(WhyNot.KEY)
    if invitation.complaint is not None:
        invitation.complaint.email = email.strip()
    renew(session, invitation, keyring)
    _plan_anew(session, message, now)


def corrected_since(session: Session, wave: Wave, message_id: int, version: int) -> str | None:
    """To which address a first mail was corrected since somebody saw it; none if it was not.

    Args:
        session: any session.
        wave: the wave.
        message_id: of a first mail of it.
        version: of the invitation's link, as it was seen.
    """
    statement = (
        select(func.coalesce(Complaint.email, ""))
        .join(Invitation, Invitation.complaint_id == Complaint.id)
        .join(Message)
        .where(Message.id == message_id, Message.kind == MessageKind.INVITATION, ~Message.by_letter)
        .where(Invitation.wave_id == wave.id, Invitation.version > version)
    )
    return session.scalar(statement)


def _plan_anew(session: Session, message: Message, now: datetime) -> None:
    was_uncertain = message.state is MessageState.UNCERTAIN
    move(message, MessageState.PLANNED)
    if was_uncertain:
        # Else the cool-down would keep it from leaving.
        forget_uncertain(session, message)
    # From now on counts how long to try, and that it may go however long ago the draw was.
    message.due_at = message.first_attempt_at = now
    message.reason = message.sent_at = message.batch_id = None
    message.soft_bounces = 0
    # Still one that was tried, but the next tries follow soon after each other again.
    message.attempts = min(message.attempts, 1)
    # By mail from now on, also if it was a letter that could not go.
    message.by_letter, message.invitation.mode = False, Mode.EMAIL
    # A reminder that waits would come too soon after the new mail, and one was dropped since the old one had
    # not arrived; or since the person has answered, on which nothing may depend. It is planned anew later.
    unsent = and_(Message.kind == MessageKind.REMINDER, Message.state.in_((*WAITING, MessageState.DROPPED)))
    session.execute(delete(Message).where(Message.invitation_id == message.invitation_id, unsent))
