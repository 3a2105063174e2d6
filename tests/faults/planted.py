"""Outboxes with a fault, each of which has to be found out: else the count is worth nothing."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unittest.mock import patch

from faults.counting import Ended
from faults.post import Post
from faults.ways import WAYS, WITHIN
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from enquete_app.fieldwork.messages import mailer, outbox
from enquete_app.fieldwork.models import Message, MessageState


@dataclass(frozen=True)
class Planted:
    """An outbox with a fault.

    Args:
        way: the way to cut mailing short that brings it to light.
        puts: what of `outbox` or another module is replaced, and by what.
        found: how many such faults a count finds.
        cuts: how often it is cut short until that is sure.
    """

    way: str
    puts: tuple[tuple[object, str, object], ...]
    found: Callable[[Ended], int]
    cuts: int = 1

    def faults_found(self, post: Post) -> int:
        """Cut mailing short while this outbox is used, and count the faults."""
        with self._put(post):
            for _ in range(self.cuts):
                post.cut(WAYS[self.way])
            return self.found(post.settle())

    @contextmanager
    def _put(self, post: Post) -> Iterator[None]:
        """Use it while the block runs; who dies then holds messages for sure."""
        post.batch, post.is_early = post.people, True
        with ExitStack() as stack:
            for where, name, what in self.puts:
                stack.enter_context(patch.object(where, name, what))
            yield


def _send_what_was_leaving_again(session: Session, clock: datetime) -> tuple[int, int]:
    leaving = update(Message).where(Message.lease_until < clock)
    session.execute(leaving.values(state=MessageState.PLANNED, lease_until=None))
    return 0, 0


def _forget_the_dead(_session: Session, _clock: datetime) -> tuple[int, int]:
    return 0, 0


def _take_all_for_leaving(session: Session, clock: datetime) -> tuple[int, int]:
    expired = update(Message).where(Message.lease_until < clock)
    session.execute(expired.values(state=MessageState.UNCERTAIN, lease_until=None))
    return 0, 0


def _sent_too_early(session: Session, message_id: int, lease: datetime, **known: Any) -> Message | None:
    message = _begin_sending(session, message_id, lease, **known)
    if message:
        message.state, message.sent_at = MessageState.SENT, known["now"]
    return message


def _again_although_it_may_be_there(session: Session, message_id: int, lease: datetime) -> None:
    message = outbox._held(session, message_id, lease, MessageState.SENDING)
    message.state, message.lease_until = MessageState.RETRY, None


def _given_up_without_a_word(session: Session, message_id: int, lease: datetime, **_: Any) -> None:
    message = outbox._held(session, message_id, lease, MessageState.SENDING)
    message.state, message.lease_until = MessageState.FAILED, None


def _whoever_holds_it(session: Session, message_id: int, *_: object) -> Message:
    return session.get_one(Message, message_id, populate_existing=True)


def _wherever_it_is(message: Message, to: MessageState) -> None:
    message.state = to


def _what_others_claimed(
    session: Session, *, now: datetime, clock: datetime, limit: int, without: object = ()
) -> list[Message]:
    waiting = select(Message).where(Message.state.in_(("planned", "claimed")), Message.due_at <= now)
    messages = list(session.scalars(waiting.order_by(Message.id).limit(limit)))
    for message in messages:
        message.state, message.lease_until = MessageState.CLAIMED, clock + outbox.LEASE
    return messages


_begin_sending = outbox.begin_sending
_HELD_BY_NOBODY = ((outbox, "_held", _whoever_holds_it), (outbox, "move", _wherever_it_is))


def _doubled(ended: Ended) -> int:
    return ended.doubled


def _lost(ended: Ended) -> int:
    return ended.lost


def _unexplained(ended: Ended) -> int:
    return ended.unexplained


def _broken(ended: Ended) -> int:
    return len(ended.broken)


PLANTED: dict[str, Planted] = {
    "sends again what was leaving": Planted(
        WITHIN, ((outbox, "sweep", _send_what_was_leaving_again),), _doubled
    ),
    "sends again what may have arrived": Planted(
        "SMTP disconnect after DATA",
        ((outbox, "record_uncertain", _again_although_it_may_be_there),),
        _doubled,
    ),
    "claims what others have claimed": Planted(
        "three runs at once", ((outbox, "claim", _what_others_claimed), *_HELD_BY_NOBODY), _doubled
    ),
    # Only within a dialogue the first at work waits for the second, instead of being done before it begins.
    "asks nobody who holds a message": Planted("clock jumps", _HELD_BY_NOBODY, _doubled, cuts=6),
    "calls a mail sent before it leaves": Planted(
        "killed before the content leaves", ((outbox, "begin_sending", _sent_too_early),), _lost
    ),
    "forgets what the dead held": Planted(
        "run-due or tick killed", ((outbox, "sweep", _forget_the_dead),), _lost
    ),
    "gives up without a word": Planted(
        "SMTP 450 later", ((outbox, "record_later", _given_up_without_a_word),), _lost
    ),
    "takes all that the dead held for leaving": Planted(
        "run-due or tick killed", ((outbox, "sweep", _take_all_for_leaving),), _unexplained
    ),
    "believes every certificate": Planted(
        "wrong certificate",
        ((mailer.ssl, "create_default_context", ssl._create_unverified_context),),
        _broken,
    ),
}
