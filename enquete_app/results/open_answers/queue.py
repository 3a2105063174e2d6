"""The queue: which answers wait, and what a person decides on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from enquete_app.answers.models import AnswerQueue, AnswerState, OpenAnswer
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.register.models import Complaint
from enquete_app.results.open_answers.coding import code
from enquete_app.results.open_answers.marking import case_numbers
from enquete_app.results.report import NotBuiltError, ResultsError, StillOpenError

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Wave

EXAMPLES = 500
"""From how many case numbers it is told how they are spelled here."""
LONGEST_REDACTED = 4000


class NoQueueError(ResultsError):
    """The wave's ballots were not opened, or into another wave.

    Args:
        wave_id: the wave.
        opened_into: the wave that holds its answers, if one does.
    """

    def __init__(self, wave_id: int, opened_into: int | None) -> None:
        super().__init__(f"Wave {wave_id} has no open answers of its own.")
        self.wave_id = wave_id
        self.opened_into = opened_into


class ChangedError(Exception):
    """Somebody else changed the answer since it was shown."""


class ErasedError(Exception):
    """Retention has erased what was written, so that nothing can be decided any more."""


class Progress(NamedTuple):
    """How far a field's answers are.

    Args:
        field: the field's name.
        total: how many there are.
        looked_at: how many are released or withheld.
        released: how many are released.
    """

    field: str
    total: int
    looked_at: int
    released: int


class Decision(NamedTuple):
    """What a person decides on an answer.

    Args:
        version: of the answer as it was shown.
        state: what becomes of it.
        redacted: the text as it may leave.
        themes: the numbers of the themes that it is about.
        account_id: whose decision it is.
    """

    version: int
    state: AnswerState
    redacted: str
    themes: Collection[int]
    account_id: int


def queue_of(session: Session, wave_id: str) -> Wave:
    """Find a wave that has a queue.

    Raises:
        WaveError: if there is no such wave.
        StillOpenError: if it is open.
        NoQueueError: if its answers are sealed, or with those of another wave.
        NotBuiltError: if the queue is still to be filled.
    """
    wave = find_wave(session, wave_id)
    if wave.state is WaveState.OPEN:
        raise StillOpenError(wave.id, wave.closes_on)
    if wave.state is WaveState.SEALED or wave.opened_into_id is not None:
        raise NoQueueError(wave.id, wave.opened_into_id)
    if session.get(AnswerQueue, wave.id) is None:
        raise NotBuiltError(wave.id)
    return wave


def progress_of(session: Session, wave_id: int) -> dict[str, Progress]:
    """How far the answers of a wave are, by field."""
    counted = select(OpenAnswer.field, OpenAnswer.state, func.count()).where(OpenAnswer.wave_id == wave_id)
    counts: dict[str, dict[AnswerState, int]] = {}
    for field, state, number in session.execute(counted.group_by(OpenAnswer.field, OpenAnswer.state)):
        counts.setdefault(field, {})[state] = number
    return {field: _progress(field, by) for field, by in counts.items()}


def answer_of(session: Session, wave_id: int, answer_id: int, *, lock: bool = False) -> OpenAnswer | None:
    """Find one answer of a wave."""
    found = select(OpenAnswer).where(OpenAnswer.wave_id == wave_id, OpenAnswer.id == answer_id)
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def next_waiting(session: Session, wave_id: int, field: str | None = None, after: int = 0) -> int | None:
    """The number of the next answer that waits: after a given one, else from the beginning."""
    waiting = select(OpenAnswer.id).where(
        OpenAnswer.wave_id == wave_id, OpenAnswer.state == AnswerState.WAITING, OpenAnswer.raw.is_not(None)
    )
    if field is not None:
        waiting = waiting.where(OpenAnswer.field == field)
    ordered = waiting.order_by(OpenAnswer.id).limit(1)
    return session.scalar(ordered.where(OpenAnswer.id > after)) or session.scalar(ordered)


def decide(session: Session, answer: OpenAnswer, decision: Decision) -> None:
    """Keep what a person decided, if nobody was faster.

    Args:
        session: a session that may write.
        answer: the answer, locked.
        decision: what is decided.

    Raises:
        ChangedError: if somebody else changed it meanwhile.
        ErasedError: if what was written has been erased.
    """
    _refuse_changed(answer, decision.version)
    if answer.raw is None:
        raise ErasedError
    answer.state, answer.redacted = decision.state, decision.redacted
    answer.quoted = False
    answer.version += 1
    code(session, answer.id, decision.themes, decision.account_id)


def take_back(answer: OpenAnswer, version: int) -> AnswerState:
    """Let an answer, which the caller has locked, wait again; its redaction and its themes stay.

    Of one whose raw text has been erased nothing could be decided again: it is withheld for good.

    Returns:
        What it was before.

    Raises:
        ChangedError: if somebody else changed it meanwhile.
    """
    _refuse_changed(answer, version)
    before, answer.state = answer.state, AnswerState.WAITING
    if answer.raw is None:
        answer.state, answer.redacted = AnswerState.WITHHELD, None
    answer.quoted = False
    answer.version += 1
    return before


def quote(answer: OpenAnswer, version: int, *, quoted: bool) -> None:
    """Pick a released answer, which the caller has locked, for the report, or not any more.

    Raises:
        ChangedError: if somebody else changed it meanwhile, or it is not released.
    """
    _refuse_changed(answer, version)
    if answer.state is not AnswerState.RELEASED:
        raise ChangedError
    answer.quoted = quoted
    answer.version += 1


def spelled_cases(session: Session) -> re.Pattern[str] | None:
    """How case numbers are spelled in this register, going by the newest."""
    newest = select(Complaint.case_number).order_by(Complaint.id.desc()).limit(EXAMPLES)
    return case_numbers(session.scalars(newest))


def _refuse_changed(answer: OpenAnswer, version: int) -> None:
    if answer.version != version:
        raise ChangedError


def _progress(field: str, by: dict[AnswerState, int]) -> Progress:
    total, released = sum(by.values()), by.get(AnswerState.RELEASED, 0)
    return Progress(field, total, released + by.get(AnswerState.WITHHELD, 0), released)
