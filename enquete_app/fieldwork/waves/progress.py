"""Waves: how the fieldwork stands, and the daily counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, select, union
from sqlalchemy.orm import joinedload

from enquete_app.answers.models import Ballot, Draft
from enquete_app.db import put
from enquete_app.fieldwork.answering.opting_out import count_opted_out
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages.outbox import REFUSED
from enquete_app.fieldwork.messages.transitions import WAITING
from enquete_app.fieldwork.models import (
    DailyCount,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Participation,
    Wave,
    WaveState,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

STEP = 5


class WaveError(Exception):
    """A wave does not exist or is not in the state for what was asked; the message says so."""


def find_wave(session: Session, wave_id: str, *, lock: bool = False) -> Wave:
    """Find a wave by its number as people type it.

    Raises:
        WaveError: if there is none.
    """
    # A ballot refers to its wave, which on PostgreSQL shares the row's key: the lock must leave that alone.
    update_lock = {"key_share": True} if lock else None
    number = int(wave_id) if wave_id.isdecimal() and len(wave_id) < 10 else 0  # noqa: PLR2004 - a 32-bit key
    survey = () if lock else (joinedload(Wave.survey, innerjoin=True),)
    wave = session.get(Wave, number, options=survey, with_for_update=update_lock)
    if wave is None:
        raise WaveError(f"There is no wave {wave_id}.")
    return wave


def keys_in_use(session: Session) -> list[str]:
    """The ids of the secret keys that open links, drafts and unopened ballots were made under."""
    links = select(Invitation.key_id).join(Wave).where(Wave.state == WaveState.OPEN)
    return list(session.scalars(union(links, select(Draft.key_id), select(Ballot.key_id))))


def count_messages(session: Session, wave_id: int) -> dict[str, int]:
    """Count the invitations sent so far, by what became of them.

    Returns:
        invited (attempted), bounced (refused or returned for good), delivered, uncertain, failed, waiting,
        dropped, soft_bounced (delivered as far as is known, though reported as not there yet).
    """
    refused = and_(Message.state == MessageState.FAILED, Message.reason == REFUSED)
    statement = (
        select(
            _count(Message.attempts > 0),
            _count(refused),
            _count(Message.state == MessageState.SENT),
            _count(Message.state == MessageState.UNCERTAIN),
            _count(and_(Message.state == MessageState.FAILED, ~refused)),
            _count(Message.state.in_(WAITING)),
            _count(Message.state == MessageState.DROPPED),
            _count(and_(Message.state == MessageState.SENT, ~Message.by_letter, Message.soft_bounces > 0)),
        )
        .join(Invitation)
        .where(Invitation.wave_id == wave_id, Message.kind == MessageKind.INVITATION)
    )
    names = (
        *("invited", "bounced", "delivered", "uncertain", "failed"),
        *("waiting", "dropped", "soft_bounced"),
    )
    return dict(zip(names, (count or 0 for count in session.execute(statement).one()), strict=True))


def daily_counts(session: Session, wave: Wave) -> Sequence[DailyCount]:
    """What was counted of a wave each day, the first day first."""
    counts = select(DailyCount).where(DailyCount.wave_id == wave.id).order_by(DailyCount.day)
    return session.scalars(counts).all()


def fieldwork_so_far(
    session: Session, wave: Wave, daily: Sequence[DailyCount] | None = None
) -> dict[str, int | None]:
    """How the fieldwork stands, as staff may know it.

    Args:
        session: any session.
        wave: the wave.
        daily: its daily counts, where they are at hand.

    Returns:
        For a closed wave the final counts. For an open one the messages' counts and opt-outs as they are,
        started and completed as of the last daily count in steps of 5, or none before the first.
    """
    if wave.fieldwork is not None:
        return dict(wave.fieldwork)
    counted = daily_counts(session, wave) if daily is None else daily
    return {
        **count_messages(session, wave.id),
        "started": counted[-1].started if counted else None,
        "completed": counted[-1].completed if counted else None,
        "opted_out": count_opted_out(session, wave.id),
    }


def count_daily(session: Session, now: datetime) -> int:
    """Once a day, record for each open wave how many started and completed, rounded down to steps of 5.

    Returns:
        For how many waves that was done now.
    """
    day, done = local_day(now), 0
    for wave in session.scalars(select(Wave).where(Wave.state == WaveState.OPEN)):
        if session.get(DailyCount, (wave.id, day)) is not None or wave.closes_on is None:
            continue
        started, answered = count_participations(session, wave.id)
        rounded = {"started": started // STEP * STEP, "completed": answered // STEP * STEP}
        put(session, DailyCount, [{"wave_id": wave.id, "day": day, **rounded}])
        done += 1
    return done


def count_participations(session: Session, wave_id: int) -> tuple[int, int]:
    """How many have started and how many have answered: exact, so not for staff while the wave is open."""
    statement = select(
        _count(Participation.started.is_(True)), _count(Participation.answered.is_(True))
    ).where(Participation.wave_id == wave_id)
    started, answered = session.execute(statement).one()
    return started or 0, answered or 0


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
