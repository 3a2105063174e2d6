"""Looking at a database from outside after each transaction, the way somebody with all its copies can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import SEEK_CUR
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from attack.seen import Record, Row, Seen, Step, Tables
from sqlalchemy import Connection, LargeBinary, Uuid, text

from enquete_app.db import Base, Database

WHILE_OPEN = ("participation", "draft", "ballot")
"""What answering changes, so what is looked at after each step."""
KEPT_BYTES = 12


def watcher_of(database: Database) -> Watcher:
    """Begin to watch a database of either kind."""
    return SqliteWatcher(database) if database.is_sqlite else PostgresWatcher(database)


class Watcher:
    """Compares the copies of the tables before and after each step.

    Args:
        database: what to watch.

    Attributes:
        seen: what was seen since the last `begin`.
    """

    header = ""
    order = ""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen = Seen()
        self._last: dict[str, dict[object, Row]] = {}

    def begin(self) -> None:
        """Begin with a wave, before anybody visits."""
        self.seen = Seen()
        self._last = {}
        self.look(())
        self.seen.steps.clear()

    def look(self, log: tuple[str, ...]) -> None:
        """Record what changed since the last look, and the lines of the log that came meanwhile."""
        changed: dict[str, list[Row]] = {}
        person: UUID | None = None
        for name in WHILE_OPEN:
            # Without the place: a row that goes moves up all that follow.
            rows = ({key: row[key] for key in row if key != "place"} for row in self.rows(name))
            now = {row.get("invitation_id", row.get("id")): row for row in rows}
            before = self._last.get(name, {})
            changed[name] = [row for key, row in now.items() if before.get(key) != row]
            gone = before.keys() - now.keys()
            whose = [*(row.get("invitation_id") for row in changed[name]), *gone]
            person = next((key for key in whose if isinstance(key, UUID)), person)
            self._last[name] = now
        self.seen.steps.append(Step(person, changed, self.pages_written(), log))

    def before_closing(self) -> None:
        """Copy everything just before the wave is closed."""
        self.seen.before = self.tables()

    def just_closed(self) -> None:
        """Copy what closing wrote, before it is made to be forgotten."""

    def after_closing(self) -> None:
        """Copy everything once all is done."""
        self.seen.after = self.tables()

    def tables(self) -> Tables:
        """All tables, their rows in the order of the file."""
        return {name: self.rows(name) for name in Base.metadata.tables}

    def rows(self, name: str) -> list[Row]:
        """A table's rows in the order of the file."""
        with self.database.reader() as session:
            statement = f"SELECT {self.header}, {_columns(name)} FROM {name} t ORDER BY {self.order}"  # noqa: S608
            found = session.execute(text(statement)).mappings()
            return [_row(name, place, row) for place, row in enumerate(found)]

    def pages_written(self) -> int:
        """How many pages were written since it was asked last, if that can be told."""
        return 0


class SqliteWatcher(Watcher):
    """Reads the file and its write-ahead log."""

    header = "rowid AS row_number"
    order = "rowid"

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._file = Path(str(database.engine.url.database))
        self._log = self._file.with_name(f"{self._file.name}-wal")
        self._frames = (b"", 0)

    def pages_written(self) -> int:
        """The frames of the log that are new; after a checkpoint it begins anew under another salt."""
        with self._log.open("rb") as file:
            head = file.read(32)
            page, salt = int.from_bytes(head[8:12], "big"), head[16:24]
            earlier = frames = self._frames[1] if self._frames[0] == salt else 0
            file.seek(frames * (24 + page), SEEK_CUR)
            while (frame := file.read(24)) and frame[8:16] == salt:
                file.seek(page, SEEK_CUR)
                frames += 1
        self._frames = (salt, frames)
        return frames - earlier

    def just_closed(self) -> None:
        """Note where the responses stand in the log."""
        self._note("log", self._log.read_bytes())

    def after_closing(self) -> None:
        """Note where they stand in the file."""
        super().after_closing()
        self._note("file", self._file.read_bytes())

    def _note(self, where: str, content: bytes) -> None:
        ids = [row["id"] for row in self.rows("response")]
        self.seen.offsets[where] = {each: content.find(each.hex.encode()) for each in ids}


