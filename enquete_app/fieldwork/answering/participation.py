"""What a respondent does with an invitation that is open: start, save, send."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from enquete_app.answers.ballots import Box, Content, cast
from enquete_app.answers.drafts import Typed, delete_draft, draft_size, write_draft
from enquete_app.fieldwork.answering.visiting import Standing, Visit
from enquete_app.fieldwork.models import Invitation, Participation, Wave
from enquete_app.questionnaire import (
    Problem,
    Questionnaire,
    check_answers,
    largest_answer_bytes,
    on_path,
)

if TYPE_CHECKING:
    from enquete_app.db import Transaction
    from enquete_app.fieldwork.answering.entering import Entry
    from enquete_app.keys import Keyring

KIB = 1024


def start(
    session: Transaction, visit: Visit, keyring: Keyring, *, language: str | None, afresh: bool = False
) -> Visit:
    """Begin, or go on, answering, if the invitation is still open.

    Args:
        session: a session that may write.
        visit: locked.
        keyring: the server's keys.
        language: the language chosen on the first page; none to go on in the one in use.
        afresh: forget what was typed before, which whoever types now may not see.

    Returns:
        The visit as it stands; with a draft if it is open.
    """
    if visit.standing is not Standing.OPEN:
        return visit
    _mark(session, visit, started=True)
    earlier = (not afresh and visit.typed) or Typed(language=visit.language)
    return save(session, visit, replace(earlier, language=language or earlier.language), keyring)


def save(session: Transaction, visit: Visit, typed: Typed, keyring: Keyring) -> Visit:
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
    size = _draft_size(visit.questionnaire)
    write_draft(session, visit.invitation_id, typed, keyring=keyring, size=size)
    return replace(visit, typed=typed)


def send(
    session: Transaction, visit: Visit, keyring: Keyring, *, entry: Entry | None = None
) -> tuple[Standing, tuple[Problem, ...]]:
    """Send the answers: seal them into the ballot box, delete the draft, close the invitation.

    All in the caller's transaction. Of several sends at the same time one wins, the others find it answered.
    What staff enter for somebody who has answered already is forgotten, as if it had been sent.

    Args:
        session: a session that may write.
        visit: locked.
        keyring: the server's keys.
        entry: how staff came by the answers, where they enter them for somebody.

    Returns:
        How the invitation stands now, and what keeps the answers from being sent (then it is still open).
    """
    if visit.standing is not Standing.OPEN:
        return visit.standing, ()
    typed = visit.typed or Typed()
    if problems := check_answers(visit.questionnaire, typed.answers):
        return Standing.OPEN, problems
    _mark(session, visit, started=True, answered=True)
    if visit.counts:
        _seal(session, visit, typed, keyring, entry=entry)
    delete_draft(session, visit.invitation_id)
    return Standing.ANSWERED, ()


_BALLOT = (
    select(
        *(Wave.id, Wave.salt, Invitation.handling, Invitation.judgement, Invitation.domain),
        *(Invitation.language, Invitation.mode),
    )
    .join(Wave, Wave.id == Invitation.wave_id)
    .where(Invitation.id == bindparam("of"))
)


_PARTICIPATION = Participation.metadata.tables[Participation.__tablename__]
_MARK = update(_PARTICIPATION)


def _require_lock(visit: Visit) -> None:
    if not visit.is_locked:
        raise RuntimeError("the visit was not locked before changing something")


def _mark(session: Transaction, visit: Visit, **came_of_it: bool) -> None:
    _require_lock(visit)
    session.execute(_MARK.where(_PARTICIPATION.c.invitation_id == visit.invitation_id), came_of_it)


def _seal(session: Transaction, visit: Visit, typed: Typed, keyring: Keyring, *, entry: Entry | None) -> None:
    wave_id, salt, *strata, mode = session.execute(_BALLOT, {"of": visit.invitation_id}).one()
    if salt is None:
        raise RuntimeError(f"wave {wave_id} has an open invitation but no ballot box")
    questionnaire = visit.questionnaire
    content = Content(
        questionnaire.version, (*strata, (entry or mode).value), on_path(questionnaire, typed.answers)
    )
    cast(session, Box(wave_id, salt), content, keyring=keyring, size=_ballot_size(questionnaire))


@cache
def _draft_size(questionnaire: Questionnaire) -> int:
    return draft_size(questionnaire)


def _ballot_size(questionnaire: Questionnaire) -> int:
    """The common size of ballots: the largest answers, the complaint's facts beside them, in whole KiB."""
    return (largest_answer_bytes(questionnaire) // KIB + 3) * KIB
