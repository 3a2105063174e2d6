"""The worker inside the serving process, for an installation without Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from enquete_app.jobs.due import run_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask import Flask

TICK_SECONDS = 60
PROJECT = Path(__file__).resolve().parents[2]


class WorkThread:
    """Does what is due once a minute, from the first request on.

    It starts with a request because only then it is sure that this process serves; commands load the
    same application.

    Args:
        app: the application.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._serve = app.wsgi_app
        self._lock = Lock()
        self._thread: Thread | None = None
        self._stop = Event()

    def start_with_first_request(self) -> None:
        """Stand in front of the application and wait for a request."""
        self._app.wsgi_app = self._first_request  # type: ignore[method-assign]

    def start(self) -> None:
        """Start now, unless it runs already."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="enquete-work", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop after the work in hand."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _first_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.start()
        self._app.wsgi_app = self._serve  # type: ignore[method-assign]
        return self._serve(environ, start_response)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._app.app_context():
                try:
                    for line in run_due(self._app, datetime.now(UTC), build=build_in_subprocess):
                        self._app.logger.info("work: %s", line)
                except Exception as error:  # noqa: BLE001 - the next minute tries again
                    # Only its kind: the text of a database error holds the values.
                    self._app.logger.error("work failed: %s", type(error).__name__)  # noqa: TRY400
            self._stop.wait(TICK_SECONDS)


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
