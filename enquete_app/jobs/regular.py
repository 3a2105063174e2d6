"""Doing what is due again and again, where nobody reads what it says: that goes into the log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from enquete_app.jobs.due import Fault, Waiting, run_due
from enquete_app.logs import about, new_number, places

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

LEVELS = {Fault: logging.ERROR, Waiting: logging.DEBUG}
"""What is logged as more or less than information; what waits would be told every minute of a night."""


def do_due(
    app: Flask,
    *,
    build: Callable[[Flask, int], None] | None = None,
    stop: Callable[[], bool],
) -> int:
    """Do what is due now and log it, for whoever does so again and again; the arguments are `run_due`'s.

    Returns:
        How many things that were due could not be done.
    """
    faults = 0
    with about(run=new_number()):
        try:
            for line in run_due(app, datetime.now(UTC), build=build, stop=stop):
                app.logger.log(LEVELS.get(type(line), logging.INFO), "work: %s", line)
                faults += isinstance(line, Fault)
        except Exception as error:  # noqa: BLE001 - the next minute tries again
            # Only its kind: the text of a database error holds the values.
            kind, where = places(type(error), error.__traceback__)
            app.logger.error("work failed: %s at %s", kind, where)  # noqa: TRY400
            faults += 1
    return faults
