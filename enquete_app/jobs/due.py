"""Everything that is due at a moment, done once. Running it twice, or on two machines, does no harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages import due, outbox, restoring
from enquete_app.fieldwork.messages.mailer import Outcome
from enquete_app.fieldwork.messages.mails import Sender
from enquete_app.fieldwork.messages.planning import plan_reminders
from enquete_app.fieldwork.messages.told import REMINDERS
from enquete_app.fieldwork.rolling.drawing import surveys_with_turns, take_turn
from enquete_app.fieldwork.waves.closing import close_wave, record_erased, waves_to_close, waves_with_traces
from enquete_app.fieldwork.waves.held import let_end
from enquete_app.fieldwork.waves.progress import WaveError, count_daily
from enquete_app.jobs.accounts import look_after_accounts
from enquete_app.jobs.bounces import read_mailbox
from enquete_app.jobs.fetching import fetch_registers
from enquete_app.jobs.mailing import SIGNS, send_all, witness_of
from enquete_app.jobs.registering import work_on_uploads
from enquete_app.jobs.retention import retention_steps
from enquete_app.results.building import store_report, waves_without_report
from enquete_app.results.pooling import freeze, surveys_to_freeze, waves_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.keys import Keyring

SEALED_TABLES = ("participation", "draft", "ballot", "wave", "message", "invitation")
"""What holds traces of who answered until it is rewritten. Nothing but a lock may have touched an invitation;
PostgreSQL writes the number of the transaction that took it beside the row."""


class Fault(str):
    """A line that says that something which was due could not be done."""

    __slots__ = ()


class Waiting(str):
    """A line that says that something which is due waits because it should."""

    __slots__ = ()


def run_due(
    app: Flask,
    now: datetime,
    *,
    build: Callable[[Flask, int], None] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """Do what is due: sweep, get registers, close, erase, build, draw, read bounces, send, plan, count.

    A step that fails does not keep the others, nor a wave the other waves.

    Args:
        app: the application, whose context must be active.
        now: the moment that decides what is due.
        build: builds the results of a wave; by default in this process.
        progress: called with the number of messages dealt with since the last call.
        stop: asked between two messages; once it says so, no further one is sent.

    Yields:
        A line for each thing that was done; a `Fault` for each that failed.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: if the database cannot be read at all.
    """
    database: Database = app.extensions["database"]
    with database.reader() as session:
        ending, drawing = waves_to_close(session, now), surveys_with_turns(session, now)
    yield from _guarded("sweeping", _sweep(database))
    yield from _guarded("fetching registers", fetch_registers(app, now, stop, Fault))
    yield from _guarded("importing", work_on_uploads(database, now, stop))
    for wave_id in ending:
        yield from _guarded(f"wave {wave_id}: closing", _close(app, wave_id))
    yield from _guarded("erasing traces", _erase(database))
    for step, lines in retention_steps(app, now):
        yield from _guarded(step, lines)
    yield from _guarded("building results", _build_due(app, build or build_results, now))
    for survey_id in drawing:
        yield from _guarded(f"survey {survey_id}: drawing", _draw(app, survey_id, now))
    yield from _guarded("reading bounces", _read_bounces(app, stop))
    yield from _guarded("sending", _send(app, now, progress, stop))
    yield from _guarded("letting waves end", _let_end(database, now))
    yield from _guarded("planning reminders", _plan(database))
    yield from _guarded("counting", _count(database, now))
    yield from _guarded("looking after accounts", look_after_accounts(app, sender_of(app)))


def close_and_forget(app: Flask, wave_id: int) -> list[str]:
    """Close a wave, and make what was deleted unreadable in the files.

    Args:
        app: the application.
        wave_id: the wave.

    Returns:
        Lines that say what was done, and what could not be done yet.

    Raises:
        WaveError: if it does not exist or is not open.
    """
    closed = _closed(app, wave_id)
    return [closed, *_guarded("erasing traces", _erase(app.extensions["database"]))]


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
        bounce_address=config["BOUNCE_ADDRESS"],
    )


def _guarded(step: str, lines: Iterable[str]) -> Iterator[str]:
    try:
        yield from lines
    except Exception as error:  # noqa: BLE001 - whatever it is, the next step still is due
        # Only its kind: the text of a database error holds the values.
        yield Fault(f"{step} failed: {type(error).__name__}")


def _sweep(database: Database) -> Iterator[str]:
    with database.transaction() as session:
        back, uncertain = outbox.sweep(session, datetime.now(UTC))
    if back:
        yield f"{back} messages taken back from a worker that died"
    if uncertain:
        yield f"{uncertain} messages uncertain: their worker died while sending"


def _closed(app: Flask, wave_id: int) -> str:
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        state = close_wave(session, wave_id, app.extensions["keyring"]).state
    return f"wave {wave_id} {state}"


def _close(app: Flask, wave_id: int) -> Iterator[str]:
    try:
        yield _closed(app, wave_id)
    except WaveError:
        return  # Another machine closed it a moment ago.


def _erase(database: Database) -> Iterator[str]:
    """Work off what closed waves left in the files, in this run or in one that died or was hindered."""
    with database.reader() as session:
        waves = waves_with_traces(session)
    if not waves:
        return
    erased = database.forget(*SEALED_TABLES)
    if erased:
        with database.transaction() as session:
            record_erased(session, waves)
    for wave_id in waves:
        done = "traces erased" if erased else "traces not erased yet; the next run tries again"
        yield f"wave {wave_id}: {done}"


def _build_due(app: Flask, build: Callable[[Flask, int], None], now: datetime) -> Iterator[str]:
    database: Database = app.extensions["database"]
    with database.reader() as session:
        due = waves_without_report(session)
    for wave_id in due:
        yield from _guarded(f"wave {wave_id}: building results", _build(app, wave_id, build))
    yield from _guarded("freezing years", _freeze(database, now))
    with database.reader() as session:
        behind = waves_behind(session)
    for wave_id in behind:
        yield from _guarded(f"wave {wave_id}: building results over waves", _build(app, wave_id, build))


def _freeze(database: Database, now: datetime) -> Iterator[str]:
    today = local_day(now)
    with database.reader() as session:
        due = surveys_to_freeze(session, today)
    for survey_id in due:
        with database.transaction() as session:
            years = freeze(session, survey_id, today)
        for year in years:
            yield f"survey {survey_id}: waves of {year} taken together"


def _build(app: Flask, wave_id: int, build: Callable[[Flask, int], None]) -> Iterator[str]:
    build(app, wave_id)
    yield f"wave {wave_id}: results built"


def _draw(app: Flask, survey_id: int, now: datetime) -> Iterator[str]:
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        done = take_turn(session, survey_id, now, app.extensions["keyring"])
    yield from done


def _read_bounces(app: Flask, stop: Callable[[], bool]) -> Iterator[str]:
    """Before anything is sent: whoever's first mail came back gets no reminder."""
    reading = read_mailbox(app, stop)
    if reading.bounced:
        yield f"{reading.bounced} invitations came back undeliverable"
    if reading.fault:
        yield Fault(reading.fault)


