"""A PostgreSQL database that tests use in turn: making one takes 40 times as long as emptying it."""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg.sql import SQL, Composed, Identifier

_SCHEMA = """
    SELECT md5(string_agg(what, ' ' ORDER BY what)) FROM (
        SELECT format('%s.%s %s %s', attrelid::regclass, attname, atttypid, attnotnull) AS what
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal
        UNION ALL SELECT format('%s %s', conrelid::regclass, conname) FROM pg_constraint
        UNION ALL SELECT extname FROM pg_extension
    ) AS parts
"""
_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class ReusedDatabase:
    """A migrated database, and what it holds when nothing has been done with it.

    Args:
        url: of the database.
    """

    url: str
    tables: list[str] = field(init=False)
    rows: dict[str, bytes] = field(init=False)
    counters: list[tuple[str, int, bool]] = field(init=False)
    schema: str = field(init=False)

    def __post_init__(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            named = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            self.tables = [name for (name,) in named]
            self.rows = {name: rows for name in self.tables if (rows := _read(connection, name))}
            sequences = connection.execute("SELECT sequencename FROM pg_sequences").fetchall()
            self.counters = [(name, *_counter(connection, name)) for (name,) in sequences]
            self.schema = _schema(connection)

    def is_emptied(self) -> bool:
        """Empty it, to the state in which it was made; not if a test has altered its tables."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_OTHERS)
            if _schema(connection) != self.schema:
                return False
            used = [name for name in self.tables if _holds_rows(connection, name)]
            with connection.transaction():
                # Neither foreign keys nor the audit log's own refusal to forget stand in the way.
                connection.execute("SET LOCAL session_replication_role = replica")
                for name in used:
                    connection.execute(_of("DELETE FROM {}", name))
            for name in used:
                # Else new rows would come to lie where old ones lay, in no order that a test expects.
                connection.execute(_of("VACUUM {}", name))
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                for name, rows in self.rows.items():
                    with connection.cursor().copy(_of("COPY {} FROM STDIN", name)) as copy:
                        copy.write(rows)
            for counter in self.counters:
                connection.execute("SELECT setval(%s::regclass, %s, %s)", counter)
        return True


def _read(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(_of("COPY {} TO STDOUT", table)) as copy:
        return b"".join(copy)


def _holds_rows(connection: psycopg.Connection, table: str) -> bool:
    return connection.execute(_of("SELECT 1 FROM {} LIMIT 1", table)).fetchone() is not None


def _counter(connection: psycopg.Connection, sequence: str) -> tuple[int, bool]:
    found = connection.execute(_of("SELECT last_value, is_called FROM {}", sequence)).fetchone()
    assert found is not None
    return found[0], found[1]


def _schema(connection: psycopg.Connection) -> str:
    found = connection.execute(_SCHEMA).fetchone()
    assert found is not None
    return str(found[0])


def _of(statement: str, name: str) -> Composed:
    return SQL(statement).format(Identifier(name))  # type: ignore[arg-type]
