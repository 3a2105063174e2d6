"""Which complaints had their chance: in a survey that draws again and again each has exactly one.

A draw writes down, as keyed hashes, the case numbers of all that took part in it. That outlives frames and
register, of which the terms are shorter; without the key, and without the case number, it tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ForeignKey, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from enquete_app.db import Base
from enquete_app.fieldwork.models import Draw, Invitation
from enquete_app.register.models import Complaint
from enquete_app.sampling import had_its_chance, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring

AT_ONCE = 10_000
"""Rows in one statement; all those of a large register would take more memory than the register does."""


class Chance(Base):
    """That a complaint took part in a draw, drawn or not."""

    __tablename__ = "chance"

    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), primary_key=True)
    case_hash: Mapped[bytes] = mapped_column(primary_key=True)


class Earlier(NamedTuple):
    """What earlier draws leave for a rolling one.

    Args:
        cases: the hashes of the complaints that had their chance.
        persons: the keys of the persons of whom the wave has a case already.
    """

    cases: frozenset[bytes] = frozenset()
    persons: frozenset[str] = frozenset()


def record_chances(session: Session, draw: Draw, case_numbers: Iterable[str], keyring: Keyring) -> None:
    """Write down who took part in a draw."""
    hashes = sorted({keyring.case_hash(draw.survey_id, each) for each in case_numbers})
    for at in range(0, len(hashes), AT_ONCE):
        rows = [{"draw_id": draw.id, "case_hash": each} for each in hashes[at : at + AT_ONCE]]
        session.execute(insert(Chance), rows)


def earlier_draws(session: Session, survey_id: int, wave_id: int | None, keyring: Keyring) -> Earlier:
    """What the survey's draws so far leave for the next one.

    Args:
        session: any session.
        survey_id: which survey's.
        wave_id: the wave into which the next one draws; none for a new wave.
        keyring: the server's keys.
    """
    recorded = select(Chance.case_hash).join(Draw).where(Draw.survey_id == survey_id)
    cases = set(session.scalars(recorded))
    for draw in session.scalars(_unrecorded(survey_id)):
        cases.update(keyring.case_hash(survey_id, each) for each in _took_part(draw.frame or b""))
    of_wave = select(Draw.frame).where(Draw.wave_id == wave_id, Draw.frame.is_not(None))
    frames = session.scalars(of_wave) if wave_id else ()
    persons = {
        person
        for frame in frames
        for _, person, reason in verdicts(frame or b"")
        if person and reason is None
    }
    return Earlier(frozenset(cases), frozenset(persons))


def recorded_chances(session: Session, survey_id: int) -> Earlier:
    """As `earlier_draws` for a new wave, of the draws of which it is written down who took part."""
    recorded = select(Chance.case_hash).join(Draw).where(Draw.survey_id == survey_id)
    return Earlier(frozenset(session.scalars(recorded)))


def record_unrecorded(session: Session, survey_id: int, keyring: Keyring) -> None:
    """Write down who took part in draws made by a release that did not; as long as their frames are there."""
    for draw in session.scalars(_unrecorded(survey_id)).all():
        record_chances(session, draw, _took_part(draw.frame or b""), keyring)


def is_contact_key_of_draws(session: Session, keyring: Keyring) -> bool:
    """Whether the contact key is the one that earlier draws were recorded with, as far as that can be told.

    Opt-outs and cool-downs stand under the same key, and with another one nobody of them would be known.

    Args:
        session: any session.
        keyring: the server's keys.
    """
    one_of_each = (
        select(Draw.id, Draw.survey_id, func.min(Complaint.case_number))
        .join(Invitation, Invitation.draw_id == Draw.id)
        .join(Complaint, Complaint.id == Invitation.complaint_id)
        .where(Draw.id.in_(select(Chance.draw_id)))
        .group_by(Draw.id, Draw.survey_id)
    )
    return all(
        session.get(Chance, (draw_id, keyring.case_hash(survey_id, case_number))) is not None
        for draw_id, survey_id, case_number in session.execute(one_of_each).all()
    )


def _unrecorded(survey_id: int) -> Select[Draw]:
    known = Draw.id.in_(select(Chance.draw_id))
    return select(Draw).where(Draw.survey_id == survey_id, ~known, Draw.frame.is_not(None))


def _took_part(frame: bytes) -> list[str]:
    return [case for case, _, reason in verdicts(frame) if had_its_chance(reason)]
