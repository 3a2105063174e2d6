"""Whether PostgreSQL and Redis are set so that nothing is lost, doubled or open to strangers."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, cast

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from enquete_app.jobs.queue import QUEUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from psycopg import Connection as PsycopgConnection
    from sqlalchemy import Connection

    from enquete_app.db import Database

SECONDS_APART = 30
"""By how much two clocks may differ: codes of the second step hold for about as long."""
WAIT_SECONDS = 5


def of_database(database: Database) -> Iterator[tuple[str, str | None]]:
    """Look at a PostgreSQL server; of SQLite there is nothing to see.

    Args:
        database: one that is known to answer.

    Yields:
        What was looked at, and what is wrong with it; none if nothing is.
    """
    if database.is_sqlite:
        return
    try:
        with database.engine.connect() as connection:
            yield "database role", _role(connection)
            yield "database writes", _writes(connection)
            yield "database connection", _encryption(connection)
            now = connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())"))
            yield "database clock", apart(float(now or 0), time.time())
    except SQLAlchemyError as error:
        yield "database settings", f"not known ({type(error).__name__})"


def of_redis(url: str) -> str | None:
    """Look at a Redis server; what is wrong first, none if nothing is.

    Args:
        url: its address.
    """
    redis = Redis.from_url(url, socket_connect_timeout=WAIT_SECONDS, socket_timeout=WAIT_SECONDS)
    try:
        memory = redis.info("memory")
        seconds, _ = redis.time()
        faults = (
            is_open(redis.connection_pool.connection_kwargs),
            _forgets(memory),
            apart(seconds, time.time()),
            None
            if Worker.all(redis, queue=Queue(QUEUE, connection=redis))
            else "no worker is at work; start one",
        )
    except RedisError as error:
        return f"Redis cannot be reached ({type(error).__name__})"
    finally:
        redis.close()
    return next((fault for fault in faults if fault), None)


def apart(theirs: float, ours: float) -> str | None:
    """Say that two clocks differ by too much; times in seconds."""
    seconds = round(abs(theirs - ours))
    if seconds <= SECONDS_APART:
        return None
    return f"its clock and this machine's differ by {seconds} seconds; set both by NTP"


def is_open(access: Mapping[str, Any]) -> str | None:
    """Say that a Redis takes orders from whoever reaches it: jobs in it are run.

    Args:
        access: how it is reached, as the library took it from its address.
    """
    host = str(access.get("host", ""))
    if access.get("password") or not host or host == "localhost" or _address(host, "is_loopback"):
        return None
    return "Redis takes orders from anybody who reaches it; give it a password"


def _forgets(memory: Mapping[str, Any]) -> str | None:
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if not memory.get("maxmemory") or policy == "noeviction":
        return None
    return f"Redis forgets what it has no room for ({policy}); set maxmemory-policy to noeviction"


def _role(connection: Connection) -> str | None:
    is_superuser = connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    return "is a superuser; let one own this database that may do nothing else" if is_superuser else None


def _writes(connection: Connection) -> str | None:
    lax = [
        name
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if connection.scalar(text("SELECT current_setting(:name)"), {"name": name}) == "off"
    ]
    return f"{' and '.join(lax)} off; after a crash mails would leave twice" if lax else None


def _encryption(connection: Connection) -> str | None:
    driver = cast("PsycopgConnection", connection.connection.driver_connection)
    if driver.pgconn.ssl_in_use or not _address(driver.info.hostaddr, "is_global"):
        return None
    return "is not encrypted, and the server is not near; add ?sslmode=verify-full to ENQUETE_DATABASE_URL"


def _address(host: str, what: str) -> bool:
    try:
        return bool(getattr(ip_address(host), what))
    except ValueError:
        return False
