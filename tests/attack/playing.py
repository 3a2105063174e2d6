"""Playing a wave from the draw to the results while somebody watches."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from attack.attackers import Scores, attack, solve
from attack.people import Plan, complaints, plans
from attack.seen import Seen
from attack.visits import Log, over_http
from attack.watching import Watcher, watcher_of
from builders import DRAW_DAY, MORNING
from flask import Flask
from sqlalchemy import select

from enquete_app.db import Database
from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.jobs.due import Fault, run_due
from enquete_app.questionnaire import load

REMINDING = timedelta(days=11)
CLOSING = timedelta(days=12)
DONE = object()
Coming = Callable[[Flask, UUID, Plan, random.Random], Iterator[None]]
"""How somebody goes about it."""


class Played(NamedTuple):
    """What an attacker saw of a wave, and, for the referee, the person by the answers."""

    seen: Seen
    whose: dict[str, UUID]

    def __add__(self, later: Played) -> Played:  # type: ignore[override]
        """This wave, which stayed sealed, and the later one with which it was opened."""
        mine, theirs = self.seen, later.seen
        before = {table: [*mine.before[table], *theirs.before[table]] for table in mine.before}
        steps, wal = [*mine.steps, *theirs.steps], [*mine.wal, *theirs.wal]
        return Played(Seen(steps, before, theirs.after, wal, theirs.offsets), self.whose | later.whose)

    def attacked(self, lots: random.Random) -> Scores:
        """What every attacker achieves."""
        return attack(self.seen, solve(self.seen.after, self.whose), lots)


def play(
    app: Flask,
    lots: random.Random,
    *,
    people: int = 40,
    response: float = 0.7,
    come: Coming = over_http,
    day: date = DRAW_DAY,
    once_closed: Callable[[Database], None] = lambda _: None,
) -> Played:
    """Play a wave and watch it.

    Args:
        app: whose context is not active; several waves may follow each other in its database.
        lots: decides who does what, and in which order.
        people: how many are drawn.
        response: about which share of them sends answers.
        come: how they go about it.
        day: of the draw.
        once_closed: something to do between the closing and the last look.
    """
    database: Database = app.extensions["database"]
    morning = datetime.combine(day, MORNING.timetz(), AMSTERDAM)
    wave_id, drawn = _drawn(app, lots, people, day)
    _work(app, morning)
    planned, whose = plans(drawn, load("klachtbehandeling", "2024"), lots, response=response)
    comings = [come(app, person, plan, lots) for person, plan in planned.items()]
    watcher, log = watcher_of(database), Log()
    watcher.begin()
    _come(watcher, log, comings[::2], lots)
    _work(app, morning + REMINDING)
    watcher.look(log.take())
    _come(watcher, log, comings[1::2], lots)
    watcher.before_closing()
    with database.transaction() as session:
        close_wave(session, wave_id, app.extensions["keyring"])
    watcher.just_closed()
    once_closed(database)
    _work(app, morning + CLOSING)
    watcher.after_closing()
    log.close()
    return Played(watcher.seen, whose)


def _drawn(app: Flask, lots: random.Random, people: int, day: date) -> tuple[int, list[UUID]]:
    database: Database = app.extensions["database"]
    moments = {"received": day - timedelta(days=60), "closed": day - timedelta(days=30)}
    with database.transaction() as session:
        session.add_all(complaints(people, lots, **moments))
        session.flush()
        survey = find_survey(session, "klachtbehandeling")
        wave_id = make_draw(session, survey, Order(as_of=day), app.extensions["keyring"]).wave_id
        ids = session.scalars(select(Invitation.id).where(Invitation.wave_id == wave_id)).all()
    return wave_id, lots.sample(ids, len(ids))


def _work(app: Flask, moment: datetime) -> None:
    with app.app_context():
        faults = [line for line in run_due(app, moment) if isinstance(line, Fault)]
    assert not faults, faults


def _come(watcher: Watcher, log: Log, comings: Iterable[Iterator[None]], lots: random.Random) -> None:
    """Let people go about it all at a time, one step of somebody's after another."""
    at_it = list(comings)
    while at_it:
        somebody = lots.choice(at_it)
        if next(somebody, DONE) is DONE:
            at_it.remove(somebody)
        else:
            watcher.look(log.take())
