"""How SQLite and PostgreSQL are spoken to: connections, and how transactions begin on them.

Parameters are hidden: an exception's text must hold no address, answer or hash.
"""

from __future__ import annotations

import select
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

if TYPE_CHECKING:
    import sqlite3

    from psycopg import Connection as PsycopgConnection
    from sqlalchemy import URL, Connection
    from sqlalchemy.pool import ConnectionPoolEntry

TURN_SECONDS = 10
"""How long a writer waits for others of its process, and then for SQLite: together less than servers do."""
BUSY_SECONDS = 15
RENEW_SECONDS = 300
"""After which a connection is replaced: firewalls cut off idle ones without a word."""
CONNECT_SECONDS = 10
LOOKING_MILLISECONDS = 30_000
"""The longest statement of a page that only reads: nobody waits longer, nor can one keep the server busy."""
WORKING_MILLISECONDS = 600_000
"""The longest statement of all else, POST included, waiting for locks included."""
TURN = "turn"


def postgresql_engine(
    address: URL,
    *settings: str,
    longest: int = WORKING_MILLISECONDS,
    **options: Any,  # noqa: ANN401 - those of `create_engine`
) -> Engine:
    """An engine on PostgreSQL that may write.

    Args:
        address: of the database; what it says itself of time-outs holds.
        settings: further ones of each connection.
        longest: how many milliseconds a statement may take.
        options: those of `create_engine`.
    """
    query = address.normalized_query
    said = (f"-c statement_timeout={longest}", *query.get("options", ()), *settings)
    engine = create_engine(
        address,
        pool_recycle=RENEW_SECONDS,
        hide_parameters=True,
        connect_args={"options": " ".join(said)}
        | ({} if "connect_timeout" in query else {"connect_timeout": CONNECT_SECONDS}),
        **options,
    )
    event.listen(engine, "checkout", _refuse_ended)
    return engine


def looking_engine(beside: Engine) -> Engine:
    """An engine whose connections refuse to write.

    No transaction is begun around what they read, which takes two questions more: in those that we begin each
    statement sees what was committed before it, just as it does without.
    """
    engine = postgresql_engine(
        beside.url,
        "-c default_transaction_read_only=on",
        longest=LOOKING_MILLISECONDS,
        isolation_level="AUTOCOMMIT",
    )
    # Those live in a transaction; without one a large answer comes whole.
    engine.dialect.supports_server_side_cursors = False
    event.listen(beside, "engine_disposed", lambda _: engine.dispose())
    return engine


def _refuse_ended(driver: PsycopgConnection, _record: ConnectionPoolEntry, _proxy: object) -> None:
    # All that a server says unasked is its farewell; to look whether it did costs less than to ask.
    heard = select.poll()
    heard.register(driver.fileno(), select.POLLIN)
    if heard.poll(0):
        raise DisconnectionError


def sqlite_engine(address: URL) -> Engine:
    """An engine on SQLite; its connections begin to write unless they have the option `read_only`."""
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    turn = Lock()
    event.listen(engine, "begin", lambda connection: _begin_sqlite(connection, turn))
    event.listen(engine, "checkin", _give_turn_up)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late and too weak; _begin_sqlite does it.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection, turn: Lock) -> None:
    """Begin so that a writer has its lock from the start (upgrading a reader's lock fails), a reader none."""
    reading = bool(connection.get_execution_options().get("read_only", False))
    # Nothing here can fail but a writer's wait, so only that goes the long way of the engine's own errors.
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute(f"PRAGMA query_only={int(reading)}")
    if reading:
        driver.execute("BEGIN")
        return
    if connection.get_execution_options().get("hurried", False):
        _begin_at_once(connection, driver, turn)
        return
    # SQLite lets writers sleep for ever longer until one happens to find it free; threads can stand in line.
    if TURN not in connection.info and turn.acquire(timeout=TURN_SECONDS):
        connection.info[TURN] = turn
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_at_once(connection: Connection, driver: sqlite3.Connection, turn: Lock) -> None:
    """Begin to write if nobody else is writing; what can be left undone need not wait."""
    if turn.acquire(blocking=False):
        connection.info[TURN] = turn
    driver.execute("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")


def _give_turn_up(_driver: object, record: ConnectionPoolEntry) -> None:
    if TURN in record.info:
        record.info.pop(TURN).release()
