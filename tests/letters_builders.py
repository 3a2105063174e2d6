"""Waves in which some are written to by letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import DRAW_DAY, complaint
from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters import posting as letter_posting
from enquete_app.fieldwork.messages.outbox import REFUSED
from enquete_app.fieldwork.messages.planning import plan_reminders
from enquete_app.fieldwork.models import (
    Contact,
    Invitation,
    Message,
    MessageKind,
    MessageState,
    Survey,
    Wave,
)
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint


def on_paper(number: int = 1, **values: Any) -> Complaint:
    """A complaint of somebody without an e-mail address."""
    address = {"name": f"Mevrouw {number} Pietersen", "address": f"Dorpsstraat {number}"}
    return complaint(email="", postcode="1234 AB", town="Voorbeeldstad", **(address | values))


def wave_with_letters(
    session: Session, keyring: Keyring, *, people: int = 3, mails: int = 0, **values: Any
) -> Wave:
    """A wave of so many who are written to and so many who are mailed, drawn on `DRAW_DAY`."""
    survey = find_survey(session, "klachtbehandeling")
    survey.letters = True
    session.add_all([on_paper(number, **values) for number in range(1, people + 1)])
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


def letters_under_way(session: Session, keyring: Keyring, now: datetime) -> Wave:
    """A wave of a survey of its own in which letters are at every stage, and a mail came back."""
    asked = find_survey(session, "klachtbehandeling")
    columns = {each.key: getattr(asked, each.key) for each in Survey.__table__.columns}
    survey = Survey(**(columns | {"id": None, "slug": "brieven", "letters": True}))
    today = local_day(now)
    about = {
        "kind": "brief",
        "received": today - timedelta(days=60),
        "closed": today - timedelta(days=30),
    }
    session.add(survey)
    session.add_all(on_paper(number, **about) for number in range(1, 9))
    gone = {"name": "De heer Weg", "address": "Laan 1", "postcode": "1234 AB", "town": "Voorbeeldstad"}
    session.add_all(complaint(email=f"weg{number}@inwoner.example", **gone, **about) for number in range(2))
    session.flush()
    wave = make_draw(session, survey, Order(as_of=today, kinds=("brief",)), keyring).wave
    for posted in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(letters, "MOST_IN_BATCH", 3)
            batch = letters.make_batch(session, wave, MessageKind.INVITATION, today, now=now, keyring=keyring)
        if posted:
            letter_posting.post(session, wave, batch, today, now=now, keyring=keyring)
    inside = [each for each in messages(session, wave) if each.batch_id == batch.id]
    inside[0].invitation.complaint.name = "李明"
    session.merge(Contact(hash=inside[1].invitation.contact_hash, opted_out=True))
    for each in messages(session, wave):
        if not each.by_letter:
            each.state, each.reason, each.attempts = MessageState.FAILED, REFUSED, 1
    plan_reminders(session)
    return wave
