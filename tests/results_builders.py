"""Waves that were drawn, mailed, answered and closed, one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from builders import complaint, sent
from builders import saved as saved_answers
from flask import Flask
from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation
from enquete_app.jobs.due import run_due

Person = tuple[Mapping[str, Any], Mapping[str, int | str] | None]
"""The facts of somebody's complaint, and the answers; none for who does not answer."""
UPHELD = {"judgement": "gegrond", "handling": "formeel"}
NOT_UPHELD = {"judgement": "ongegrond", "handling": "informeel"}

_numbers = itertools.count(1)


def at(day: date, days: int = 0) -> datetime:
    """The morning of a day, or of so many days later."""
    return datetime.combine(day + timedelta(days=days), time(9), AMSTERDAM)


def opened_wave(app: Flask, day: date, people: Sequence[Person]) -> int:
    """Draw a wave of these people on a day, mail and answer it; gives its number."""
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    kind = f"soort {next(_numbers)}"
    with database.transaction() as session:
        dates = {"received": day - timedelta(days=60), "closed": day - timedelta(days=30)}
        made = [complaint(kind=kind, **dates, **facts) for facts, _ in people]
        session.add_all(made)
        session.flush()
        survey = find_survey(session, "klachtbehandeling")
        wave_id = make_draw(session, survey, Order(as_of=day, kinds=(kind,)), keyring).wave_id
        answers = {each.id: given for each, (_, given) in zip(made, people, strict=True) if given}
    list(run_due(app, at(day)))
    with database.reader() as session:
        invited = select(Invitation.complaint_id, Invitation.id).where(Invitation.wave_id == wave_id)
        invitations = dict(session.execute(invited).all())
    for complaint_id, given in answers.items():
        with database.transaction() as session:
            saved_answers(session, invitations[complaint_id], keyring, Typed(dict(given)))
            sent(session, invitations[complaint_id], keyring)
    return wave_id


def closed_wave(app: Flask, day: date, people: Sequence[Person]) -> int:
    """The same, and close it; its results are made."""
    wave_id = opened_wave(app, day, people)
    list(run_due(app, at(day, 30)))
    return wave_id
