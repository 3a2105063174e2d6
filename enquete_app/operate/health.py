"""Whether this process lives, and whether all that it needs is there: asked by machines, every few seconds.

Neither page has a session or a cookie. What is wrong is told by the name of the part alone.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from alembic.runtime.migration import MigrationContext
from flask import Blueprint, current_app
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from enquete_app.db import Schema, schema_of
from enquete_app.fieldwork.messages.restoring import looks_so_far
from enquete_app.jobs.faults import redis_at
from enquete_app.register.intake import is_at_work
from enquete_app.web.request_log import HEALTH

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

    from enquete_app.db import Database

UNAVAILABLE = 503
LATE_SECONDS = 15 * 60
"""The work is due once a minute. A large wave that closes, or a large import, may take some."""
OK = "ok"
FIT = "fit revisions"
"""The extension that holds the revisions of tables on which this process was found to work."""
pages = Blueprint(HEALTH, __name__)


class Pulse:
    """Whether somebody still does what is due, wherever that is: a thread, a worker or a timer.

    Each run counts one in the database; so it is enough to see that the number changes.

    Args:
        now: on the clock of `time.monotonic`; until it was seen to change, it counts as changed then.
    """

    def __init__(self, now: float) -> None:
        self._runs, self._changed, self._lock = -1, now, Lock()

    def seconds_since(self, runs: int, now: float) -> float:
        """How long ago the number of runs was seen to change, at most.

        Args:
            runs: the number as it is now.
            now: on the same clock as before.
        """
        with self._lock:
            if runs != self._runs:
                self._runs, self._changed = runs, now
            return now - self._changed


def init_health(app: Flask) -> None:
    """Begin to watch whether the work is done."""
    app.extensions[FIT] = set()
    app.extensions["pulse"] = Pulse(time.monotonic())


@pages.get("/healthz")
def healthz() -> dict[str, str]:
    """Say that this process lives; touches nothing."""
    return {"process": OK}


@pages.get("/readyz")
def readyz() -> tuple[dict[str, str], int]:
    """Say which part is ready: database, its tables, the queue, and the work that is due."""
    parts = {**_stored(), "queue": _queue()}
    return parts, 200 if all(each == OK for each in parts.values()) else UNAVAILABLE


def _stored() -> dict[str, str]:
    """What the database tells."""
    database: Database = current_app.extensions["database"]
    pulse: Pulse = current_app.extensions["pulse"]
    try:
        with database.connection(reading=True) as connection:
            if not _has_our_tables(connection):
                return {"database": OK, "tables": "older", "work": "unknown"}
            late = pulse.seconds_since(looks_so_far(connection), time.monotonic()) >= LATE_SECONDS
            # Fetching from a case system may take half an hour, and says how far it is.
            late = late and not is_at_work(connection, datetime.now(UTC))
    except SQLAlchemyError:
        return {"database": "unreachable", "tables": "unknown", "work": "unknown"}
    return {"database": OK, "tables": OK, "work": "late" if late else OK}


def _has_our_tables(connection: Connection) -> bool:
    """Whether the tables are those of this code, or newer: while an upgrade is made, both work on them."""
    fit: set[str] = current_app.extensions[FIT]
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return False
    # To look at the migrations each time would take a while.
    if revision not in fit and schema_of(connection) in {Schema.CURRENT, Schema.NEWER}:
        fit.add(revision)
    return revision in fit


def _queue() -> str:
    url = current_app.config["REDIS_URL"]
    if not url:
        return OK
    try:
        with redis_at(url) as redis:
            redis.ping()
    except RedisError:
        return "unreachable"
    return OK
