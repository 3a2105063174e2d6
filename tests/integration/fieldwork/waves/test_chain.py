"""From the register to opened ballots, through the functions that the commands and pages call."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, REGISTER
from sqlalchemy import func, select

from enquete_app.answers.models import Ballot, Draft, Response
from enquete_app.cli.example import play_answers
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Message, MessageKind, Participation, Wave, WaveState
from enquete_app.jobs.due import run_due
from enquete_app.register.importing import import_register
from enquete_app.register.reading import read_register

pytestmark = pytest.mark.long


@pytest.fixture
def example(make_app, smtp):
    """The example register, drawn and mailed."""
    app = make_app(**smtp.settings)
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with app.app_context():
        with database.transaction() as session:
            import_register(session, read_register(REGISTER, postal=False))
            make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)
        list(run_due(app, MORNING))
        yield app


def test_the_example_runs_from_register_to_opened_ballots(example, smtp):
    database, keyring = example.extensions["database"], example.extensions["keyring"]
    assert len(smtp.mails) == 317
    assert len(smtp.refused) == 19
    with database.transaction() as session:
        assert play_answers(session, keyring) == 76
    assert "317 reminders were due" in list(run_due(example, MORNING + timedelta(days=11)))
    assert list(run_due(example, MORNING + timedelta(days=27))) == ["1 × daily count"]
    lines = list(run_due(example, MORNING + timedelta(days=28)))
    assert lines[0] == "wave 1 closed"
    assert set(smtp.by_message_id().values()) == {1}
    with database.reader() as session:
        wave = session.get(Wave, 1)
        assert wave.state is WaveState.CLOSED
        assert wave.fieldwork == {
            "invited": 336,
            "bounced": 19,
            "delivered": 317,
            "uncertain": 0,
            "failed": 0,
            "started": 76,
            "completed": 76,
            "blank": 0,
            "opted_out": 0,
            "reminded": 241,
        }
        for table, rows in ((Response, 76), (Ballot, 0), (Draft, 0), (Participation, 0)):
            assert session.scalar(select(func.count()).select_from(table)) == rows
        assert not session.scalars(select(Message).where(Message.kind == MessageKind.REMINDER)).all()
        assert wave.salt is None
