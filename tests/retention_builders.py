"""A wave with known values in every place, and where to look for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import psycopg
from builders import DRAW_DAY, MORNING, complaint, saved, sent
from flask import Flask
from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering.visiting import Standing
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation
from enquete_app.jobs.due import run_due

OWN_WORDS, OTHER_WORDS = "Niemand belde mij ooit terug.", "Via de huisarts, eigenlijk."
EMAIL, NAME, ADDRESS, TOWN = "geplant-adres{}@inwoner.example", "Geplante Naam{}", "Plantweg {}", "Plantstad"
CASE = "GEPLANT-{}"
CLOSING = MORNING + timedelta(days=28)


def planted(number: int = 1, **values: object) -> object:
    """A complaint of which all that names somebody can be found again."""
    texts = {
        "case_number": CASE.format(number),
        "email": EMAIL.format(number),
        "name": NAME.format(number),
        "address": ADDRESS.format(number),
        "postcode": "1234 AB",
        "town": TOWN,
    }
    return complaint(**(texts | values))


def due(app: Flask, moment: datetime) -> list[str]:
    """Do what is due; nothing may fail."""
    lines = list(run_due(app, moment))
    assert not [line for line in lines if "failed" in line], lines
    return [str(line) for line in lines]


def closed_wave(app: Flask, *, people: int = 8, answers: int = 6) -> None:
    """A wave of planted people that is mailed, answered with planted texts, and closed after 28 days."""
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with database.transaction() as session:
        session.add_all(planted(number) for number in range(people))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)
    due(app, MORNING)
    with database.reader() as session:
        ids = list(session.scalars(select(Invitation.id).order_by(Invitation.id)))
    for each in ids[:answers]:
        given = {"V1": 5, "V1_anders": OTHER_WORDS, "V10": 4, "V11": OWN_WORDS}
        with database.transaction() as session:
            saved(session, each, keyring, Typed(given))
            assert sent(session, each, keyring) is Standing.ANSWERED
    due(app, MORNING + timedelta(days=11))
    due(app, CLOSING)


def bytes_of(url: str) -> bytes:
    """All that the files of a database hold, without PostgreSQL's write-ahead log."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        log = file.with_name(f"{file.name}-wal")
        return file.read_bytes() + (log.read_bytes() if log.exists() else b"")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        found = connection.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
            "WHERE relkind IN ('r', 'i', 't') AND pg_relation_filepath(oid) NOT LIKE 'global/%'"
        )
        return b"".join(content for [content] in found)


def found_in(content: bytes, *texts: str) -> set[str]:
    """Which of the texts occur, as UTF-8 or in JSON's own spelling."""
    return {text for text in texts if text.encode() in content}
