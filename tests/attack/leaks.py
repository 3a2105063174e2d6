"""Leaks, planted to see whether the attackers find them. Each is one that such a service could have."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from itertools import count
from typing import Any, NamedTuple
from unittest.mock import patch
from uuid import UUID, uuid4

from attack.attackers import canonical
from attack.playing import Coming
from attack.visits import ACCESS, by_functions, over_http
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enquete_app.answers import ballots
from enquete_app.answers.ballots import Box, Content
from enquete_app.answers.models import Response
from enquete_app.db import Database
from enquete_app.keys import LENGTH_BYTES, seal

CAST = "enquete_app.fieldwork.answering.participation.cast"


class Leak(NamedTuple):
    """A way to lose anonymity.

    Args:
        families: those of the attackers that must find it; one of them on each database.
        planted: the code changed, while it lasts.
        come: how people go about it.
        once_closed: what is changed in the database after the closing.
        share: how many of the responses must be found at least; people with about the same number tie.
    """

    families: frozenset[str]
    planted: AbstractContextManager[Any] = nullcontext()
    come: Coming = by_functions
    once_closed: Callable[[Database], None] = lambda _: None
    share: float = 0.95


def time_stamp() -> Leak:
    """A column of the responses tells when they were sent."""
    times: dict[str, int] = {}

    def cast(session: Session, box: Box, content: Content, **values: Any) -> None:
        times[canonical(content.answers)] = len(times)
        ballots.cast(session, box, content, **values)

    def stamp(database: Database) -> None:
        with database.transaction() as session:
            session.execute(text("ALTER TABLE response ADD COLUMN sent_at INTEGER"))
            ids = {each.id: times[canonical(each.answers)] for each in session.scalars(select(Response))}
            for number, at in ids.items():
                found = {"id": number.hex if database.is_sqlite else number, "at": at}
                session.execute(text("UPDATE response SET sent_at = :at WHERE id = :id"), found)

    return Leak(frozenset({"order"}), patch(CAST, cast), once_closed=stamp)


def kept_order() -> Leak:
    """The responses' ids, and so their places, follow the ballots' order."""
    numbers = count(uuid4().int >> 8)
    return Leak(
        frozenset({"order"}), patch.object(ballots, "uuid4", lambda: UUID(int=next(numbers), version=4))
    )


def shared_transaction() -> Leak:
    """Sending writes the response itself, beside the participation."""

    def cast(session: Session, box: Box, content: Content, **_: Any) -> None:
        row = {"wave_id": box.wave_id, "questionnaire_version": content.version}
        session.add(Response(id=uuid4(), **row, answers=dict(content.answers)))

    # SQLite keeps no numbers of transactions; what they leave there is an order.
    return Leak(frozenset({"transaction", "order"}), patch(CAST, cast))


def sizes() -> Leak:
    """Ballots are as long as what is in them."""

    def snug(plain: bytes, key: bytes, **_: int) -> bytes:
        return seal(plain, key, size=len(plain) + LENGTH_BYTES)

    return Leak(frozenset({"sizes"}), patch.object(ballots, "seal", snug))


def counts() -> Leak:
    """A page saves by itself while somebody types: the number of drafts tells how long the text is."""
    return Leak(frozenset({"counts"}), come=partial(by_functions, saved_every=80), share=0.6)


def logged_sizes() -> Leak:
    """The server's log tells how long each page was, also those that show answers."""
    everything = patch.object(ACCESS, "filters", [])
    return Leak(frozenset({"logs"}), everything, over_http, share=0.2)


LEAKS: dict[str, Callable[[], Leak]] = {
    "a time stamp": time_stamp,
    "a kept order": kept_order,
    "a shared transaction": shared_transaction,
    "a size": sizes,
    "a count": counts,
}
