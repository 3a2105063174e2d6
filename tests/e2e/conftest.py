"""The project's own commands and server, as processes of their own."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import pytest
from e2e.loaded_program import Copy, loaded_program, run
from smtp_server import SmtpServer, free_port

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = ("gunicorn", "--threads", "4", "--bind", "127.0.0.1:{port}", "wsgi:app")


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    out: str
    err: str
    code: int


@dataclass
class Installation:
    """An installation as an operator has it: an environment, commands and a server."""

    environ: dict[str, str]
    folder: Path
    program: Path
    """Where the process listens that has loaded the code."""
    code: Path = ROOT
    """Which code that is."""

    @property
    def environ_of_process(self) -> dict[str, str]:
        """The environment of its processes, whose mail nothing else keeps on this machine."""
        assert self.environ.get("ENQUETE_MAIL_SERVER") in {None, "127.0.0.1"}
        return self.environ

    def run(self, *args: object) -> Done:
        """Run a command of ours that may fail."""
        done = run(self.program, self._command(*args), self.environ_of_process)
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.stdout, done.stderr, done.returncode)

    def do(self, *args: object) -> str:
        """Run a command of ours that has to succeed."""
        done = self.run(*args)
        assert done.code == 0, done.err + done.out
        return done.out

    def start(self, *command: str, out: IO | int | None = None) -> Copy:
        """Start a process of ours that goes on; all that it says goes to the same place, or nowhere."""
        with Path(os.devnull).open("wb") as nowhere:
            return Copy(self.program, command, self.environ_of_process, out or nowhere, out or nowhere)

    def piped(self, *args: object, into: str) -> str:
        """Run a command of ours with its output piped into another; gives the errors."""
        reading, writing = os.pipe()
        with TemporaryFile("w+", encoding="utf-8") as err:
            command = Copy(self.program, self._command(*args), self.environ_of_process, writing, err)
            os.close(writing)
            subprocess.run([into], stdin=reading, check=True)
            os.close(reading)
            command.wait()
            err.seek(0)
            return err.read()

    def on_a_terminal(self, *args: object) -> str:
        """Run a command of ours on a terminal; gives what stands there at the end."""
        ours, theirs = pty.openpty()
        command = self.start(*self._command(*args), out=theirs)
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError), os.fdopen(ours, "rb", buffering=0) as terminal:
            while part := terminal.read(4096):
                written += part
        command.wait(60)
        lines = written.decode().replace("\r\n", "\n").split("\n")
        return "\n".join(line.rpartition("\r")[2] for line in lines)

    def _command(self, *args: object) -> list[str]:
        return ["-m", "flask", "--app", "wsgi", *map(str, args)]


@pytest.fixture(scope="session")
def program(tmp_path_factory) -> Iterator[Path]:
    folder = tmp_path_factory.getbasetemp()
    # All processes of this run share it, but no two runs: how figures are drawn may have changed.
    drawings = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "drawings"
    drawings.mkdir(exist_ok=True)
    # The address of a socket has to be short.
    with TemporaryDirectory() as folder, loaded_program(ROOT, address := Path(folder) / "program", drawings):
        yield address


@pytest.fixture
def installation(database_url, tmp_path, program) -> Iterator[Callable[..., Installation]]:
    """Make an installation; mail goes to the SMTP server if one is given, else to the mailbox."""

    def make(smtp: SmtpServer | None = None, **settings: str) -> Installation:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "ENQUETE_SECRET_KEY": "a secret key of the tests, long enough",
            "ENQUETE_CONTACT_KEY": "a contact key of the tests, long enough",
            "ENQUETE_DATABASE_URL": database_url,
            "ENQUETE_WORKER": "none",
            **settings,
        }
        if smtp:
            environ |= {"ENQUETE_MAIL_SERVER": "127.0.0.1", "ENQUETE_MAIL_PORT": str(smtp.port)}
        return Installation(environ, tmp_path, program)

    return make


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., str]]:
    """Serve an installation; gives the address. What the server says is in `server.log`."""
    servers = []

    def serve(installation: Installation, server: tuple[str, ...] = GUNICORN) -> str:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        installation.environ["ENQUETE_BASE_URL"] = address
        command = [part.format(port=port) for part in server]
        with (tmp_path / "server.log").open("wb") as log:
            servers.append(installation.start("-m", *command, out=log))
        _wait_for(port)
        return address

    yield serve
    for process in servers:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/")
                connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")
