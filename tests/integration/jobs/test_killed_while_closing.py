"""Whenever the process dies while waves close: all ballots are opened or none, the next run finishes it.

It dies before and after whatever changes something; `killing` says how it dies at every statement.
"""

from datetime import timedelta
from pathlib import Path

import matplotlib.figure
import matplotlib.textpath
import pytest
import scipy.special
from builders import DRAW_DAY, MORNING, complaint, drawn_wave, saved, sent, started
from killing import is_killed_at
from sqlalchemy import func, select, text

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Ballot, Draft, Response
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, Participation, Wave
from enquete_app.jobs.due import run_due
from enquete_app.results.building import stored_report
from enquete_app.results.models import StoredReport

pytestmark = pytest.mark.both

PEOPLE, GRADES = 10, {1: (3, 4, 5), 2: (6, 7, 8)}
"""Of two waves that are too small alone and enough together."""
MOST_KILLS = 600
LOADED = matplotlib.figure, matplotlib.textpath, scipy.special
"""Once, and not anew by each process that is killed while it builds results."""


@pytest.fixture
def ending(app, database, keyring):
    """Two waves whose last day is over, mailed and reminded; gives all that is due once they are."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=PEOPLE)
        session.add_all(complaint(kind="andere klacht") for _ in range(PEOPLE))
        session.flush()
        order = Order(as_of=DRAW_DAY + timedelta(days=1), kinds=("andere klacht",))
        make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
    for days in (1, 12):
        list(run_due(app, MORNING + timedelta(days=days)))
    with database.transaction() as session:
        for wave_id, grades in GRADES.items():
            people = session.scalars(select(Invitation.id).where(Invitation.wave_id == wave_id)).all()
            for somebody, grade in zip(people, grades, strict=False):
                saved(session, somebody, keyring, Typed({"V10": grade}))
                sent(session, somebody, keyring)
            started(session, people[-1], keyring)
    return lambda: list(run_due(app, MORNING + timedelta(days=40)))


def stands(database):
    """How everything stands, and nothing that could not be."""
    with database.reader() as session:
        waves = [session.get_one(Wave, wave_id) for wave_id in GRADES]
        ballots, responses = (
            session.scalar(select(func.count()).select_from(table)) for table in (Ballot, Response)
        )
        left = session.execute(
            select(
                select(func.count()).select_from(Participation).scalar_subquery(),
                select(func.count()).select_from(Draft).scalar_subquery(),
                select(func.count()).where(Message.kind == MessageKind.REMINDER).scalar_subquery(),
            )
        ).one()
        reports = session.scalars(select(StoredReport.wave_id).order_by(StoredReport.wave_id)).all()
    states = [wave.state.value for wave in waves]
    still_open = states.count("open")
    assert states in (["open"] * 2, ["sealed", "open"], ["closed"] * 2)
    assert (ballots, responses) == ((0, 6) if states == ["closed"] * 2 else (6, 0))
    assert left == (PEOPLE * still_open, still_open, PEOPLE * still_open)
    for wave in waves:
        assert (wave.salt is None) is (wave.state == "closed")
        assert wave.opened_into_id == (2 if wave.id == 1 and wave.state == "closed" else None)
        assert (wave.fieldwork is None) is (wave.state == "open")
        assert wave.traces_left <= (wave.state != "open")
        assert (wave.fieldwork or COUNTS) == COUNTS
    assert not reports or states == ["closed"] * 2
    return states, [wave.traces_left for wave in waves], reports


COUNTS = {"invited": PEOPLE, "bounced": 0, "delivered": PEOPLE, "uncertain": 0, "failed": 0, "started": 4}
COUNTS |= {"completed": 3, "blank": 0, "opted_out": 0, "reminded": PEOPLE}
DONE = (["closed", "closed"], [False, False], [1, 2])


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_killed_between_any_two_statements_a_closing_is_whole_or_has_not_been(app, ending, database, every):
    blobs, before, kills, step = sealed(database), stands(database), 0, 1
    while is_killed_at(step, database, ending, every=every):
        kills, step, after = kills + 1, step + 1, stands(database)
        if after != before:
            before, step = after, 1  # From there on anew: the next run does only what is left.
        assert kills < MOST_KILLS

    assert kills > 100
    assert stands(database) == DONE
    assert is_unreadable(database, blobs)
    with database.reader() as session:
        first, second = (stored_report(session, wave_id).to_json() for wave_id in GRADES)
        assert sorted(row["V10"] for row in session.scalars(select(Response.answers))) == [3, 4, 5, 6, 7, 8]
    assert (first["opened_into"], second["opened_with"], second["responses"]) == ("2", ["1"], 6)
    assert second["grades"]["all"]["mean"] == 5.5


def sealed(database):
    with database.reader() as session:
        return [*session.scalars(select(Ballot.sealed)), *session.scalars(select(Draft.sealed))]


def is_unreadable(database, blobs):
    """Whether nothing of ballots and drafts is left in the files."""
    if database.is_sqlite:
        file = Path(database.engine.url.database)
        content = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
        return not any(blob[at : at + 32] in content for blob in blobs for at in range(0, len(blob) - 32, 32))
    with database.reader() as session:
        size = text("SELECT pg_relation_size('ballot') + pg_relation_size('draft')")
        return session.scalar(size) == 0
