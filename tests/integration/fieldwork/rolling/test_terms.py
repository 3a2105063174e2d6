"""When a wave closes into which a survey draws again and again, and which terms it keeps."""

from datetime import date, timedelta

from rolling_builders import at
from sqlalchemy import select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Message, MessageKind, Survey, Wave
from enquete_app.fieldwork.rolling.days import Rhythm, WaveLength
from enquete_app.fieldwork.rolling.models import RollingPlan
from enquete_app.jobs.due import run_due


def test_every_person_has_at_least_the_days_promised(app, closed, planned, database):
    planned(rhythm=Rhythm.MONTH, day_of_month=31)
    closed(1)
    list(run_due(app, at(5, 31)))
    with database.reader() as session:
        wave = session.get_one(Wave, 1)
        assert wave.last_draw_on == date(2025, 6, 30)
        assert wave.closes_on == date(2025, 7, 28)

    closed(1, date(2025, 6, 20))
    list(run_due(app, at(7, 2)))  # The server was down on the 30th.

    with database.reader() as session:
        waves = session.scalars(select(Wave).order_by(Wave.id)).all()
        assert [wave.closes_on for wave in waves] == [date(2025, 7, 28), date(2025, 9, 30) + timedelta(28)]


def test_a_late_mail_puts_closing_off_but_no_reminder_does(app, closed, planned, database):
    planned(rhythm=Rhythm.MONTH, wave_length=WaveLength.MONTH)
    closed(1)
    list(run_due(app, at(5, 1)))
    closed(1)
    with database.transaction() as session:
        plan = session.get_one(RollingPlan, 1)
        plan.rhythm = Rhythm.WEEK
        plan.since = at(5, 1, 10)

    list(run_due(app, at(5, 12)))
    with database.reader() as session:
        assert session.get_one(Wave, 1).closes_on == date(2025, 5, 12) + timedelta(days=28)
    list(run_due(app, at(5, 14)))

    with database.reader() as session:
        assert session.get_one(Wave, 1).closes_on == date(2025, 5, 12) + timedelta(days=28)


def test_a_wave_keeps_the_terms_of_the_day_on_which_it_began(app, closed, planned, database):
    planned()
    closed(1)
    list(run_due(app, at(5, 1)))
    with database.transaction() as session:
        survey = session.get_one(Survey, 1)
        survey.reminder_after_days, survey.closes_after_days = 3, 10
    closed(1)
    list(run_due(app, at(5, 8)))

    with database.reader() as session:
        assert session.get_one(Wave, 1).closes_on == date(2025, 6, 26) + timedelta(days=28)
        due = session.scalars(select(Message.due_at).where(Message.kind == MessageKind.REMINDER))
        assert sorted(map(local_day, due)) == [date(2025, 5, 12), date(2025, 5, 19)]


def test_a_wave_closed_by_hand_gets_nothing_more(app, closed, planned, draws, database):
    planned()
    closed(1)
    list(run_due(app, at(5, 1)))
    with database.transaction() as session:
        session.get_one(Wave, 1).closes_on = date(2025, 5, 8)
    closed(1)

    lines = list(run_due(app, at(5, 8)))

    assert lines[0] == "wave 1 closed"
    assert [wave for _, wave, _ in draws()] == [1, 2]
