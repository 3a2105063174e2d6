"""What the preview of a draw takes, against a bare fetch of the register, with few and with many complaints.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from bench.servers import postgresql, sqlite
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.fieldwork.drawing.foreseeing import foresee
from enquete_app.fieldwork.drawing.judging import judge_register
from enquete_app.fieldwork.drawing.ordering import Order, find_survey
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

KEYRING = Keyring("the secret key of the benchmarks", contact="their contact key")
DAY = date(2025, 5, 15)
ORDER = Order(as_of=DAY, size=100, by=("handling", "domain"))
BATCH = 5000
ROUNDS = 5


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.design", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--complaints", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument(
        "--years", type=int, nargs="+", default=[8, 0], help="over how many; 0: all in the window"
    )
    asked = parser.parse_args()
    print("PostgreSQL" if asked.postgresql else "SQLite")
    print("complaints  years     fetch   preview   ratio   statements   judging all   ratio")
    for years in asked.years:
        for complaints in asked.complaints:
            with (postgresql if asked.postgresql else sqlite)() as url:
                print(_row(url, complaints, years), flush=True)


def _row(url: str, complaints: int, years: int) -> str:
    database = Database(url)
    migrate(database)
    fill(database, complaints, years)
    with closing(database.reader()) as session:
        fetched = _seconds(session, lambda: session.execute(select(*Complaint.__table__.c)).all())
        survey = find_survey(session, "klachtbehandeling")
        asked: list[Any] = []
        event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        preview = _seconds(session, lambda: foresee(session, survey, ORDER, KEYRING))
        statements = len(asked) / ROUNDS
        judged = _seconds(session, lambda: judge_register(session, survey, ORDER, salt=b"", keyring=KEYRING))
    database.engine.dispose()
    return (
        f"{complaints:>10}  {years or 'none':>5}   {fetched * 1000:>5.0f} ms   {preview * 1000:>4.0f} ms"
        f"   {preview / fetched:>5.2f}   {statements:>10.0f}   {judged * 1000:>8.0f} ms"
        f"   {judged / fetched:>5.2f}"
    )


def fill(database: Database, complaints: int, years: int) -> None:
    """Register so many complaints, closed at any time in so many years before the draw."""
    chance = random.Random(20250515)  # noqa: S311 - complaints of nobody
    with database.transaction() as session:
        for begin in range(0, complaints, BATCH):
            rows = [
                _complaint(number, years, chance) for number in range(begin, min(begin + BATCH, complaints))
            ]
            session.execute(insert(Complaint), rows)


def _complaint(number: int, years: int, chance: random.Random) -> dict[str, object]:
    closed = DAY - timedelta(days=chance.randrange(365 * years or 180))
    return {
        "case_number": f"K-{number:07}",
        "kind": chance.choice(["klacht", "klacht", "klacht", "melding"]),
        "subject": "Afvalcontainer",
        "domain": chance.choice(["Fysiek domein", "Sociaal domein", "Dienstverlening"]),
        "department": "Wijkbeheer",
        "channel": "digitaal",
        "handling": chance.choice(["formeel", "informeel", "informeel"]),
        "judgement": chance.choice(["gegrond", "ongegrond", "deels gegrond"]),
        "received": closed - timedelta(days=40),
        "closed": closed,
        "language": "nl",
        "email": f"klager{number}@inwoner{number % 60}.example",
        "name": "",
        "address": "",
        "postcode": "",
        "town": "",
    }


def _seconds(session: Session, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        session.expire_all()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


if __name__ == "__main__":
    main()
