"""Our commands as processes that need not load the program first, which takes longer than most commands do.

Each is a copy of one process that has loaded the modules and done nothing with them. What a command is given,
does and tells is that of `python -m flask`: its own environment, folder, output and end.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

LARGEST = 100_000
"""Bytes of a command line with its environment."""


@contextmanager
def loaded_program(code: Path, address: Path) -> Iterator[None]:
    """Keep a process that has loaded the program, while the block runs.

    Args:
        code: the checkout.
        address: where it listens.
    """
    with subprocess.Popen(
        [sys.executable, __file__, str(address)], cwd=code, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loaded\n"
        yield
        process.terminate()


def run(address: Path, command: list[str], environ: dict[str, str]) -> CompletedProcess[str]:
    """Run a command in a copy of the process that listens at an address.

    Args:
        address: where it listens.
        command: of Python, `-m` and a module at its head.
        environ: all of the command's environment.
    """
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
    ):
        asking.settimeout(300)
        asking.connect(str(address))
        asked = json.dumps([command[command.index("-m") + 1 :], environ]).encode()
        socket.send_fds(asking, [asked], [out.fileno(), err.fileno()])
        code = int(asking.recv(100))
        out.seek(0)
        err.seek(0)
        return CompletedProcess(command, code, out.read(), err.read())


def _serve(address: str) -> None:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listening.bind(address)
    listening.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("loaded", flush=True)  # noqa: T201 - whoever started it waits for that
    while True:
        asked, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _answer(asked)
            return
        asked.close()


def _answer(asked: socket.socket) -> None:
    message, files, _, _ = socket.recv_fds(asked, LARGEST, 2)
    if (command := os.fork()) == 0:
        asked.close()
        _become(*json.loads(message), files)
        return
    _, status = os.waitpid(command, 0)
    asked.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(command: list[str], environ: dict[str, str], files: Iterable[int]) -> None:
    for number, file in enumerate([os.open(os.devnull, os.O_RDONLY), *files]):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())
    for name in ("enquete_app", "sqlalchemy.dialects.sqlite", "sqlalchemy.dialects.postgresql.psycopg"):
        importlib.import_module(name)
    assert "wsgi" not in sys.modules
    assert threading.active_count() == 1
    _serve(sys.argv[1])
