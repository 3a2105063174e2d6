"""The queue is filled when a wave closes, in an order that tells nothing."""

from collections import Counter

import pytest
from builders import at_the_same_time, drawn_wave, invitation_ids, saved, sent
from open_answers_builders import OTHER, TIP, answers_of, decided, theme_ids
from retention_builders import CLOSING
from sqlalchemy import delete, func, select, text

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import AnswerQueue, AnswerState, OpenAnswer
from enquete_app.fieldwork.models import Wave
from enquete_app.instruments import load
from enquete_app.jobs.due import build_results, close_and_forget, run_due
from enquete_app.results.building import store_report, waves_without_report
from enquete_app.results.open_answers import frame
from enquete_app.results.open_answers.filling import fill_queue
from enquete_app.results.open_answers.queue import (
    NoQueueError,
    queue_of,
)
from enquete_app.results.open_answers.released import NOTHING, released_of
from enquete_app.results.report import NotBuiltError, StillOpenError

ASKED = ("klachtbehandeling", "2024")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_every_text_is_in_the_queue_once_and_waits(wave, database):
    with database.reader() as session:
        tips, others = answers_of(session), answers_of(session, "V1_anders")

    assert sorted(each.raw for each in tips) == [TIP.format(number) for number in range(6)]
    assert sorted(each.raw for each in others) == [OTHER.format(number) for number in range(6)]
    assert {(each.state, each.redacted, each.quoted) for each in tips} == {(AnswerState.WAITING, None, False)}


@on_sqlite
def test_the_order_ties_no_two_answers_of_one_person_together(wave, database):
    """Over many fillings each place of one's tip goes with each place of one's "anders"."""
    asked = load(database.reader(), *ASKED)
    seen = Counter()
    for _ in range(200):
        with database.transaction() as session:
            session.execute(delete(OpenAnswer))
            session.execute(delete(AnswerQueue))
            fill_queue(session, session.get_one(Wave, 1), asked)
            tips = [each.raw[-1] for each in answers_of(session)]
            others = [each.raw[-1] for each in answers_of(session, "V1_anders")]
            seen.update((tips.index(each), others.index(each)) for each in tips)

    # 1,200 pairs over 36 places: 33 each, give or take six.
    assert len(seen) == 36
    assert max(seen.values()) < 33 + 6 * 6


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_file_tells_no_more_than_the_numbers(wave, database):
    """Rows lie in the order of their numbers, which is drawn by lot, and one transaction wrote them all."""
    with database.reader() as session:
        rows = session.execute(text("SELECT id, xmin::text, cmin::text FROM open_answer ORDER BY ctid")).all()

    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert len(rows) == 12
    assert len({row.xmin for row in rows}) == 1


def test_nothing_in_the_queue_points_at_a_response(wave, database):
    assert {each.name for each in OpenAnswer.__table__.columns} == {
        *("id", "wave_id", "field", "state", "raw", "redacted", "quoted", "version")
    }
    assert [each.column.table.name for each in OpenAnswer.__table__.foreign_keys] == ["wave"]


def test_building_again_changes_nothing_that_was_decided(wave, app, database, change):
    change(lambda session: decided(session, answers_of(session)[0].id))
    build_results(app, 1)

    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(OpenAnswer)) == 12
        assert answers_of(session)[0].state is AnswerState.RELEASED


def test_building_twice_at_a_time_fills_it_once(app, database, keyring, monkeypatch):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for somebody in invitation_ids(session)[:6]:
            saved(session, somebody, keyring, Typed({"V10": 7, "V11": "Bel terug"}))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    at_the_same_time(database, lambda session: store_report(session, 1))

    with database.reader() as session:
        assert len(answers_of(session)) == 6
        assert len(theme_ids(session)) == len(frame.STARTING)


def test_a_wave_closed_before_there_was_a_queue_gets_one_with_the_next_run(wave, app, database, change):
    def as_it_was(session):
        session.execute(delete(OpenAnswer))
        session.execute(delete(AnswerQueue))

    change(as_it_was)
    with database.reader() as session:
        assert waves_without_report(session) == [1]
        with pytest.raises(NotBuiltError):
            queue_of(session, "1")

    assert "wave 1: results built" in list(run_due(app, CLOSING))
    with database.reader() as session:
        assert len(answers_of(session)) == 6
        assert waves_without_report(session) == []


def test_a_wave_that_is_open_or_sealed_has_no_queue(app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for somebody in invitation_ids(session)[:3]:
            saved(session, somebody, keyring, Typed({"V10": 7, "V11": "Bel terug"}))
            sent(session, somebody, keyring)
    with database.reader() as session:
        with pytest.raises(StillOpenError):
            queue_of(session, "1")
        assert released_of(session, 1) == NOTHING
    close_and_forget(app, 1)
    build_results(app, 1)

    with database.reader() as session:
        with pytest.raises(NoQueueError):
            queue_of(session, "1")
        assert released_of(session, 1) == NOTHING
        assert session.scalar(select(func.count()).select_from(OpenAnswer)) == 0


@on_sqlite
def test_the_frame_begins_with_the_questions_own_answers(wave, database):
    with database.reader() as session:
        labels = {
            each.code: each.label_nl for each in frame.themes_of(session, "klachtbehandeling", "V3_anders")
        }

    assert labels == {"answer-1": "Ja", "answer-2": "Deels", "answer-3": "Nee", "other": "Iets anders"}
