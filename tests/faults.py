"""Cutting the work of mailing short at random points, and counting what came of each message.

Processes are copies of this one, killed for real; servers are real. A cut costs no waiting: leases, which
run for ten minutes on the real clock, are let run out once their holder is dead.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from builders import complaint
from flask import Flask
from redis import Redis
from smtp_server import HANG_UP, SmtpServer
from sqlalchemy import select, update

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages.transitions import UNFINISHED
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState
from enquete_app.jobs.due import run_due
from enquete_app.jobs.queue import work
from enquete_app.register.models import Complaint

LONGEST = 0.25
"""Seconds after which a process is killed at the latest; mailing a wave takes about that long."""
WITHIN = "killed within the dialogue"
TROUBLE = ("421 busy", "450 later", "452 full", "550 no such mailbox", "552 too large", HANG_UP)


@dataclass(frozen=True)
class Ended:
    """What came of the messages of a wave.

    Args:
        states: how many ended how.
        lost: messages that ended as sent and never arrived, or did not end at all.
        doubled: messages that arrived more than once, or arrived and ended as failed or dropped.
        cut_in_dialogue: how many cuts fell between the beginning of a mail's content and its commit.
    """

    states: Counter[str]
    lost: int
    doubled: int
    cut_in_dialogue: int


@dataclass
class Post:
    """An application that mails through a server, and the ways to cut it short.

    Args:
        app: the application, with the server's settings and a Redis.
        smtp: the server.
        lots: what is drawn by chance.
    """

    app: Flask
    smtp: SmtpServer
    lots: Random
    cuts: Counter[str] = field(default_factory=Counter)
    cut_in_dialogue: int = 0

    def draw(self, people: int) -> None:
        """Draw a wave of so many people whose mails are due at once."""
        today = local_day(datetime.now(UTC))
        database, keyring = self.app.extensions["database"], self.app.extensions["keyring"]
        with self.app.app_context(), database.transaction() as session:
            session.add_all(complaint(received=today, closed=today) for _ in range(people))
            session.flush()
            make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=today), keyring)

    def cut(self, how: str) -> None:
        """Work, and be cut short in one of `WAYS`."""
        self.cuts[how] += 1
        WAYS[how](self)
        self.smtp.at_data = lambda: None
        self._let_leases_run_out()

    def settle(self) -> Ended:
        """Work undisturbed until nothing is left to do."""
        self.smtp.at_data = self.smtp.at_mail = lambda: None
        for _ in range(10):
            self._let_leases_run_out()
            self.wait_for(self.begin(self.work))
            if not self._unfinished():
                break
        return self._ended()

    def begin(self, what: Callable[[], object]) -> int:
        """Do something in a process of its own, with all that it starts in one group; gives its id."""
        self.app.extensions["database"].engine.dispose()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
            process = os.fork()
        if process == 0:
            os.setsid()
            code = 1
            with contextlib.suppress(BaseException):
                what()
                code = 0
            os._exit(code)
        return process

    def wait_for(self, process: int) -> None:
        """Wait until a process has ended."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)

    def kill(self, process: int) -> None:
        """Kill a process and all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        self.wait_for(process)

    def work(self) -> None:
        """Do all that is due, as `run-due` and the thread do."""
        with self.app.app_context():
            list(run_due(self.app, datetime.now(UTC)))

    def work_on_redis(self) -> None:
        """Do all that is due in the work horse of a worker on Redis."""
        work(self.app, burst=True)

    def pause(self) -> None:
        """Wait for a random part of the time that mailing takes."""
        time.sleep(self.lots.uniform(0, LONGEST))

    def _let_leases_run_out(self) -> None:
        now = datetime.now(UTC)
        with self.app.extensions["database"].transaction() as session:
            over = update(Message).where(Message.lease_until.is_not(None))
            session.execute(over.values(lease_until=now - timedelta(seconds=1)))
            again = update(Message).where(Message.state == MessageState.RETRY)
            session.execute(again.values(due_at=now - timedelta(seconds=1)))

    def _unfinished(self) -> bool:
        with self.app.extensions["database"].reader() as session:
            waiting = select(Message.id).where(
                Message.kind == MessageKind.INVITATION, Message.state.in_(UNFINISHED)
            )
            return session.scalar(waiting.limit(1)) is not None

    def _ended(self) -> Ended:
        with self.app.extensions["database"].reader() as session:
            rows = session.execute(
                select(Complaint.email, Message.state, Message.reason)
                .join(Invitation, Invitation.complaint_id == Complaint.id)
                .join(Message, Message.invitation_id == Invitation.id)
                .where(Message.kind == MessageKind.INVITATION)
            ).all()
        arrived = Counter(to for _, recipients in self.smtp.envelopes for to in recipients)
        given_up = {MessageState.FAILED, MessageState.DROPPED}
        lost = [
            row
            for row in rows
            if (row.state is MessageState.SENT and not arrived[row.email])
            or row.state in UNFINISHED
            or (row.state in given_up and not row.reason)
        ]
        doubled = [
            row for row in rows if arrived[row.email] > 1 or (row.state in given_up and arrived[row.email])
        ]
        states = Counter(str(row.state) for row in rows)
        return Ended(states, len(lost), len(doubled), self.cut_in_dialogue)


def _killed(post: Post, what: Callable[[], None]) -> None:
    process = post.begin(what)
    post.pause()
    post.cut_in_dialogue += 1
    post.kill(process)


def _worker(post: Post) -> None:
    _killed(post, post.work)


def _worker_on_redis(post: Post) -> None:
    _killed(post, post.work_on_redis)


def _horse(post: Post) -> None:
    """Kill the work horse only; its worker notes that and goes on."""
    worker = post.begin(post.work_on_redis)
    post.pause()
    post.cut_in_dialogue += 1
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError):
        children = Path(f"/proc/{worker}/task/{worker}/children").read_text("ascii").split()
        os.kill(int(children[0]) if children else int(""), signal.SIGKILL)
    post.wait_for(worker)


def _between_250_and_commit(post: Post) -> None:
    """Kill the worker within two milliseconds of the server's yes to one of its mails."""
    left, process = post.lots.randrange(1, 8), 0

    def at_data() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            delay = post.lots.uniform(0, 0.002)
            asyncio.get_running_loop().call_later(delay, os.killpg, process, signal.SIGKILL)

    post.smtp.at_data = at_data
    process = post.begin(post.work)
    post.cut_in_dialogue += 1
    post.wait_for(process)


