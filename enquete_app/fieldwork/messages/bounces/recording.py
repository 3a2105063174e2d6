"""What a report does: a first mail that came back for good has failed; one still under way is counted.

Of reminders nothing may show: whoever was sent one had not answered. So a reminder that came back for good
has failed, which nobody sees, and that is all.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.bounces.reports import Report
from enquete_app.fieldwork.messages.deliveries import forget_delivery, forget_uncertain
from enquete_app.fieldwork.messages.mails import mail_name
from enquete_app.fieldwork.messages.outbox import REFUSED
from enquete_app.fieldwork.messages.transitions import WAITING, move
from enquete_app.fieldwork.models import Message, MessageKind, MessageState, Wave, WaveState
from enquete_app.keys import UnknownKeyError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.messages.bounces.addresses import MailId
    from enquete_app.keys import Keyring

LEAVING = (MessageState.CLAIMED, MessageState.SENDING)
GONE = (MessageState.SENT, MessageState.UNCERTAIN)


class Effect(StrEnum):
    """What a report did, as far as it may be told."""

    NOTHING = "nothing"
    """Nothing that may be told."""
    BOUNCED = "bounced"
    """A first mail counts as bounced."""
    NOT_NOW = "not now"
    """Somebody has the message in hand; the report is to be read again."""


def record_report(session: Session, mail_id: MailId, report: Report, keyring: Keyring) -> Effect:
    """Record what was said of a mail. The same report again does no harm, nor does one of an earlier link.

    Args:
        session: a session that may write.
        mail_id: which mail it was, as the address says to which the report came.
        report: what it says.
        keyring: the server's keys.
    """
    if report is Report.NONE:
        return Effect.NOTHING
    # First the message, then the wave: the order of whoever closes one.
    message = session.get(Message, mail_id.number, with_for_update={"of": Message}, populate_existing=True)
    if message is None or not _is_of(message, mail_id, keyring) or not _is_open(session, message):
        return Effect.NOTHING
    if message.state in LEAVING:
        # A server close by is quicker than the commit that the message was sent.
        return Effect.NOT_NOW
    if report is Report.HARD:
        return _fail(session, message)
    if message.state in GONE and message.kind is MessageKind.INVITATION:
        message.soft_bounces += 1
    return Effect.NOTHING


def _is_of(message: Message, mail_id: MailId, keyring: Keyring) -> bool:
    if message.by_letter or not message.attempts:
        return False
    try:
        return mail_id.is_of(mail_name(message.invitation, message.kind, keyring))
    except UnknownKeyError:
        return False


def _is_open(session: Session, message: Message) -> bool:
    """Whether the fieldwork goes on, as it will until this transaction ends."""
    wave_id = message.invitation.wave_id
    wave = session.get(Wave, wave_id, with_for_update={"read": True, "of": Wave}, populate_existing=True)
    return wave is not None and wave.state is WaveState.OPEN


def _fail(session: Session, message: Message) -> Effect:
    # One that waits to be tried again was taken by a server all the same, which answered that it was not.
    if message.state not in (*GONE, *WAITING):
        return Effect.NOTHING
    was_uncertain = message.state is MessageState.UNCERTAIN
    move(message, MessageState.FAILED)
    if message.kind is MessageKind.REMINDER:
        return Effect.NOTHING
    message.reason = REFUSED
    # Else the cool-down would keep a mail to the corrected address from leaving.
    if was_uncertain:
        forget_uncertain(session, message)
    elif message.sent_at is not None and message.contact_hash is not None:
        forget_delivery(session, [message.contact_hash], local_day(message.sent_at))
    return Effect.BOUNCED
