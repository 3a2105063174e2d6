"""A survey that draws by itself: at its moments, once, into the wave of the day's period."""

from datetime import date, timedelta

import pytest
from builders import complaint, invitation_ids
from rolling_builders import at
from sqlalchemy import func, select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing import chances
from enquete_app.fieldwork.drawing.chances import Chance
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.drawing.verifying import verify_draw
from enquete_app.fieldwork.models import Draw, Invitation, Survey, Wave
from enquete_app.fieldwork.rolling.days import WaveLength
from enquete_app.fieldwork.rolling.drawing import surveys_with_turns, take_turn
from enquete_app.fieldwork.rolling.models import PlanState, RollingTurn, TurnOutcome
from enquete_app.jobs.due import run_due


@pytest.fixture
def turns(database):
    def turns():
        with database.reader() as session:
            found = session.scalars(select(RollingTurn).order_by(RollingTurn.day))
            return {turn.day: (turn.outcome, turn.draw and turn.draw.as_of) for turn in found}

    return turns


def drawn(lines):
    return [line for line in lines if line.startswith("survey ")]


def test_it_draws_at_its_hour_and_the_mails_leave_in_the_same_run(app, closed, planned):
    closed(3)
    planned()

    assert drawn(run_due(app, at(5, 1, 8))) == []
    lines = list(run_due(app, at(5, 1)))

    assert drawn(lines) == ["survey klachtbehandeling: 3 of 3 drawn into wave 1"]
    assert "3 invitations sent" in lines
    assert drawn(run_due(app, at(5, 1, 10))) == []


def test_draws_of_one_quarter_go_into_one_wave_and_the_next_begins_another(app, closed, planned, draws):
    planned()
    for day in (at(5, 1), at(6, 26), at(7, 3)):
        closed(2, local_day(day) - timedelta(days=3))
        list(run_due(app, day))

    assert draws() == [(date(2025, 5, 1), 1, 2), (date(2025, 6, 26), 1, 2), (date(2025, 7, 3), 2, 2)]


def test_each_complaint_has_one_chance_drawn_or_not(app, closed, planned, draws, database, monkeypatch):
    monkeypatch.setattr(chances, "AT_ONCE", 2)  # They are written down piece by piece.
    closed(5)
    planned(size=2)
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").cool_down_days = 0

    list(run_due(app, at(5, 1)))
    closed(1)
    list(run_due(app, at(5, 8)))

    assert [selected for _, _, selected in draws()] == [2, 1]
    with database.reader() as session:
        excluded = session.scalars(select(Draw.excluded).order_by(Draw.id)).all()
        assert [each["earlier_frame"] for each in excluded] == [0, 5]
        assert session.scalars(select(Invitation.stratum_population)).all().count(5) == 2


def test_chances_outlive_the_frames_and_old_draws_count_by_theirs(app, closed, planned, database, keyring):
    closed(2)
    with database.transaction() as session:
        survey = find_survey(session, "klachtbehandeling")
        survey.cool_down_days = 0
        make_draw(session, survey, Order(as_of=date(2025, 4, 29)), keyring)
        session.query(Chance).delete()  # As an older release left it.
    planned()
    closed(1)
    assert drawn(run_due(app, at(5, 1))) == ["survey klachtbehandeling: 1 of 1 drawn into wave 2"]
    with database.transaction() as session:
        for draw in session.scalars(select(Draw)):
            draw.frame = None
    closed(1)

    assert drawn(run_due(app, at(5, 8))) == ["survey klachtbehandeling: 1 of 1 drawn into wave 2"]


def test_what_was_too_young_or_not_closed_gets_its_chance_later(app, closed, planned, database, draws):
    closed(2)
    closed(1, date(2025, 4, 30))
    with database.transaction() as session:
        session.add(complaint(closed=None))
        session.get_one(Survey, 1).min_age_days = 5
    planned()

    list(run_due(app, at(5, 1)))
    list(run_due(app, at(5, 8)))

    assert [selected for _, _, selected in draws()] == [2, 1]


