"""Killing a process between any two statements of its work: a real process, a real SIGKILL."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from enquete_app.db import Database

MOMENTS = ("before_cursor_execute", "commit")
"""Of the engine: before every statement, which is after the one before, and before a commit."""


def is_killed_at(step: int, database: Database, work: Callable[[], object]) -> bool:
    """Do the work in a process that kills itself at a step: a statement, or either side of a commit.

    Args:
        step: counted from 1.
        database: that the work is done on.
        work: what is done.

    Returns:
        Whether it was killed; false if it ended before that step.
    """
    # The process has to make its own connections; it is a copy of this one, so that it need not start anew.
    database.engine.dispose()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
        process = os.fork()
    if process == 0:
        _work_until(step, database, work)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _work_until(step: int, database: Database, work: Callable[[], object]) -> None:
    left = step

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in MOMENTS:
        event.listen(database.engine, moment, count)
    event.listen(Session, "after_commit", count)
    try:
        work()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not go on in the copy of the test
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
