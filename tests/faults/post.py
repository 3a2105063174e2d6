"""An installation whose work of mailing is cut short, and whose messages are counted afterwards.

Processes are copies of this one, killed for real; servers are real. A cut costs no waiting: the clock that
the processes share is moved on, past the leases of the dead and to when something is tried again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from builders import complaint
from faults.counting import Count, Ended, leaving, next_moment
from faults.moving_clock import MovingClock
from faults.own_servers import OwnPostgres, OwnRedis
from flask import Flask
from smtp_server import SmtpServer

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages import mailer, sending
from enquete_app.fieldwork.messages.due import LATEST_FIRST_MAIL
from enquete_app.fieldwork.messages.outbox import LEASE
from enquete_app.jobs import mailing, queue
from enquete_app.jobs.due import run_due

LONGEST = 0.1
"""Seconds after which a process is cut short that has not begun to mail."""
SOON = 0.01
"""About as long as two mails take."""
PATIENCE = 20
"""Seconds after which nothing more is waited for."""
IN_VAIN = 3
"""After so many runs that change nothing, what is left is lost."""
BATCH = 4
"""How many mails are claimed at once: few, so that several at work all have something to do."""


@dataclass
class Post:
    """An application that mails through a server, and the ways to cut it short.

    Args:
        app: the application, with the server's settings and a Redis.
        smtp: the server.
        lots: what is drawn by chance.
        redis: the Redis, for ways that take it away.
        cluster: the PostgreSQL server, for ways that take it away.
        release: where the code of the previous release lies, for ways that let it work too.
        people: how many are invited for each cut.
        batch: how many mails are claimed at once.
        connections: over how many each run mails at the same time, one or two.
        is_early: whether it is cut short in the first half of the work.
        trusted: the certificates that the processes trust; none for those of the machine.
    """

    app: Flask
    smtp: SmtpServer
    lots: Random
    redis: OwnRedis
    cluster: OwnPostgres | None = None
    release: Path | None = None
    people: int = 12
    batch: int = BATCH
    connections: int = 1
    is_early: bool = False
    trusted: Path | None = None
    clock: MovingClock = field(default_factory=MovingClock)
    days: set[date] = field(default_factory=set)
    cuts: int = 0
    at_work: int = 0
    in_dialogue: int = 0
    cut_while_leaving: set[int] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def cut(self, way: Way) -> None:
        """Draw, let it be mailed, and let something be cut short meanwhile."""
        if not self.cuts:
            way.prepare(self)
        if way.clock:
            self.clock.show(way.clock[self.cuts % len(way.clock)])
        self.draw()
        way.cut(self)
        self.cuts += 1
        self.smtp.behave()
        if not way.clock:
            self.move_past_leases()

    def settle(self) -> Ended:
        """Work undisturbed until nothing is left to do, and count."""
        self.smtp.behave()
        moment, in_vain = next_moment(self.app, self.clock.now()), 0
        while moment and in_vain < IN_VAIN:
            if moment >= self.clock.now():
                self.clock.show(moment + timedelta(seconds=1))
            self.wait_for(self.begin(self.work))
            before, moment = moment, next_moment(self.app, self.clock.now())
            in_vain = in_vain + 1 if moment == before else 0
        count = Count(self.app, self.smtp, self.clock.now())
        return Ended(
            states=count.states(),
            lost=count.lost(len(self.days) * self.people),
            doubled=count.doubled(),
            unexplained=count.unexplained(self.cut_while_leaving, self.in_dialogue),
            cuts=self.cuts,
            at_work=self.at_work,
            in_dialogue=self.in_dialogue,
            broken=tuple(self.broken),
        )

    def draw(self) -> None:
        """Draw people whose mails are due at once; each time of another day: one can have one draw."""
        day = local_day(self.clock.now())
        while day in self.days:
            day -= timedelta(days=1)
        assert local_day(self.clock.now()) - day <= LATEST_FIRST_MAIL, "so old a draw is not mailed any more"
        self.days.add(day)
        database, keyring = self.app.extensions["database"], self.app.extensions["keyring"]
        with self.app.app_context(), database.transaction() as session:
            session.add_all(complaint(received=day, closed=day) for _ in range(self.people))
            session.flush()
            make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=day), keyring)

    def begin(self, what: Callable[[], object]) -> int:
        """Do something in a process of its own, with all that it starts; gives its id."""
        self.app.extensions["database"].engine.dispose()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*fork", category=DeprecationWarning)
            process = os.fork()
        if process == 0:
            code = 1
            with contextlib.suppress(BaseException):
                os.setsid()
                # What it says of dying servers would fill the screen; what it did is counted.
                for stream in (1, 2):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
                sending.BATCH = self.batch
                if self.connections > 1:
                    mailing.MANY = 1
                self.clock.install()
                if self.trusted:
                    os.environ["SSL_CERT_FILE"] = str(self.trusted)
                what()
                code = 0
            os._exit(code)
        return process

    def wait_for(self, process: int) -> None:
        """Wait until a process has ended."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, 0)

    def kill(self, process: int, *, beside: Sequence[int] = ()) -> None:
        """Kill a process and all that it started; a work horse is in a group of its own.

        Args:
            process: its id.
            beside: others that work, whose end is waited for: what is leaving then was the dead one's.
        """
        for each in (*descendants(process), process):
            kill(each)
        self.wait_for(process)
        self.note_work()
        for each in beside:
            self.wait_for(each)
        self.note_dialogues(1)

    def note(self, runs: int) -> None:
        """Note, when so many runs were cut at most, whether it mattered, and which dialogues that cut."""
        self.note_work()
        self.note_dialogues(runs)

    def note_work(self) -> None:
        """Note whether something is cut while mails wait."""
        self.at_work += self.is_work_left()

    def note_dialogues(self, most: int) -> None:
        """Note what the database takes for leaving, once nobody is at it.

        Args:
            most: how many runs were cut, each with one dialogue at most on each of its connections.
        """
        time.sleep(SOON)  # A database server may still be at what it was told by the dead.
        now_leaving = leaving(self.app)
        self.cut_while_leaving |= now_leaving
        self.in_dialogue += min(most * self.connections, len(now_leaving))

    def move_past_leases(self) -> None:
        """Move the clock on, to when those that were killed count as dead."""
        self.clock.move(LEASE + timedelta(minutes=1))

    def is_work_left(self) -> bool:
        """Whether a message is still to go."""
        return next_moment(self.app, self.clock.now()) is not None

    def work(self) -> None:
        """Do all that is due, as `run-due` does."""
        with self.app.app_context():
            list(run_due(self.app, self.clock.now()))

    def tick(self) -> None:
        """Do all that is due, as the work horse does at a tick."""
        with self.app.app_context():
            queue.tick()

    def work_on_redis(self) -> None:
        """Do all that is due with a worker on Redis and its work horse, until nothing waits there."""
        queue.work(self.app, burst=True)

    def work_for_good(self) -> None:
        """Work on Redis for good, with a tick each second."""
        queue.TICK_SECONDS = 1
        queue.work(self.app)

    def hasten(self, what: Callable[[], object]) -> Callable[[], object]:
        """Do something and wait hardly for a mail server that keeps silent."""

        def hastened() -> None:
            mailer.TIMEOUT_SECONDS, mailer.REPLY_TIMEOUT_SECONDS = 1, 1
            what()

        return hastened

    def pause(self) -> None:
        """Wait for a random part of the work: until so many mails have come, and a moment longer."""
        wanted = self.lots.randrange(self.people // 2 if self.is_early else self.people)
        before, until = len(self.smtp.tried), time.monotonic() + PATIENCE / 4
        while len(self.smtp.tried) < before + wanted and time.monotonic() < until:
            time.sleep(SOON / 20)
        time.sleep(self.lots.uniform(0, SOON if wanted else LONGEST))

    def at_a_content(self, do: Callable[[], None]) -> None:
        """Do something once, while the mail server has a mail's content and has not answered yet."""
        left = self.lots.randrange(1, self.people)

        def at_data() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                do()

        self.smtp.at_data = at_data

    def wait_until_done(self) -> None:
        """Wait until all that is due was dealt with by whoever is at work; the dead are noticed meanwhile."""
        until = time.monotonic() + PATIENCE
        patience = time.monotonic() + PATIENCE / 8
        while self.is_work_left() and time.monotonic() < until:
            time.sleep(0.05)
            if time.monotonic() > patience:
                self.clock.move(LEASE)
                patience = until

    def terminate(self, process: int) -> None:
        """Tell a process to end, and wait."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        self.wait_for(process)


@dataclass(frozen=True)
class Way:
    """A way to cut mailing short.

    Args:
        cut: lets it be done, and cuts it short.
        prepare: what is to be done before the first cut.
        clock: what the clock shows at each cut, in turn; none to move it on past the leases of the dead.
        cluster: whether it takes a PostgreSQL server away.
        release: whether it takes the code of the previous release.
    """

    cut: Callable[[Post], None]
    prepare: Callable[[Post], None] = lambda _: None
    clock: Sequence[datetime] = ()
    cluster: bool = False
    release: bool = False


def descendants(process: int) -> list[int]:
    """The processes that a process started, and theirs."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        return [each for child in map(int, children) for each in (child, *descendants(child))]
    return []


def kill(process: int) -> None:
    """Kill one process, if it still is there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
