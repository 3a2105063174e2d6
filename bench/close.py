"""What closing a wave takes, and building its results: time, and the most memory, by the number of ballots.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select, update

from bench.respond import ANSWERS, SECRET, fill
from bench.servers import postgresql, sqlite
from config import Config
from enquete_app import create_app
from enquete_app.answers.drafts import Typed
from enquete_app.db import Database
from enquete_app.fieldwork.answering.participation import save, send
from enquete_app.fieldwork.answering.visiting import visit
from enquete_app.fieldwork.models import Invitation, Message, MessageState
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.keys import Keyring

KIB = 1024
BATCH = 1000
WAVE = 1


class Taken(NamedTuple):
    """What a step took: seconds, and the most memory its process had before it and with it, in MiB."""

    seconds: float
    before: float
    peak: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.close", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--ballots", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    asked = parser.parse_args()
    print("PostgreSQL" if asked.postgresql else "SQLite")
    print("             closing                                    results")
    print("  ballots    seconds   ballots/s   MiB (before)         seconds   MiB (before)")
    for ballots in asked.ballots:
        with (postgresql if asked.postgresql else sqlite)() as url:
            fill_box(url, ballots)
            closing, building = (in_a_process(step, url) for step in (close_and_forget, build_results))
        print(
            f"  {ballots:>7}    {closing.seconds:>7.1f}   {ballots / closing.seconds:>9.0f}"
            f"   {closing.peak:>4.0f} ({closing.before:.0f})"
            f"           {building.seconds:>7.1f}   {building.peak:>4.0f} ({building.before:.0f})",
            flush=True,
        )


def fill_box(url: str, ballots: int) -> None:
    """Draw a wave of so many people, who are mailed and all answer."""
    fill(url, ballots)
    database, keyring = Database(url), Keyring(SECRET)
    with database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.SENT, attempts=1))
        people = session.scalars(select(Invitation.id)).all()
    for at in range(0, ballots, BATCH):
        with database.transaction() as session:
            for somebody in people[at : at + BATCH]:
                found = visit(session, somebody, keyring, lock=True)
                if found is not None:
                    send(session, save(session, found, Typed(next(ANSWERS)), keyring), keyring)
    database.engine.dispose()


def in_a_process(step: Callable[[Flask, int], object], url: str) -> Taken:
    """Do a step in a process of its own, whose memory nothing else has raised."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (step, url, SECRET))


def measured(step: Callable[[Flask, int], object], url: str, secret: str) -> Taken:
    """What a step takes in this process."""
    app = create_app(Config(SECRET_KEY=secret, DATABASE_URL=url, WORKER="none"))
    before, start = most_memory(), time.monotonic()
    with app.app_context():
        step(app, WAVE)
    return Taken(time.monotonic() - start, before, most_memory())


def most_memory() -> float:
    """The most memory that this process has had, in MiB."""
    # Not getrusage, whose maximum a process takes over from the one that started it.
    [line] = [each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each]
    return int(line.split()[1]) / KIB


if __name__ == "__main__":
    main()
