"""Everything that an installation leaves behind, and what must not be found in it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from urllib.parse import quote

import psycopg
from redis import Redis
from sqlalchemy import inspect, text

from enquete_app.db import Database


def spellings(secret: str) -> set[bytes]:
    """How a token, code, handle or address may have been written down, in lower case."""
    forms = {
        secret,
        quote(secret, safe=""),
        secret.encode().hex(),
        base64.b64encode(secret.encode()).decode(),
    }
    if len(secret) == 16:
        groups = [secret[at : at + 4] for at in range(0, 16, 4)]
        forms |= {"-".join(groups), " ".join(groups), "+".join(groups)}
    found = {form.lower().encode() for form in forms}
    # What the letters of a token stand for.
    return found | ({base64.b32decode(secret.upper()).lower()} if len(secret) == 32 else set())


def leaks(artefacts: Mapping[str, bytes], secrets: Mapping[str, str]) -> set[tuple[str, str]]:
    """Which kind of secret is found in which artefact."""
    wanted = [(kind.partition(" ")[0], form) for kind, each in secrets.items() for form in spellings(each)]
    lowered = {name: content.lower() for name, content in artefacts.items()}
    return {(name, kind) for name, content in lowered.items() for kind, form in wanted if form in content}


def redis_content(url: str) -> bytes:
    """Every key and its value."""
    redis = Redis.from_url(url)
    return b"\n".join(part for key in redis.scan_iter() for part in (key, _plain(redis, key)))


def _plain(redis: Redis, key: bytes) -> bytes:
    read = {
        b"string": lambda: redis.get(key),
        b"hash": lambda: redis.hgetall(key),
        b"list": lambda: redis.lrange(key, 0, -1),
        b"set": lambda: redis.smembers(key),
        b"zset": lambda: redis.zrange(key, 0, -1, withscores=True),
        b"stream": lambda: redis.xrange(key),
    }[redis.type(key)]()
    return (redis.dump(key) or b"") + repr(read).encode()


def columns(url: str) -> Iterator[tuple[str, bytes]]:
    """Every column of every table, by name, with its values as text and as they are."""
    database = Database(url)
    with database.reader() as session:
        for table in inspect(session.connection()).get_table_names():
            rows = session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
            for name, values in zip(rows.keys(), zip(*rows, strict=True), strict=False):
                yield f"{table}.{name}", b"\n".join(map(_bytes, values))
    database.engine.dispose()


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def log_position(url: str) -> str:
    """Where PostgreSQL's write-ahead log, which all tests share, stands."""
    with psycopg.connect(url) as connection:
        return str(connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()[0])


def files(url: str, since: str) -> Iterator[tuple[str, bytes]]:
    """The bytes of the PostgreSQL database's files and of its write-ahead log, by name."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        for name, content in connection.execute(
            "SELECT c.relname, pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c "
            "LEFT JOIN pg_class t ON t.reltoastrelid = c.oid "
            "WHERE c.relkind IN ('r', 'i', 't', 'S') AND pg_relation_filenode(c.oid) >= 16384"
        ):
            yield f"file of {name}", content
        (first, start), (last, stop) = (_place(connection, each) for each in (since, log_position(url)))
        for name, content in connection.execute(
            "SELECT name, pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() "
            "WHERE name BETWEEN %s AND %s",
            [first, last],
        ):
            yield f"log {name}", content[start if name == first else 0 : stop if name == last else None]


def _place(connection: psycopg.Connection, position: str) -> tuple[str, int]:
    """The log's file and the place in it."""
    [place] = connection.execute("SELECT file_name, file_offset FROM pg_walfile_name_offset(%s)", [position])
    return place
