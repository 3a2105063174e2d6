"""Counting what became of each message, by its Message-ID and by its recipient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from smtp_server import SmtpServer
from sqlalchemy import ColumnElement, func, or_, select

from enquete_app.fieldwork.messages.mails import message_id
from enquete_app.fieldwork.messages.transitions import UNFINISHED
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState
from enquete_app.jobs.due import sender_of
from enquete_app.register.models import Complaint


@dataclass(frozen=True)
class Ended:
    """What came of the messages of a wave.

    Args:
        states: how many ended how.
        lost: messages that ended as sent and never arrived, failed without a reason, ended otherwise, did not
            end, or were never planned.
        doubled: messages that arrived more than once or arrived and yet failed, and mails that are no
            message's.
        unexplained: messages that are uncertain although no dialogue about them was cut.
        cuts: how often something was cut short,
        at_work: how many of those times mails were still waiting,
        in_dialogue: and how many dialogues with the mail server were cut.
        broken: other promises that were broken, in words.
    """

    states: Counter[str]
    lost: int
    doubled: int
    unexplained: int
    cuts: int
    at_work: int
    in_dialogue: int
    broken: tuple[str, ...]

    @property
    def faults(self) -> int:
        """How many there are of what must not be."""
        return self.lost + self.doubled + self.unexplained + len(self.broken)


@dataclass(frozen=True)
class _Row:
    id: int
    kind: MessageKind
    state: MessageState
    reason: str | None
    message_id: str
    email: str


class Count:
    """A count of all messages that were to end by some moment.

    Args:
        app: the application.
        smtp: the server that they went to. What it kept and did not answer counts as arrived too.
        now: that moment. A reminder that is due later is left out.
    """

    def __init__(self, app: Flask, smtp: SmtpServer, now: datetime) -> None:
        self._smtp = smtp
        self.rows = _rows(app, now)
        recipients = [to for _, tos in smtp.envelopes for to in tos]
        # Both are kept with each mail, one recipient to a mail.
        self.arrived = Counter(zip((mail["Message-ID"] for mail in smtp.mails), recipients, strict=True))

    def states(self) -> Counter[str]:
        """How many ended how."""
        return Counter(str(row.state) for row in self.rows)

    def lost(self, people: int) -> int:
        """How many of so many people's mails were lost."""
        invited = sum(row.kind is MessageKind.INVITATION for row in self.rows)
        return abs(people - invited) + sum(self._is_lost(row) for row in self.rows)

    def doubled(self) -> int:
        """How many mails came once too often."""
        ours = {(row.message_id, row.email) for row in self.rows}
        strays = sum(number for what, number in self.arrived.items() if what not in ours)
        return strays + sum(self._is_doubled(row) for row in self.rows)

    def unexplained(self, cut: AbstractSet[int], dialogues: int) -> int:
        """How many are uncertain for nothing.

        Args:
            cut: messages that were leaving when something was cut.
            dialogues: how many dialogues were.
        """
        uncertain = [row for row in self.rows if row.state is MessageState.UNCERTAIN]
        unheard = sum(row.id not in cut and row.email not in self._smtp.heard for row in uncertain)
        return max(unheard, len(uncertain) - dialogues)

    def _is_lost(self, row: _Row) -> bool:
        match row.state:
            case MessageState.SENT:
                return not self.arrived[row.message_id, row.email]
            case MessageState.FAILED:
                return not row.reason
            case _:
                return row.state is not MessageState.UNCERTAIN

    def _is_doubled(self, row: _Row) -> bool:
        times = self.arrived[row.message_id, row.email]
        return times > 1 or (times > 0 and row.state is MessageState.FAILED)


def next_moment(app: Flask, now: datetime) -> datetime | None:
    """When the first message that is not decided yet can be taken up; none if all are."""
    with app.extensions["database"].reader() as session:
        waits = func.coalesce(Message.lease_until, Message.due_at)
        moment = session.scalar(
            select(Message).where(Message.state.in_(UNFINISHED), _has_to_end(now)).order_by(waits).limit(1)
        )
    return None if moment is None else moment.lease_until or moment.due_at


def leaving(app: Flask) -> set[int]:
    """The messages that the database takes for leaving."""
    with app.extensions["database"].reader() as session:
        return set(session.scalars(select(Message.id).where(Message.state == MessageState.SENDING)))


def _has_to_end(now: datetime) -> ColumnElement[bool]:
    return or_(Message.kind == MessageKind.INVITATION, Message.due_at <= now, Message.attempts > 0)


def _rows(app: Flask, now: datetime) -> list[_Row]:
    sender = sender_of(app)
    with app.extensions["database"].reader() as session:
        found = session.execute(
            select(Message, Complaint.email)
            .join(Invitation, Invitation.id == Message.invitation_id)
            .join(Complaint, Complaint.id == Invitation.complaint_id)
            .where(_has_to_end(now))
        )
        return [
            _Row(each.id, each.kind, each.state, each.reason, message_id(each, sender), email)
            for each, email in found
        ]
