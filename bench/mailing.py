"""How fast mails leave, against a bare loop and against ready bytes; with two workers; memory; planning.

`README.md` tells more.
"""

from __future__ import annotations

import argparse
import asyncio
import smtplib
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import Engine, delete, event, select, text, update

from bench.close import most_memory
from bench.servers import postgresql, sqlite
from config import Config, demo
from enquete_app import create_app
from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages.mails import compose
from enquete_app.fieldwork.models import Contact, Message, MessageState, Wave
from enquete_app.jobs.due import run_due, sender_of
from enquete_app.register.models import Complaint

SLEEPY = 0.02
"""Seconds that the sleepy sink takes for a mail."""
FORK = get_context("fork")
COUNT = "SELECT count(*) FROM message WHERE state = 'sent'"


class _Sink:
    def __init__(self, delay: float) -> None:
        self._delay = delay

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: ANN401, N802
        await asyncio.sleep(self._delay)
        return "250 OK"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.mailing", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--sleepy", type=int, default=1_000, help="mails to the sink that takes 20 ms each")
    parser.add_argument("--most", type=int, default=20_000, help="mails for memory and planning")
    asked = parser.parse_args()
    kind = postgresql if asked.postgresql else sqlite
    print(f"{kind.__name__}; mails a second, and ours against the other in the same run")
    with kind() as url, sink(0) as port, _app(url, port) as app:
        _plan(app, asked.messages)
        _compare("a bare loop", app, asked.messages, lambda: _bare_loop(app, port))
    with kind() as url, sink(SLEEPY) as port, _app(url, port) as app:
        _plan(app, asked.sleepy)
        ours = _compare("ready bytes to a sleepy sink", app, asked.sleepy, lambda: _bytes(app, port))
        _again(app)
        two = asked.sleepy / _seconds(lambda: _together(app, 2))
        print(f"  two workers: {two:.0f}; against one: {two / ours:.2f}")
    for number in (1_000, asked.most):
        with (
            kind() as url,
            sink(0) as port,
            tempfile.TemporaryDirectory() as folder,
            get_context("spawn").Pool(1) as fresh,
        ):
            settings = _settings(url, port, folder)
            with _running(settings) as app:
                statements = _plan(app, number)
            # In a process that has not planned them, whose room for that could be used again.
            peak = fresh.apply(_memory_of_sending, (settings, number))
            print(
                f"  {number:,} mails: {statements} statements to plan them, {peak:.0f} MiB more to send them"
            )


def _compare(name: str, app: Flask, number: int, other: Callable[[], object]) -> float:
    """Time ours and the other in turns, three times each; gives ours in mails a second."""
    ours, others = [], []
    for _ in range(3):
        ours.append(_seconds(lambda: list(run_due(app, datetime.now(UTC)))))
        if _sent(app) != number:
            raise RuntimeError("not all have left")
        _again(app)
        others.append(_seconds(other))
        _again(app)
    best, bare = number / min(ours), number / min(others)
    print(f"  {name}: {best:.0f} against {bare:.0f}: {best / bare:.2f}")
    return best


def _bare_loop(app: Flask, port: int) -> None:
    """Render, build with `email`, commit twice, and send over one connection: no states, claims or checks."""
    database: Database = app.extensions["database"]
    sender, now = sender_of(app), datetime.now(UTC)
    with database.session() as session:
        ids = session.scalars(select(Message.id).order_by(Message.id)).all()
    with smtplib.SMTP("127.0.0.1", port) as host:
        for number in ids:
            with database.session() as session:
                message = session.get_one(Message, number)
                message.state = MessageState.SENDING
                session.flush()
                written = compose(message, sender, now)
                session.commit()
            mail = EmailMessage()
            to = written.recipient
            mail["Subject"], mail["From"], mail["To"] = written.subject, sender.address, to
            for name, value in written.headers.items():
                mail[name] = value
            mail.set_content(written.text)
            mail.add_alternative(written.html, subtype="html")
            host.send_message(mail, sender.address, [to])
            with database.transaction() as session:
                session.execute(update(Message).where(Message.id == number).values(state=MessageState.SENT))


