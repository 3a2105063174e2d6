"""What changed from wave to wave, from what the reports show."""

from dataclasses import replace

import pytest

from enquete_app.fieldwork.models import WaveState
from enquete_app.results.building import build_report, store_report
from enquete_app.results.series import Change, series_of, stored_series
from enquete_app.statistics import difference_of_means, difference_of_rates


@pytest.fixture
def graded(db, make_wave):
    """Build the report of a wave with these grades, and so many invited."""

    def graded(*grades, invited=50, **answers):
        replies = [({"handling": "formeel"}, {"V10": grade, **answers}) for grade in grades]
        return build_report(db, make_wave(replies, invited=invited, delivered=invited, completed=len(grades)))

    return graded


def test_the_grade_is_compared_as_all_grades_would_be(graded):
    earlier, later = graded(1, 2, 5, 7, 9, 4), graded(6, 8, 9, 9, 10, 7, 8)
    change = series_of([earlier, later])[later.wave].grade
    whole = difference_of_means({1: 1, 2: 1, 5: 1, 7: 1, 9: 1, 4: 1}, {6: 1, 8: 2, 9: 2, 10: 1, 7: 1})
    assert (change.against, change.estimate) == (earlier.wave, pytest.approx(float(whole.estimate)))
    assert (change.low, change.high) == pytest.approx((whole.low, whole.high))
    assert change.is_plain


def test_response_and_key_indicator_are_compared_as_shares(graded):
    earlier, later = graded(*[5] * 6, V2=3), graded(*[5] * 12, V2=1)
    found = series_of([earlier, later])[later.wave]
    response = difference_of_rates((6, 50), (12, 50))
    assert (found.response.low, found.response.high) == (response.low, response.high)
    assert found.key_indicator.estimate == -1
    assert not found.response.is_plain
    assert found.key_indicator.is_plain


def test_the_first_wave_has_nothing_to_be_compared_with(graded):
    first = graded(*[5] * 6)
    found = series_of([first])[first.wave]
    assert found.response is found.grade is found.key_indicator is None
    assert found.outcomes == {}


def test_a_figure_is_compared_with_the_last_wave_that_shows_it(graded):
    first, small, last = graded(1, 2, 3, 4, 5), graded(5), graded(6, 7, 8, 9, 10)
    found = series_of([first, small, last])
    assert found[small.wave].grade is None
    assert found[last.wave].grade.against == first.wave
    assert found[last.wave].response.against == small.wave


def test_grades_are_compared_per_outcome(graded):
    earlier, later = graded(1, 2, 3, 4, 5, V3=1), graded(6, 7, 8, 9, 10, V3=1)
    found = series_of([earlier, later])[later.wave].outcomes
    assert set(found) == {"1"}
    assert found["1"].estimate == 5


def test_another_edition_begins_anew(graded):
    earlier, later = graded(1, 2, 3, 4, 5), graded(6, 7, 8, 9, 10)
    other = replace(later, questionnaire_version="2025")
    assert series_of([earlier, other])[other.wave].grade is None


def test_grades_without_spread_have_a_difference_without_width():
    assert Change("1", 2.0, 2.0, 2.0).is_plain
    assert Change("1", 2.0, None, None).is_plain is None
    assert Change("1", 0.0, 0.0, 0.0).is_plain is False


def test_the_series_is_stored_with_each_report(db, make_wave, survey, example):
    for replies in (example[:40], example[40:]):
        wave = make_wave(replies, invited=100, delivered=100, completed=len(replies))
        store_report(db, wave.id)
    sealed = make_wave(state=WaveState.SEALED, invited=9, delivered=9, completed=2)
    store_report(db, sealed.id)
    reports = [build_report(db, db.get(type(wave), number)) for number in range(1, sealed.id + 1)]
    assert stored_series(db, survey.id) == series_of(reports)
    assert stored_series(db, survey.id)[str(sealed.id)].response.against == str(wave.id)


def test_a_survey_without_waves_has_no_series(db, survey):
    assert stored_series(db, survey.id) == {}
