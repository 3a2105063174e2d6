"""Our commands and servers as processes that need not load the program first, which is most of what they do.

Each is a copy of one process that has loaded the modules and done nothing with them. What a command is given,
does and tells is that of `python -m flask`: its own environment, folder, output and end.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO
from uuid import uuid4

LARGEST = 100_000
"""Bytes of a command line with its environment."""
MODULES = ("enquete_app", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg")


class Copy:
    """A process that is a copy of the one that listens at an address; leads a session of its own.

    Args:
        address: where it listens.
        command: what would follow `python`: `-m` and a module or `-c` and code, and what these are given.
        environ: all of the process's environment.
        out: where its output goes.
        err: where its errors go.
    """

    def __init__(
        self, address: Path, command: Sequence[str], environ: dict[str, str], out: IO | int, err: IO | int
    ) -> None:
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._told.connect(str(address))
        self._code: int | None = None
        asked = json.dumps([command, environ]).encode()
        files = [each if isinstance(each, int) else each.fileno() for each in (out, err)]
        socket.send_fds(self._told, [asked], files)
        self.pid = int(self._told.recv(100))

    def wait(self, timeout: float = 300) -> int:
        """Wait for its end, or make one; gives its code, minus the signal that ended it.

        Raises:
            TimeoutError: if it did not end by itself.
        """
        if self._code is None:
            self._told.settimeout(timeout)
            try:
                self._code = int(self._told.recv(100))
            except TimeoutError:
                self.kill()
                raise
            self._told.close()
        return self._code

    def terminate(self) -> None:
        """Tell it to end."""
        if self._code is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it, if it has not ended, and what it started."""
        if self._code is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()


@contextmanager
def loaded_program(code: Path, address: Path, drawings: Path | None = None) -> Iterator[None]:
    """Keep a process that has loaded the program, while the block runs.

    Args:
        code: the checkout.
        address: where it listens.
        drawings: a folder in which its copies keep the figures that they draw, each of which follows from
            what it shows alone, and find them again; none to draw each time.
    """
    command = [sys.executable, __file__, *map(str, (address, drawings) if drawings else (address,))]
    with subprocess.Popen(command, cwd=code, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loaded\n"
        yield
        process.terminate()


def run(
    address: Path, command: Sequence[str], environ: dict[str, str], timeout: float = 300
) -> CompletedProcess[str]:
    """Run a command in a copy of the process that listens at an address, to its end.

    Args:
        address: where it listens.
        command: what would follow `python`.
        environ: all of the command's environment.
        timeout: the seconds after which it is killed.

    Raises:
        TimeoutError: if it had to be.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        code = Copy(address, command, environ, out, err).wait(timeout)
        out.seek(0)
        err.seek(0)
        return CompletedProcess(command, code, out.read(), err.read())


def _serve(listening: socket.socket) -> None:
    """Copy this process for whoever asks, and tell each when its copy has ended."""
    woken, waking = socket.socketpair()
    waking.setblocking(False)
    signal.set_wakeup_fd(waking.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    asking: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([listening, woken], [], [])
        if woken in ready:
            woken.recv(1000)
            for pid, code in _ended():
                with asking.pop(pid) as asked, suppress(OSError):  # Whoever asked may have gone.
                    asked.send(str(code).encode())
        if listening in ready:
            asked, _ = listening.accept()
            message, files, _, _ = socket.recv_fds(asked, LARGEST, 2)
            if (pid := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (listening, woken, waking, asked, *asking.values()):
                    each.close()
                _become(*json.loads(message), files)
                return
            for file in files:
                os.close(file)
            asking[pid] = asked
            asked.send(str(pid).encode())


def _ended() -> Iterator[tuple[int, int]]:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        yield pid, os.waitstatus_to_exitcode(status)


def _become(command: Sequence[str], environ: dict[str, str], files: list[int]) -> None:
    os.setsid()
    for number, file in enumerate([os.open(os.devnull, os.O_RDONLY), *files]):
        os.dup2(file, number)
        os.close(file)
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environ)
    if "PROMETHEUS_MULTIPROC_DIR" in environ:
        importlib.reload(sys.modules["prometheus_client.values"])  # It looks for that when it is loaded.
    kind, program, *given = command
    sys.argv = [kind, *given]
    if kind == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 - as `-c` does


def _keep_drawings(folder: Path) -> None:
    drawn = importlib.import_module("enquete_app.results.drawn")
    draw = drawn.draw

    def draw_once(*about: object, **named: object) -> object:
        asked = repr((about, sorted(named.items())))
        file = folder / sha256(asked.encode()).hexdigest()
        if not file.exists():
            (new := folder / uuid4().hex).write_bytes(pickle.dumps(draw(*about, **named)))
            new.rename(file)
        return pickle.loads(file.read_bytes())  # noqa: S301 - our own

    drawn.draw = draw_once


def _loaded(address: str, *drawings: str) -> socket.socket:
    """Load the program and listen."""
    for name in MODULES:
        importlib.import_module(name)
    for folder in drawings:
        _keep_drawings(Path(folder))
    assert "wsgi" not in sys.modules
    assert threading.active_count() == 1
    # What is never freed need not be looked at by the copies, each of which would copy it.
    gc.collect()
    gc.freeze()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(address)
    listening.listen()
    print("loaded", flush=True)  # noqa: T201 - whoever started it waits for that
    return listening


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    _serve(_loaded(*sys.argv[1:]))
