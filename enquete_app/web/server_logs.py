"""What the servers' own logs may tell of a request: not what opens something, nor who came with it."""

from __future__ import annotations

import logging
import re

SERVERS = ("werkzeug", "gunicorn.access", "gunicorn.error")
"""The loggers of the servers; `flask run` and the demo log each request without being asked to."""

_PRIVATE = re.compile(
    r"(/(?:e|u|vragenlijst|team/password)/|\?).*?(?= HTTP/\d|$)", re.IGNORECASE | re.MULTILINE
)


def init_server_logs() -> None:
    """Hide links' tokens, questionnaires' handles and query strings in the logs of this process's server."""
    for name in SERVERS:
        logging.getLogger(name).addFilter(_hide)


def _hide(record: logging.LogRecord) -> bool:
    record.msg, record.args = _PRIVATE.sub(r"\1***", record.getMessage()), ()
    return True
