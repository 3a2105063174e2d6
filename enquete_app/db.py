"""Sessions and the declarative base: with `engines` the one place that knows SQLite from PostgreSQL."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from enum import Enum as Choice
from enum import auto
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, DateTime, Enum, MetaData, and_, func, make_url, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from enquete_app.engines import BUSY_SECONDS, looking_engine, postgresql_engine, sqlite_engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from enum import StrEnum

    from sqlalchemy import ColumnElement, Connection, Dialect
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.orm import InstrumentedAttribute

    Transaction = Session | Connection
    """What runs a statement. A connection does with half the work, and without mapped objects."""

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
FORGET_MILLISECONDS = 5000
"""How long to wait for others before forgetting is left to a later time."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which has no time zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def enum_column(kind: type[StrEnum]) -> Enum:
    """The column type of an enum: its values as text, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
    }


class Database:
    """A database, SQLite or PostgreSQL.

    Args:
        url: the SQLAlchemy address; `postgresql://` means psycopg 3.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        if address.drivername in {"postgresql", "postgres"}:
            address = address.set(drivername="postgresql+psycopg")
        self.is_sqlite = address.get_backend_name() == "sqlite"
        self.engine = sqlite_engine(address) if self.is_sqlite else postgresql_engine(address)
        self._reading = self.engine.execution_options(postgresql_readonly=True, read_only=True)
        self._looking = self._reading if self.is_sqlite else looking_engine(self.engine)

    def connection(self, *, reading: bool) -> Connection:
        """A connection; whoever opened it commits. For reading the database itself refuses to write."""
        return (self._looking if reading else self.engine).connect()

    def session(self) -> Session:
        """A session that may write; whoever opened it commits."""
        return Session(self.engine, expire_on_commit=False)

    def reader(self) -> Session:
        """A session in which the database itself refuses to write."""
        return Session(self._reading, expire_on_commit=False)

    @contextmanager
    def transaction(self, *, hurried: bool = False) -> Iterator[Session]:
        """A session that commits at the end of the `with` and rolls back on an exception.

        Args:
            hurried: fail at once, with an OperationalError, where SQLite would wait for another writer.
        """
        engine = self.engine.execution_options(hurried=True) if hurried else self.engine
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def place(self, session: Session) -> str:
        """Where this database stands on its server, which a restored dump or log does not carry along.

        On PostgreSQL server, timeline of the log, database and table by their numbers; of SQLite nothing.
        """
        if self.is_sqlite:
            return ""
        may_ask = session.scalar(text("SELECT has_function_privilege('pg_control_system()', 'execute')"))
        return str(session.scalar(text(_PLACE.format(_SERVER if may_ask else ""))))

    def forget(self, *tables: str) -> bool:
        """Make rows that were deleted before unreadable in the files.

        On PostgreSQL the tables are rewritten; on SQLite deleted content is already overwritten
        (`secure_delete`), what remains is the write-ahead log.

        Args:
            tables: the tables' names.

        Returns:
            Whether it is sure that nothing is left. It is not while another connection still holds a lock
            or an older state of the database; then it must be done again.
        """
        return self._empty_log() if self.is_sqlite else self._rewrite(tables)

    def _empty_log(self) -> bool:
        with closing(self.engine.raw_connection()) as driver:
            cursor = driver.cursor()
            cursor.execute(f"PRAGMA busy_timeout={FORGET_MILLISECONDS}")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, pages_left, _ = cursor.fetchone() or (True, -1, -1)
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        return not busy and pages_left == 0

    def _rewrite(self, tables: Sequence[str]) -> bool:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Not given back to the pool: the time-outs go with it.
            connection.detach()
            connection.execute(text(f"SET lock_timeout = {FORGET_MILLISECONDS}"))
            connection.execute(text("SET statement_timeout = 0"))
            # Whatever deleted the rows has a smaller number than this.
            number = connection.scalar(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
            until = time.monotonic() + FORGET_MILLISECONDS / 1000
            while not connection.scalar(_ALL_ENDED, {"number": number}) and time.monotonic() < until:
                time.sleep(0.05)
            try:
                for table in tables:
                    connection.execute(text(f"VACUUM (FULL, ANALYZE) {table}"))
                    # Rewritten, it lacks the map of rows that all may see, with which an index answers alone.
                    connection.execute(text(f"VACUUM {table}"))
            except OperationalError:
                return False
            return bool(connection.scalar(_NOTHING_OLDER, {"number": number, "tables": list(tables)}))


# A rewrite keeps deleted rows that an open transaction may still look at. One that writes counts as such
# wherever on the server it runs.
_ALL_ENDED = text("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= CAST(:number AS xid8)")
# From which transaction number on it kept them is noted in the table.
_NOTHING_OLDER = text(
    "SELECT bool_and(age(relfrozenxid) <= age(CAST(CAST(:number AS xid8) AS xid)))"
    " FROM pg_class WHERE oid = ANY(CAST(CAST(:tables AS text[]) AS regclass[]))"
)


_PLACE = (
    "SELECT concat_ws('/', {}substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), oid,"
    " CAST(CAST('continuity' AS regclass) AS oid)) FROM pg_database WHERE datname = current_database()"
)
_SERVER = "(SELECT system_identifier FROM pg_control_system()), "


def put(
    session: Session, entity: type[Base], rows: Sequence[Mapping[str, Any]], *, update: Sequence[str] = ()
) -> None:
    """Insert rows in one statement that also holds when somebody else inserts the same at the same time.

    Args:
        session: a session that may write.
        entity: of which table.
        rows: their values, by column.
        update: the columns to overwrite in a row with the same primary key; if none is named, a row that is
            there already is left alone, whichever of its keys is the same.
    """
    statement = _putting(session.get_bind().dialect.name, entity, tuple(update))
    # A list would be sent as many statements at once, which takes longer for one row.
    session.execute(statement, rows[0] if len(rows) == 1 else list(rows))


@cache
def _putting(dialect: str, entity: type[Base], update: tuple[str, ...]) -> SqliteInsert | PostgresqlInsert:
    statement: SqliteInsert | PostgresqlInsert
    statement = (sqlite if dialect == "sqlite" else postgresql).insert(
        entity.metadata.tables[entity.__tablename__]
    )
    if update:
        new = {name: statement.excluded[name] for name in update}
        keys = list(entity.__table__.primary_key)
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing()
    return statement


class Schema(Choice):
    """How the tables of a database stand to those that this code expects."""

    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()
    """At a revision that this code does not know."""


def schema_of(connection: Connection) -> Schema:
    """Compare a database's revision with the newest migration."""
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        return Schema.EMPTY
    migrations = ScriptDirectory(str(MIGRATIONS))
    if found == migrations.get_current_head():
        return Schema.CURRENT
    known = {each.revision for each in migrations.walk_revisions()}
    return Schema.OLDER if found in known else Schema.NEWER


def lacks_tables(error: DBAPIError) -> bool:
    """Tell whether a database refused because a table or a column is not there."""
    # PostgreSQL: undefined_table, undefined_column.
    return getattr(error.orig, "sqlstate", None) in {"42P01", "42703"} or "no such " in str(error.orig)


def writers_take_turns(session: Transaction) -> bool:
    """Whether nobody else can write during this transaction: SQLite gives a writer the whole database."""
    bind = session.get_bind() if isinstance(session, Session) else session
    return bind.dialect.name == "sqlite"


def begins_with(session: Session, column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """What a text begins with, asked so that an index answers: a pattern's own one on PostgreSQL."""
    if writers_take_turns(session):
        # SQLite's LIKE knows no capitals and so no index; there texts are in the order of their signs.
        return and_(column >= text, column < f"{text}\U0010ffff")
    return column.startswith(text, autoescape=True)


def lock_out_writers(session: Session, table: type[Base]) -> None:
    """Keep all others from writing to a table until this transaction ends; reading goes on."""
    if not writers_take_turns(session):
        session.execute(text(f"LOCK TABLE {table.__tablename__} IN SHARE ROW EXCLUSIVE MODE"))


def take_turns(session: Session, keys: Iterable[bytes]) -> None:
    """Wait until no other transaction holds one of the keys, and hold them until this one ends.

    Args:
        session: a session that may write.
        keys: at least eight bytes each.
    """
    if not writers_take_turns(session):
        # In order, lest two wait for each other.
        for key in sorted(set(keys)):
            session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(key[:8], signed=True))))
