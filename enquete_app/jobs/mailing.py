"""How mails leave here, from the settings, and why none does."""

from __future__ import annotations

from concurrent.futures import Future, wait
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from enquete_app.fieldwork.messages import due
from enquete_app.fieldwork.messages.mailer import open_post
from enquete_app.fieldwork.messages.models import Sign
from enquete_app.fieldwork.messages.pacing import Pace, QuietHours
from enquete_app.fieldwork.messages.restoring import Witness
from enquete_app.fieldwork.messages.sending import send_due
from enquete_app.fieldwork.messages.told import Sendings
from enquete_app.settings import night_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from enquete_app.db import Database
    from enquete_app.fieldwork.messages.mails import Sender

MANY = 100
"""From so many mails on a second connection is worth its while."""
SIGNS = {
    Sign.OLDER: "the database is older than this machine has seen it, as after a backup was restored",
    Sign.MOVED: "the database stands elsewhere than before, as after a backup was restored",
    Sign.COPIED: "what this machine remembers of the database is not here, or was restored with it",
    Sign.BY_HAND: "somebody asked for that",
}
"""Why nothing is sent, in words for operators."""


def witness_of(app: Flask) -> Witness:
    """What remembers, outside the database, how often this machine has seen it."""
    return Witness(app.config["WITNESS_FILE"])


def pace_of(app: Flask) -> Pace:
    """How fast mails may leave, from the settings."""
    config = app.config
    return Pace(
        QuietHours(
            night=night_of(config["QUIET_NIGHT"]),
            weekends=config["QUIET_WEEKENDS"],
            holidays=config["QUIET_HOLIDAYS"],
        ),
        per_minute=config["MAIL_PER_MINUTE"],
        per_domain=config["MAIL_PER_DOMAIN"],
        counting=app.extensions["attempts"],
    )


def send_all(
    app: Flask,
    sender: Sender,
    *,
    now: datetime,
    progress: Callable[[int], None],
    stop: Callable[[], bool],
) -> Sendings:
    """Send all messages that are due, over two connections at the same time if they are many.

    Each of the two does what another process would do beside: it claims for itself, and ends by itself.

    Args:
        app: the application.
        sender: who mails.
        now: the moment that decides what is due.
        progress: called with the number of messages dealt with since the last call.
        stop: asked between two messages; once it says so, no further one is sent.

    Returns:
        What both did.
    """
    database: Database = app.extensions["database"]
    pace, broken, one_by_one = pace_of(app), Event(), Lock()

    def tell(number: int) -> None:
        with one_by_one:
            progress(number)

    def send() -> Sendings:
        with app.app_context():
            return send_due(
                database,
                open_post(app),
                sender,
                now=now,
                pace=pace,
                progress=tell,
                stop=lambda: broken.is_set() or stop(),
            )

    with database.reader() as session:
        are_many = due.are_due(session, now, MANY)
    return _at_the_same_time(send, broken) if are_many else send()


def _at_the_same_time(send: Callable[[], Sendings], broken: Event) -> Sendings:
    other = Future[Sendings]()

    def send_beside() -> None:
        try:
            other.set_result(send())
        except BaseException as error:  # noqa: BLE001 - it is raised again where both end
            broken.set()
            other.set_exception(error)

    # Not of a pool: at its end a process waits for those before it asks anybody to stop.
    Thread(target=send_beside, daemon=True).start()
    try:
        return send() + other.result()
    except BaseException:
        # Whatever it is, a key pressed or a fault, the other ends too, between two mails.
        broken.set()
        wait([other])
        raise
