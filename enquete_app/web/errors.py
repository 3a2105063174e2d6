"""Error pages that say what happened and what to do, and undo what the request had begun."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import current_app, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wsgi import get_content_length

from enquete_app.logs import places
from enquete_app.web.request_log import FAULTS, asked
from enquete_app.web.transaction import refuse_commit

if TYPE_CHECKING:
    from types import TracebackType

    from flask import Flask
    from werkzeug.wrappers import Response

TOO_LARGE = 413
MOST_HEARD = 200_000_000
"""Bytes of a form that is too large which are read and forgotten."""
MEGABYTE = 1024 * 1024


def init_errors(app: Flask) -> None:
    """Answer all errors with a page of ours."""
    app.register_error_handler(HTTPException, _page)
    app.after_request(_hear_large_out)
    app.log_exception = _log  # type: ignore[method-assign]


def _page(error: HTTPException) -> tuple[str, int] | Response:
    refuse_commit()
    if error.code is None or error.response is not None or isinstance(error, RequestRedirect):
        return error.get_response()
    title, text = _words(error)
    number = asked().number if error.code >= FAULTS else ""
    return render_template("error.html", title=title, text=text, number=number), error.code


def hear_out() -> None:
    """Read to its end a form that is refused for its size; the request then counts as one without a form.

    A browser sends all of it before it looks for the answer; where the connection closes meanwhile, it shows
    that the connection broke, and no page of ours.
    """
    left, stream = min(request.content_length or 0, MOST_HEARD), request.environ["wsgi.input"]
    while left > 0 and (part := stream.read(min(left, MEGABYTE))):
        left -= len(part)
    request.environ.update({"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})


def _hear_large_out(response: Response) -> Response:
    # Not the request's own, which does not notice that it was heard out; of one that is no number nothing.
    size, most = get_content_length(request.environ) or 0, request.max_content_length
    if response.status_code == TOO_LARGE and most is not None and size > most:
        hear_out()
    return response


def _log(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> None:
    """Log an unexpected error, in a view or at its commit, in the place of Flask's own way.

    Its text and the address may hold what somebody typed, or a token; its kind and where it happened find
    the fault.
    """
    kind, _, trace = exc_info
    name, where = places(kind, trace)
    current_app.logger.error("%s in %s at %s", name, request.endpoint, where)


def _words(error: HTTPException) -> tuple[str, str]:
    if isinstance(error, CSRFError):
        return (
            gettext("De pagina was te lang open"),
            gettext("Ga terug, laad de pagina opnieuw en probeer het nog een keer."),
        )
    known = {
        403: (gettext("Geen toegang"), gettext("U heeft geen toegang tot deze pagina.")),
        404: (
            gettext("Pagina niet gevonden"),
            gettext("Deze pagina bestaat niet. Klopt het adres?"),
        ),
        405: (gettext("Dit kan hier niet"), gettext("Ga terug en probeer het opnieuw.")),
        413: (
            gettext("De tekst is te lang"),
            gettext("Ga terug en maak uw tekst korter. Uw eerdere antwoorden zijn bewaard."),
        ),
        429: (
            gettext("Te veel pogingen"),
            gettext("Wacht een paar minuten en probeer het dan opnieuw."),
        ),
    }
    sorry = (
        gettext("Er ging iets mis"),
        gettext(
            "Dat ligt aan ons. Ga terug en probeer het opnieuw. "
            "Wat u op eerdere pagina's had ingevuld, is bewaard."
        ),
    )
    return known.get(error.code or 0, sorry)