def _send(
    app: Flask, now: datetime, progress: Callable[[int], None], stop: Callable[[], bool]
) -> Iterator[str]:
    database: Database = app.extensions["database"]
    held = restoring.look(database, witness_of(app))
    if held is not None:
        with database.reader() as session:
            is_any_due = due.is_any_due(session, now)
        if is_any_due:
            yield Fault(f"nothing is sent: {SIGNS[held.sign]}; see 'flask --app wsgi sending show'")
        return
    done = send_all(app, sender_of(app), now=now, progress=progress, stop=stop)
    names = {
        Outcome.ACCEPTED: "sent",
        Outcome.REFUSED: "refused",
        Outcome.LATER: "to be tried again",
        Outcome.UNKNOWN: "uncertain",
        outbox.UNWRITABLE: "could not be written",
    }
    for outcome, name in names.items():
        if done.outcomes[outcome]:
            yield f"{done.outcomes[outcome]} invitations {name}"
    if done.outcomes[REMINDERS]:
        # Sent or not: how many were sent would tell how many have answered.
        yield f"{done.outcomes[REMINDERS]} reminders were due"
    if done.halted:
        yield Fault(done.halted)
    if done.paced:
        yield Waiting(done.paced)
    with database.reader() as session:
        late = due.overdue(session, now)
    if late:
        yield f"{late} invitations not sent: drawn more than 14 days ago; make a new draw"


def _let_end(database: Database, now: datetime) -> Iterator[str]:
    with database.transaction() as session:
        ending = let_end(session, now)
    for wave_id, day in ending:
        yield f"wave {wave_id}: nobody was mailed, nor will be; closes on {day}; make a new draw"


def _plan(database: Database) -> Iterator[str]:
    with database.transaction() as session:
        plan_reminders(session)
    yield from ()


def _count(database: Database, now: datetime) -> Iterator[str]:
    with database.transaction() as session:
        counted = count_daily(session, now)
    if counted:
        yield f"{counted} × daily count"
