"""Draws that wait for somebody to confirm them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from builders import DRAW_DAY, MORNING, complaint
from sqlalchemy.orm import Session

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.confirming import Choice, confirm, draw_to_confirm
from enquete_app.fieldwork.drawing.ordering import Order, find_survey
from enquete_app.fieldwork.models import Draw
from enquete_app.keys import Keyring

TOMORROW = MORNING + timedelta(days=1)


def unconfirmed_draw(session: Session, keyring: Keyring, *, people: int = 3, **asked: Any) -> Draw:
    """A draw of so many people on `DRAW_DAY` that nobody has confirmed."""
    session.add_all(complaint() for _ in range(people))
    session.flush()
    survey = find_survey(session, "klachtbehandeling")
    return draw_to_confirm(session, survey, Order(**({"as_of": DRAW_DAY} | asked)), keyring)


def choice(
    moment: datetime = TOMORROW, seen: datetime | None = None, who: str = "ann@gemeente.example"
) -> Choice:
    """What a colleague confirms."""
    return Choice(moment=moment, seen=seen, text=0, who=who)


def asked(**changes: object) -> dict[str, object]:
    """All that the form of a design sends; today everyone, if nothing else is said."""
    fields = {
        "dag": local_day(datetime.now(UTC)).isoformat(),
        "soort": "klacht",
        "maanden": "6",
        "minstens": "0",
        "rust": "365",
        "omvang": "iedereen",
        "aantal": "",
        "verdeling": "proportional",
        "minimum": "0",
        "respons": "25",
        "marge": "5",
    }
    return fields | changes


WAITING, LATE, CONFIRMED = "klacht A", "klacht B", "klacht C"
"""The kinds of complaint of three draws: one waits, one waited too long, of one the mails are planned."""


def draws_that_wait(session: Session, keyring: Keyring, now: datetime) -> None:
    """A draw in each of these situations, of complaints of which others could still be drawn."""
    survey = find_survey(session, "klachtbehandeling")
    for kind, days, handling in ((WAITING, 1, "formeel"), (LATE, 20, "informeel"), (CONFIRMED, 2, "formeel")):
        day = local_day(now) - timedelta(days=days)
        for number in range(60):
            about = {
                "kind": kind,
                "handling": handling if number % 4 else "",
                "language": ("nl", "en")[number % 2],
            }
            session.add(complaint(received=day - timedelta(days=50), closed=day - timedelta(days=9), **about))
        session.flush()
        draw = draw_to_confirm(
            session, survey, Order(as_of=day, kinds=(kind,), size=25, by=("handling",)), keyring
        )
        if kind == CONFIRMED:
            confirm(session, draw.id, choice(now + timedelta(days=3)), now)
