"""The worker on Redis: RQ runs the tick, SQL says what is due; an empty Redis loses nothing."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested

from enquete_app.jobs.faults import note_faults
from enquete_app.jobs.regular import do_due

if TYPE_CHECKING:
    from flask import Flask

QUEUE = "enquete"
TICK_SECONDS = 60
LONGEST_TICK_SECONDS = 6 * 3600
"""Then RQ ends it, be it in the middle of a mail."""
ENOUGH_SECONDS = 5 * 3600
"""Then it ends by itself between two mails, and the next one goes on."""
AFTER_OUTAGE_SECONDS = 1


def tick() -> None:
    """Do what is due. The job itself carries nothing."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    # The work horse is a fork: connections of its parent are not its own.
    app.extensions["database"].engine.dispose(close=False)
    # Told to end, the horse ends between two mails.
    stop, until = Event(), time.monotonic() + ENOUGH_SECONDS
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    note_faults(app, do_due(app, stop=lambda: stop.is_set() or time.monotonic() > until))


def work(app: Flask, *, burst: bool = False) -> None:
    """Run an RQ worker with the periodic tick, for good.

    Args:
        app: the application; `REDIS_URL` must be set.
        burst: stop when the queue is empty, after one tick.

    Raises:
        redis.exceptions.ConnectionError: if Redis cannot be reached at the start.
    """
    connection = Redis.from_url(app.config["REDIS_URL"])
    connection.ping()
    queue = Queue(QUEUE, connection=connection)
    stop, told = Event(), Event()
    _enqueue(queue)
    if not burst:
        Thread(target=_keep_ticking, args=(app, queue, stop), daemon=True).start()
    # The forked work horse inherits the context, so jobs need not name the application.
    with app.app_context():
        try:
            while not told.is_set() and not _worked(app, queue, told, burst=burst):
                stop.wait(AFTER_OUTAGE_SECONDS)
        except StopRequested:
            pass  # Told to end while waiting for Redis.
    stop.set()


def _worked(app: Flask, queue: Queue, told: Event, *, burst: bool) -> bool:
    """Work until told to end; false if RQ gave up by itself, as it does on a Redis that goes away at work."""
    try:
        # Making one asks Redis already, which may not be back yet.
        worker = _Worker([queue], connection=queue.connection)
        worker.told_to_end = told
        worker.work(burst=burst, logging_level="WARNING")
    except RedisError as error:
        if burst:
            raise
        app.logger.error("no queue: %s", type(error).__name__)  # noqa: TRY400 - as for the tick
    return burst or told.is_set()


class _Worker(Worker):
    """Hands the order to end on to its work horse, which might else be killed in the middle of a mail."""

    told_to_end = Event()
    """Set once it should end; of all workers that this process makes, one after the other."""

    def handle_warm_shutdown_request(self) -> None:
        """Note that the worker should end after the work in hand, and make that short."""
        self.told_to_end.set()
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        if self.horse_pid:
            self.kill_horse(signal.SIGTERM)

    def set_shutdown_requested_date(self) -> None:
        """Note in Redis that it should end after the work in hand; without Redis end all the same.

        A worker from which Redis went away at work takes itself for busy for good.

        Raises:
            StopRequested: if there is no Redis, and no work in hand that would end by itself.
        """
        try:
            super().set_shutdown_requested_date()  # type: ignore[no-untyped-call]
        except RedisError as error:
            if not self.horse_pid:
                raise StopRequested from error


def _keep_ticking(app: Flask, queue: Queue, stop: Event) -> None:
    while not stop.wait(TICK_SECONDS):
        try:
            _enqueue(queue)
        except RedisError as error:
            # The worker waits until Redis is back, and so does the tick.
            app.logger.error("no tick: %s", type(error).__name__)  # noqa: TRY400 - an outage is no fault of ours


def tick_now(app: Flask) -> None:
    """Have a worker look now whether something is due; without Redis it waits for the next minute."""
    connection = Redis.from_url(
        app.config["REDIS_URL"],
        socket_connect_timeout=AFTER_OUTAGE_SECONDS,
        socket_timeout=AFTER_OUTAGE_SECONDS,
    )
    try:
        queue = Queue(QUEUE, connection=connection)
        # One that waits begins later and finds what was asked. One at work may have looked for it already,
        # and one that is done still has its name.
        if queue.is_empty():
            _put(queue, f"tick-now-{uuid4().hex}")
    except RedisError as error:
        app.logger.error("no tick: %s", type(error).__name__)  # noqa: TRY400 - an outage is no fault of ours
    finally:
        connection.close()


def _enqueue(queue: Queue) -> None:
    # One tick a minute however many workers there are: they would find the same job already waiting.
    minute = int(datetime.now(UTC).timestamp()) // TICK_SECONDS
    _put(queue, f"tick-{minute}")


def _put(queue: Queue, name: str) -> None:
    if queue.fetch_job(name) is None:
        queue.enqueue(tick, job_id=name, job_timeout=LONGEST_TICK_SECONDS, result_ttl=600, failure_ttl=600)
