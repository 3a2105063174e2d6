"""The worker inside the serving process, for an installation without Redis."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Lock, Thread, current_thread, main_thread
from typing import TYPE_CHECKING

from enquete_app.jobs.faults import note_faults
from enquete_app.jobs.regular import do_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask import Flask

TICK_SECONDS = 60
PROJECT = Path(__file__).resolve().parents[2]


class WorkThread:
    """Does what is due once a minute, from the first request on.

    It starts with a request because only then it is sure that this process serves; commands load the
    same application. When the process ends, the thread ends between two mails and is waited for: killed
    during one it would leave a mail of which nobody knows whether it went.

    Args:
        app: the application.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._serve = app.wsgi_app
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stop, self._wake = Event(), Event()

    def start_with_first_request(self) -> None:
        """Stand in front of the application and wait for a request."""
        _end_in_order_when_terminated()
        self._app.wsgi_app = self._first_request  # type: ignore[method-assign]

    def start(self) -> None:
        """Start now, unless it runs already."""
        with self._lock:
            if self._thread is None:
                # A daemon, because others are waited for before `atexit` gets to stop this one.
                self._thread = Thread(target=self._run, name="enquete-work", daemon=True)
                self._thread.start()
                atexit.register(self.stop)

    def stop(self) -> None:
        """Stop after the work in hand."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def wake(self) -> None:
        """Look now whether something is due."""
        self._wake.set()

    def _first_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.start()
        self._app.wsgi_app = self._serve  # type: ignore[method-assign]
        return self._serve(environ, start_response)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._app.app_context():
                faults = do_due(self._app, build=build_in_subprocess, stop=self._stop.is_set)
                note_faults(self._app, faults)
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()


def _end_in_order_when_terminated() -> None:
    """Let SIGTERM end the process as `sys.exit` does, unless the server has its own way, as gunicorn has."""
    if current_thread() is main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def build_in_subprocess(app: Flask, wave_id: int) -> None:
    """Build results in a process of its own: SciPy takes memory that serving should not carry.

    Args:
        app: the application.
        wave_id: the wave.

    Raises:
        subprocess.CalledProcessError: if building failed.
    """
    # The other settings do not matter there, and the demo's are not those of the environment.
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ENQUETE_")},
        "ENQUETE_DATABASE_URL": app.config["DATABASE_URL"],
        "ENQUETE_SECRET_KEY": app.config["SECRET_KEY"],
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "results", "build", str(wave_id)]
    subprocess.run(command, check=True, env=environ, cwd=PROJECT, capture_output=True)  # noqa: S603
