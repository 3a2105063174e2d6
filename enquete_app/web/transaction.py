"""One transaction a request, committed in one place; reading requests cannot write at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from enquete_app.db import Database
from enquete_app.keys import Keyring

if TYPE_CHECKING:
    from flask import Flask, Response
    from sqlalchemy.orm import Session

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def session() -> Session:
    """The request's session. For GET and HEAD the database refuses to write, so that they change nothing."""
    if "session" not in g:
        g.session = database().reader() if request.method in READING else database().session()
    return cast("Session", g.session)


def database() -> Database:
    """The application's database."""
    return cast("Database", current_app.extensions["database"])


def keyring() -> Keyring:
    """The application's keys."""
    return cast("Keyring", current_app.extensions["keyring"])


def refuse_commit() -> None:
    """Undo what the request has done so far; for pages that answer an error."""
    if "session" in g:
        g.session.rollback()


def init_transactions(app: Flask) -> None:
    """Commit what a view returned, roll back what ended in an exception."""
    app.after_request(_commit)
    app.teardown_request(_close)


def _commit(response: Response) -> Response:
    # Reading ends with a commit too: psycopg forgets its prepared statements at a rollback.
    if "session" in g:
        g.session.commit()
    return response


def _close(_error: BaseException | None) -> None:
    if "session" in g:
        g.pop("session").close()
