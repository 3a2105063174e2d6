"""What each step of a wave costs as registers and waves grow: time, memory and SQL statements.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sqlalchemy import Engine, event, select

from bench.close import BATCH, most_memory
from bench.mailing import sink
from bench.register import write
from bench.respond import ANSWERS, SECRET
from bench.servers import postgresql, sqlite
from config import Config
from enquete_app import create_app
from enquete_app.answers.drafts import Typed
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.fieldwork.answering.participation import save, send
from enquete_app.fieldwork.answering.visiting import visit
from enquete_app.fieldwork.models import Invitation
from enquete_app.keys import Keyring

REGISTER = "register.csv"
ANSWERED = 4
"""Of so many people one answers."""
STEPS: dict[str, str] = {
    "import the register": f"register import {REGISTER}",
    "draw the sample": "wave draw --survey klachtbehandeling --as-of 2025-04-15 --size {people}",
    "redo the draw": "wave verify 1",
    "mail the invitations": "run-due --now 2025-04-16T10:00",
    "answer": "",
    "mail the reminders": "run-due --now 2025-04-28T10:00",
    "show the fieldwork": "wave show 1",
    "close, with results": "wave close 1 --now 2025-05-20T10:00",
    "export to a workbook": "results export 1 --format xlsx -o results.xlsx",
}


class Taken(NamedTuple):
    """What a step took: seconds, MiB of memory more than its process had before, SQL statements."""

    seconds: float
    memory: float
    statements: int


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--complaints", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--invited", type=int, default=10, help="of so many complaints one is invited")
    asked = parser.parse_args()
    earlier: dict[str, Taken] = {}
    for complaints in asked.complaints:
        people = complaints // asked.invited
        kind = "PostgreSQL" if asked.postgresql else "SQLite"
        print(f"\n{kind}, {complaints:,} complaints, {people:,} invited, {people // ANSWERED:,} answers")
        print(f"{'step':<24}   seconds     MiB  statements   × the time of the line before")
        with (
            TemporaryDirectory() as folder,
            (postgresql if asked.postgresql else sqlite)() as url,
            sink(0) as port,
        ):
            write(Path(folder) / REGISTER, complaints)
            database = Database(url)
            migrate(database)
            database.engine.dispose()
            for name, command in STEPS.items():
                with get_context("spawn").Pool(1) as pool:
                    words = command.format(people=people).split()
                    taken = pool.apply(measured, (words, url, folder, port, SECRET))
                times = f"{taken.seconds / earlier[name].seconds:>8.1f}" if name in earlier else ""
                print(
                    f"{name:<24}{taken.seconds:>10.1f}{taken.memory:>8.0f}{taken.statements:>12,}   {times}",
                    flush=True,
                )
                earlier[name] = taken


def measured(words: Sequence[str], url: str, folder: str, port: int, secret: str) -> Taken:
    """What a command takes in this process; without one, people answer."""
    app = create_app(
        Config(
            SECRET_KEY=secret,
            DATABASE_URL=url,
            WITNESS=f"{folder}/witness",
            MAIL_SERVER="127.0.0.1",
            MAIL_PORT=port,
            WORKER="none",
        )
    )
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(Engine, "before_cursor_execute", count)
    before, start = most_memory(), time.monotonic()
    if words:
        told = [f"{folder}/{word}" if "." in word and word[:4] != "2025" else word for word in words]
        with app.app_context():
            done = app.test_cli_runner().invoke(args=told)
        if done.exit_code:
            raise RuntimeError(done.output) from done.exception
    else:
        answer(app.extensions["database"], app.extensions["keyring"])
    return Taken(time.monotonic() - start, most_memory() - before, statements)


def answer(database: Database, keyring: Keyring) -> None:
    """Let one of every few answer, many in one transaction: what it costs each is measured elsewhere."""
    with database.reader() as session:
        people = session.scalars(select(Invitation.id)).all()[::ANSWERED]
    for at in range(0, len(people), BATCH):
        with database.transaction() as session:
            for somebody in people[at : at + BATCH]:
                found = visit(session, somebody, keyring, lock=True)
                if found is not None:
                    send(session, save(session, found, Typed(next(ANSWERS)), keyring), keyring)


if __name__ == "__main__":
    main()
