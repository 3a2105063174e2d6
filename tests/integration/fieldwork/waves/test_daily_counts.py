"""What staff see of an open wave."""

from datetime import timedelta

from builders import MORNING, at_the_same_time, started
from sqlalchemy import select

from enquete_app.fieldwork.models import DailyCount, Wave
from enquete_app.fieldwork.waves.progress import count_daily, fieldwork_so_far
from enquete_app.jobs.due import run_due


def test_staff_see_started_and_completed_once_a_day_in_steps_of_five(app, drawn, answer, database, count):
    people = drawn(12)
    list(run_due(app, MORNING))
    with database.reader() as session:
        assert fieldwork_so_far(session, session.get(Wave, 1))["completed"] == 0
    for invitation_id in people[:7]:
        answer(invitation_id, {"V10": 5})
    list(run_due(app, MORNING + timedelta(hours=1)))
    with database.reader() as session:
        assert fieldwork_so_far(session, session.get(Wave, 1))["completed"] == 0
    list(run_due(app, MORNING + timedelta(days=1)))

    with database.reader() as session:
        assert fieldwork_so_far(session, session.get(Wave, 1))["completed"] == 5
    assert count(DailyCount) == 2


def test_the_daily_count_is_made_once_a_day(app, drawn, database):
    drawn(3)
    list(run_due(app, MORNING))

    with database.transaction() as session:
        assert count_daily(session, MORNING) == 0


def test_started_and_completed_are_both_rounded_down(app, drawn, answer, database, keyring):
    people = drawn(16)
    list(run_due(app, MORNING))
    for invitation_id in people[:9]:
        answer(invitation_id, {"V10": 5})
    for invitation_id in people[9:14]:
        with database.transaction() as session:
            started(session, invitation_id, keyring)
    list(run_due(app, MORNING + timedelta(days=1)))

    with database.reader() as session:
        last = session.scalars(select(DailyCount).order_by(DailyCount.day.desc())).first()
    assert (last.started, last.completed) == (10, 5)


def test_two_who_count_at_the_same_time_count_once(app, drawn, database, count):
    drawn(3)
    list(run_due(app, MORNING))

    at_the_same_time(database, lambda session: count_daily(session, MORNING + timedelta(days=1)))

    assert count(DailyCount) == 2
