"""Whether a message is still to go: just before it leaves, what has changed since the draw is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app.db import take_turns
from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState, Participation
from enquete_app.register.contact import normalised_email

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring
    from enquete_app.register.models import Complaint


class Verdict(NamedTuple):
    """What became of looking again.

    Args:
        contact_hash: whom the mail goes to; none if it is not to go.
        reason: why it is not to go, if that may be written down.
        waits: whether that cannot be told yet: another mail to them is just leaving, or the wave closes.
    """

    contact_hash: bytes | None = None
    reason: str | None = None
    waits: bool = False


def recheck(session: Session, message: Message, keyring: Keyring, today: date) -> Verdict:
    """Decide whether a message is still to go, and to whom.

    Args:
        session: any session.
        message: the message.
        keyring: the server's keys.
        today: the day of sending.
    """
    if message.invitation.participation is None:
        return Verdict(reason="wave_closed")
    closes_on = message.invitation.wave.closes_on
    if closes_on is not None and closes_on <= today:
        # Somebody ended it, or midnight came, while this was on its way; whoever closes it drops what waits.
        return Verdict(waits=True)
    if message.kind is MessageKind.REMINDER:
        if _has_answered(session, message):
            # That somebody answered is no reason that may be written down.
            return Verdict()
        if not _invitation_arrived(session, message):
            return Verdict(reason="bounced")
    complaint = message.invitation.complaint
    email = normalised_email(complaint.email) if complaint else None
    current = keyring.contact_hash(email) if email else None
    invitation = message.invitation
    # The address may have changed since the draw; what is known of either is known of the person.
    known = [each for each in (invitation.contact_hash, current) if each]
    # An invitation about to leave has not been delivered before, so that any delivery was another's.
    cool_down = invitation.wave.survey.cool_down_days if message.kind is MessageKind.INVITATION else 0
    if cool_down and _is_another_leaving(session, message, known):
        return Verdict(waits=True)
    contacts = session.scalars(select(Contact).where(Contact.hash.in_(known))).all()
    since = today - timedelta(days=cool_down) if cool_down else None
    reason = reason_against(complaint, contacts, has_address=current is not None, delivered_since=since)
    return Verdict(reason=reason) if reason else Verdict(contact_hash=current)


def _is_another_leaving(session: Session, message: Message, known: list[bytes]) -> bool:
    """Whether another invitation is being sent to one of these contacts; if not, none begins before this."""
    take_turns(session, known)
    leaving = select(Message.id).where(
        Message.state == MessageState.SENDING,
        Message.kind == MessageKind.INVITATION,
        Message.contact_hash.in_(known),
        Message.id != message.id,
    )
    return session.scalar(leaving.limit(1)) is not None


def _has_answered(session: Session, message: Message) -> bool:
    # What came along with the message is from before it was locked, for which one may have to wait.
    own = select(Participation.answered).where(Participation.invitation_id == message.invitation_id)
    return session.scalar(own) is not False


def _invitation_arrived(session: Session, message: Message) -> bool:
    state = session.scalar(
        select(Message.state).where(
            Message.invitation_id == message.invitation_id, Message.kind == MessageKind.INVITATION
        )
    )
    return state is MessageState.SENT


def reason_against(
    complaint: Complaint | None,
    contacts: Iterable[Contact],
    *,
    has_address: bool,
    delivered_since: date | None,
) -> str | None:
    """Why somebody should get nothing after all; what staff may know, unlike that somebody answered.

    Args:
        complaint: the person's, as the register has it now; none if it was removed.
        contacts: what is known of the person.
        has_address: whether there is an address for it.
        delivered_since: from which day on a delivery by another wave forbids this one; none if it does not.
    """
    contacts = list(contacts)
    if any(each.opted_out for each in contacts):
        return "opted_out"
    if complaint is None or not has_address:
        return "no_contact"
    if complaint.withheld is not None:
        return "withheld"
    if complaint.closed is None:
        return "reopened"
    days = [each.last_delivered_on for each in contacts if each.last_delivered_on]
    was_invited = delivered_since is not None and any(day >= delivered_since for day in days)
    return "recently_invited" if was_invited else None
