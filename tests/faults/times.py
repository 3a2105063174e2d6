"""Several at work at once, and clocks that do not go on evenly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from threading import Event
from time import monotonic, sleep

from faults.counting import leaving
from faults.post import PATIENCE, Post, Way

from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.fieldwork.drawing.draws import find_survey

JUMPS = tuple(timedelta(minutes=minutes) for minutes in (11, 60, 180, 1440))
"""All of them further than a lease lasts; no further than a wave may wait for its mails."""
SUMMER_BEGINS = datetime(2027, 3, 28, 1, tzinfo=UTC)
SUMMER_ENDS = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""The moments at which the clocks in Amsterdam change."""
AROUND = tuple(timedelta(minutes=minutes) for minutes in (-61, -31, -1, 0, 1, 31, 61, 430))
"""Around the change, the hour that is left out or comes twice, and the morning's reminders."""

SLOW = 0.01
"""Seconds that the mail server takes for a mail, so that whoever begins together works together."""


def two_ticks(post: Post) -> None:
    """Two ticks at the same time."""
    _at_once(post, [post.tick] * 2)


def three_runs(post: Post) -> None:
    """Three runs that invite at the same time."""
    _at_once(post, [post.work] * 3)


def three_runs_one_killed(post: Post) -> None:
    """Three at the same time, and one of them is killed."""
    post.smtp.delay = SLOW
    processes = [post.begin(post.work) for _ in range(3)]
    post.pause()
    dead = processes.pop(post.lots.randrange(3))
    post.kill(dead, beside=processes)


def clock_jumps(post: Post) -> None:
    """The clock jumps while one is at work, and at once another begins, to whom the first may seem dead.

    Every second time it jumps within a dialogue, and the mail server answers once that was noticed.
    """
    post.smtp.delay, post.batch, post.is_early = SLOW, post.people, True
    # Forward and backward in turn.
    jump = post.lots.choice(JUMPS) * (-1) ** (post.cuts // 2)
    jumped, begun = Event(), Event()

    def within() -> None:
        post.clock.move(jump)
        jumped.set()
        # A copy of this process that is made while a thread asks the database would wait for it for ever.
        begun.wait(PATIENCE)
        until = monotonic() + PATIENCE
        while jump > timedelta() and leaving(post.app) and monotonic() < until:
            sleep(SLOW)

    if post.cuts % 2:
        post.at_a_content(within)
        first = post.begin(post.work)
        jumped.wait(PATIENCE)
    else:
        first = post.begin(post.work)
        post.pause()
        post.clock.move(jump)
    second = post.begin(post.work)
    begun.set()
    post.note_work()
    # What the first is just sending may be taken for left behind.
    post.in_dialogue += post.connections * (jump > timedelta())
    post.wait_for(second)
    post.wait_for(first)


def clocks_change(change: datetime) -> Way:
    """Runs around a change of the clocks, each of which is killed; reminders are due then as well.

    The clock goes on by itself past the leases of the dead.
    """

    def prepare(post: Post) -> None:
        days = _days_to_reminder(post)
        for local in (time(2, 30), time(14)):
            day = local_day(change) - timedelta(days=days)
            post.clock.show(datetime.combine(day, local, AMSTERDAM))
            post.draw()
            post.wait_for(post.begin(post.work))

    def cut(post: Post) -> None:
        process = post.begin(post.work)
        post.pause()
        post.kill(process)

    return Way(cut, prepare=prepare, clock=[change + each for each in AROUND])


def _days_to_reminder(post: Post) -> int:
    with post.app.extensions["database"].reader() as session:
        return find_survey(session, "klachtbehandeling").reminder_after_days


def _at_once(post: Post, works: list[Callable[[], None]]) -> None:
    post.smtp.delay = SLOW
    processes = [post.begin(each) for each in works]
    post.pause()
    post.note_work()
    for process in processes:
        post.wait_for(process)
