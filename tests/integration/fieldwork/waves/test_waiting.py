"""Waves too small to open: they wait for the next, in the right way, and not for one that never comes."""

import itertools
from datetime import timedelta
from importlib import resources

import pytest
from builders import DRAW_DAY
from sqlalchemy import func, select

from enquete_app.answers.models import Ballot, Response
from enquete_app.fieldwork.models import Wave
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.questionnaire import loading
from enquete_app.results.building import stored_report
from enquete_app.results.report import Withheld

OTHER = "2025"
"""Another edition of the questionnaire."""


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """The questionnaire in two editions, the second asking the same, since no more is needed here."""
    text = resources.files("enquete_app.questionnaire").joinpath("klachtbehandeling-2024.toml").read_text()
    for edition in ("2024", OTHER):
        file = tmp_path / f"klachtbehandeling-{edition}.toml"
        file.write_text(text.replace('version = "2024"', f'version = "{edition}"'), encoding="utf-8")
    monkeypatch.setattr(loading, "_FOLDER", tmp_path)
    loading.available.cache_clear()
    yield
    loading.available.cache_clear()


@pytest.fixture
def wave_of(app, drawn, answer):
    """Draw a wave of ten people of whom so many answer; gives its number."""
    numbers = itertools.count(1)

    def wave_of(answers):
        number = next(numbers)
        people = drawn(10, DRAW_DAY + timedelta(days=number), kind=f"soort {number}")
        for grade, somebody in enumerate(people[:answers], start=1):
            answer(somebody, {"V10": grade})
        return number

    return wave_of


@pytest.fixture
def close(app):
    """Close waves one after the other, and build their results."""

    def close(*wave_ids):
        for wave_id in wave_ids:
            close_and_forget(app, wave_id)
            build_results(app, wave_id)

    return close


def stands(database, wave_id):
    with database.reader() as session:
        wave, report = session.get(Wave, wave_id), stored_report(session, wave_id)
        sent = wave.fieldwork["completed"] + wave.fieldwork["blank"]
        return wave.state.value, sent, wave.opened_into_id, report.responses, report.opened_with


def counts(database):
    with database.reader() as session:
        return tuple(session.scalar(select(func.count()).select_from(each)) for each in (Ballot, Response))


def ask_something_else(database, wave_id):
    """Give a wave, which nobody has answered, another edition of the questionnaire."""
    with database.transaction() as session:
        session.get_one(Wave, wave_id).questionnaire_version = OTHER


def test_a_chain_of_small_waves_is_opened_into_the_first_that_makes_enough(wave_of, close, database):
    close(wave_of(1), wave_of(0), wave_of(2), wave_of(1))
    assert [stands(database, number)[0] for number in (1, 2, 3, 4)] == ["sealed"] * 4
    close(wave_of(3))

    assert [stands(database, number) for number in (1, 2, 3, 4)] == [
        ("closed", sent, 5, None, ()) for sent in (1, 0, 2, 1)
    ]
    assert stands(database, 5) == ("closed", 3, None, 7, ("1", "2", "3", "4"))
    assert counts(database) == (0, 7)


def test_a_small_wave_followed_by_an_empty_one_goes_on_waiting(wave_of, close, database):
    close(wave_of(4), wave_of(0))
    assert [stands(database, number)[0] for number in (1, 2)] == ["sealed"] * 2
    assert counts(database) == (4, 0)
    with database.reader() as session:
        assert {stored_report(session, number).still_needed for number in (1, 2)} == {1}
    close(wave_of(1))

    assert stands(database, 3) == ("closed", 1, None, 5, ("1", "2"))
    close(wave_of(5))
    assert stands(database, 4) == ("closed", 5, None, 5, ())


def test_ballots_wait_while_a_wave_that_asks_the_same_is_open(editions, wave_of, close, database):
    small, enough, another = wave_of(2), wave_of(3), wave_of(0)
    ask_something_else(database, another)
    close(small, another)
    assert stands(database, small)[0] == "sealed"
    close(enough)

    assert stands(database, enough) == ("closed", 3, None, 5, ("1",))


def test_ballots_that_no_later_wave_can_open_are_destroyed_and_counted(editions, wave_of, close, database):
    small, next_one = wave_of(2), wave_of(0)
    close(small)
    ask_something_else(database, next_one)
    assert counts(database) == (2, 0)
    close(next_one)

    assert counts(database) == (0, 0)
    assert stands(database, small) == ("closed", 2, None, None, ())
    with database.reader() as session:
        wave, report = session.get(Wave, small), stored_report(session, small)
        assert (wave.salt, wave.traces_left, wave.fieldwork["unopened"]) == (None, False, 2)
    assert (report.withheld, report.still_needed) == (Withheld.NEVER_OPENED, None)
    assert report.fieldwork.unopened == 2


def test_a_small_wave_that_closes_after_the_survey_moved_on_does_not_wait_at_all(
    editions, wave_of, close, database
):
    late, next_one = wave_of(3), wave_of(0)
    ask_something_else(database, next_one)
    close(next_one)
    assert counts(database) == (3, 0)
    close(late)

    assert counts(database) == (0, 0)
    assert stands(database, late)[:3] == ("closed", 3, None)
