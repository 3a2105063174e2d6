"""Small things that tests need, each with defaults."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enquete_app.answers.drafts import Typed
from enquete_app.db import Database
from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.answering.participation import save, send, start
from enquete_app.fieldwork.answering.visiting import Standing, Visit, visit
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Draw, Invitation
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

EXAMPLE = Path(__file__).parent.parent / "enquete_app/cli/klachtbehandeling-2024"
REGISTER = EXAMPLE / "klachtenregister.csv"
HEADING = "zaaknummer;soort;behandeling;ontvangen_op;afgehandeld_op;oordeel;e_mail"
LINE = "K-1;klacht;formeel;2025-01-02;2025-02-03;gegrond;jan@inwoner.example"
DRAW_DAY = date(2025, 5, 15)
MORNING = datetime(2025, 5, 15, 9, tzinfo=AMSTERDAM)

_numbers = itertools.count(1)


def complaint(**values: Any) -> Complaint:
    """A closed complaint of somebody with an e-mail address of their own."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "case_number": f"K-{number:05}",
        "kind": "klacht",
        "subject": "Afvalcontainer",
        "domain": "Fysiek domein",
        "department": "Wijkbeheer",
        "channel": "digitaal",
        "handling": "informeel",
        "judgement": "gegrond",
        "received": DRAW_DAY - timedelta(days=60),
        "closed": DRAW_DAY - timedelta(days=30),
        "language": "nl",
        "email": f"klager{number}@inwoner.example",
    }
    return Complaint(**(defaults | values))


def drawn_wave(session: Session, keyring: Keyring, *, people: int = 3, **values: Any) -> Draw:
    """A wave of so many invited people, drawn on `DRAW_DAY`."""
    session.add_all(complaint(**values) for _ in range(people))
    session.flush()
    return make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)


def invitation_ids(session: Session) -> list[UUID]:
    return list(session.scalars(select(Invitation.id).order_by(Invitation.id)))


def token(invitation_id: UUID, keyring: Keyring, purpose: Purpose = Purpose.LINK) -> str:
    return credential(purpose, invitation_id, 1, keyring=keyring, key_id=keyring.current_id)


def started(session: Session, invitation_id: UUID, keyring: Keyring, language: str | None = None) -> Visit:
    return start(session, _locked(session, invitation_id, keyring), keyring, language=language)


def saved(session: Session, invitation_id: UUID, keyring: Keyring, typed: Typed) -> Visit:
    return save(session, _locked(session, invitation_id, keyring), typed, keyring)


def sent(session: Session, invitation_id: UUID, keyring: Keyring) -> Standing:
    return send(session, _locked(session, invitation_id, keyring), keyring)[0]


def _locked(session: Session, invitation_id: UUID, keyring: Keyring) -> Visit:
    found = visit(session, invitation_id, keyring, lock=True)
    assert found is not None
    return found


def at_the_same_time(database: Database, work: Callable[[Session], object]) -> None:
    """Do the same in two transactions, the second before the first is committed."""

    def again() -> None:
        with database.transaction() as session:
            work(session)

    with ThreadPoolExecutor(1) as pool, database.session() as first:
        work(first)
        first.flush()
        second = pool.submit(again)
        until_somebody_waits(database, or_done=second.done)
        first.commit()
        second.result()


def until_somebody_waits(database: Database, or_done: Callable[[], bool] = lambda: False) -> None:
    """Wait until another transaction waits for a lock; on SQLite nobody can tell, nor need it."""
    waiting = text(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not database.is_sqlite and not or_done():
        with database.reader() as session:
            if session.scalar(waiting) is not None:
                return
        time.sleep(0.01)
