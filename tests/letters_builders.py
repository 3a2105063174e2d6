"""Waves in which some are written to by letter."""

from __future__ import annotations

from typing import Any

from builders import DRAW_DAY, complaint
from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.credentials import Purpose, credential
from enquete_app.fieldwork.drawing import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation, Message, Wave
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint


def on_paper(number: int = 1, **values: Any) -> Complaint:
    """A complaint of somebody without an e-mail address."""
    address = {"name": f"Mevrouw {number} Pietersen", "address": f"Dorpsstraat {number}"}
    return complaint(email="", postcode="1234 AB", town="Voorbeeldstad", **(address | values))


def wave_with_letters(
    session: Session, keyring: Keyring, *, letters: int = 3, mails: int = 0, **values: Any
) -> Wave:
    """A wave of so many who are written to and so many who are mailed, drawn on `DRAW_DAY`."""
    survey = find_survey(session, "klachtbehandeling")
    survey.letters = True
    session.add_all([on_paper(number, **values) for number in range(1, letters + 1)])
    session.add_all([complaint() for _ in range(mails)])
    session.flush()
    return make_draw(session, survey, Order(as_of=DRAW_DAY), keyring).wave


def code_of(session: Session, invitation: Invitation, keyring: Keyring) -> str:
    """The code in somebody's letter."""
    of = (Purpose.CODE, invitation.id, invitation.version)
    return credential(*of, keyring=keyring, key_id=invitation.key_id)


def messages(session: Session, wave: Wave) -> list[Message]:
    """All messages of a wave."""
    own = select(Message).join(Invitation).where(Invitation.wave_id == wave.id).order_by(Message.id)
    return list(session.scalars(own.execution_options(populate_existing=True)))
