"""Switching a plan on, holding it, leaving days out, ending it; and what it would do."""

from datetime import date

import pytest
from builders import complaint
from rolling_builders import at, rolling_plan
from sqlalchemy import select
from texts_builders import kept, written

from enquete_app.fieldwork.asking import uses
from enquete_app.fieldwork.drawing.draws import DrawError, Order, find_survey, make_draw
from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.fieldwork.rolling.days import Period, Rhythm, Schedule, WaveLength
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan, RollingTurn, TurnOutcome, Wish
from enquete_app.fieldwork.rolling.outlook import foresee_plan
from enquete_app.fieldwork.rolling.plans import (
    Consent,
    PlanError,
    pause,
    resume,
    skip,
    stop,
    switch_on,
    take_in_again,
    texts_of,
)
from enquete_app.fieldwork.surveys import archive, bring_back
from enquete_app.jobs.due import run_due

WEEKLY = Wish(schedule=Schedule(rhythm=Rhythm.WEEK, weekday=3), wave_length=WaveLength.QUARTER)


@pytest.fixture
def do(database):
    """Do something with the survey in a transaction of its own."""

    def do(work, *more):
        with database.transaction() as session:
            return work(session, find_survey(session, "klachtbehandeling"), *more)

    return do


@pytest.fixture
def outcomes(database):
    def outcomes():
        with database.reader() as session:
            found = session.execute(select(RollingTurn.day, RollingTurn.outcome).order_by(RollingTurn.day))
            return {day.day: outcome for day, outcome in found}

    return outcomes


def consent(now):
    return Consent(who="team@gemeente.example", expected=4, at=now)


def test_switching_on_is_recorded_and_what_lies_before_is_not_made_up_for(app, do, outcomes, database):
    do(switch_on, WEEKLY, consent(at(5, 8, 10)))

    assert list(run_due(app, at(5, 14))) == []
    list(run_due(app, at(5, 15)))

    assert outcomes() == {15: TurnOutcome.NOBODY}
    with database.reader() as session:
        plan = session.get_one(RollingPlan, 1)
        assert plan.confirmed_by == "team@gemeente.example"
        assert plan.confirmed["expected"] == 4
        assert plan.confirmed["texts"] == texts_of(session, plan.survey)
        assert plan.wish == WEEKLY


def test_waves_ask_and_say_what_was_confirmed_until_it_is_confirmed_anew(app, do, database):
    with database.transaction() as session:
        session.add_all(complaint(closed=at(month, 1).date()) for month in (5, 7))
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    with database.transaction() as session:
        kept(session, written("Niemand heeft dit bevestigd."))
        find_survey(session, "klachtbehandeling").questionnaire_version = "other"
        session.flush()
        assert uses(session)["klachtbehandeling", "2024"].surveys == ("klachtbehandeling",)
    list(run_due(app, at(7, 10)))

    with database.transaction() as session:
        first = session.scalars(select(Wave)).one()
        assert (first.text_edition_number, first.questionnaire_version) == (None, "2024")
        find_survey(session, "klachtbehandeling").questionnaire_version = "2024"
        session.add(complaint(closed=at(10, 1).date()))
    do(switch_on, WEEKLY, consent(at(9, 30)))
    list(run_due(app, at(10, 9)))

    with database.reader() as session:
        assert session.scalars(select(Wave.text_edition_number).order_by(Wave.id)).all() == [None, 1]


def test_what_passes_while_it_is_paused_is_not_made_up_for(app, do, outcomes):
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    do(pause)
    list(run_due(app, at(5, 9)))
    do(resume, at(5, 9))
    list(run_due(app, at(5, 15)))

    assert outcomes() == {1: TurnOutcome.PAUSED, 8: TurnOutcome.PAUSED, 15: TurnOutcome.NOBODY}


def test_a_day_can_be_left_out_and_taken_in_again(app, do, outcomes):
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    for day in (8, 15):
        do(skip, date(2025, 5, day), at(5, 1, 8))
    do(skip, date(2025, 5, 8), at(5, 1, 8))
    do(take_in_again, date(2025, 5, 15), at(5, 1, 8))
    for day in (1, 8, 15):
        list(run_due(app, at(5, day)))

    assert outcomes() == {1: TurnOutcome.NOBODY, 8: TurnOutcome.SKIPPED, 15: TurnOutcome.NOBODY}


