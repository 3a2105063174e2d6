"""What building the whole report of a wave takes, against fetching the same rows with the bare driver.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import time
from collections.abc import Callable
from http import HTTPStatus
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

import psycopg
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, make_url, update

from bench.close import WAVE, fill_box, most_memory
from bench.respond import SECRET
from bench.servers import postgresql, sqlite
from bench.workbench import signed_in
from config import Config
from enquete_app import create_app
from enquete_app.answers.models import Response
from enquete_app.cli.example import example_answers
from enquete_app.db import Database
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.waves.background import FACTS, KeptBackground
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.jobs.due import close_and_forget
from enquete_app.results.building import build_report
from enquete_app.results.drawn import EDITION, store_figures
from enquete_app.results.models import StoredReport
from enquete_app.results.open_answers.filling import fill_queue

BATCH = 10_000
ROWS = f"SELECT answers, handling, judgement, domain, mode FROM response WHERE wave_id = {WAVE}"  # noqa: S608
SEEDED = random.Random(6)  # noqa: S311 - an example
DOMAINS = tuple(f"Domein {number}" for number in range(1, 13))
STEPS = ("rows", "report", "figures", "queue", "page")


class Taken(NamedTuple):
    """What a step took: seconds, and MiB of memory more than its process had before."""

    seconds: float
    memory: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--responses", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    print("PostgreSQL" if asked.postgresql else "SQLite")
    print(f"{'responses':>10}" + "".join(f"{step:>10}    MiB" for step in STEPS) + "   report : rows")
    for number in asked.responses:
        with (postgresql if asked.postgresql else sqlite)() as url:
            fill(url, number)
            rows = min((in_a_process(fetch, url) for _ in range(3)), key=lambda each: each.seconds)
            taken = [rows, *(in_a_process(step, url) for step in (report, figures, queue, page))]
        cells = "".join(f"{each.seconds:>8.3f}s  {each.memory:>5.0f}" for each in taken)
        print(f"{number:>10,}{cells}   {taken[1].seconds / rows.seconds:.2f}", flush=True)


def fill(url: str, number: int) -> None:
    """Close a small wave, and put so many responses in the place of its own, of four times as many people."""
    fill_box(url, 10)
    app = create_app(Config(SECRET_KEY=SECRET, DATABASE_URL=url, WORKER="none"))
    with app.app_context():
        close_and_forget(app, WAVE)
    database: Database = app.extensions["database"]
    given = [answers for _, answers in example_answers()]
    people: dict[tuple[str, ...], int] = {}
    with database.transaction() as session:
        session.execute(delete(Response))
        session.execute(update(Draw).values(eligible=4 * number))
        for at in range(0, number, BATCH):
            some = range(min(BATCH, number - at))
            session.execute(insert(Response), [_response(given, people) for _ in some])
        rows = [[*facts, 4 * count, 4 * count] for facts, count in people.items()]
        body = {"people": rows, "days": {"20": 4 * number}, "days_unknown": 0}
        body |= dict.fromkeys(("first_mail_on", "last_mail_on"))
        session.merge(KeptBackground(wave_id=WAVE, body=body))
    database.engine.dispose()


def _response(given: list[dict[str, int | str]], people: dict[tuple[str, ...], int]) -> dict[str, object]:
    """Somebody who answers as one of the example did, but for some codes that are another's."""
    answers, other = SEEDED.choice(given).copy(), SEEDED.choice(given)
    for name in answers.keys() & other.keys():
        if isinstance(other[name], int) and SEEDED.random() < 1 / 3:
            answers[name] = other[name]
    handling, judgement = SEEDED.choice(("formeel", "informeel")), SEEDED.choice(("gegrond", "ongegrond"))
    facts = {"handling": handling, "judgement": judgement, "domain": SEEDED.choice(DOMAINS)}
    key = tuple(facts[fact] for fact in FACTS)
    people[key] = people.get(key, 0) + 1
    made = UUID(int=SEEDED.getrandbits(128), version=4)
    version = {"questionnaire_version": "2024", "language": "nl", "mode": "online"}
    return {"id": made, "wave_id": WAVE, **facts, **version, "answers": answers}


def in_a_process(step: Callable[[str], float], url: str) -> Taken:
    """Do a step in a process of its own, whose memory nothing else has raised."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (step, url))


def measured(step: Callable[[str], float], url: str) -> Taken:
    """What a step takes in this process; it tells its seconds itself, without what it needs to begin."""
    before = most_memory()
    return Taken(step(url), most_memory() - before)


def fetch(url: str) -> float:
    """Fetch the rows that a report rests on; answers are read from JSON, as psycopg does by itself."""
    start = time.perf_counter()
    if url.startswith("sqlite"):
        for answers, *_ in sqlite3.connect(make_url(url).database or "").execute(ROWS):
            json.loads(answers)
    else:
        with psycopg.connect(url) as connection, connection.cursor("rows") as cursor:
            cursor.itersize = 1_000
            for _ in cursor.execute(ROWS):
                pass
    return time.perf_counter() - start


def report(url: str) -> float:
    """Build the report, but for its figures."""
    database = Database(url)
    with database.transaction() as session:
        start = time.perf_counter()
        build_report(session, find_wave(session, str(WAVE)))
        return time.perf_counter() - start


def figures(url: str) -> float:
    """Draw the figures of the report."""
    database = Database(url)
    with database.transaction() as session:
        wave = find_wave(session, str(WAVE))
        made = build_report(session, wave)
        session.merge(StoredReport(wave_id=WAVE, body=made.to_json(), drawn=EDITION))
        session.flush()
        start = time.perf_counter()
        store_figures(session, made, load(session, wave.questionnaire_id, wave.questionnaire_version))
        return time.perf_counter() - start


def queue(url: str) -> float:
    """Queue the open answers."""
    database = Database(url)
    with database.transaction() as session:
        wave = find_wave(session, str(WAVE))
        questionnaire = load(session, wave.questionnaire_id, wave.questionnaire_version)
        start = time.perf_counter()
        fill_queue(session, wave, questionnaire)
        session.flush()
        return time.perf_counter() - start


def page(url: str) -> float:
    """Show the page of the report; processor time, the quickest of some."""
    with signed_in(url) as client:
        return min(_asked(client) for _ in range(7))


def _asked(client: FlaskClient) -> float:
    start = time.process_time()
    answer = client.get(f"/team/waves/{WAVE}/results")
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(answer.status)
    return time.process_time() - start


if __name__ == "__main__":
    main()
