"""The run over all that is due: nothing holds up the rest, and traces are erased until it is sure."""

import pytest
from builders import DRAW_DAY, MORNING, complaint, drawn_wave, invitation_ids, saved, sent
from sqlalchemy import select, update

from enquete_app import db
from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Participation, Survey, Wave
from enquete_app.fieldwork.waves.closing import close_wave, waves_with_traces
from enquete_app.jobs.due import Fault, close_and_forget, run_due

pytestmark = pytest.mark.both

NOT_YET = "wave 1: traces not erased yet; the next run tries again"


@pytest.fixture
def wave(app, database, keyring, monkeypatch):
    """Six people who have answered; nobody waits long for anybody."""
    monkeypatch.setattr(db, "FORGET_MILLISECONDS", 500)
    with database.transaction() as session:
        drawn_wave(session, keyring, people=6)
        for somebody in invitation_ids(session):
            saved(session, somebody, keyring, Typed({"V10": 5}))
            sent(session, somebody, keyring)


@pytest.mark.parametrize("looks_at", [Participation, Survey])
def test_what_somebody_still_reads_is_erased_later_and_this_is_said(app, wave, database, looks_at):
    reading = database.engine.connect().execution_options(
        read_only=True, isolation_level="SERIALIZABLE" if database.is_sqlite else "REPEATABLE READ"
    )
    with reading:
        reading.execute(select(looks_at)).all()
        assert close_and_forget(app, 1) == ["wave 1 closed", NOT_YET]
        assert list(run_due(app, MORNING))[:2] == [NOT_YET, "wave 1: results built"]

    assert list(run_due(app, MORNING)) == ["wave 1: traces erased"]
    assert list(run_due(app, MORNING)) == []


def test_what_a_run_that_died_left_is_erased_by_the_next(app, wave, database, keyring):
    with database.transaction() as session:
        close_wave(session, 1, keyring)
    with database.reader() as session:
        assert waves_with_traces(session) == [1]

    assert list(run_due(app, MORNING)) == ["wave 1: traces erased", "wave 1: results built"]


def test_a_wave_that_cannot_be_closed_holds_up_nothing(make_app, app, wave, database, keyring):
    with database.transaction() as session:
        session.add(complaint(kind="andere klacht"))
        session.flush()
        order = Order(as_of=DRAW_DAY, kinds=("andere klacht",))
        survey = Survey(**survey_values(session), slug="tweede")
        session.add(survey)
        session.flush()
        make_draw(session, survey, order, keyring)
        session.execute(update(Wave).values(closes_on=DRAW_DAY))
    other = make_app(SECRET_KEY="another secret key, long enough too")

    with other.app_context():
        lines = list(run_due(other, MORNING))

    assert lines[0] == "wave 1: closing failed: UnknownKeyError"
    assert isinstance(lines[0], Fault)
    assert lines[1:4] == ["wave 2 closed", "wave 2: traces erased", "wave 2: results built"]


def test_a_report_that_cannot_be_built_holds_up_nothing(app, wave, database):
    close_and_forget(app, 1)

    def build(_app, wave_id):
        raise RuntimeError(f"iemand@inwoner.example in wave {wave_id}")

    assert list(run_due(app, MORNING, build=build)) == ["wave 1: building results failed: RuntimeError"]


def test_the_command_tells_of_a_fault_with_its_exit(app, wave, database):
    with database.transaction() as session:
        session.get(Wave, 1).closes_on = DRAW_DAY
        session.get(Wave, 1).salt = None

    result = app.test_cli_runner().invoke(args=["run-due", "--now", MORNING.isoformat()])

    assert result.exit_code == 1
    assert result.stderr == "wave 1: closing failed: RuntimeError\n"


def survey_values(session):
    survey = find_survey(session, "klachtbehandeling")
    columns = (column.name for column in Survey.__table__.columns)
    return {name: getattr(survey, name) for name in columns if name not in ("id", "slug")}
