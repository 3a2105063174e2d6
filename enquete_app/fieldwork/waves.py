"""Waves: how the fieldwork stands, the daily counts, and closing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, delete, func, select, update

from enquete_app.answers.ballots import Box, count_ballots, open_boxes, peek
from enquete_app.answers.models import Draft
from enquete_app.fieldwork.calendar import local_day
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
from enquete_app.fieldwork.opting_out import count_opted_out
from enquete_app.fieldwork.outbox import REFUSED
from enquete_app.fieldwork.transitions import WAITING
from enquete_app.questionnaire import is_blank, load
from enquete_app.statistics import Cell, Key, coarsen

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

FEWEST_OPENED = 5
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
    wave = session.get(Wave, number, with_for_update=update_lock)
    if wave is None:
        raise WaveError(f"There is no wave {wave_id}.")
    return wave


def count_messages(session: Session, wave_id: int) -> dict[str, int]:
    """Count the invitations sent so far, by what became of them.

    Returns:
        invited (attempted), bounced (refused or returned for good), delivered, uncertain, failed, waiting,
        dropped.
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
        )
        .join(Invitation)
        .where(Invitation.wave_id == wave_id, Message.kind == MessageKind.INVITATION)
    )
    names = ("invited", "bounced", "delivered", "uncertain", "failed", "waiting", "dropped")
    return dict(zip(names, (count or 0 for count in session.execute(statement).one()), strict=True))


def fieldwork_so_far(session: Session, wave: Wave) -> dict[str, int | None]:
    """How the fieldwork stands, as staff may know it.

    Returns:
        For a closed wave the final counts. For an open one the messages' counts and opt-outs as they are,
        started and completed as of the last daily count in steps of 5, or none before the first.
    """
    if wave.fieldwork is not None:
        return dict(wave.fieldwork)
    daily = session.scalar(
        select(DailyCount).where(DailyCount.wave_id == wave.id).order_by(DailyCount.day.desc()).limit(1)
    )
    return {
        **count_messages(session, wave.id),
        "started": daily.started if daily else None,
        "completed": daily.completed if daily else None,
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
        started, answered = _participation_counts(session, wave.id)
        rounded = {"started": started // STEP * STEP, "completed": answered // STEP * STEP}
        session.add(DailyCount(wave_id=wave.id, day=day, **rounded))
        done += 1
    return done


def waves_to_close(session: Session, now: datetime) -> list[int]:
    """The ids of the open waves whose last day is over."""
    statement = select(Wave.id).where(Wave.state == WaveState.OPEN, Wave.closes_on <= local_day(now))
    return list(session.scalars(statement.order_by(Wave.id)))


def close_wave(session: Session, wave_id: int, keyring: Keyring) -> Wave:
    """End the fieldwork of a wave and open its ballots, all in the caller's transaction.

    Links die, drafts and everything that tells who started, answered or was reminded are deleted, the counts
    stay. With fewer than 5 ballots (its own and those of earlier waves that wait) nothing is opened: the
    wave stays sealed and is opened together with the next. The caller then lets the database `forget`.

    Args:
        session: a session that may write.
        wave_id: the wave.
        keyring: the server's keys.

    Returns:
        The wave, closed or sealed.

    Raises:
        WaveError: if it does not exist or is not open.
    """
    wave = find_wave(session, str(wave_id), lock=True)
    if wave.state is not WaveState.OPEN:
        raise WaveError(f"Wave {wave.id} is closed already.")
    # Whoever is sending at this moment comes first; whoever comes later finds no participation.
    session.execute(select(Participation.invitation_id).where(_of(wave)).with_for_update())
    started, answered = _participation_counts(session, wave.id)
    counts = count_messages(session, wave.id)
    kept = {name: counts[name] for name in ("invited", "bounced", "delivered", "uncertain", "failed")}
    blank = _count_blank(session, wave, keyring)
    wave.fieldwork = kept | {
        "started": started,
        "completed": answered - blank,
        "blank": blank,
        "opted_out": count_opted_out(session, wave.id),
    }
    _delete_traces(session, wave)
    _open_or_seal(session, wave, keyring)
    return wave


def _open_or_seal(session: Session, wave: Wave, keyring: Keyring) -> None:
    waiting = select(Wave).where(
        Wave.survey_id == wave.survey_id,
        Wave.state == WaveState.SEALED,
        Wave.questionnaire_id == wave.questionnaire_id,
        Wave.questionnaire_version == wave.questionnaire_version,
        Wave.salt.is_not(None),
    )
    pool = [*session.scalars(waiting.order_by(Wave.id).with_for_update(key_share=True)), wave]
    ids = [each.id for each in pool]
    ballots = count_ballots(session, ids)
    if 0 < ballots < FEWEST_OPENED:
        wave.state = WaveState.SEALED
        return
    if ballots:
        boxes = [_box(each) for each in pool]
        coarse = _coarse_strata(session, boxes, keyring)
        open_boxes(session, boxes, into_wave=wave.id, coarse=coarse, keyring=keyring)
    for each in pool:
        each.salt = None
        each.state = WaveState.CLOSED
        each.opened_into_id = None if each is wave else wave.id


def _coarse_strata(session: Session, boxes: list[Box], keyring: Keyring) -> dict[Key, Key]:
    sent = Counter(content.strata for _, content in peek(session, boxes, keyring))
    columns = (
        Invitation.handling,
        Invitation.judgement,
        Invitation.domain,
        Invitation.language,
        Invitation.mode,
    )
    statement = (
        select(*columns, func.count())
        .where(Invitation.wave_id.in_([box.wave_id for box in boxes]))
        .group_by(*columns)
    )
    invited: dict[Key, int] = {
        (handling, judgement, domain, language, mode.value): count
        for handling, judgement, domain, language, mode, count in session.execute(statement)
    }
    cells: dict[Key, Cell] = {key: Cell(invited[key], count) for key, count in sent.items()}
    return coarsen(cells)


def _count_blank(session: Session, wave: Wave, keyring: Keyring) -> int:
    questionnaire = load(wave.questionnaire_id, wave.questionnaire_version)
    ballots = peek(session, [_box(wave)], keyring)
    return sum(is_blank(questionnaire, content.answers) for _, content in ballots)


def _delete_traces(session: Session, wave: Wave) -> None:
    """Delete who started, answered or was reminded; end the messages that have not gone."""
    own = select(Invitation.id).where(Invitation.wave_id == wave.id)
    session.execute(delete(Draft).where(Draft.invitation_id.in_(own)))
    session.execute(delete(Participation).where(_of(wave)))
    session.execute(
        delete(Message).where(Message.kind == MessageKind.REMINDER, Message.invitation_id.in_(own))
    )
    session.execute(
        update(Message)
        .where(Message.state.in_(WAITING), Message.invitation_id.in_(own))
        .values(state=MessageState.DROPPED, reason="wave_closed")
    )


def _box(wave: Wave) -> Box:
    if wave.salt is None:
        raise RuntimeError(f"the ballot box of wave {wave.id} has been opened already")
    return Box(wave.id, wave.salt)


def _of(wave: Wave) -> ColumnElement[bool]:
    return Participation.wave_id == wave.id


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _participation_counts(session: Session, wave_id: int) -> tuple[int, int]:
    statement = select(
        _count(Participation.started.is_(True)), _count(Participation.answered.is_(True))
    ).where(Participation.wave_id == wave_id)
    started, answered = session.execute(statement).one()
    return started or 0, answered or 0
