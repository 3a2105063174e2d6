"""Closing a wave: the fieldwork ends, traces are deleted, the ballot box is opened or stays sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, delete, func, select, update

from enquete_app.answers.ballots import Box, count_ballots, mix, open_boxes, peek
from enquete_app.answers.models import Ballot, Draft
from enquete_app.fieldwork.answering.opting_out import count_opted_out
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.models import (
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Participation,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.waves.background import keep_background
from enquete_app.fieldwork.waves.coarse_facts import coarse_facts
from enquete_app.fieldwork.waves.progress import WaveError, count_messages, count_participations, find_wave
from enquete_app.instruments import load
from enquete_app.questionnaire import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

FEWEST_OPENED = 5
UNOPENED = "unopened"
"""How many ballots were destroyed unread: a count of the fieldwork where that happened."""


def waves_to_close(session: Session, now: datetime) -> list[int]:
    """The ids of the open waves whose last day is over."""
    statement = select(Wave.id).where(Wave.state == WaveState.OPEN, Wave.closes_on <= local_day(now))
    return list(session.scalars(statement.order_by(Wave.id)))


def close_today(wave: Wave, now: datetime) -> None:
    """Let an open wave, which the caller has locked, close with the next run of what is due."""
    wave.closes_on = min(wave.closes_on or local_day(now), local_day(now))


def close_wave(session: Session, wave_id: int, keyring: Keyring) -> Wave:
    """End the fieldwork of a wave and open its ballots, all in the caller's transaction.

    Links die, drafts and everything that tells who started, answered or was reminded are deleted, the counts
    stay. With fewer than 5 ballots (its own and those of earlier waves that wait) nothing is opened: the
    wave stays sealed and is opened together with the next. Once the survey asks other questions, the ballots
    that wait are destroyed. What was deleted may still be readable in the files, which the wave remembers
    until the database was made to forget it.

    Args:
        session: a session that may write.
        wave_id: the wave.
        keyring: the server's keys.

    Returns:
        The wave, closed or sealed.

    Raises:
        WaveError: if it does not exist or is not open.
    """
    # Messages before the wave, in the order in which the first mail takes them: else either could wait for
    # the other for ever.
    outbox.end(session, wave_id)
    wave = find_wave(session, str(wave_id), lock=True)
    if wave.state is not WaveState.OPEN:
        raise WaveError(f"Wave {wave.id} is closed already.")
    if any(draw.awaits_confirmation for draw in wave.draws):
        raise WaveError(f"Wave {wave.id} waits for somebody to confirm its draw, or to discard it.")
    # Whoever is sending at this moment comes first; whoever comes later finds no participation.
    session.execute(select(Participation.invitation_id).where(_of(wave)).with_for_update())
    started, answered = count_participations(session, wave.id)
    counts = count_messages(session, wave.id)
    kept = {name: counts[name] for name in ("invited", "bounced", "delivered", "uncertain", "failed")}
    wave.fieldwork = kept | {
        "started": started,
        "completed": answered,
        "blank": 0,
        "opted_out": count_opted_out(session, wave.id),
        "reminded": _count_reminded(session, wave),
    }
    keep_background(session, wave)
    _delete_traces(session, wave)
    wave.traces_left = True
    _open_or_seal(session, wave, keyring)
    _destroy_unopenable(session, wave.survey_id)
    return wave


def sealed_like(wave: Wave) -> Select[Wave]:
    """The waves whose ballots wait to be opened together with those of a wave like this one."""
    return select(Wave).where(
        Wave.survey_id == wave.survey_id,
        Wave.state == WaveState.SEALED,
        Wave.questionnaire_id == wave.questionnaire_id,
        Wave.questionnaire_version == wave.questionnaire_version,
    )


def waves_with_traces(session: Session) -> list[int]:
    """The ids of the waves of which deleted traces may still be readable in the database's files."""
    return list(session.scalars(select(Wave.id).where(Wave.traces_left).order_by(Wave.id)))


def record_erased(session: Session, wave_ids: Sequence[int]) -> None:
    """Record that nothing is left of the traces of these waves."""
    session.execute(update(Wave).where(Wave.id.in_(wave_ids)).values(traces_left=False))


