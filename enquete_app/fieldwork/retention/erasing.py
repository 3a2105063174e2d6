"""Retention of what belongs to a wave: when each thing is due, and erasing it.

Erasing is one transaction a thing. That nothing is left in the files is looked up after it, see `verified`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from enquete_app.answers.erasing import count_texts, erase_texts
from enquete_app.answers.models import Ballot
from enquete_app.audit import Act, record
from enquete_app.db import lock_out_writers, put
from enquete_app.fieldwork.answering.models import FurtherContact
from enquete_app.fieldwork.answering.opting_out import set_opted_out
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import (
    Contact,
    Draw,
    Invitation,
    Message,
    MessageKind,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.retention.models import Erasure, RetentionTerms, WaveEnding
from enquete_app.fieldwork.retention.terms import Erasable, Terms, WaveFacts, due, faults
from enquete_app.fieldwork.waves.closing import destroy_unread
from enquete_app.instruments import load
from enquete_app.questionnaire import TextField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

WHO = "retention"
"""In the audit log, of what is erased by itself."""
WRITTEN_IN = {
    Erasable.MESSAGES: ("message", "further_contact"),
    Erasable.LINKS: ("invitation", "draw", "contact", "further_contact"),
    Erasable.OPEN_ANSWERS: ("response", "open_answer"),
    Erasable.SEALED_BALLOTS: ("ballot", "wave"),
    Erasable.OPT_OUT_LINKS: ("invitation", "further_contact"),
    Erasable.CONTACT_DATA: ("complaint",),
    Erasable.COMPLAINTS: ("complaint", "complaint_leaving"),
    Erasable.COOL_DOWNS: ("contact",),
}
"""The tables that hold what was erased until they are rewritten."""


class TermsError(Exception):
    """Terms are out of bounds; the message names them."""


def terms_of(session: Session) -> Terms:
    """The terms of this installation."""
    row = session.get(RetentionTerms, 1)
    return Terms(**{name: getattr(row, name) for name in asdict(Terms())}) if row else Terms()


def choose_terms(session: Session, terms: Terms) -> None:
    """Choose other terms, which hold at once, also for what was stored before.

    Raises:
        TermsError: if one is out of bounds.
    """
    if wrong := faults(terms):
        raise TermsError(", ".join(wrong))
    put(session, RetentionTerms, [{"id": 1, **asdict(terms)}], update=list(asdict(terms)))


def endings_to_notice(session: Session) -> list[int]:
    """The waves whose fieldwork has ended, which nobody has noticed yet."""
    unseen = select(Wave.id).outerjoin(WaveEnding, WaveEnding.wave_id == Wave.id)
    return list(session.scalars(unseen.where(Wave.state != WaveState.OPEN, WaveEnding.wave_id.is_(None))))


def notice_endings(session: Session, today: date) -> None:
    """Write down of each wave when it was first seen that its fieldwork has ended."""
    if rows := [{"wave_id": each, "seen_on": today} for each in endings_to_notice(session)]:
        put(session, WaveEnding, rows)


def waves_and_endings(session: Session) -> Sequence[Row[Any]]:
    """All waves with what their terms depend on, in order."""
    columns = (Wave.id, Wave.state, Wave.survey_id, Wave.questionnaire_id, Wave.questionnaire_version)
    seen = select(*columns, Wave.closes_on, Wave.fieldwork, WaveEnding.seen_on)
    return session.execute(seen.outerjoin(WaveEnding, WaveEnding.wave_id == Wave.id).order_by(Wave.id)).all()


def facts_of_waves(session: Session, waves: Sequence[Row[Any]]) -> dict[int, WaveFacts]:
    """What the terms of each wave depend on."""
    erased = defaultdict(set)
    for wave_id, what in session.execute(select(Erasure.wave_id, Erasure.what)):
        erased[wave_id].add(what)
    asked: set[tuple[object, ...]] = {tuple(wave[2:5]) for wave in waves if wave.state is WaveState.OPEN}
    return {
        wave.id: WaveFacts(
            None if wave.state is WaveState.OPEN else wave.seen_on,
            is_sealed=wave.state is WaveState.SEALED,
            may_be_opened=tuple(wave[2:5]) in asked,
            erased=frozenset(erased[wave.id]),
        )
        for wave in waves
    }


def waves_due(session: Session, today: date) -> list[tuple[int, Erasable]]:
    """What is due of which wave, in the order in which to do it."""
    terms = terms_of(session)
    facts = facts_of_waves(session, waves_and_endings(session))
    return [(wave_id, what) for wave_id, each in facts.items() for what in due(each, terms, today)]


def erase_of_wave(
    session: Session, wave_id: int, what: Erasable, keyring: Keyring, *, now: datetime
) -> int | None:
    """Erase one thing of a wave, if it still is due.

    Args:
        session: a session that may write.
        wave_id: the wave.
        what: which thing.
        keyring: the server's keys.
        now: the moment that decides what is due.

    Returns:
        How many there were; none if another has done it, or it is due no more.
    """
    lock_out_writers(session, Erasure)
    today = local_day(now)
    if (wave_id, what) not in waves_due(session, today):
        return None
    # A wave of its survey may be closing, which could open these ballots.
    wave = session.get_one(Wave, wave_id, with_for_update={"key_share": True}, populate_existing=True)
    number = _ERASE[what](session, wave, keyring)
    record_erasure(session, what, number, wave_id=wave_id, now=now)
    return number


def record_erasure(  # noqa: PLR0913 - an erasure has this many sides
    session: Session,
    what: Erasable,
    number: int,
    *,
    now: datetime,
    wave_id: int | None = None,
    known_since: date | None = None,
) -> None:
    """Write down that something was erased, and in the audit log too; the arguments are `Erasure`'s."""
    today = local_day(now)
    same = select(Erasure).where(Erasure.what == what, Erasure.erased_on == today)
    # A line for each day known since: a longer cool-down brings nobody back who went under a shorter one.
    same = same.where(Erasure.wave_id == wave_id, Erasure.known_since == known_since)
    if (found := session.scalar(same.where(Erasure.verified_on.is_(None)))) is None:
        found = Erasure(what=what, wave_id=wave_id, number=0, erased_on=today, known_since=known_since)
        session.add(found)
    found.number += number
    facts: dict[str, str | int | bool | None] = {"what": str(what), "number": number}
    record(session, WHO, Act.RETENTION_ERASED, f"wave {wave_id}" if wave_id else "", facts, at=now)