def test_one_case_of_a_person_in_a_wave_however_many_draws(app, closed, planned, database, draws):
    with database.transaction() as session:
        find_survey(session, "klachtbehandeling").cool_down_days = 0
    closed(1, email="iemand@inwoner.example")
    planned(wave_length=WaveLength.MONTH)
    list(run_due(app, at(5, 1)))

    closed(1, date(2025, 5, 2), email="iemand@inwoner.example")
    assert drawn(run_due(app, at(5, 8))) == ["survey klachtbehandeling: nobody to draw"]

    assert len(draws()) == 1
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Wave)) == 1


def test_every_draw_of_a_wave_can_be_redone(app, closed, planned, database):
    planned(size=2, by=["handling"])
    for week in range(3):
        closed(4, date(2025, 4, 25 + week), handling="formeel")
        closed(3, date(2025, 4, 25 + week))
        list(run_due(app, at(5, 1) + timedelta(weeks=week)))

    with database.reader() as session:
        made = session.scalars(select(Draw)).all()
        assert [verify_draw(session, draw) for draw in made] == [None, None, None]
        assert all(sum(each["population"] for each in draw.strata) == 7 for draw in made)
        assert len({draw.person_salt for draw in made}) == 1
        assert len({draw.seed for draw in made}) == 3


def test_a_day_without_anybody_is_no_fault(app, planned, turns, draws):
    planned()

    assert drawn(run_due(app, at(5, 1))) == ["survey klachtbehandeling: nobody to draw"]

    assert turns() == {date(2025, 5, 1): (TurnOutcome.NOBODY, None)}
    assert draws() == []


def test_missed_days_are_made_up_for_once(app, closed, planned, turns):
    closed(2)
    planned()

    lines = drawn(run_due(app, at(5, 17)))

    assert lines == [
        "survey klachtbehandeling: not drawn on 2025-05-01, since nothing ran then",
        "survey klachtbehandeling: not drawn on 2025-05-08, since nothing ran then",
        "survey klachtbehandeling: 2 of 2 drawn into wave 1, due on 2025-05-15",
    ]
    assert turns() == {
        date(2025, 5, 1): (TurnOutcome.MISSED, None),
        date(2025, 5, 8): (TurnOutcome.MISSED, None),
        date(2025, 5, 15): (TurnOutcome.DRAWN, date(2025, 5, 17)),
    }


def test_what_was_missed_before_a_skipped_day_is_not_made_up_for(app, closed, planned, turns, database):
    closed(2)
    planned()
    with database.transaction() as session:
        session.add(RollingTurn(survey_id=1, day=date(2025, 5, 8), outcome=TurnOutcome.SKIPPED))

    list(run_due(app, at(5, 9)))

    assert [outcome for outcome, _ in turns().values()] == [TurnOutcome.MISSED, TurnOutcome.SKIPPED]


@pytest.mark.parametrize("state", [PlanState.PAUSED, PlanState.STOPPED])
def test_a_paused_or_stopped_plan_draws_nothing(app, closed, planned, turns, draws, state):
    closed(2)
    planned(state=state)

    list(run_due(app, at(5, 1)))

    assert draws() == []
    paused = {date(2025, 5, 1): (TurnOutcome.PAUSED, None)}
    assert turns() == (paused if state is PlanState.PAUSED else {})


def test_a_draw_by_hand_on_the_same_day_stands_in_for_it(app, closed, planned, turns, database, keyring):
    closed(2)
    planned()
    with database.transaction() as session:
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=date(2025, 5, 1)), keyring)

    list(run_due(app, at(5, 1)))

    assert turns() == {date(2025, 5, 1): (TurnOutcome.OCCUPIED, None)}


def test_two_at_the_same_time_draw_once(app, closed, planned, draws, database, keyring, at_once):
    closed(2)
    planned()

    at_once(lambda session: take_turn(session, 1, at(5, 1), keyring))

    assert len(draws()) == 1


def test_a_draw_that_fails_holds_up_nothing(app, closed, planned, database):
    planned(by=["shoe size"])
    closed(1)

    lines = list(run_due(app, at(5, 1)))

    assert lines == ["survey 1: drawing failed: DrawError"]
    with database.reader() as session:
        assert surveys_with_turns(session, at(5, 1)) == [1]
        assert invitation_ids(session) == []