def _within_the_dialogue(post: Post) -> None:
    """Kill the worker while the server has a mail's content and has not answered yet."""
    left, process = post.lots.randrange(1, 8), 0

    def at_data() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.killpg(process, signal.SIGKILL)

    post.smtp.at_data = at_data
    process = post.begin(post.work)
    post.cut_in_dialogue += 1
    post.wait_for(process)


def _three_at_once(post: Post) -> None:
    """Three work at once, and one of them is killed."""
    processes = [post.begin(post.work) for _ in range(3)]
    post.pause()
    post.cut_in_dialogue += 1
    post.kill(processes.pop(post.lots.randrange(3)))
    for process in processes:
        post.wait_for(process)


def _redis_flushed(post: Post) -> None:
    """Redis forgets everything while a worker works."""
    process = post.begin(post.work_on_redis)
    post.pause()
    Redis.from_url(post.app.config["REDIS_URL"]).flushdb()
    post.wait_for(process)


def _trouble_at_the_server(post: Post) -> None:
    """The server answers as servers do on a bad day."""
    lots = post.lots
    answers = [lots.choice(TROUBLE) for _ in range(3)]

    def at_data() -> str | None:
        answer = answers.pop() if answers and lots.random() < 0.3 else None
        post.cut_in_dialogue += answer == HANG_UP
        return answer

    post.smtp.at_data = at_data
    post.wait_for(post.begin(post.work))


WAYS: dict[str, Callable[[Post], None]] = {
    "worker killed": _worker,
    "worker on Redis killed with its horse": _worker_on_redis,
    "horse killed": _horse,
    "killed between 250 and the commit": _between_250_and_commit,
    WITHIN: _within_the_dialogue,
    "three at once, one killed": _three_at_once,
    "Redis flushed at work": _redis_flushed,
    "421, 450, 452, 550, 552, hung up": _trouble_at_the_server,
}
