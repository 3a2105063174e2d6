"""What can stand in the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from enquete_app.fieldwork.models import Survey
    from enquete_app.fieldwork.retention.terms import Erasable


class Event(StrEnum):
    """What can happen, in the order in which it does on one day."""

    CLOSING = "closing"
    DRAW = "draw"
    SKIPPED = "skipped"
    PAUSED = "paused"
    NOBODY = "nobody"
    MISSED = "missed"
    OCCUPIED = "occupied"
    DISCARDED = "discarded"
    MAILING = "mailing"
    REMINDER = "reminder"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something on a day.

    Args:
        day: in Amsterdam.
        event: what.
        survey: of which survey.
        is_past: whether it has happened.
        wave_id: of which wave, if that is there.
        number: of people it is about, if that is known.
        moment: at which it happens, if it has one.
        due_on: for what was made up for later: the day on which it was to happen.
        by_hand: for a draw: whether a person made it.
        what: what is erased, where something is.
    """

    day: date
    event: Event
    survey: Survey
    is_past: bool
    wave_id: int | None = None
    number: int | None = None
    moment: datetime | None = None
    due_on: date | None = None
    by_hand: bool = False
    what: tuple[Erasable, ...] = ()
