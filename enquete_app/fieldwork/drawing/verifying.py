"""Redoing a draw years later, from the frame in the database or from its exported file."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from enquete_app.fieldwork.drawing.ordering import DrawError
from enquete_app.fieldwork.models import Draw, Invitation
from enquete_app.fieldwork.waves.progress import WaveError, find_wave
from enquete_app.register.models import Complaint
from enquete_app.sampling import Allocation, Design, Record, Stratum, extra_columns, verify


@dataclass(frozen=True, slots=True)
class Check:
    """What came of redoing a draw.

    Args:
        is_possible: whether the frame is still there to be redone.
        difference: the first one, as a sentence in English; none if there is none.
    """

    is_possible: bool
    difference: str | None = None


def check_draw(session: Session, draw: Draw) -> Check:
    """Redo a draw from the frame in the database, if that is still there."""
    if draw.frame is None:
        return Check(is_possible=False)
    return Check(is_possible=True, difference=verify_draw(session, draw))


def draw_of_wave(session: Session, wave_id: str, draw_id: int, *, frame: bool = False) -> Draw:
    """Find a draw of a wave.

    Args:
        session: any session.
        wave_id: the wave's number as people type it.
        draw_id: the draw's.
        frame: whether its frame, which is large, is wanted at once.

    Raises:
        WaveError: if there is no such draw in that wave.
    """
    asked = select(Draw).where(Draw.id == draw_id, Draw.wave_id == find_wave(session, wave_id).id)
    draw = session.scalar(asked.options(undefer(Draw.frame if frame else Draw.has_frame)))
    if draw is None:
        raise WaveError(f"Wave {wave_id} has no draw {draw_id}.")
    return draw


def verify_draw(session: Session, draw: Draw, frame: bytes | None = None) -> str | None:
    """Redo a draw from what was frozen.

    Args:
        session: any session.
        draw: which one.
        frame: an exported frame; none for the one in the database.

    Returns:
        The first difference as a sentence; none if there is none.

    Raises:
        DrawError: if there is no frame in the database any more and none was given.
    """
    frame = draw.frame if frame is None else frame
    if frame is None:
        raise DrawError("The frame has been removed. Give the file it was exported to.")
    design = draw.design
    record = Record(
        frame_sha256=draw.frame_sha256,
        seed=draw.seed.hex(),
        seed_sha256=draw.seed_sha256,
        design=Design(
            by=tuple(design["by"]),
            size=design["size"],
            allocation=Allocation(design["allocation"]),
            min_per_stratum=design["min_per_stratum"],
        ),
        extra_columns=extra_columns(design["by"]),
        strata=tuple(Stratum(tuple(s["key"]), s["population"], s["selected"]) for s in draw.strata),
        selected=_selected_cases(session, draw),
        selection_sha256=draw.selection_sha256,
    )
    return verify(frame, record)


def _selected_cases(session: Session, draw: Draw) -> tuple[str, ...] | None:
    """The selected case numbers; none as soon as one has been removed."""
    statement = (
        select(Complaint.case_number)
        .select_from(Invitation)
        .outerjoin(Complaint, Complaint.id == Invitation.complaint_id)
        .where(Invitation.draw_id == draw.id)
    )
    found = session.scalars(statement).all()
    return None if None in found else tuple(found)
