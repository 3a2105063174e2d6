"""Closing a wave: ballots opened together, traces gone, small waves waiting."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, invitation_ids, saved, sent, started
from sqlalchemy import func, select

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Ballot, Draft, Response
from enquete_app.fieldwork.drawing import Order, find_survey, make_draw
from enquete_app.fieldwork.models import DailyCount, Participation, Wave, WaveState
from enquete_app.fieldwork.visiting import Standing, visit
from enquete_app.fieldwork.waves import WaveError, close_wave, count_daily, fieldwork_so_far, find_wave
from enquete_app.jobs.due import close_and_forget, run_due


@pytest.fixture
def answer(database, keyring):
    def answer(invitation_id, answers):
        with database.transaction() as session:
            saved(session, invitation_id, keyring, Typed(answers))
            sent(session, invitation_id, keyring)

    return answer


@pytest.fixture
def wave(database, keyring):
    """A wave of so many people; returns their invitations."""

    def wave(people, day=DRAW_DAY, **values):
        with database.transaction() as session:
            before = set(invitation_ids(session))
            session.add_all(complaint(**values) for _ in range(people))
            session.flush()
            survey = find_survey(session, "klachtbehandeling")
            survey.cool_down_days = 0
            make_draw(session, survey, Order(as_of=day, kinds=(values.get("kind", "klacht"),)), keyring)
            return [each for each in invitation_ids(session) if each not in before]

    return wave


@pytest.fixture
def count(database):
    def count(table):
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(table))

    return count


def test_responses_hold_answers_and_coarse_strata_and_nothing_else(app, wave, answer, database):
    for number, invitation_id in enumerate(wave(10)[:5]):
        answer(invitation_id, {"V10": number + 1})
    close_and_forget(app, 1)

    with database.reader() as session:
        responses = session.scalars(select(Response)).all()
    assert {column.name for column in Response.__table__.columns} == {
        *("id", "wave_id", "questionnaire_version", "answers"),
        *("handling", "judgement", "domain", "language", "mode"),
    }
    assert sorted(response.answers["V10"] for response in responses) == [1, 2, 3, 4, 5]
    assert {(response.handling, response.mode) for response in responses} == {("informeel", "e-mail")}


def test_rare_strata_are_coarsened_until_nobody_stands_out(app, wave, answer, database, keyring):
    with database.transaction() as session:
        session.add_all([complaint(domain="Sociaal domein"), *(complaint() for _ in range(11))])
    for invitation_id in wave(0):
        answer(invitation_id, {"V10": 5})
    close_and_forget(app, 1)

    with database.reader() as session:
        strata = session.execute(select(Response.handling, Response.domain).distinct()).all()
    assert strata == [("informeel", None)]


def test_a_wave_with_fewer_than_five_stays_sealed_and_is_opened_with_the_next(
    app, wave, answer, database, count
):
    for invitation_id in wave(10, kind="klacht")[:4]:
        answer(invitation_id, {"V10": 1})
    assert close_and_forget(app, 1) == "wave 1 sealed"
    assert (count(Response), count(Ballot)) == (0, 4)

    [next_one, *_] = wave(10, DRAW_DAY + timedelta(days=30), kind="andere klacht")
    answer(next_one, {"V10": 10})
    assert close_and_forget(app, 2) == "wave 2 closed"

    assert (count(Response), count(Ballot)) == (5, 0)
    with database.reader() as session:
        assert set(session.scalars(select(Response.wave_id))) == {2}
        first = session.get(Wave, 1)
        assert (first.state, first.opened_into_id, first.salt) == (WaveState.CLOSED, 2, None)


def test_a_wave_that_nobody_answered_is_simply_closed(app, wave, count, database):
    wave(10)

    assert close_and_forget(app, 1) == "wave 1 closed"
    with database.reader() as session:
        assert session.get(Wave, 1).fieldwork["completed"] == 0


def test_an_empty_send_counts_as_blank_and_not_as_completed(app, wave, answer, database):
    people = wave(10)
    for invitation_id in people[:5]:
        answer(invitation_id, {"V10": 5})
    answer(people[5], {"V1": 1})
    close_and_forget(app, 1)

    with database.reader() as session:
        fieldwork = session.get(Wave, 1).fieldwork
    assert (fieldwork["completed"], fieldwork["blank"], fieldwork["started"]) == (5, 1, 6)


def test_closing_ends_links_and_drafts_and_who_started(app, wave, database, keyring, count):
    [somebody, *_] = wave(3)
    with database.transaction() as session:
        started(session, somebody, keyring)
    close_and_forget(app, 1)

    assert (count(Draft), count(Participation)) == (0, 0)
    with database.transaction() as session:
        assert visit(session, somebody, keyring).standing is Standing.CLOSED
        assert sent(session, somebody, keyring) is Standing.CLOSED


def test_a_closed_wave_cannot_be_closed_again(app, wave):
    wave(3)
    close_and_forget(app, 1)

    with pytest.raises(WaveError, match="closed already"):
        close_and_forget(app, 1)


def test_if_closing_fails_nothing_has_happened(wave, answer, database, keyring, count):
    for invitation_id in wave(10)[:5]:
        answer(invitation_id, {"V10": 5})
    with database.session() as session:
        close_wave(session, 1, keyring)
        session.rollback()

    assert (count(Ballot), count(Participation), count(Response)) == (5, 10, 0)


@pytest.mark.parametrize("typed", ["x", "0", "-1", "1.0", "99999999999999999999", ""])
def test_a_wave_that_does_not_exist_is_a_clear_error(database, typed):
    with database.reader() as session, pytest.raises(WaveError, match="no wave"):
        find_wave(session, typed)


def test_staff_see_started_and_completed_once_a_day_in_steps_of_five(app, wave, answer, database, count):
    people = wave(12)
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


def test_the_daily_count_is_made_once_a_day(app, wave, database):
    wave(3)
    list(run_due(app, MORNING))

    with database.transaction() as session:
        assert count_daily(session, MORNING) == 0


def test_an_invitation_row_is_the_same_whether_or_not_somebody_answered(app, wave, answer, database):
    """On PostgreSQL not even the transaction numbers in the row's header differ."""
    people = wave(12)
    for invitation_id in people[:6]:
        answer(invitation_id, {"V10": 5})
    list(run_due(app, MORNING))
    close_and_forget(app, 1)

    if not database.is_sqlite:
        with database.engine.connect() as connection:
            headers = connection.exec_driver_sql("SELECT xmin, xmax FROM invitation").all()
            responses = connection.exec_driver_sql("SELECT DISTINCT xmin FROM response").all()
        assert len({xmin for xmin, _ in headers}) == 1
        assert len({xmax for _, xmax in headers}) == 1
        assert len(responses) == 1