def unverified(session: Session) -> list[Erasure]:
    """What was erased, but may still be readable in the database's files."""
    return list(session.scalars(select(Erasure).where(Erasure.verified_on.is_(None)).order_by(Erasure.id)))


def record_verified(session: Session, erasures: list[Erasure], today: date) -> None:
    """Record that nothing is left of what was erased: in no row, as is looked up here, and in no file.

    Raises:
        RuntimeError: if there is something left in a row. Nothing is recorded then.
    """
    for each in erasures:
        if each.wave_id is not None and left_of_wave(session, each.wave_id, each.what):
            raise RuntimeError(f"{each.what} of wave {each.wave_id} are there again")
    ids = [each.id for each in erasures]
    session.execute(update(Erasure).where(Erasure.id.in_(ids)).values(verified_on=today))


def left_of_wave(session: Session, wave_id: int, what: Erasable) -> int:
    """How many of a thing there are still in the rows of a wave; only of what is due or done."""
    own = select(Invitation.id).where(Invitation.wave_id == wave_id)
    if what is Erasable.OPEN_ANSWERS:
        return count_texts(session, wave_id, _texts(session, session.get_one(Wave, wave_id)))
    counted: dict[Erasable, Select[int]] = {
        Erasable.MESSAGES: _count(Message.id).where(Message.invitation_id.in_(own)),
        Erasable.LINKS: _count(Invitation.id).where(
            Invitation.wave_id == wave_id, Invitation.complaint_id.is_not(None)
        ),
        Erasable.SEALED_BALLOTS: _count(Ballot.id).where(Ballot.wave_id == wave_id),
        Erasable.OPT_OUT_LINKS: _count(Invitation.id).where(
            Invitation.wave_id == wave_id, Invitation.contact_hash.is_not(None)
        ),
    }
    return session.scalar(counted[what]) or 0


