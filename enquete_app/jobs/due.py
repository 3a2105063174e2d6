"""Everything that is due at a moment, done once. Running it twice, or on two machines, does no harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.fieldwork import outbox
from enquete_app.fieldwork.mailer import Outcome, open_post
from enquete_app.fieldwork.mails import Sender
from enquete_app.fieldwork.planning import plan_reminders
from enquete_app.fieldwork.sending import send_due
from enquete_app.fieldwork.waves import WaveError, close_wave, count_daily, waves_to_close
from enquete_app.results.building import store_report, waves_without_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.keys import Keyring

SEALED_TABLES = ("participation", "draft", "ballot", "wave", "message")
"""What holds traces of who answered until it is rewritten."""


def run_due(
    app: Flask,
    now: datetime,
    *,
    build: Callable[[Flask, int], None] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """Do what is due: sweep, close, build results, send, plan reminders, count.

    Args:
        app: the application, whose context must be active.
        now: the moment that decides what is due.
        build: builds the results of a wave; by default in this process.
        progress: called with the number of messages dealt with since the last call.
        stop: asked between two messages; once it says so, no further one is sent.

    Yields:
        A line for each thing that was done.
    """
    database: Database = app.extensions["database"]
    yield from _sweep(database)
    yield from _close_due(app, now)
    yield from _build_due(app, build or build_results)
    yield from _send(app, now, progress, stop)
    with database.transaction() as session:
        plan_reminders(session)
        counted = count_daily(session, now)
    if counted:
        yield f"{counted} × daily count"


def close_and_forget(app: Flask, wave_id: int) -> str:
    """Close a wave, and make what was deleted unreadable in the files.

    Args:
        app: the application.
        wave_id: the wave.

    Returns:
        A line that says what was done.

    Raises:
        WaveError: if it does not exist or is not open.
    """
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        wave = close_wave(session, wave_id, app.extensions["keyring"])
        state = wave.state
    database.forget(*SEALED_TABLES)
    return f"wave {wave_id} {state}"


def build_results(app: Flask, wave_id: int) -> None:
    """Build and store the report of a closed wave."""
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        store_report(session, wave_id)


def sender_of(app: Flask) -> Sender:
    """Who mails, from the settings."""
    keyring: Keyring = app.extensions["keyring"]
    config = app.config
    return Sender(
        name=config["ORGANISATION"],
        address=config["MAIL_FROM"],
        base_url=config["BASE_URL"],
        keyring=keyring,
    )


def _sweep(database: Database) -> Iterator[str]:
    with database.transaction() as session:
        back, uncertain = outbox.sweep(session, datetime.now(UTC))
    if back:
        yield f"{back} messages taken back from a worker that died"
    if uncertain:
        yield f"{uncertain} messages uncertain: their worker died while sending"


def _close_due(app: Flask, now: datetime) -> Iterator[str]:
    database: Database = app.extensions["database"]
    with database.reader() as session:
        due = waves_to_close(session, now)
    for wave_id in due:
        try:
            yield close_and_forget(app, wave_id)
        except WaveError:
            continue  # Another machine closed it a moment ago.


def _build_due(app: Flask, build: Callable[[Flask, int], None]) -> Iterator[str]:
    database: Database = app.extensions["database"]
    with database.reader() as session:
        due = waves_without_report(session)
    for wave_id in due:
        build(app, wave_id)
        yield f"wave {wave_id}: results built"


def _send(
    app: Flask, now: datetime, progress: Callable[[int], None], stop: Callable[[], bool]
) -> Iterator[str]:
    database: Database = app.extensions["database"]
    done = send_due(database, open_post(app), sender_of(app), now=now, progress=progress, stop=stop)
    names = {
        Outcome.ACCEPTED: "sent",
        Outcome.REFUSED: "refused",
        Outcome.LATER: "to be tried again",
        Outcome.UNKNOWN: "uncertain",
        outbox.UNWRITABLE: "could not be written",
    }
    for outcome, name in names.items():
        if done.outcomes[outcome]:
            yield f"{done.outcomes[outcome]} messages {name}"
    if done.halted:
        yield done.halted
    with database.reader() as session:
        late = outbox.overdue(session, now)
    if late:
        yield f"{late} invitations not sent: drawn more than 14 days ago; make a new draw"
