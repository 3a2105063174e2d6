"""Putting what people wrote into the queue once a wave has closed, so that nothing ties it together."""

from __future__ import annotations

from random import SystemRandom
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from enquete_app.answers.models import AnswerQueue, AnswerState, OpenAnswer, Response
from enquete_app.fieldwork.models import WaveState
from enquete_app.results.open_answers.frame import begin_frame, open_fields

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Wave
    from enquete_app.questionnaire import Questionnaire

CHUNK = 500


def fill_queue(session: Session, wave: Wave, questionnaire: Questionnaire) -> None:
    """Copy the open answers of a closed wave into the queue, once.

    All of them, of all fields, are written in one order drawn by lot, in the caller's transaction: neither a
    number nor a place in the file tells which answers are from one person, or from whom. Memory is bounded by
    how many there are, not by their length.

    Args:
        session: a session that may write.
        wave: the wave, which the caller has locked.
        questionnaire: what it asked.
    """
    if wave.state is not WaveState.CLOSED or session.get(AnswerQueue, wave.id) is not None:
        return
    session.add(AnswerQueue(wave_id=wave.id))
    session.flush()
    begin_frame(session, questionnaire)
    lots = _written(session, wave.id, [name for name, _ in open_fields(questionnaire)])
    SystemRandom().shuffle(lots)
    for at in range(0, len(lots), CHUNK):
        chunk = lots[at : at + CHUNK]
        ids = {response_id for response_id, _ in chunk}
        found = session.execute(select(Response.id, Response.answers).where(Response.id.in_(ids)))
        answers = {row.id: row.answers for row in found}
        rows = [_row(wave.id, name, answers[response_id][name]) for response_id, name in chunk]
        session.execute(insert(OpenAnswer), rows)


def _written(session: Session, wave_id: int, names: list[str]) -> list[tuple[UUID, str]]:
    """Which responses hold which texts; of an erased one nothing is left."""
    statement = select(Response.id, Response.answers).where(Response.wave_id == wave_id)
    rows = session.execute(statement.execution_options(yield_per=CHUNK))
    return [(row.id, name) for row in rows for name in names if str(row.answers.get(name, "")).strip()]


def _row(wave_id: int, name: str, text: str) -> dict[str, object]:
    return {
        "wave_id": wave_id,
        "field": name,
        "state": AnswerState.WAITING,
        "raw": text,
        "redacted": None,
        "quoted": False,
        "version": 1,
    }
