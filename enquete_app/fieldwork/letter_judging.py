"""Letters as they stand in the outbox, and who of them should get nothing after all."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from enquete_app.fieldwork.models import Contact, Draw, Invitation, Message, MessageKind, MessageState, Wave
from enquete_app.fieldwork.rechecking import reason_against
from enquete_app.fieldwork.transitions import move
from enquete_app.register.contact import contact_of, has_postal_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.letter_models import LetterBatch
    from enquete_app.keys import Keyring
    from enquete_app.register.models import Complaint


class WhyNot(StrEnum):
    """Why something cannot be done with letters."""

    NOBODY = "nobody"
    """No letter waits."""
    OVER = "over"
    """The wave is closed, or will be by that day."""
    DAY = "day"
    """The day lies too early or too far ahead."""
    MADE = "made"
    """Just such a batch was made since the page was shown, as by a first press on the button."""
    POSTED = "posted"
    """The batch has been posted already."""
    NOT_POSTED = "not posted"
    """The batch was not marked as posted today."""


class LetterError(Exception):
    """Something cannot be done with letters; `why` says for which reason."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(f"letters: {why}")
        self.why = why


class Letter(NamedTuple):
    """A letter with what is known of the person at this moment.

    Args:
        message: with its invitation and complaint.
        contact_hash: the person's.
        reason: why it should not go after all; none if it should.
    """

    message: Message
    contact_hash: bytes | None
    reason: str | None

    @property
    def complaint(self) -> Complaint | None:
        """Whose complaint it is about."""
        return self.message.invitation.complaint


def waiting_letters(wave: Wave, kind: MessageKind) -> Select[Message]:
    """The letters of one kind that are in no batch yet."""
    return _with_complaints().where(
        Invitation.wave_id == wave.id,
        Message.kind == kind,
        Message.by_letter,
        Message.state == MessageState.PLANNED,
        Message.batch_id.is_(None),
    )


def letters_in(batch: LetterBatch) -> Select[Message]:
    """The letters of a batch: those to be posted or, once it was, those that were."""
    state = MessageState.PLANNED if batch.posted_on is None else MessageState.SENT
    return _with_complaints().where(Message.batch_id == batch.id, Message.state == state)


def _with_complaints() -> Select[Message]:
    complaints = joinedload(Message.invitation).joinedload(Invitation.complaint)
    return (
        select(Message)
        .join(Invitation, Invitation.id == Message.invitation_id)
        .join(Draw, Draw.id == Invitation.draw_id)
        .options(complaints)
        .order_by(Message.id)
    )


def judge(  # noqa: PLR0913 - all of it decides
    session: Session,
    wave: Wave,
    messages: Sequence[Message],
    keyring: Keyring,
    today: date,
    *,
    cool_down: bool,
) -> list[Letter]:
    """Look at letters as they stand today.

    Args:
        session: any session.
        wave: whose letters.
        messages: the letters.
        keyring: the server's keys.
        today: the day.
        cool_down: whether it matters that another wave invited somebody; not once letters have been printed.
    """
    identities = {each.id: _identity(each.invitation.complaint, keyring) for each in messages}
    known = {hash_ for each in messages for hash_ in (identities[each.id], each.invitation.contact_hash)}
    contacts = {
        contact.hash: contact
        for contact in session.scalars(select(Contact).where(Contact.hash.in_(filter(None, known))))
    }
    days = wave.survey.cool_down_days
    since = today - timedelta(days=days) if cool_down and days else None

    def reason(message: Message) -> str | None:
        complaint, first = message.invitation.complaint, message.kind is MessageKind.INVITATION
        of_person = {identities[message.id], message.invitation.contact_hash}
        return reason_against(
            complaint,
            (contacts[each] for each in of_person if each in contacts),
            has_address=complaint is not None and has_postal_address(complaint),
            delivered_since=since if first and not message.attempts else None,
        )

    return [Letter(each, identities[each.id], reason(each)) for each in messages]


def drop(letters: Iterable[Letter]) -> None:
    """Record of letters that should not go that they do not."""
    for each in letters:
        move(each.message, MessageState.DROPPED)
        each.message.reason, each.message.batch_id = each.reason, None


def _identity(complaint: Complaint | None, keyring: Keyring) -> bytes | None:
    identity = contact_of(complaint) if complaint else None
    return keyring.contact_hash(identity) if identity else None
