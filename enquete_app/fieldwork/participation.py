"""What a respondent does: come in with a link or code, start, save, send.

Whoever changes something first locks the participation, never the invitation: see `models`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from enquete_app.answers.ballots import Box, Content, cast
from enquete_app.answers.drafts import Typed, delete_draft, read_draft, write_draft
from enquete_app.fieldwork.credentials import hash_of
from enquete_app.fieldwork.models import Invitation, Participation, Wave
from enquete_app.questionnaire import (
    Problem,
    Questionnaire,
    check_answers,
    largest_answer_bytes,
    load,
    on_path,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

KIB = 1024


class Standing(StrEnum):
    """Whether an invitation can still be answered."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Visit:
    """An invitation as its holder finds it.

    Args:
        invitation: with its wave and complaint.
        participation: what may be changed; only if it is open and locked.
        standing: whether it can be answered.
        typed: the draft; none where nobody started, or it is over.
        questionnaire: what is asked in this wave.
    """

    invitation: Invitation
    participation: Participation | None
    standing: Standing
    typed: Typed | None
    questionnaire: Questionnaire


def invitation_of_link(session: Session, token: str) -> Invitation | None:
    """Find the invitation that a link's token opens."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == hash_of(token)))


def invitation_of_code(session: Session, code: str) -> Invitation | None:
    """Find the invitation that a letter code opens, however it was typed."""
    return session.scalar(select(Invitation).where(Invitation.code_hash == hash_of(code)))


def visit(session: Session, invitation_id: UUID, keyring: Keyring, *, lock: bool = False) -> Visit | None:
    """Look at an invitation.

    Args:
        session: any session; one that may write for a lock.
        invitation_id: whose link, code or session it is.
        keyring: the server's keys.
        lock: hold the participation until the end of the transaction, in order to change something: whoever
            else changes it waits, so that neither overwrites what the other has not seen.

    Returns:
        The visit; none if there is no such invitation.
    """
    # Two statements: a lock on a join would also lock the invitation.
    participation = session.get(Participation, invitation_id, with_for_update=lock or None)
    invitation = session.get(Invitation, invitation_id, options=_ALL_OF_IT)
    if invitation is None:
        return None
    questionnaire = load(invitation.wave.questionnaire_id, invitation.wave.questionnaire_version)
    if participation is None:
        return Visit(invitation, None, Standing.CLOSED, None, questionnaire)
    if participation.answered:
        return Visit(invitation, None, Standing.ANSWERED, None, questionnaire)
    typed = read_draft(session, invitation_id, keyring)
    return Visit(invitation, participation if lock else None, Standing.OPEN, typed, questionnaire)


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
    _locked(visit).started = True
    earlier = visit.typed or Typed(language=visit.invitation.language)
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
    _locked(visit)
    size = _sealed_size(visit.questionnaire)
    write_draft(session, visit.invitation.id, typed, keyring=keyring, size=size)
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
    participation = _locked(visit)
    _seal(session, visit, typed, keyring)
    delete_draft(session, visit.invitation.id)
    participation.started = participation.answered = True
    return Standing.ANSWERED, ()


_ALL_OF_IT = [joinedload(Invitation.complaint), joinedload(Invitation.wave).joinedload(Wave.survey)]


def _locked(visit: Visit) -> Participation:
    if visit.participation is None:
        raise RuntimeError("the visit was not locked before changing something")
    return visit.participation


def _seal(session: Session, visit: Visit, typed: Typed, keyring: Keyring) -> None:
    invitation, wave = visit.invitation, visit.invitation.wave
    if wave.salt is None:
        raise RuntimeError(f"wave {wave.id} has an open invitation but no ballot box")
    strata = (
        invitation.handling,
        invitation.judgement,
        invitation.domain,
        invitation.language,
        invitation.mode.value,
    )
    content = Content(wave.questionnaire_version, strata, on_path(visit.questionnaire, typed.answers))
    cast(
        session,
        Box(wave.id, wave.salt),
        content,
        keyring=keyring,
        size=_sealed_size(visit.questionnaire),
    )


def _sealed_size(questionnaire: Questionnaire) -> int:
    """The common size of drafts and ballots: the largest answers, the rest beside them, in whole KiB."""
    return (largest_answer_bytes(questionnaire) // KIB + 3) * KIB
