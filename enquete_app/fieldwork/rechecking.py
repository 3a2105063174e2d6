"""Whether a message is still to go: just before it leaves, what has changed since the draw is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState, Participation
from enquete_app.register.contact import normalised_email

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring


class Verdict(NamedTuple):
    """What became of looking again.

    Args:
        contact_hash: whom the mail goes to; none if it is not to go.
        reason: why it is not to go, if that may be written down.
    """

    contact_hash: bytes | None = None
    reason: str | None = None


def recheck(session: Session, message: Message, keyring: Keyring, today: date) -> Verdict:
    """Decide whether a message is still to go, and to whom.

    Args:
        session: any session.
        message: the message.
        keyring: the server's keys.
        today: the day of sending.
    """
    answered = session.scalar(
        select(Participation.answered).where(Participation.invitation_id == message.invitation_id)
    )
    if answered is None:
        return Verdict(reason="wave_closed")
    if message.kind is MessageKind.REMINDER:
        if answered:
            # That somebody answered is no reason that may be written down.
            return Verdict()
        if not _invitation_arrived(session, message):
            return Verdict(reason="bounced")
    complaint = message.invitation.complaint
    email = normalised_email(complaint.email) if complaint else None
    current = keyring.contact_hash(email) if email else None
    reason = _reason(session, message, current, today)
    return Verdict(reason=reason) if reason else Verdict(contact_hash=current)


def _invitation_arrived(session: Session, message: Message) -> bool:
    state = session.scalar(
        select(Message.state).where(
            Message.invitation_id == message.invitation_id, Message.kind == MessageKind.INVITATION
        )
    )
    return state is MessageState.SENT


def _reason(session: Session, message: Message, current: bytes | None, today: date) -> str | None:
    """Why the person should get nothing after all; what staff may know, unlike that somebody answered."""
    invitation = message.invitation
    # The address may have changed since the draw; what is known of either is known of the person.
    known = [each for each in (invitation.contact_hash, current) if each]
    contacts = session.execute(
        select(Contact.opted_out, Contact.last_delivered_on).where(Contact.hash.in_(known))
    ).all()
    if any(opted_out for opted_out, _ in contacts):
        return "opted_out"
    complaint = invitation.complaint
    if complaint is None or current is None:
        return "no_contact"
    if complaint.withheld is not None:
        return "withheld"
    if complaint.closed is None:
        return "reopened"
    # An invitation about to leave has not been delivered before, so that any delivery was another's.
    cool_down = invitation.wave.survey.cool_down_days if message.kind is MessageKind.INVITATION else 0
    days = [day for _, day in contacts if day and cool_down]
    return "recently_invited" if any(day >= today - timedelta(days=cool_down) for day in days) else None
