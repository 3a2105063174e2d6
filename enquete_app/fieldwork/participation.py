"""What a respondent does: come in with a link or code, start, save, send.

Whoever changes something first locks the participation, never the invitation: see `models`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select, update

from enquete_app.answers.ballots import Box, Content, cast
from enquete_app.answers.drafts import Typed, delete_draft, open_draft, write_draft
from enquete_app.answers.models import Draft
from enquete_app.fieldwork.credentials import hash_of
from enquete_app.fieldwork.models import Invitation, Participation, Survey, Wave
from enquete_app.questionnaire import (
    Problem,
    Questionnaire,
    check_answers,
    largest_answer_bytes,
    load,
    on_path,
)
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from enquete_app.keys import Keyring

KIB = 1024


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
    typed: Typed | None
    is_locked: bool


def visit(session: Session, invitation_id: UUID, keyring: Keyring, *, lock: bool = False) -> Visit | None:
    """Look at an invitation.

    Args:
        session: any session; one that may write for a lock.
        invitation_id: which invitation.
        keyring: the server's keys.
        lock: hold the participation until the end of the transaction, in order to change something: whoever
            else changes it waits, so that neither overwrites what the other has not seen.

    Returns:
        The visit; none if there is no such invitation.
    """
    return _visit(session, _BY_ID, invitation_id, keyring, lock=lock)


def visit_of_link(session: Session, token: str, keyring: Keyring, *, lock: bool = False) -> Visit | None:
    """Look, as `visit` does, at the invitation that a link's token opens."""
    return _visit(session, _BY_LINK, hash_of(token), keyring, lock=lock)


def visit_of_code(session: Session, code: str, keyring: Keyring, *, lock: bool = False) -> Visit | None:
    """Look, as `visit` does, at the invitation that a letter code opens, however it was typed."""
    return _visit(session, _BY_CODE, hash_of(code), keyring, lock=lock)


def start(session: Session, visit: Visit, keyring: Keyring, *, language: str | None) -> Visit:
    """Begin, or go on, answering, if the invitation is still open.

    Args:
        session: a session that may write.
        visit: locked.
        keyring: the server's keys.
        language: the language chosen on the first page; none to go on in the one in use.

    Returns:
        The visit as it stands; with a draft if it is open.
    """
    if visit.standing is not Standing.OPEN:
        return visit
    _mark(session, visit, started=True)
    earlier = visit.typed or Typed(language=visit.language)
    return save(session, visit, replace(earlier, language=language or earlier.language), keyring)


def save(session: Session, visit: Visit, typed: Typed, keyring: Keyring) -> Visit:
    """Keep what was typed, if the invitation is still open.

    Args:
        session: a session that may write.
        visit: locked.
        typed: all that was typed, earlier pages included.
        keyring: the server's keys.

    Returns:
        The visit as it stands.
    """
    if visit.standing is not Standing.OPEN or typed == visit.typed:
        return visit
    _require_lock(visit)
    size = _sealed_size(visit.questionnaire)
    write_draft(session, visit.invitation_id, typed, keyring=keyring, size=size)
    return replace(visit, typed=typed)


def send(session: Session, visit: Visit, keyring: Keyring) -> tuple[Standing, tuple[Problem, ...]]:
    """Send the answers: seal them into the ballot box, delete the draft, close the invitation.

    All in the caller's transaction. Of several sends at the same time one wins, the others find it answered.

    Args:
        session: a session that may write.
        visit: locked.
        keyring: the server's keys.

    Returns:
        How the invitation stands now, and what keeps the answers from being sent (then it is still open).
    """
    if visit.standing is not Standing.OPEN:
        return visit.standing, ()
    typed = visit.typed or Typed()
    if problems := check_answers(visit.questionnaire, typed.answers):
        return Standing.OPEN, problems
    _mark(session, visit, started=True, answered=True)
    _seal(session, visit, typed, keyring)
    delete_draft(session, visit.invitation_id)
    return Standing.ANSWERED, ()


class _Statements(NamedTuple):
    """How to find an invitation by one of its columns, whose value is the parameter `of`."""

    lock: Select[*tuple[Any, ...]]
    look: Select[*tuple[Any, ...]]


def _by(column: InstrumentedAttribute[Any]) -> _Statements:
    # Columns instead of objects, and made once: this is asked with every request. The lock is a statement of
    # its own, because what is read in the same one could be older than what the lock has waited for.
    asked = column == bindparam("of")
    lock = select(Participation.invitation_id).join(Invitation, _OWN).with_for_update(of=Participation)
    look = (
        select(
            *(Invitation.id, Invitation.version, Invitation.key_id, Invitation.language),
            *(Wave.questionnaire_id, Wave.questionnaire_version, Wave.closes_on, Survey.shown_subjects),
            *(Complaint.received, Complaint.subject, Participation.answered),
            *(Draft.key_id.label("draft_key_id"), Draft.sealed.label("draft")),
        )
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .outerjoin(Complaint, Complaint.id == Invitation.complaint_id)
        .outerjoin(Participation, _OWN)
        .outerjoin(Draft, Draft.invitation_id == Invitation.id)
    )
    return _Statements(lock.where(asked), look.where(asked))


_OWN = Participation.invitation_id == Invitation.id
_BY_ID, _BY_LINK, _BY_CODE = map(_by, (Invitation.id, Invitation.token_hash, Invitation.code_hash))
_BALLOT = (
    select(
        *(Wave.id, Wave.salt, Invitation.handling, Invitation.judgement, Invitation.domain),
        *(Invitation.language, Invitation.mode),
    )
    .join(Wave, Wave.id == Invitation.wave_id)
    .where(Invitation.id == bindparam("of"))
)


def _visit(
    session: Session, by: _Statements, value: UUID | bytes, keyring: Keyring, *, lock: bool
) -> Visit | None:
    if lock:
        session.execute(by.lock, {"of": value})
    row = session.execute(by.look, {"of": value}).one_or_none()
    if row is None:
        return None
    standing = _standing(row.answered)
    return Visit(
        invitation_id=row.id,
        version=row.version,
        key_id=row.key_id,
        language=row.language,
        closes_on=row.closes_on,
        received=row.received,
        subject=row.subject if row.subject in row.shown_subjects else None,
        questionnaire=load(row.questionnaire_id, row.questionnaire_version),
        standing=standing,
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


def _require_lock(visit: Visit) -> None:
    if not visit.is_locked:
        raise RuntimeError("the visit was not locked before changing something")


def _mark(session: Session, visit: Visit, **came_of_it: bool) -> None:
    _require_lock(visit)
    own = Participation.invitation_id == visit.invitation_id
    session.execute(update(Participation).where(own).values(**came_of_it))


def _seal(session: Session, visit: Visit, typed: Typed, keyring: Keyring) -> None:
    wave_id, salt, *strata, mode = session.execute(_BALLOT, {"of": visit.invitation_id}).one()
    if salt is None:
        raise RuntimeError(f"wave {wave_id} has an open invitation but no ballot box")
    questionnaire = visit.questionnaire
    content = Content(questionnaire.version, (*strata, mode.value), on_path(questionnaire, typed.answers))
    cast(session, Box(wave_id, salt), content, keyring=keyring, size=_sealed_size(questionnaire))


def _sealed_size(questionnaire: Questionnaire) -> int:
    """The common size of drafts and ballots: the largest answers, the rest beside them, in whole KiB."""
    return (largest_answer_bytes(questionnaire) // KIB + 3) * KIB
