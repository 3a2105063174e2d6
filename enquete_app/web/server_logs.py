"""What the servers' own logs may tell of a request: not what opens something, nor who came with it."""

from __future__ import annotations

import logging
import re

SERVERS = ("werkzeug", "gunicorn.access", "gunicorn.error")
"""The loggers of the servers; `flask run` and the demo log each request without being asked to."""

_PRIVATE = re.compile(
    r"(/(?:e|u|vragenlijst|team/password)/|\?).*?(?= HTTP/\d|$)", re.IGNORECASE | re.MULTILINE
)
# What follows the request of whoever answers: the size of a page with their answers tells how much they
# wrote, its status that something had to be mended. Of a fault of ours the status is needed.
_ANSWER = re.compile(
    r"(?P<request>/(?:e|vragenlijst)/\*{3} HTTP/\d[^\s\"]*\")(?: (?P<fault>5\d\d)\b| ).*$",
    re.IGNORECASE | re.MULTILINE,
)


def init_server_logs() -> None:
    """Hide in the logs of this process's server what opens something, and what a page with answers tells."""
    for name in SERVERS:
        logging.getLogger(name).addFilter(_hide)


def _hide(record: logging.LogRecord) -> bool:
    line = _PRIVATE.sub(r"\1***", record.getMessage())
    record.msg, record.args = _ANSWER.sub(_request_alone, line), ()
    return True


def _request_alone(found: re.Match[str]) -> str:
    return f"{found['request']} {found['fault'] or '***'}"
