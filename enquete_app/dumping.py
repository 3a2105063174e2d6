"""A whole database in one file, and back again, while it is at work.

SQLite has its own way of copying a file that is written to. PostgreSQL has its own programs, which must be on
this machine; the file is then one that they know without us.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from enum import StrEnum
from glob import escape
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BUSY_SECONDS = 30
"""How long to wait for others that use the database."""


class DumpError(Exception):
    """A database could not be copied into a file or out of it; the message says why, without a value."""


class Kind(StrEnum):
    """Of what kind a database is, or was."""

    SQLITE = "SQLite"
    POSTGRESQL = "PostgreSQL"


_PART = ".part"
_SIGNS = {b"SQLite format 3\x00": Kind.SQLITE, b"PGDMP": Kind.POSTGRESQL}


def kind_of(url: str) -> Kind:
    """Of what kind the database at an address is."""
    return Kind.SQLITE if url.startswith("sqlite") else Kind.POSTGRESQL


def kind_in(file: Path) -> Kind | None:
    """Of what kind the database in a file is; none if it is no such file. Raises OSError."""
    with file.open("rb") as content:
        head = content.read(16)
    return next((kind for sign, kind in _SIGNS.items() if head.startswith(sign)), None)


def dump(url: str, file: Path) -> None:
    """Copy a database into a new file, as it is at one moment, which only its owner may read.

    Args:
        url: the database's address.
        file: which must not be there yet.

    Raises:
        DumpError: if that is not possible.
        OSError: if the file cannot be written.
    """
    with _private(file) as part:
        if kind_of(url) is Kind.SQLITE:
            _copy_sqlite(_sqlite_file(url), part)
        else:
            schema = f"--schema={_schema(url)}"
            _run([_program("pg_dump"), "--format=custom", schema, f"--file={part}", *_target(url)], url)


def revision_in(file: Path) -> str | None:
    """At which migration the database in a file is; none if it is not one of ours.

    Raises:
        DumpError: if the file cannot be read.
    """
    if kind_in(file) is Kind.SQLITE:
        try:
            with closing(_connect(file, "ro")) as connection:
                found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.Error:
            return None
        return str(found[0]) if found else None
    told = _run([_program("pg_restore"), "--file=-", "--data-only", "--table=alembic_version", str(file)])
    lines = iter(told.decode().splitlines())
    return next((next(lines, None) for line in lines if line.startswith("COPY ")), None)


def load(url: str, file: Path, ready: Callable[[str], None], last: str) -> None:
    """Put what a file holds in the place of all that a database holds: all of it or nothing.

    Args:
        url: the database's address.
        file: of the same kind.
        ready: called with the address of the restored database on SQLite, before it takes its place.
        last: a statement that does the same on PostgreSQL, as part of restoring; `{}` stands for the schema.

    Raises:
        DumpError: if that is not possible; the database is then as it was.
        OSError: if something cannot be read or written.
    """
    if kind_of(url) is Kind.POSTGRESQL:
        _load_postgresql(url, file, last)
        return
    into = _sqlite_file(url)
    with _folder_beside(into) as folder:
        copy = folder / "restoring"
        _copy_sqlite(file, copy)
        ready(f"sqlite:///{copy}")
        _copy_sqlite(copy, into)


@contextmanager
def _private(file: Path) -> Iterator[Path]:
    """A file to write into, which gets its name once it is whole; until then nobody takes it for a backup."""
    if file.exists():
        raise DumpError(f"{file} is there already.")
    with _folder_beside(file) as folder:
        part = folder / f"backup{_PART}"
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        try:
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.rename(file)
        except FileNotFoundError as error:
            raise DumpError(f"Somebody else has begun to write {file}.") from error


@contextmanager
def _folder_beside(file: Path) -> Iterator[Path]:
    """A folder of its own for what is not done yet, which only its owner may look into.

    What was left by runs that were killed goes: it is as private as what they wrote.
    """
    if not file.parent.is_dir():
        raise DumpError(f"There is no folder {file.parent}.")
    for left in file.parent.glob(f"{escape(file.name)}.????????{_PART}"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=f"{file.name}.", suffix=_PART, dir=file.parent) as folder:
        yield Path(folder)


def _sqlite_file(url: str) -> Path:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise DumpError("This database has no file.")
    return Path(name).absolute()


def _connect(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, timeout=BUSY_SECONDS)


def _copy_sqlite(source: Path, into: Path) -> None:
    try:
        with closing(_connect(source, "rw")) as original, closing(_connect(into, "rwc")) as copy:
            copy.execute("PRAGMA secure_delete=ON")
            original.backup(copy)
            # What stood there before is in the log until it is emptied.
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if into.suffix == _PART:
                # A backup is one file, which needs no other beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            [found] = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise DumpError(f"SQLite says: {error}.") from error
    if found != "ok":
        raise DumpError(f"{source} is damaged.")


def _load_postgresql(url: str, file: Path, last: str) -> None:
    """Empty the schema and fill it, in one transaction of psql; it ends with the last line or not at all."""
    schema = _schema(url)
    quoted = '"' + schema.replace('"', '""') + '"'
    reading = [_program("pg_restore"), "--file=-", "--no-owner", "--no-privileges", f"--schema={schema}"]
    writing = [
        *(_program("psql"), "--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction"),
        *("--set=ON_ERROR_STOP=1", f"--command={_EMPTY}", "--file=-"),
        *(f"--command={_CHECK.format(quoted)}", f"--command={last.format(quoted)}", *_target(url)),
    ]
    with TemporaryFile() as said, _started([*reading, str(file)], said) as out_of:
        with _started(writing, said, url=url, stdin=subprocess.PIPE) as into:
            assert out_of.stdout is not None and into.stdin is not None  # noqa: S101, PT018 - for mypy
            try:
                _copy_script(out_of.stdout, into.stdin)
            except BrokenPipeError:
                into.wait()
                # Nobody reads on, for which it would wait for good.
                out_of.kill()
            if out_of.wait() != 0 and into.poll() is None:
                # Before it hears that this is the end, and keeps what it has heard.
                into.kill()
            into.communicate()
        if into.returncode != 0:
            raise DumpError(f"PostgreSQL says: {_first_line(said)}")


_EMPTY = """
SET lock_timeout = '30s';
SET client_min_messages = warning;
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', each.name); END LOOP;
  FOR each IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS
      (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', each.name); END LOOP;
END $$
"""
"""What a newer program added goes too; else it would stand in the way of its own migrations."""
_CHECK = """
DO $$ BEGIN
  IF (SELECT count(*) FROM {}.alembic_version) <> 1 THEN RAISE EXCEPTION 'the backup is not whole'; END IF;
END $$
"""


_UNKNOWN = b"SET transaction_timeout = 0;\n"
"""What `pg_restore` writes from version 17 on, and servers before that do not know."""
_BEGINNING = (b"\n", b"--", b"\\restrict ", b"SET ", b"SELECT pg_catalog.set_config(")


def _copy_script(script: IO[bytes], into: IO[bytes]) -> None:
    """Copy what `pg_restore` writes, without the line that older servers refuse; data is left alone."""
    for line in script:
        if line != _UNKNOWN:
            into.write(line)
        if not line.startswith(_BEGINNING):
            break
    shutil.copyfileobj(script, into)


def _schema(url: str) -> str:
    arguments, password = _libpq(url)
    try:
        with psycopg.connect(arguments, password=password, connect_timeout=10) as connection:
            found = connection.execute("SELECT current_schema()").fetchone()
    except psycopg.OperationalError as error:
        raise DumpError(f"The database cannot be reached ({type(error).__name__}).") from error
    return str(found[0]) if found else "public"


def _libpq(url: str) -> tuple[str, str | None]:
    """An address as PostgreSQL's programs take it; apart from it the password, for no list of processes."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    _, named = address.get_dialect()().create_connect_args(address)
    password = named.pop("password", None)
    return make_conninfo("", **named), password


def _target(url: str) -> list[str]:
    return ["--no-password", f"--dbname={_libpq(url)[0]}"]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DumpError(f"{name} is not on this machine. Install PostgreSQL's client programs.")
    return found


def _environ(url: str | None) -> dict[str, str]:
    # Nothing of ours: secret keys are no business of theirs.
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("ENQUETE_")}
    password = _libpq(url)[1] if url else None
    return {**theirs, "LC_ALL": "C", **({"PGPASSWORD": password} if password else {})}


def _run(command: Sequence[str], url: str | None = None) -> bytes:
    with TemporaryFile() as said, _started(command, said, url=url) as process:
        told, _ = process.communicate()
        if process.returncode != 0:
            raise DumpError(f"PostgreSQL says: {_first_line(said)}")
    return told


def _started(
    command: Sequence[str], said: IO[bytes], *, url: str | None = None, stdin: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - programs found by their names
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=said, env=_environ(url)
    )


def _first_line(said: IO[bytes]) -> str:
    """Of an error only the first line: those that follow may hold values."""
    said.seek(0)
    return said.readline().decode(errors="replace").strip() or "nothing"
