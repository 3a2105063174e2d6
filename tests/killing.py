"""Killing a process between any two changes of its work: a real process, a real SIGKILL.

What a process leaves behind depends on what it has changed or locked, not on what it read since. So a kill
before a statement that follows one that only read repeats the kill before, and is left out unless asked for.
"""

from __future__ import annotations

import os
import re
import signal
import traceback
import warnings
from collections.abc import Callable

from sqlalchemy import event

from enquete_app.db import Database

_READS = re.compile(r"SELECT\b(?!.*\bFOR (UPDATE|SHARE|NO KEY|KEY)\b)(?!.*\bpg_\w*lock)", re.DOTALL)
"""Statements that neither change nor lock."""


def is_killed_at(step: int, database: Database, work: Callable[[], object], *, every: bool = False) -> bool:
    """Do the work in a process that kills itself at a step: a statement, or either side of a commit.

    Args:
        step: counted from 1, with the first statement.
        database: that the work is done on.
        work: what is done.
        every: whether statements that follow mere reads count as well.

    Returns:
        Whether it was killed; false if it ended before that step.
    """
    # The process has to make its own connections; it is a copy of this one, so that it need not start anew.
    database.engine.dispose()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
        process = os.fork()
    if process == 0:
        _work_until(_Steps(step, every=every), database, work)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def _work_until(steps: _Steps, database: Database, work: Callable[[], object]) -> None:
    event.listen(database.engine, "before_cursor_execute", steps.before_statement)
    event.listen(database.engine, "commit", steps.before_commit)
    # The connection goes back once it is committed.
    event.listen(database.engine, "checkin", steps.after_connection)
    try:
        work()
    except BaseException:  # noqa: BLE001 - whatever it is, it must not go on in the copy of the test
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


class _Steps:
    """Counts the steps of this process, and kills it at one.

    Args:
        last: at which.
        every: whether all count.
    """

    def __init__(self, last: int, *, every: bool) -> None:
        self._left, self._every = last, every
        self._same, self._seen = False, False

    def before_statement(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        """Count what was done before it, if that was anything."""
        self._count()
        self._same, self._seen = _READS.match(statement) is not None, True

    def before_commit(self, _: object) -> None:
        """Count; what comes next differs, since it is committed."""
        self._count()
        self._same = False

    def after_connection(self, *_: object) -> None:
        """Count; what was done on a connection without any statement being seen may have changed all."""
        self._same &= self._seen
        self._count()
        self._same, self._seen = True, False

    def _count(self) -> None:
        if self._same and not self._every:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
