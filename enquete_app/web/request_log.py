"""A number for each request, by which its lines are found, and a line for each request of staff.

Of respondents' pages nothing is logged but our own faults (decision 43): a line for each page, with its time,
would tell whoever reads the log when somebody answers, and often who.
"""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, NamedTuple

from flask import request

from enquete_app.logs import about, having, new_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from _typeshed import OptExcInfo
    from flask import Flask, Response

HEADER = "X-Request-ID"
STAFF = "team"
"""The blueprint of staff's pages."""
FAULTS = 500
"""From this status on it is our own fault."""
HEALTH = "health"
"""The blueprint of what monitoring asks: where it is told what is wrong, that is no fault."""

_GIVEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}", re.ASCII)
_KEY = "enquete.request"
_LOG = logging.getLogger("enquete_app.requests")


class Asked(NamedTuple):
    """A request that is being answered.

    Args:
        number: by which its lines are found.
        began: on the clock of `time.perf_counter`.
    """

    number: str
    began: float


def asked() -> Asked:
    """The request that is being answered."""
    found = request.environ.get(_KEY)
    return found if isinstance(found, Asked) else Asked("", time.perf_counter())


def init_request_log(app: Flask) -> None:
    """Log requests of staff once they are answered. To be called before others look at answers.

    Their names in the log are routes, not paths, which may hold numbers of people.
    """
    app.after_request(_log)


def is_told(response: Response) -> bool:
    """Whether anybody may know that this request was made: those of staff, and our own faults."""
    is_fault = response.status_code >= FAULTS and request.blueprint != HEALTH
    return request.blueprint == STAFF or is_fault


def number_requests(app: Flask) -> None:
    """Give each request its number: the outermost of all layers, so to be called last."""
    serve, trusted = app.wsgi_app, bool(app.config["TRUSTED_PROXIES"])

    def serve_numbered(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        number = _number(environ, trusted=trusted)
        environ[_KEY] = Asked(number, time.perf_counter())

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
        ) -> Callable[[bytes], object]:
            return start_response(status, [*headers, (HEADER, number)], exc_info)

        with about(request=number):
            return serve(environ, start)

    app.wsgi_app = serve_numbered  # type: ignore[method-assign]


def _number(environ: WSGIEnvironment, *, trusted: bool) -> str:
    """What a proxy of ours calls the request, if that can be nothing else; else one of our own."""
    given = str(environ.get("HTTP_X_REQUEST_ID", "")) if trusted else ""
    return given if _GIVEN.fullmatch(given) else new_number()


def _log(response: Response) -> Response:
    rule = request.url_rule
    if is_told(response):
        fields: dict[str, object] = {
            "method": request.method,
            "route": rule.rule if rule else "-",
            "status": response.status_code,
        }
        if request.blueprint == STAFF:
            milliseconds = round((time.perf_counter() - asked().began) * 1000)
            fields |= {"milliseconds": milliseconds, "bytes": response.calculate_content_length()}
        _LOG.info("answered", extra=having(**fields))
    return response
