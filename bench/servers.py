"""Server processes, their databases, and the processor time they take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parent.parent
POSTGRES = "postgresql://postgres@127.0.0.1:5432"
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30
GUNICORN = (
    *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread"),
    *("--keep-alive", "60", "--no-control-socket", "--log-level", "warning"),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Args:
        name: what it serves; on PostgreSQL also the `application_name` of its connections.
        port: where it listens, on this machine.
        pid: of its first process.
        database_url: without that name.
    """

    name: str
    port: int
    pid: int
    database_url: str

    def web_seconds(self) -> float:
        """The processor time, user and system, that the process and its workers took so far."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_seconds(pid) for pid in (self.pid, *children))

    def backend_seconds(self) -> float:
        """The same of the PostgreSQL processes behind its connections; SQLite has none."""
        if not self.database_url.startswith("postgresql"):
            return 0.0
        statement = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
        with psycopg.connect(self.database_url) as connection:
            return sum(_seconds(pid) for (pid,) in connection.execute(statement, [self.name]))


@contextmanager
def serving(
    name: str, application: str, database_url: str, *, threads: int = 1, workers: int = 1, **environ: str
) -> Iterator[Server]:
    """Serve an application with Gunicorn, connections kept alive.

    Args:
        name: what to call it.
        application: where Gunicorn finds it, from the project's folder.
        database_url: its database, handed over in `ENQUETE_DATABASE_URL`.
        threads: of each worker.
        workers: how many processes answer.
        environ: other variables besides those of this process.

    Yields:
        The server, listening.
    """
    port = _free_port()
    named = f"{database_url}?application_name={name}" if "postgresql" in database_url else database_url
    process = subprocess.Popen(
        [
            *GUNICORN,
            "--threads",
            str(threads),
            "--workers",
            str(workers),
            "--bind",
            f"127.0.0.1:{port}",
            application,
        ],
        cwd=PROJECT,
        env={**os.environ, "ENQUETE_DATABASE_URL": named, **environ},
    )
    try:
        _wait_for(port, process)
        yield Server(name, port, process.pid, database_url)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def sqlite() -> Iterator[str]:
    """An empty SQLite database, by its address."""
    with TemporaryDirectory(prefix="enquete-bench-") as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def postgresql() -> Iterator[str]:
    """An empty PostgreSQL database, by its address."""
    name = f"enquete_bench_{uuid4().hex[:12]}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def _seconds(pid: int | str) -> float:
    # The second field, the name in brackets, may hold blanks; user and system are the 14th and 15th.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_SECONDS * 10):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server did not start within {START_SECONDS} seconds")
