"""What the servers' own logs may tell: faults of the server, without what opens something or who came.

Their lines about requests are left out: they hold addresses of people and, to the second, when somebody
answers. `request_log` has lines of ours instead (decision 43).
"""

from __future__ import annotations

import logging
import re

_PRIVATE = re.compile(
    r"(/(?:e|u|vragenlijst|team/password)/|\?).*?(?= HTTP/\d|$)", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"\bip=\S+?(?=:?\s|$)")
_UNREADABLE = re.compile(
    r"((?:Invalid request from ip=\S+:|Ignored premature client disconnection\.) [a-z/ ]*)[^a-z/ ].*",
    re.IGNORECASE | re.DOTALL,
)
"""A request that cannot be read: behind the kind of fault follows what came, a cookie or answers maybe."""
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""Of the development server, which has them also where no screen shows them."""
_DEVELOPMENT_LINE = " - - ["
"""Stands in each line about a request of `flask run` and the demo, after the address it came from."""


def init_server_logs() -> None:
    """Leave lines about requests out of the logs of this process's server; hide in others what is private."""
    logging.getLogger("gunicorn.access").addFilter(_none)
    logging.getLogger("gunicorn.error").addFilter(_hide)
    logging.getLogger("werkzeug").addFilter(_hide)


def _none(_record: logging.LogRecord) -> bool:
    return False


def _hide(record: logging.LogRecord) -> bool:
    line = _UNREADABLE.sub(r"\1***", _COLOUR.sub("", record.getMessage()))
    record.msg, record.args = _ADDRESS.sub("ip=***", _PRIVATE.sub(r"\1***", line)), ()
    return _DEVELOPMENT_LINE not in line
