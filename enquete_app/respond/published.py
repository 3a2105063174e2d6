"""Published results: a list, and for each wave a page and open data as they were published."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from enquete_app.results import publishing
from enquete_app.web.frozen_files import TYPES, frozen_files
from enquete_app.web.house_style import FOR_GOOD
from enquete_app.web.language import language, offer
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from datetime import datetime

    from enquete_app.results.models import Publication

ASK_AGAIN = "public, no-cache"
"""Anybody may keep it, and asks each time whether it is still so: it may have been withdrawn."""


def published_index() -> AnyResponse:
    """List what was published."""
    listed = publishing.published_list(session(), language())
    return _for_everybody(Response(render_template("respond/published.html", listed=listed)))


def published_show(slug: str) -> AnyResponse | tuple[str, int]:
    """Give the page of a wave as it was published, or say that it was withdrawn."""
    found = _found(slug)
    if found.withdrawn_at:
        return _withdrawn(found)
    offer(tuple(page.language for page in found.pages))
    page = next(page for page in found.pages if page.language == language())
    return _frozen(page.content, "text/html; charset=utf-8", found.published_at)


def published_data(slug: str) -> AnyResponse | tuple[str, int]:
    """Give the open data of a wave as they were published."""
    found = _found(slug)
    if found.withdrawn_at:
        return _withdrawn(found)
    return _frozen(found.data, "text/csv; charset=utf-8", found.published_at)


def published_file(name: str) -> Response:
    """Give a file that a published page loads, or one that is about to be published."""
    content = publishing.published_file(session(), name) or frozen_files().contents.get(name)
    if content is None:
        abort(HTTPStatus.NOT_FOUND)
    kind = TYPES[name.rpartition(".")[2]]
    return Response(content, mimetype=kind, headers={"Cache-Control": FOR_GOOD})


def _found(slug: str) -> Publication:
    """What is published at an address; what is not published yet is answered as what never was there."""
    return publishing.published_under(session(), slug) or abort(HTTPStatus.NOT_FOUND)


def _withdrawn(publication: Publication) -> tuple[str, int]:
    spoken = publishing.language_for(publication, language())
    title = publishing.title_in(publication, spoken)
    page = render_template("respond/withdrawn.html", publication=publication, title=title, spoken=spoken)
    return page, HTTPStatus.GONE


def _frozen(content: bytes | None, kind: str, since: datetime | None) -> AnyResponse:
    answer = Response(content, content_type=kind)
    answer.last_modified = since
    return _for_everybody(answer)


def _for_everybody(answer: Response) -> AnyResponse:
    answer.headers["Cache-Control"] = ASK_AGAIN
    answer.headers["X-Robots-Tag"] = "all"
    answer.add_etag()
    return answer.make_conditional(request)