class PostgresWatcher(Watcher):
    """Reads the hidden columns, the pages and the write-ahead log."""

    header = "ctid::text, xmin::text::bigint AS xmin, xmax::text::bigint AS xmax, cmin::text::bigint AS cmin"
    order = "ctid"

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        with database.engine.connect() as connection:
            for extension in ("pageinspect", "pg_walinspect"):
                connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
            connection.commit()
        # As long as this connection is there, the server keeps its log; idle, it keeps nothing else.
        self._keeping = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._from = ""
        self._names: dict[str, str] = {}

    def begin(self) -> None:
        """Begin with a wave, before anybody visits."""
        super().begin()
        slot = {"slot": f"attack_{uuid4().hex}"}
        self._keeping.execute(text("SELECT pg_create_physical_replication_slot(:slot, true, true)"), slot)
        with self.database.engine.connect() as connection:
            self._from = str(connection.scalar(text("SELECT pg_current_wal_flush_lsn()::text")))
            self._names = {str(node): str(name) for node, name in connection.execute(_FILES)}

    def just_closed(self) -> None:
        """Read the log from the beginning, and the pages that the responses were written to."""
        with self.database.engine.connect() as connection:
            self.seen.wal = list(self._records(connection))
            items = connection.execute(_ITEMS).all()
        places = {row["ctid"]: row["id"] for row in self.rows("response")}
        for name in ("lp_off", "t_xmin", "t_field3"):
            self.seen.offsets[f"page {name}"] = {
                places[item.ctid]: getattr(item, name) + item.page * 10**6
                for item in items
                if item.ctid in places
            }

    def after_closing(self) -> None:
        """Copy everything once all is done, and let the server throw its log away."""
        super().after_closing()
        self._keeping.detach()
        self._keeping.close()

    def _records(self, connection: Connection) -> Iterator[Record]:
        found = connection.execute(_RECORDS, {"since": self._from})
        for xid, kind, node, size in found:
            yield Record(int(str(xid)), kind, self._names.get(node, node), size)


# Relations by the name of their file; those that belong to a table (index, overflow) by the table's too.
_FILES = text(
    """
    SELECT c.relfilenode, coalesce(t.relname, i.relname, c.relname)
    FROM pg_class c
    LEFT JOIN pg_class t ON t.reltoastrelid = c.oid
    LEFT JOIN pg_index x ON x.indexrelid = c.oid
    LEFT JOIN pg_class i ON i.oid = x.indrelid
    WHERE c.relfilenode > 0
    """
)
# Record types of this database's own files; other databases on the server write into the same log.
_RECORDS = text(
    """
    SELECT xid::text, resource_manager || ' ' || record_type,
           substring(block_ref from 'rel \\d+/\\d+/(\\d+)'), record_length
    FROM pg_get_wal_records_info(CAST(:since AS pg_lsn), pg_current_wal_flush_lsn())
    WHERE block_ref LIKE '%/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/%'
    ORDER BY start_lsn
    """
)
_ITEMS = text(
    """
    SELECT '(' || page || ',' || lp || ')' AS ctid, page, lp_off, t_xmin::text::bigint AS t_xmin, t_field3
    FROM generate_series(0, pg_relation_size('response') / 8192 - 1) AS page,
         heap_page_items(get_raw_page('response', page::int))
    WHERE t_xmin IS NOT NULL
    """
)


def _columns(table: str) -> str:
    """All columns, also those that nobody knows of; of sealed bytes their number and their beginning."""
    columns = Base.metadata.tables[table].columns
    if any(isinstance(column.type, LargeBinary) for column in columns):
        return ", ".join(
            f"length({name}) AS {name}_bytes, substr({name}, 1, {KEPT_BYTES}) AS {name}"
            if isinstance(column.type, LargeBinary)
            else name
            for name, column in columns.items()
        )
    return "t.*, CAST(t.answers AS TEXT) AS text" if table == "response" else "t.*"


def _row(table: str, place: int, found: Mapping[str, Any]) -> Row:
    columns = Base.metadata.tables[table].columns
    is_id = {name for name, column in columns.items() if isinstance(column.type, Uuid)}
    return {"place": place} | {
        name: UUID(value) if name in is_id and isinstance(value, str) else value
        for name, value in found.items()
    }
