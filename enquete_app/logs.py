"""Lines in the log: each with what it belongs to, and none with what an exception says.

An exception's own words may hold what somebody typed, an address or a token. Its kind and the places that it
passed find the fault.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import choice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

FRAMES = 8
NUMBER_SIGNS = "2346789BCDFGHJKMNPQRTVWXZ"
"""Without vowels and look-alikes: people say such a number on the phone."""
OURS = "enquete_app"

_STEERING = {code: f"\\u{code:04x}" for code in (*range(32), *range(127, 160))}
"""Signs that a terminal obeys, or that begin a line of their own, and how they are written instead."""
_ABOUT: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("about", default=())
_KEPT = "fields"


def new_number() -> str:
    """A number for a request or a run, by which its lines are found: random, so it tells nothing."""
    signs = "".join(choice(NUMBER_SIGNS) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


@contextmanager
def about(**names: str) -> Iterator[None]:
    """Have all lines that are logged meanwhile say what they are about, such as `request` or `run`."""
    token = _ABOUT.set((*_ABOUT.get(), *names.items()))
    try:
        yield
    finally:
        _ABOUT.reset(token)


def places(kind: type[BaseException] | None, trace: TracebackType | None) -> tuple[str, str]:
    """What may be told of an exception: its kind, and where it was, the innermost place first."""
    frames = reversed(traceback.extract_tb(trace)[-FRAMES:])
    return kind.__name__ if kind else "?", " < ".join(f"{each.filename}:{each.lineno}" for each in frames)


class Lines(logging.Formatter):
    """One line a record, for people: time, level, words, what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        fields = _fields(record)
        line = " ".join(str(fields.pop(each)) for each in ("time", "level", "message"))
        return " ".join([line, *(f"{name}={value}" for name, value in fields.items())]).translate(_STEERING)


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return json.dumps(_fields(record), ensure_ascii=False).translate(_STEERING)


def set_up(*, as_json: bool) -> None:
    """Let this process log to standard error: its own lines from information on, others' from warnings on.

    To be called by whoever runs a process, not by what is only loaded.

    Args:
        as_json: whether lines are for machines.
    """
    formatter = JsonLines() if as_json else Lines()
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
    # It brings handlers of its own, whose lines would hold what an exception says.
    for each in logging.getLogger("gunicorn.error").handlers:
        each.setFormatter(formatter)


def having(**fields: object) -> dict[str, object]:
    """What to give to a logger as `extra`, for the line to have these fields."""
    return {_KEPT: fields}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    moment = datetime.fromtimestamp(record.created, UTC)
    fields: dict[str, object] = {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        # A line break would begin a line of its own.
        "message": " ".join(record.getMessage().split()),
        "logger": record.name,
        **dict(_ABOUT.get()),
        **getattr(record, _KEPT, {}),
    }
    if record.exc_info:
        kind, _, trace = record.exc_info
        fields["error"], fields["at"] = places(kind, trace)
    return fields
