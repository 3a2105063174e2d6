"""What each staff page costs with a small and with a large register: statements, time, and their ratio.

The register is an old one: its complaints were closed 11 to 21 months ago, and retention has done its work.
What the preview of a draw costs for those whom a draw can take is measured by `bench.design`.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, insert, text
from werkzeug.routing import Rule

from bench.servers import postgresql, sqlite
from config import demo
from enquete_app import create_app
from enquete_app.accounts.demo import DEMO_EMAIL, DEMO_PASSWORD
from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account, set_password
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.jobs.retention import retention_steps
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

TODAY = datetime.now(UTC).date()
DAY = TODAY - timedelta(days=300)
KNOWN = {
    "wave_id": "1",
    "slug": "klachtbehandeling",
    "draw_id": "1",
    "complaint_id": "1",
    "text_kind": "invitation",
    "text_language": "nl",
}
"""What stands in the addresses of the pages looked at; a page with another argument is left out."""
INVITED = 300
ROUNDS = 7
CHUNK = 10_000


class Cost(NamedTuple):
    """What a page costs: its status, how many statements, the seconds of the quickest time."""

    status: int
    statements: int
    seconds: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.workbench", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--rows", type=int, nargs=2, default=[1_000, 100_000])
    asked = parser.parse_args()
    kind = postgresql if asked.postgresql else sqlite
    small, large = ({}, {})
    for found, rows in zip((small, large), asked.rows, strict=True):
        with kind() as url, served(url, rows) as client:
            found |= dict(costs(client))
    print(kind.__name__, "with", " and ".join(f"{rows:,}" for rows in asked.rows), "complaints")
    print("  statements         milliseconds              ratio   page")
    for address, (before, after) in {each: (small[each], large[each]) for each in large}.items():
        print(
            f"  {before.statements:>4}  {after.statements:>4}    {before.seconds * 1000:>8.1f}"
            f"  {after.seconds * 1000:>8.1f}   {after.seconds / before.seconds:>8.1f}   {address}"
            + (f"  ({after.status})" if after.status != 200 else "")
        )


@contextmanager
def served(url: str, rows: int) -> Iterator[FlaskClient]:
    """A browser of the demo's staff, on a database with so many complaints and a wave of 300 people."""
    _fill(url, rows)
    with signed_in(url) as client:
        for days_ago in (31, 0):
            moment = datetime.now(UTC) - timedelta(days=days_ago)
            for _, lines in retention_steps(client.application, moment):
                list(lines)
        _tidy(client.application.extensions["database"])
        yield client


@contextmanager
def signed_in(url: str) -> Iterator[FlaskClient]:
    """A browser of the demo's staff, with all roles."""
    with tempfile.TemporaryDirectory() as folder:
        settings = demo()
        app = create_app(
            type(settings)(
                SECRET_KEY=settings.SECRET_KEY,
                CONTACT_KEY=settings.CONTACT_KEY,
                DATABASE_URL=url,
                MAILBOX=Path(folder),
                DEMO=True,
                WORKER="none",
            )
        )
        with app.app_context(), app.extensions["database"].transaction() as session:
            set_password(add_account(session, DEMO_EMAIL, *Role), DEMO_PASSWORD)
        client = app.test_client()
        token = client.get("/team/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"csrf_token": token, "email": DEMO_EMAIL, "password": DEMO_PASSWORD}
        client.post("/team/sign-in", data=form)
        yield client
        app.extensions["database"].engine.dispose()


def costs(client: FlaskClient) -> Iterator[tuple[str, Cost]]:
    """Ask for every page of the staff and see what it costs."""
    app: Flask = client.application
    statements: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for address in sorted(_addresses(app)):
        client.get(address)
        seconds = []
        for _ in range(ROUNDS):
            statements.clear()
            begin = time.perf_counter()
            answer = client.get(address)
            seconds.append(time.perf_counter() - begin)
        yield address, Cost(answer.status_code, len(statements), min(seconds))


def _addresses(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if (
            rule.endpoint.startswith("team.")
            and "GET" in (rule.methods or ())
            and rule.arguments <= KNOWN.keys()
        ):
            yield _address(rule)


def _address(rule: Rule) -> str:
    built = rule.build({name: KNOWN[name] for name in rule.arguments})
    return built[1].removeprefix("|") if built else ""


def _fill(url: str, rows: int) -> None:
    database, keyring = Database(url), Keyring("a key of the benchmark, long enough", contact="another one")
    migrate(database)
    facts = list(
        product(("formeel", "informeel"), ("gegrond", "ongegrond", "geen oordeel"), ("Sociaal", "Fysiek"))
    )
    for at in range(0, rows, CHUNK):
        with database.transaction() as session:
            session.execute(
                insert(Complaint),
                [
                    _complaint(number, *facts[number % len(facts)])
                    for number in range(at, min(at + CHUNK, rows))
                ],
            )
    with database.transaction() as session:
        order = Order(as_of=DAY, kinds=("klacht balie",))
        make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
    database.engine.dispose()


def _tidy(database: Database) -> None:
    """What PostgreSQL does by itself within a minute."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _complaint(number: int, handling: str, judgement: str, domain: str) -> dict[str, object]:
    return {
        "case_number": f"K-{number:07}",
        "kind": "klacht balie" if number < INVITED else "klacht",
        "subject": f"Onderwerp {number % 40}",
        "domain": domain,
        "department": f"Afdeling {number % 12}",
        "channel": "digitaal",
        "handling": handling,
        "judgement": judgement,
        "received": DAY - timedelta(days=60 + number % 300),
        "closed": DAY - timedelta(days=30 + number % 300),
        "language": "nl",
        "email": f"klager{number}@inwoner.example",
    }


if __name__ == "__main__":
    main()