def _open_or_seal(session: Session, wave: Wave, keyring: Keyring) -> None:
    # Of two small waves that close at the same time the second finds the first sealed.
    session.refresh(wave.survey, with_for_update={"key_share": True})
    waiting = sealed_like(wave).order_by(Wave.id).with_for_update(key_share=True)
    pool = [*session.scalars(waiting), wave]
    ids = [each.id for each in pool]
    ballots = count_ballots(session, ids)
    if 0 < ballots < FEWEST_OPENED:
        wave.state = WaveState.SEALED
        mix(session, wave.id)
        return
    if ballots:
        boxes = [_box(each) for each in pool]
        if pool == [wave]:
            _tell_blank_apart(session, wave, keyring)
        coarse = coarse_facts(session, boxes, keyring)
        open_boxes(session, boxes, into_wave=wave.id, coarse=coarse, keyring=keyring)
    for each in pool:
        each.salt = None
        each.state = WaveState.CLOSED
        each.opened_into_id = None if each is wave else wave.id


def _destroy_unopenable(session: Session, survey_id: int) -> None:
    """Destroy ballots that wait for a wave that will not come: the survey asks other questions by now.

    Opened with the answers to those, so few would stand out. How many there were stays known.
    """
    waves = session.scalars(select(Wave).where(Wave.survey_id == survey_id)).all()
    still_asked = {_edition(wave) for wave in waves if wave.state is WaveState.OPEN}
    ended = [wave for wave in waves if wave.state is not WaveState.OPEN]
    for wave in ended:
        moved_on = any(later.id > wave.id and _edition(later) != _edition(wave) for later in ended)
        if wave.state is WaveState.SEALED and moved_on and _edition(wave) not in still_asked:
            destroy_unread(session, wave)


def destroy_unread(session: Session, wave: Wave) -> None:
    """Destroy the ballots of a sealed wave, which is closed by that. How many there were stays known."""
    counts: dict[str, int] = wave.fieldwork or {}
    session.execute(delete(Ballot).where(Ballot.wave_id == wave.id))
    wave.fieldwork = counts | {UNOPENED: counts["completed"] + counts["blank"]}
    wave.salt, wave.state, wave.traces_left = None, WaveState.CLOSED, True


def _edition(wave: Wave) -> tuple[str, str]:
    return wave.questionnaire_id, wave.questionnaire_version


def _tell_blank_apart(session: Session, wave: Wave, keyring: Keyring) -> None:
    """Count blank ballots apart from the completed; only of a wave that is opened alone.

    Where waves are opened together, a number for each of them would tell of a blank response from which one,
    perhaps from the only person who answered in it.
    """
    questionnaire = load(session, wave.questionnaire_id, wave.questionnaire_version)
    ballots = peek(session, [_box(wave)], keyring)
    blank = sum(is_blank(questionnaire, content.answers) for _, content in ballots)
    counts = wave.fieldwork or {}
    wave.fieldwork = counts | {"completed": counts["completed"] - blank, "blank": blank}


def _count_reminded(session: Session, wave: Wave) -> int:
    statement = (
        select(func.count())
        .select_from(Message)
        .join(Invitation)
        .where(Invitation.wave_id == wave.id, Message.kind == MessageKind.REMINDER)
        .where(Message.state == MessageState.SENT)
    )
    return session.scalar(statement) or 0


def _delete_traces(session: Session, wave: Wave) -> None:
    """Delete who started, answered or was reminded."""
    own = select(Invitation.id).where(Invitation.wave_id == wave.id)
    session.execute(delete(Draft).where(Draft.invitation_id.in_(own)))
    session.execute(delete(Participation).where(_of(wave)))
    session.execute(
        delete(Message).where(Message.kind == MessageKind.REMINDER, Message.invitation_id.in_(own))
    )


def _box(wave: Wave) -> Box:
    if wave.salt is None:
        raise RuntimeError(f"the ballot box of wave {wave.id} has been opened already")
    return Box(wave.id, wave.salt)


def _of(wave: Wave) -> ColumnElement[bool]:
    return Participation.wave_id == wave.id
