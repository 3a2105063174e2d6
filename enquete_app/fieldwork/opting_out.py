"""Opting out: one POST, for all later waves, and reversible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from enquete_app.db import put
from enquete_app.fieldwork.credentials import hash_of
from enquete_app.fieldwork.models import Contact, Invitation, Message, MessageKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def invitation_of_opt_out(session: Session, token: str) -> Invitation | None:
    """Find the invitation whose opt-out link has this token."""
    return session.scalar(select(Invitation).where(Invitation.opt_out_hash == hash_of(token)))


def has_opted_out(session: Session, invitation: Invitation) -> bool:
    """Whether the person gets no more mail about any survey."""
    return bool(session.scalar(select(Contact.opted_out).where(Contact.hash == invitation.contact_hash)))


def set_opted_out(session: Session, invitation: Invitation, *, opted_out: bool) -> None:
    """Opt the person out, or back in: the address at the draw and the one that was invited.

    Args:
        session: a session that may write.
        invitation: one of the person's invitations; after retention it may no longer know whose it was,
            and nothing is left to mail to either.
        opted_out: whether the person wants no more mail.
    """
    # Not where a reminder went: who answered got none, and a later draw would show the difference.
    first = Message.kind == MessageKind.INVITATION
    mailed = session.scalars(
        select(Message.contact_hash).where(Message.invitation_id == invitation.id, first)
    )
    # In one order, so that two who do this at a time wait for each other and not each for the other.
    hashes = sorted(filter(None, {invitation.contact_hash, *mailed}))
    rows = [{"hash": each, "opted_out": opted_out} for each in hashes]
    if rows:
        put(session, Contact, rows, update=("opted_out",))


def count_opted_out(session: Session, wave_id: int) -> int:
    """How many of a wave's sample have opted out since the draw."""
    statement = (
        select(func.count())
        .select_from(Invitation)
        .join(Contact, Contact.hash == Invitation.contact_hash)
        .where(Invitation.wave_id == wave_id, Contact.opted_out)
    )
    return session.scalar(statement) or 0