@pytest.mark.parametrize("day", [date(2025, 5, 9), date(2025, 5, 1), date(2020, 5, 7)])
def test_only_a_day_to_come_can_be_left_out(do, day):
    do(switch_on, WEEKLY, consent(at(4, 28)))

    with pytest.raises(PlanError, match="no such day"):
        do(skip, day, at(5, 1))
    with pytest.raises(PlanError, match="no such day"):
        do(take_in_again, day, at(5, 1))


def test_a_changed_plan_keeps_only_the_days_left_out_on_which_it_still_draws(do, outcomes):
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    for day in (8, 31):
        with_day = date(2025, 5, day) if day == 8 else date(2025, 5, 29)
        do(skip, with_day, at(5, 1, 8))
    monthly = Wish(schedule=Schedule(rhythm=Rhythm.MONTH, day_of_month=29), wave_length=WaveLength.HALF_YEAR)
    do(switch_on, monthly, consent(at(5, 2)))

    assert outcomes() == {29: TurnOutcome.SKIPPED}


def test_after_stopping_nothing_is_drawn_and_nothing_is_left_out(app, do, outcomes):
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    do(skip, date(2025, 5, 8), at(5, 1, 8))
    do(stop, at(5, 1, 8))
    list(run_due(app, at(5, 22)))

    assert outcomes() == {}
    for step in (pause, lambda *two: resume(*two, at(5, 2)), lambda *two: stop(*two, at(5, 2))):
        with pytest.raises(PlanError, match="other state"):
            do(step)


def test_without_a_plan_there_is_nothing_to_pause(do):
    with pytest.raises(PlanError, match="no plan"):
        do(pause)


def test_an_archived_survey_draws_nothing_neither_by_itself_nor_by_hand(app, do, keyring, database):
    do(switch_on, WEEKLY, consent(at(5, 1, 8)))
    do(archive)
    list(run_due(app, at(5, 1)))

    with pytest.raises(PlanError, match="archived"):
        do(switch_on, WEEKLY, consent(at(5, 1)))
    with pytest.raises(DrawError, match="archived"):
        do(make_draw, Order(as_of=date(2025, 5, 1)), keyring)
    do(bring_back)
    with database.reader() as session:
        assert session.get_one(RollingPlan, 1).state is PlanState.STOPPED
        assert session.scalars(select(Draw)).all() == []


def test_what_a_plan_would_do_changes_nothing_and_is_what_it_does(app, do, database, keyring):
    with database.transaction() as session:
        session.add_all(complaint(closed=date(2025, 4, 1)) for _ in range(26))
        rolling_plan(session, size=5)
    with database.reader() as session:
        survey = find_survey(session, "klachtbehandeling")
        plan = session.get_one(RollingPlan, 1)
        found = foresee_plan(session, survey, plan.wish, at(4, 28), keyring)

    assert (found.at_first, found.drawn_at_first, found.later) == (26, 5, 1)
    assert [turn.day for turn in found.turns[:2]] == [date(2025, 5, 1), date(2025, 5, 8)]
    assert found.turns[0].period == Period(date(2025, 4, 1), date(2025, 6, 30))
    assert found.turns[0].closes_on == date(2025, 7, 24)
    assert found.turns[0].wave_id is None
    list(run_due(app, at(5, 1)))
    with database.reader() as session:
        draw = session.scalars(select(Draw)).one()
        assert (draw.eligible, draw.selected) == (26, 5)
        survey = find_survey(session, "klachtbehandeling")
        later = foresee_plan(session, survey, session.get_one(RollingPlan, 1).wish, at(5, 2), keyring)
        assert (later.at_first, later.turns[0].wave_id) == (0, 1)
        assert later.turns[0].closes_on == draw.wave.closes_on == date(2025, 7, 24)
        assert later.turns[-1].day == date(2025, 6, 12)
