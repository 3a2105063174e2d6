"""Opting out: one POST, for all later waves, and reversible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, union

from enquete_app.db import put
from enquete_app.fieldwork.answering.credentials import hash_of
from enquete_app.fieldwork.answering.models import FurtherContact
from enquete_app.fieldwork.models import Contact, Invitation, Message, MessageKind
from enquete_app.register.contact import contact_of
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy import CompoundSelect
    from sqlalchemy.orm import Session

    from enquete_app.db import Transaction
    from enquete_app.keys import Keyring


def invitation_of_opt_out(session: Session, token: str) -> Invitation | None:
    """Find the invitation whose opt-out link has this token."""
    return session.scalar(select(Invitation).where(Invitation.opt_out_hash == hash_of(token)))


def _known_of_person() -> CompoundSelect[bytes | None]:
    """The contact data of everybody's draws and mails about the complaint of the invitation `of`."""
    complaint = select(Invitation.complaint_id).where(Invitation.id == bindparam("of")).scalar_subquery()
    same = or_(Invitation.id == bindparam("of"), Invitation.complaint_id == complaint)
    drawn = select(Invitation.contact_hash.label("hash")).where(same)
    # Not where a reminder went: who answered got none, and a later draw would show the difference.
    first = Message.kind == MessageKind.INVITATION
    mailed = select(Message.contact_hash).join(Message.invitation).where(same, first)
    own = Invitation.id == FurtherContact.invitation_id
    return union(drawn, mailed, select(FurtherContact.hash).join(Invitation, own).where(same))


_KNOWN = _known_of_person()
_known = _KNOWN.subquery()
_OPTED_OUT = (
    select(func.count(_known.c.hash), func.count(Contact.hash))
    .select_from(_known)
    .outerjoin(Contact, and_(Contact.hash == _known.c.hash, Contact.opted_out))
)


def has_opted_out(session: Transaction, invitation_id: UUID) -> bool | None:
    """Whether the person gets no more mail about any survey.

    Returns:
        None if nothing is left that tells who the person is, as may be after retention.
    """
    known, opted_out = session.execute(_OPTED_OUT, {"of": invitation_id}).one()
    return bool(opted_out) if known else None


def set_opted_out(session: Session, invitation: Invitation, keyring: Keyring, *, opted_out: bool) -> None:
    """Opt the person out, or back in, under every address by which the complaint has been or is known.

    Under which one that was besides those of draws and mails is kept, so that opting back in finds it again.

    Args:
        session: a session that may write.
        invitation: one of the person's invitations; after retention it may no longer know whose it was,
            and nothing is left to mail to either.
        keyring: the server's keys.
        opted_out: whether the person wants no more mail.
    """
    hashes = set(filter(None, session.scalars(_KNOWN, {"of": invitation.id})))
    today = hash_today(invitation.complaint, keyring) if invitation.complaint else None
    if today and today not in hashes:
        hashes.add(today)
        if opted_out:
            put(session, FurtherContact, [{"invitation_id": invitation.id, "hash": today}])
    mark(session, hashes, opted_out=opted_out)


def mark(session: Session, hashes: Iterable[bytes], *, opted_out: bool) -> None:
    """Opt whoever has these contact data out, or back in."""
    # In one order, so that two who do this at a time wait for each other and not each for the other.
    rows = [{"hash": each, "opted_out": opted_out} for each in sorted(hashes)]
    if rows:
        put(session, Contact, rows, update=("opted_out",))


def opted_out_since_moving(session: Session, keyring: Keyring) -> set[bytes]:
    """The contact data that the register has by now of everybody who opted out with that of then."""
    moved = (
        select(Complaint)
        .join(Invitation, Invitation.complaint_id == Complaint.id)
        .join(Contact, and_(Contact.hash == Invitation.contact_hash, Contact.opted_out))
    )
    return {each for complaint in session.scalars(moved) if (each := hash_today(complaint, keyring))}


def hash_today(complaint: Complaint, keyring: Keyring) -> bytes | None:
    """The hash of the contact data that the register has by now; none where it has none."""
    identity = contact_of(complaint)
    return keyring.contact_hash(identity) if identity else None


def count_opted_out(session: Session, wave_id: int) -> int:
    """How many of a wave's sample have opted out since the draw."""
    statement = (
        select(func.count())
        .select_from(Invitation)
        .join(Contact, Contact.hash == Invitation.contact_hash)
        .where(Invitation.wave_id == wave_id, Contact.opted_out)
    )
    return session.scalar(statement) or 0
