"""Draws that wait for somebody to confirm them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from builders import DRAW_DAY, MORNING, complaint
from sqlalchemy.orm import Session

from enquete_app.fieldwork.confirming import Choice, draw_to_confirm
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.ordering import Order, find_survey
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