def _bytes(app: Flask, port: int) -> None:
    database: Database = app.extensions["database"]
    with database.reader() as session:
        number = len(session.scalars(select(Message.id)).all())
    content = b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 600
    with smtplib.SMTP("127.0.0.1", port) as host:
        for _ in range(number):
            host.sendmail("a@gemeente.example", ["b@inwoner.example"], content)


def _plan(app: Flask, people: int) -> int:
    """Draw a wave of so many; gives the number of SQL statements that this took."""
    today = local_day(datetime.now(UTC))
    database: Database = app.extensions["database"]
    migrate(database)
    with database.transaction() as session:
        session.add_all(_complaint(number, today) for number in range(people))
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        event.listen(Engine, "before_cursor_execute", count)
        make_draw(session, survey, Order(as_of=today), app.extensions["keyring"])
        event.remove(Engine, "before_cursor_execute", count)
    with database.transaction() as session:
        # Without a term; it is fixed anew with each round.
        session.execute(update(Wave).values(closes_on=today + timedelta(days=28)))
    return statements


def _complaint(number: int, today: date) -> Complaint:
    return Complaint(
        case_number=f"K-{number:07}",
        kind="klacht",
        subject="",
        domain="",
        department="",
        channel="",
        handling="formeel",
        judgement="gegrond",
        received=today - timedelta(days=30),
        closed=today,
        language="nl",
        email=f"klager{number}@inwoner.example",
    )


def _again(app: Flask) -> None:
    """Let all be planned anew, as if nothing had left."""
    fresh = {"state": MessageState.PLANNED, "attempts": 0, "sent_at": None, "first_attempt_at": None}
    with app.extensions["database"].transaction() as session:
        session.execute(delete(Message).where(Message.kind == "reminder"))
        session.execute(update(Message).values(lease_until=None, contact_hash=None, **fresh))
        session.execute(delete(Contact))


def _sent(app: Flask) -> int:
    with app.extensions["database"].reader() as session:
        return int(session.scalar(text(f"{COUNT} AND kind = 'invitation'")) or 0)


def _together(app: Flask, number: int) -> None:
    app.extensions["database"].engine.dispose()
    workers = [FORK.Process(target=lambda: list(run_due(app, datetime.now(UTC)))) for _ in range(number)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()


def _memory_of_sending(settings: Config, number: int) -> float:
    with _running(settings) as app:
        before = most_memory()
        list(run_due(app, datetime.now(UTC)))
        most = most_memory()
        if _sent(app) != number:
            raise RuntimeError("not all have left")
        return most - before


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _settings(url: str, port: int, folder: str) -> Config:
    return replace(
        demo(),
        DATABASE_URL=url,
        WITNESS=str(Path(folder) / "witness"),
        MAIL_SERVER="127.0.0.1",
        MAIL_PORT=port,
        WORKER="none",
        DEMO=False,
    )


@contextmanager
def _app(url: str, port: int) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder, _running(_settings(url, port, folder)) as app:
        yield app


@contextmanager
def _running(settings: Config) -> Iterator[Flask]:
    app = create_app(settings)
    with app.app_context():
        yield app
    app.extensions["database"].engine.dispose()


@contextmanager
def sink(delay: float) -> Iterator[int]:
    """A mail server in a process of its own, which takes so many seconds for each mail."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = FORK.Process(target=_serve, args=(delay, port), daemon=True)
    process.start()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            break
    yield port
    process.kill()
    process.join()


def _serve(delay: float, port: int) -> None:
    Controller(_Sink(delay), hostname="127.0.0.1", port=port).start()
    time.sleep(86_400)


if __name__ == "__main__":
    main()
