"""The worker on Redis: RQ runs the tick, SQL says what is due; an empty Redis loses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread
from typing import TYPE_CHECKING

from flask import current_app
from redis import Redis
from rq import Queue, Worker

from enquete_app.jobs.due import run_due

if TYPE_CHECKING:
    from flask import Flask

QUEUE = "enquete"
TICK_SECONDS = 60
LONGEST_TICK_SECONDS = 6 * 3600


def tick() -> None:
    """Do what is due. The job itself carries nothing."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    # The work horse is a fork: connections of its parent are not its own.
    app.extensions["database"].engine.dispose(close=False)
    for line in run_due(app, datetime.now(UTC)):
        app.logger.info("work: %s", line)


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
    stop = Event()
    _enqueue(queue)
    if not burst:
        Thread(target=_keep_ticking, args=(queue, stop), daemon=True).start()
    with app.app_context():
        # The forked work horse inherits the context, so jobs need not name the application.
        Worker([queue], connection=connection).work(burst=burst, logging_level="WARNING")
    stop.set()


def _keep_ticking(queue: Queue, stop: Event) -> None:
    while not stop.wait(TICK_SECONDS):
        _enqueue(queue)


def _enqueue(queue: Queue) -> None:
    # One tick a minute however many workers there are: they would find the same job already waiting.
    minute = int(datetime.now(UTC).timestamp()) // TICK_SECONDS
    if queue.fetch_job(f"tick-{minute}") is None:
        queue.enqueue(
            tick,
            job_id=f"tick-{minute}",
            job_timeout=LONGEST_TICK_SECONDS,
            result_ttl=600,
            failure_ttl=600,
        )