def _count(column: Any) -> Select[Any]:  # noqa: ANN401 - a column of any type
    return select(func.count(column))


def _texts(session: Session, wave: Wave, version: str | None = None) -> set[str]:
    questionnaire = load(session, wave.questionnaire_id, version or wave.questionnaire_version)
    return {each.name for each in questionnaire.fields.values() if isinstance(each, TextField)}


def _messages(session: Session, wave: Wave, _keyring: Keyring) -> int:
    own = select(Invitation.id).where(Invitation.wave_id == wave.id)
    first = Message.kind == MessageKind.INVITATION
    # Under which address people were mailed is still needed for their opt-out links.
    mailed = (
        select(Message.invitation_id, Message.contact_hash.label("hash"))
        .join(Invitation)
        .where(Invitation.wave_id == wave.id, first, Message.contact_hash != Invitation.contact_hash)
    )
    if rows := [dict(row._mapping) for row in session.execute(mailed)]:  # noqa: SLF001 - SQLAlchemy's name
        put(session, FurtherContact, rows)
    number = session.scalar(_count(Message.id).where(Message.invitation_id.in_(own), first)) or 0
    session.execute(delete(Message).where(Message.invitation_id.in_(own)))
    return number


def _links(session: Session, wave: Wave, keyring: Keyring) -> int:
    # Whoever opted out and has another address in the register since could not be known by it any more.
    opted_out = (
        select(Invitation)
        .join(Contact, Contact.hash == Invitation.contact_hash)
        .where(Invitation.wave_id == wave.id, Contact.opted_out, Invitation.complaint_id.is_not(None))
    )
    for invitation in session.scalars(opted_out.order_by(Invitation.id)).all():
        set_opted_out(session, invitation, keyring, opted_out=True)
    number = left_of_wave(session, wave.id, Erasable.LINKS)
    session.execute(update(Invitation).where(Invitation.wave_id == wave.id).values(complaint_id=None))
    session.execute(update(Draw).where(Draw.wave_id == wave.id).values(frame=None, person_salt=b""))
    return number


def _open_answers(session: Session, wave: Wave, _keyring: Keyring) -> int:
    return erase_texts(session, wave.id, lambda version: _texts(session, wave, version))


def _sealed_ballots(session: Session, wave: Wave, _keyring: Keyring) -> int:
    counts = wave.fieldwork or {}
    destroy_unread(session, wave)
    return int(counts["completed"] + counts["blank"])


def _opt_out_links(session: Session, wave: Wave, _keyring: Keyring) -> int:
    own = select(Invitation.id).where(Invitation.wave_id == wave.id)
    number = left_of_wave(session, wave.id, Erasable.OPT_OUT_LINKS)
    session.execute(update(Invitation).where(Invitation.wave_id == wave.id).values(contact_hash=None))
    session.execute(delete(FurtherContact).where(FurtherContact.invitation_id.in_(own)))
    return number


_ERASE: dict[Erasable, Callable[[Session, Wave, Keyring], int]] = {
    Erasable.MESSAGES: _messages,
    Erasable.LINKS: _links,
    Erasable.OPEN_ANSWERS: _open_answers,
    Erasable.SEALED_BALLOTS: _sealed_ballots,
    Erasable.OPT_OUT_LINKS: _opt_out_links,
}
