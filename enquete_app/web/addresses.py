"""Which addresses we answer to: numbers in paths that a key can have, and hosts that are ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import SecurityError
from werkzeug.routing import IntegerConverter
from werkzeug.sansio.utils import host_is_trusted

if TYPE_CHECKING:
    from flask import Flask

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
"""By which whoever looks after this server asks it how it is. No link leads there."""

FOR_MONITORING = frozenset({"health", "metrics"})
"""Parts without links, pages or sessions, which monitoring asks by whatever name it knows this server."""


class KeyConverter(IntegerConverter):
    """A number that a 32-bit key can have: no page has another one, and not every database takes it."""

    regex = r"\d{1,9}"


def init_addresses(app: Flask) -> None:
    """Take no numbers in addresses that are too large for a key; to run before addresses are added."""
    app.url_map.converters["int"] = KeyConverter


def refuse_other_hosts() -> None:
    """Once the base address is HTTPS, answer to its host and to this machine only; to run before all else.

    Links are made of the base address in any case. Over plain HTTP, for trials, any name may be used.

    Raises:
        SecurityError: if the browser asked for another host.
    """
    if request.blueprint in FOR_MONITORING:
        return
    base = urlsplit(current_app.config["BASE_URL"])
    if base.scheme == "https" and not _is_ours(request.host.lower(), base.hostname or ""):
        raise SecurityError


def _is_ours(host: str, name: str) -> bool:
    # Of an address of IPv6 Werkzeug takes what stands before the first colon for all of it.
    if bracketed := re.fullmatch(r"\[([0-9a-f:.]+)\](:\d+)?", host):
        return bracketed[1] in {name, *THIS_MACHINE}
    return host_is_trusted(host, [name, *THIS_MACHINE])
