"""Erasing what people wrote in their own words, long after closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, insert, select, update

from enquete_app.answers.models import AnswerState, OpenAnswer, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy.orm import Session

CHUNK = 500
ERASED = ""
"""What stands for a text that was erased: how many were written is known from the report, and stays so."""


def erase_texts(session: Session, wave_id: int, texts_of: Callable[[str], Collection[str]]) -> int:
    """Empty the texts of all responses of a wave, and of its queue what is not released.

    All rows are written anew in the order of their random ids, in the caller's transaction, whether they
    held a text or not, so that nothing in the file tells which did.

    Args:
        session: a session that may write.
        wave_id: the wave.
        texts_of: the names of the text fields of an edition of its questionnaire.

    Returns:
        How many responses the wave has.
    """
    own = Response.wave_id == wave_id
    ids = sorted(session.scalars(select(Response.id).where(own)))
    columns = [getattr(Response, column.key) for column in Response.__table__.columns]
    for at in range(0, len(ids), CHUNK):
        chunk = Response.id.in_(ids[at : at + CHUNK])
        found = session.execute(select(*columns).where(chunk).order_by(Response.id))
        rows = [dict(row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's name for it
        for row in rows:
            texts = row["answers"].keys() & set(texts_of(row["questionnaire_version"]))
            row["answers"] = row["answers"] | dict.fromkeys(texts, ERASED)
        session.execute(delete(Response).where(chunk))
        session.execute(insert(Response), sorted(rows, key=lambda row: row["id"]))
    _erase_queue(session, wave_id)
    return len(ids)


def count_texts(session: Session, wave_id: int, names: Collection[str]) -> int:
    """How many texts of a wave there still are that were not released; only for making sure of none."""
    found = session.scalars(select(Response.answers).where(Response.wave_id == wave_id))
    in_responses = sum(any(answers.get(name) for name in names) for answers in found)
    in_queue = select(func.count()).where(OpenAnswer.wave_id == wave_id, OpenAnswer.raw.is_not(None))
    return in_responses + (session.scalar(in_queue) or 0)


def _erase_queue(session: Session, wave_id: int) -> None:
    """What was released has left already, and stays; the version refuses forms that are still open."""
    kept = case((OpenAnswer.state == AnswerState.RELEASED, OpenAnswer.redacted))
    session.execute(
        update(OpenAnswer)
        .where(OpenAnswer.wave_id == wave_id)
        .values(raw=None, redacted=kept, version=OpenAnswer.version + 1)
        .execution_options(synchronize_session=False)
    )
