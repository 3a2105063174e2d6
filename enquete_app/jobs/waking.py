"""Waking whoever does the work, so that nobody waits a minute for what could begin now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enquete_app.jobs.queue import tick_now
from enquete_app.jobs.thread import WorkThread

if TYPE_CHECKING:
    from flask import Flask

WORK_THREAD = "work_thread"


def start_work_thread(app: Flask) -> None:
    """Have this process do what is due, from its first request on."""
    thread = WorkThread(app)
    app.extensions[WORK_THREAD] = thread
    thread.start_with_first_request()


def wake(app: Flask) -> None:
    """Have what is due looked for now. Only a hint: what is due stands in SQL and is found anyway.

    To be called once what is to be done is committed.

    Args:
        app: the application.
    """
    thread = app.extensions.get(WORK_THREAD)
    if isinstance(thread, WorkThread):
        thread.wake()
    elif app.config["REDIS_URL"]:
        tick_now(app)
