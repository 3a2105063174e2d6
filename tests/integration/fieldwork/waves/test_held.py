"""A wave of which nothing left in time is told of, and comes to an end."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, drawn_wave
from sqlalchemy import func, select, update

from enquete_app.fieldwork.agenda.listing import Event, agenda
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Draw, Message, MessageState, Wave, WaveState
from enquete_app.fieldwork.rolling.days import Period
from enquete_app.fieldwork.waves.held import Held, held_of
from enquete_app.jobs.due import run_due

LATE = MORNING + timedelta(days=15)
NOBODY = "wave 1: nobody was mailed, nor will be; closes on 2025-06-27; make a new draw"


@pytest.fixture
def held(app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring)

    def held(now=LATE):
        with database.reader() as session:
            return held_of(session, session.get(Wave, 1), now)

    return held


@pytest.fixture
def closes_on(database):
    def closes_on():
        with database.reader() as session:
            return session.scalar(select(Wave.closes_on))

    return closes_on


def test_while_mails_can_still_leave_nothing_is_held(app, held, database, closes_on):
    with database.transaction() as session:
        session.execute(update(Message).values(due_at=LATE))
    list(run_due(app, LATE - timedelta(days=1)))

    assert (held(LATE - timedelta(days=1)), closes_on()) == (None, None)


def test_a_wave_of_which_nothing_left_in_time_closes_as_long_after_as_any(app, held, database, closes_on):
    first, second = list(run_due(app, LATE)), list(run_due(app, LATE + timedelta(days=1)))

    assert NOBODY in first
    assert not any("nobody was mailed" in line for line in second)
    assert closes_on() == (LATE + timedelta(days=28)).date()
    assert held() == Held(3, reached_nobody=True)

    lines = list(run_due(app, LATE + timedelta(days=28)))
    assert "wave 1 closed" in lines
    assert "wave 1: results built" in lines
    assert held(LATE + timedelta(days=28)) is None
    with database.reader() as session:
        assert session.scalar(select(Wave.fieldwork))["invited"] == 0


def test_so_does_one_in_which_everybody_was_dropped(app, held, database, closes_on):
    with database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.DROPPED, reason="opted_out"))

    assert NOBODY in list(run_due(app, LATE))
    assert held() == Held(0, reached_nobody=True)


def test_a_mail_that_was_corrected_may_still_leave_however_late(app, held, database, closes_on):
    with database.transaction() as session:
        first = session.scalar(select(func.min(Message.id)))
        session.execute(update(Message).where(Message.id == first).values(first_attempt_at=LATE))
        session.execute(update(Message).values(due_at=LATE + timedelta(days=1)))
    list(run_due(app, LATE))

    assert closes_on() is None
    assert held() == Held(2, reached_nobody=False)


@pytest.mark.parametrize(
    "change",
    [
        update(Draw).values(awaits_confirmation=True),
        update(Wave).values(last_draw_on=LATE.date()),
        update(Wave).values(state=WaveState.SEALED),
    ],
)
def test_what_waits_for_a_person_or_another_draw_or_is_over_is_left_alone(
    app, held, database, closes_on, change
):
    with database.transaction() as session:
        session.execute(change)
    list(run_due(app, LATE))

    assert closes_on() is None


def test_where_something_left_the_rest_is_told_of(app, held, database):
    with database.transaction() as session:
        session.execute(update(Message).where(Message.id > 1).values(due_at=LATE))
    list(run_due(app, MORNING))

    assert held() == Held(2, reached_nobody=False)


def test_the_agenda_does_not_foresee_mails_that_are_held(app, held, database):
    with database.reader() as session:
        entries = agenda(session, Period(DRAW_DAY, DRAW_DAY + timedelta(days=60)), LATE)
    assert [each.event for each in entries] == [Event.DRAW]

    list(run_due(app, LATE))
    with database.reader() as session:
        entries = agenda(session, Period(DRAW_DAY, DRAW_DAY + timedelta(days=45)), LATE)
    assert [each.event for each in entries] == [Event.DRAW, Event.CLOSING]


def test_whoever_was_held_can_be_drawn_anew(app, held, database, keyring):
    list(run_due(app, LATE))
    with database.transaction() as session:
        session.add(complaint())
        session.flush()
        order = Order(as_of=LATE.date())
        draw = make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
        assert draw.selected == 4
