"""Opting people out, or back in, for whom staff do it: found by contact data as somebody tells them.

Nothing here tells whether somebody was invited, and nothing asks whether somebody answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, or_, select

from enquete_app.db import put
from enquete_app.fieldwork.answering.models import FurtherContact
from enquete_app.fieldwork.answering.opting_out import hash_today, mark
from enquete_app.fieldwork.models import Contact, Invitation, Message, MessageKind
from enquete_app.register.contact import (
    PostalAddress,
    closed_up,
    contact_of,
    identity_at,
    mailable_email,
    normalised_email,
)
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

FEW = 500
"""How many values one statement is given: databases do not take any number."""


class Told(NamedTuple):
    """Contact data as somebody tells them: an e-mail address, or else a postal address."""

    email: str
    postal: PostalAddress

    @property
    def identity(self) -> str | None:
        """The text by which the register knows the person; none if nothing usable was told."""
        return normalised_email(self.email) if self.email else identity_at(self.postal)


class _Person(NamedTuple):
    hashes: set[bytes]
    invitations: dict[UUID, bytes | None]


def is_opted_out(session: Session, told: Told, keyring: Keyring) -> bool:
    """Whether the person gets no mail from any survey, under this or another address of theirs.

    Args:
        session: any session.
        told: contact data with an identity.
        keyring: the server's keys.
    """
    marked = select(Contact.hash).where(
        Contact.opted_out, Contact.hash.in_(_find(session, told, keyring).hashes)
    )
    return session.scalar(marked.limit(1)) is not None


def opt_out_for(session: Session, told: Told, keyring: Keyring, *, opted_out: bool) -> None:
    """Opt the person out, or back in, under what was told and every address known of their complaints.

    It holds for later waves, and for mails of waves under way that have not left, which are looked at again
    just before. Somebody of whom nothing is known yet is opted out for the day on which they are.

    Args:
        session: a session that may write.
        told: contact data with an identity.
        keyring: the server's keys.
        opted_out: whether the person wants no more mail.
    """
    person = _find(session, told, keyring)
    further = [
        {"invitation_id": invitation_id, "hash": each}
        for invitation_id, drawn in sorted(person.invitations.items())
        for each in sorted(person.hashes - {drawn})
    ]
    if opted_out and further:
        # So that the link in a mail can undo all of it.
        put(session, FurtherContact, further)
    mark(session, person.hashes, opted_out=opted_out)


def _find(session: Session, told: Told, keyring: Keyring) -> _Person:
    """All that is known of the person: as opting out by a link does, with all complaints instead of one."""
    identity = told.identity
    if identity is None:
        raise ValueError("nobody can be found by this")
    own = keyring.contact_hash(identity)
    complaints = {
        each.id: each
        for each in session.scalars(select(Complaint).where(_may_be(told)))
        if contact_of(each) == identity
    }
    first = Message.kind == MessageKind.INVITATION
    reached = or_(
        Invitation.contact_hash == own,
        Invitation.complaint_id.in_(list(complaints)[:FEW]),
        Invitation.id.in_(select(Message.invitation_id).where(Message.contact_hash == own, first)),
        Invitation.id.in_(select(FurtherContact.invitation_id).where(FurtherContact.hash == own)),
    )
    about = select(Invitation.complaint_id).where(reached, Invitation.complaint_id.is_not(None))
    complaints |= {
        each.id: each for each in session.scalars(select(Complaint).where(Complaint.id.in_(about)))
    }
    either = or_(reached, Invitation.complaint_id.in_(about))
    ids = select(Invitation.id).where(either)
    invitations = {
        row.id: row.contact_hash
        for row in session.execute(select(Invitation.id, Invitation.contact_hash).where(either))
    }
    mailed = session.scalars(select(Message.contact_hash).where(Message.invitation_id.in_(ids), first))
    further = session.scalars(select(FurtherContact.hash).where(FurtherContact.invitation_id.in_(ids)))
    today = (hash_today(each, keyring) for each in complaints.values())
    hashes = {own, *invitations.values(), *mailed, *further, *today}
    return _Person({each for each in hashes if each}, invitations)


def _may_be(told: Told) -> ColumnElement[bool]:
    """A condition that holds for all complaints of the person, and for few others."""
    if told.email:
        spellings = {normalised_email(told.email), (mailable_email(told.email) or "").lower()}
        return func.lower(Complaint.email).in_(filter(None, spellings))
    postal = told.postal
    column, value = (
        (Complaint.postcode, postal.postcode) if postal.postcode else (Complaint.town, postal.town)
    )
    return func.lower(func.replace(column, " ", "")) == closed_up(value)
