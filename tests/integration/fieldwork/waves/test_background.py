"""What a wave keeps of those it could have asked: in numbers, when it closes, for good."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint
from sqlalchemy import select, update

from enquete_app.fieldwork.calendar import start_of_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, freeze_and_draw, make_draw
from enquete_app.fieldwork.messages.planning import plan_draw
from enquete_app.fieldwork.models import Draw, Invitation, Wave
from enquete_app.fieldwork.waves.background import Background, KeptBackground, background_of
from enquete_app.jobs.due import close_and_forget, run_due
from enquete_app.results.building import build_report, store_report, stored_report

FORMAL = ("formeel", "gegrond", "Fysiek domein")
INFORMAL = ("informeel", "gegrond", "Fysiek domein")


@pytest.fixture
def kept(database):
    def kept(wave_id=1):
        with database.reader() as session:
            return Background.from_json(session.get_one(KeptBackground, wave_id).body)

    return kept


@pytest.fixture
def sample(database, keyring):
    """Draw so many of some formal and informal complaints, and mail them; gives their invitations."""

    def sample(app, *, formal=4, informal=8, day=DRAW_DAY, morning=MORNING, **asked):
        with database.transaction() as session:
            survey = find_survey(session, "klachtbehandeling")
            survey.cool_down_days = 0
            session.add_all(complaint(handling="formeel", **asked.get("values", {})) for _ in range(formal))
            session.add_all(complaint(**asked.get("values", {})) for _ in range(informal))
            session.flush()
            make_draw(session, survey, Order(as_of=day, size=asked.get("size")), keyring)
        list(run_due(app, morning))
        with database.reader() as session:
            return list(session.scalars(select(Invitation.id).order_by(Invitation.id)))

    return sample


def test_population_sample_and_days_are_counted_at_closing(app, sample, kept):
    sample(app, size=6)
    close_and_forget(app, 1)
    found = kept()
    assert found.population == {FORMAL: 4, INFORMAL: 8}
    assert sum(found.sample.values()) == 6
    assert found.days == {30: 6}
    assert (found.days_unknown, found.first_mail_on, found.last_mail_on) == (0, DRAW_DAY, DRAW_DAY)


def test_who_answers_changes_nothing_of_it(app, sample, kept, answer):
    for invitation_id in sample(app)[:7]:
        answer(invitation_id, {"V10": 6})
    close_and_forget(app, 1)
    assert kept().population == kept().sample == {FORMAL: 4, INFORMAL: 8}


def test_nothing_of_it_names_anybody(app, sample, database):
    sample(app)
    close_and_forget(app, 1)
    with database.reader() as session:
        body = session.get_one(KeptBackground, 1).body
    assert set(body) == {"people", "days", "days_unknown", "first_mail_on", "last_mail_on"}
    assert all(len(row) == 5 and isinstance(row[-1], int) for row in body["people"])


def test_the_report_stays_the_same_when_frames_and_messages_are_gone(app, sample, answer, database):
    for invitation_id in sample(app)[:8]:
        answer(invitation_id, {"V10": 6})
    close_and_forget(app, 1)
    list(run_due(app, MORNING + timedelta(days=29)))
    with database.reader() as session:
        before = stored_report(session, 1)
    list(run_due(app, MORNING + timedelta(days=80)))
    with database.transaction() as session:
        assert session.scalar(select(Draw.frame)) is None
        store_report(session, 1)
        assert stored_report(session, 1) == before
    assert before.backing.waiting.median == 30


def test_a_wave_that_an_earlier_release_closed_is_counted_while_its_frame_is_there(app, sample, database):
    sample(app)
    close_and_forget(app, 1)
    with database.transaction() as session:
        session.delete(session.get_one(KeptBackground, 1))
    with database.transaction() as session:
        assert background_of(session, session.get_one(Wave, 1)).population == {FORMAL: 4, INFORMAL: 8}
        session.execute(update(Draw).values(frame=None))
    with database.reader() as session:
        wave = session.get_one(Wave, 1)
        assert background_of(session, wave) is None
        assert build_report(session, wave).backing.representativeness == {}


def test_waves_opened_together_are_set_against_both_populations(app, drawn, answer, database):
    first, later = drawn(10, kind="klacht"), MORNING + timedelta(days=30)
    list(run_due(app, MORNING))
    for invitation_id in first[:4]:
        answer(invitation_id, {"V10": 1})
    close_and_forget(app, 1)
    second = drawn(12, later.date(), kind="andere klacht")
    list(run_due(app, later))
    for invitation_id in second:
        answer(invitation_id, {"V10": 10})
    close_and_forget(app, 2)
    with database.reader() as session:
        report = build_report(session, session.get_one(Wave, 2))
    [only] = report.backing.representativeness["handling"].categories
    assert (only.population.count, only.sample.count, only.respondents.count) == (22, 22, 16)
    assert [draw.as_of for draw in report.backing.account.draws] == [DRAW_DAY, later.date()]


def test_several_draws_of_a_wave_add_up(app, sample, database, keyring, kept):
    sample(app)
    with database.transaction() as session:
        session.add_all(complaint(handling="formeel") for _ in range(3))
        session.flush()
        day, survey = DRAW_DAY + timedelta(days=7), find_survey(session, "klachtbehandeling")
        order = Order(as_of=day, rolling=True)
        draw = freeze_and_draw(session, survey, order, keyring, wave=session.get_one(Wave, 1))
        plan_draw(session, draw, start_of_day(day))
    list(run_due(app, MORNING + timedelta(days=7)))
    close_and_forget(app, 1)
    found = kept()
    assert found.population == {FORMAL: 7, INFORMAL: 8}
    assert found.days == {30: 12, 37: 3}
    assert (found.first_mail_on, found.last_mail_on) == (DRAW_DAY, DRAW_DAY + timedelta(days=7))
