"""An invitation as its holder finds it: asked with every request, so in as few words as can be.

Whoever is going to change something first locks the participation, never the invitation: see `models`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from enquete_app.answers.drafts import Typed, open_draft
from enquete_app.answers.models import Draft
from enquete_app.db import Base, writers_take_turns
from enquete_app.fieldwork.answering.credentials import hash_of
from enquete_app.fieldwork.models import Invitation, Participation, Survey, Wave
from enquete_app.instruments import load
from enquete_app.questionnaire import Questionnaire
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row, Table

    from enquete_app.db import Transaction
    from enquete_app.keys import Keyring


class Standing(StrEnum):
    """Whether an invitation can still be answered."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An invitation as its holder finds it.

    Args:
        invitation_id: which invitation.
        version: of its credentials.
        key_id: of the secret key that they are derived from.
        language: the person's own, as registered.
        closes_on: the first day on which the link no longer works, if it is known.
        received: the day on which the complaint came in; none once the complaint has been removed.
        subject: the complaint's, if the team approved of showing it.
        questionnaire: what is asked in this wave.
        standing: whether it can be answered.
        counts: whether answers sent now would count; not if some were sent before, see `visit`.
        typed: the draft; none where nobody started, or it is over.
        is_locked: whether something may be changed.
    """

    invitation_id: UUID
    version: int
    key_id: str
    language: str
    closes_on: date | None
    received: date | None
    subject: str | None
    questionnaire: Questionnaire
    standing: Standing
    counts: bool
    typed: Typed | None
    is_locked: bool


def visit(
    session: Transaction, invitation_id: UUID, keyring: Keyring, *, lock: bool = False, entering: bool = False
) -> Visit | None:
    """Look at an invitation.

    Args:
        session: any session; one that may write for a lock.
        invitation_id: which invitation.
        keyring: the server's keys.
        lock: hold the participation until the end of the transaction, in order to change something: whoever
            else changes it waits, so that neither overwrites what the other has not seen.
        entering: find an answered one open, but not counting: staff who enter answers for somebody may not
            learn that there were others.

    Returns:
        The visit; none if there is no such invitation.
    """
    return _visit(session, _BY_ID, invitation_id, keyring, lock=lock, entering=entering)


def visit_of_link(session: Transaction, token: str, keyring: Keyring, *, lock: bool = False) -> Visit | None:
    """Look, as `visit` does, at the invitation that a link's token opens."""
    return _visit(session, _BY_LINK, hash_of(token), keyring, lock=lock)


def visit_of_code(session: Transaction, code: str, keyring: Keyring) -> Visit | None:
    """Look, as `visit` does, at the invitation that a letter code opens, however it was typed."""
    return _visit(session, _BY_CODE, hash_of(code), keyring, lock=False)


class _Statements(NamedTuple):
    """How to find an invitation by one of its columns, whose value is the parameter `of`."""

    lock: Select[*tuple[Any, ...]]
    look: Select[*tuple[Any, ...]]


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


# Tables instead of mapped classes, in statements made once: that takes half the time.
_INVITATION, _PARTICIPATION, _DRAFT = map(_table, (Invitation, Participation, Draft))
_WAVE, _SURVEY, _COMPLAINT = map(_table, (Wave, Survey, Complaint))


def _by(column: str) -> _Statements:
    # The lock is a statement of its own: what the same one reads could be older than what it has waited for.
    invitation, participation, wave, draft = _INVITATION.c, _PARTICIPATION.c, _WAVE.c, _DRAFT.c
    asked = invitation[column] == bindparam("of")
    own = participation.invitation_id == invitation.id
    lock = select(participation.invitation_id).join(_INVITATION, own).with_for_update(of=_PARTICIPATION)
    look = (
        select(
            *(invitation.id, invitation.version, invitation.key_id, invitation.language),
            *(wave.questionnaire_id, wave.questionnaire_version, wave.closes_on, _SURVEY.c.shown_subjects),
            *(_COMPLAINT.c.received, _COMPLAINT.c.subject, participation.answered),
            *(draft.key_id.label("draft_key_id"), draft.sealed.label("draft")),
        )
        .select_from(_INVITATION)
        .join(_WAVE, wave.id == invitation.wave_id)
        .join(_SURVEY, _SURVEY.c.id == wave.survey_id)
        .outerjoin(_COMPLAINT, _COMPLAINT.c.id == invitation.complaint_id)
        .outerjoin(_PARTICIPATION, own)
        .outerjoin(_DRAFT, draft.invitation_id == invitation.id)
    )
    return _Statements(lock.where(asked), look.where(asked))


_BY_ID, _BY_LINK, _BY_CODE = map(_by, ("id", "token_hash", "code_hash"))


def _visit(  # noqa: PLR0913 - what to look for, and how to look
    session: Transaction,
    by: _Statements,
    value: UUID | bytes,
    keyring: Keyring,
    *,
    lock: bool,
    entering: bool = False,
) -> Visit | None:
    if lock and not writers_take_turns(session):
        session.execute(by.lock, {"of": value})
    row = session.execute(by.look, {"of": value}).one_or_none()
    if row is None:
        return None
    standing = _standing(row.answered)
    if entering and standing is Standing.ANSWERED:
        standing = Standing.OPEN
    return Visit(
        invitation_id=row.id,
        version=row.version,
        key_id=row.key_id,
        language=row.language,
        closes_on=row.closes_on,
        received=row.received,
        subject=row.subject if row.subject in row.shown_subjects else None,
        questionnaire=load(session, row.questionnaire_id, row.questionnaire_version),
        standing=standing,
        counts=not row.answered,
        typed=_draft(row, keyring) if standing is Standing.OPEN else None,
        is_locked=lock and standing is Standing.OPEN,
    )


def _standing(answered: bool | None) -> Standing:  # noqa: FBT001 - the column's value
    if answered is None:
        return Standing.CLOSED
    return Standing.ANSWERED if answered else Standing.OPEN


def _draft(row: Row[Any], keyring: Keyring) -> Typed | None:
    if row.draft is None:
        return None
    return open_draft(row.id, key_id=row.draft_key_id, sealed=row.draft, keyring=keyring)
