"""A Redis and a PostgreSQL server of our own, which may be killed, emptied and worn out."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from uuid import uuid4

import psycopg
from redis import Redis
from redis.exceptions import RedisError
from smtp_server import free_port

START_SECONDS = 20
CONNECTIONS = 12
"""How many the PostgreSQL server takes."""


class MissingError(Exception):
    """A server's program is not on this machine."""


class _Server:
    _process: subprocess.Popen[bytes]

    def __init__(self) -> None:
        self.port = free_port()

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="enquete-server-")
        self._owner = _somebody() if os.geteuid() == 0 else None
        if self._owner:
            os.chown(self._folder.name, self._owner.pw_uid, self._owner.pw_gid)
        self._prepare(Path(self._folder.name))
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self._folder.cleanup()

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = self._run(self._command(Path(self._folder.name)))
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(f"{type(self).__name__} did not start")
            time.sleep(0.01)

    def kill(self) -> None:
        """Let it be gone."""
        self._process.kill()
        self._process.wait()

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        # Not as root, which PostgreSQL refuses.
        ids = {"user": self._owner.pw_uid, "group": self._owner.pw_gid} if self._owner else {}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, cwd=self._folder.name, start_new_session=True, **silent, **ids)

    def _prepare(self, folder: Path) -> None:
        """Make what it needs before it starts."""

    def _command(self, folder: Path) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError


class OwnRedis(_Server):
    """A Redis that keeps nothing when it ends."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def flush(self) -> None:
        """Let it forget everything."""
        with closing(Redis(port=self.port)) as redis:
            redis.flushall()

    def set(self, name: str, value: str) -> None:
        """Change one of its settings."""
        with closing(Redis(port=self.port)) as redis:
            redis.config_set(name, value)

    def restart(self) -> None:
        """Kill it and start it again, empty."""
        self.kill()
        self.start()

    def _command(self, folder: Path) -> list[str]:
        program = _program("redis-server")
        return [program, "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(folder)]

    def _answers(self) -> bool:
        with closing(Redis(port=self.port)) as redis, suppress(RedisError):
            return bool(redis.ping())
        return False


class OwnPostgres(_Server):
    """A PostgreSQL server that takes few connections; what is committed survives its being killed."""

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty database, by its address."""
        name = f"enquete_{uuid4().hex[:12]}"
        self._do(f"CREATE DATABASE {name}")
        yield self.url(name)
        self._do(f"DROP DATABASE {name} WITH (FORCE)")

    def restart_at_once(self) -> None:
        """End as `pg_ctl restart -m immediate` does: all connections break, what was committed stays."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        self.start()

    @contextmanager
    def exhausted(self) -> Iterator[None]:
        """Hold all connections that it still gives."""
        held = []
        try:
            with suppress(psycopg.OperationalError):
                while True:
                    held.append(psycopg.connect(self.url("postgres"), connect_timeout=2))
            yield
        finally:
            for each in held:
                each.close()

    def kill(self) -> None:
        """Let it be gone; its other processes end once they notice, so they are told."""
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()

    def _prepare(self, folder: Path) -> None:
        command = [_program("initdb"), "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "-N"]
        if self._run(command).wait():
            raise RuntimeError("initdb failed")

    def _command(self, folder: Path) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": folder,
            "max_connections": CONNECTIONS,
            "superuser_reserved_connections": 0,
            "shared_buffers": "16MB",
            "fsync": "off",  # the machine itself does not go down
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [_program("postgres"), "-D", str(folder / "data"), *options]

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres"), connect_timeout=2):
            return True
        return False

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


class Standby(OwnPostgres):
    """A PostgreSQL server that follows another one until it takes over.

    Args:
        leader: the other one, which is there.
    """

    def __init__(self, leader: OwnPostgres) -> None:
        super().__init__()
        self._leader = leader

    def catch_up(self) -> None:
        """Wait until it holds all that the other one does."""
        with psycopg.connect(self._leader.url("postgres")) as leading:
            [end] = leading.execute("SELECT pg_current_wal_lsn()").fetchone() or (None,)
        until = time.monotonic() + START_SECONDS
        with psycopg.connect(self.url("postgres"), autocommit=True) as following:
            reached = "SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)"
            while following.execute(reached, [end]).fetchone() != (True,):
                if time.monotonic() > until:
                    raise RuntimeError("the standby does not catch up")
                time.sleep(0.01)

    def take_over(self) -> None:
        """Let it follow no longer, and be the one that is written to."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT pg_promote()").fetchone() != (True,):
                raise RuntimeError("the standby does not take over")

    def _prepare(self, folder: Path) -> None:
        name = self._leader.url("")
        copied = self._run(
            [_program("pg_basebackup"), "-D", str(folder / "data"), "-d", name, "-R", "-c", "fast"]
        )
        if copied.wait():
            raise RuntimeError("pg_basebackup failed")


def _program(name: str) -> str:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", os.defpath)])
    found = shutil.which(name, path=path)
    if found is None:
        raise MissingError(name)
    return found


def _somebody() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise MissingError("a user other than root")
