"""One transaction a request, committed in one place; reading requests cannot write at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request
from sqlalchemy.orm import Session

from enquete_app.db import Database
from enquete_app.keys import Keyring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask, Response
    from sqlalchemy import Connection

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def connection() -> Connection:
    """The request's connection. For GET and HEAD the database refuses to write, so that they change nothing.

    For what is asked in a few fixed words with nearly every request; all else is easier with the session.
    """
    if "connection" not in g:
        if request.method not in READING:
            # Read to its end first: on SQLite a form that comes in slowly would keep all others from writing.
            _ = request.form
        g.connection = database().connection(reading=request.method in READING)
    return cast("Connection", g.connection)


def session() -> Session:
    """The request's session, in the same transaction as its connection."""
    if "session" not in g:
        g.session = Session(connection(), expire_on_commit=False)
    return cast("Session", g.session)


def database() -> Database:
    """The application's database."""
    return cast("Database", current_app.extensions["database"])


def keyring() -> Keyring:
    """The application's keys."""
    return cast("Keyring", current_app.extensions["keyring"])


@contextmanager
def aside(*, hurried: bool = False) -> Iterator[Session]:
    """A small transaction of its own, for the little that a reading request may leave (decision 19).

    Args:
        hurried: see `Database.transaction`.
    """
    with database().transaction(hurried=hurried) as small:
        yield small


def settle() -> None:
    """Commit what the request has done so far, for a mail that may only leave after that."""
    for each in _opened():
        each.commit()
        each.close()
    g.pop("session", None)
    g.pop("connection", None)


def refuse_commit() -> None:
    """Undo what the request has done so far; for pages that answer an error."""
    for each in _opened():
        each.rollback()


def init_transactions(app: Flask) -> None:
    """Commit what a view returned, roll back what ended in an exception."""
    app.after_request(_commit)
    app.teardown_request(_close)


def _commit(response: Response) -> Response:
    # Reading ends with a commit too: psycopg forgets its prepared statements at a rollback.
    for each in _opened():
        each.commit()
    return response


def _close(_error: BaseException | None) -> None:
    for each in _opened():
        each.close()


def _opened() -> list[Session | Connection]:
    """What the request has opened; the session first, which has yet to write what it keeps."""
    return [g.get(name) for name in ("session", "connection") if name in g]
