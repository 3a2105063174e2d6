"""Waves laid out side by side: figures as text, changes in words, what is hidden."""

from datetime import date

import pytest

from enquete_app.fieldwork.models import WaveState
from enquete_app.results.building import build_report
from enquete_app.results.series import series_of
from enquete_app.results.side_by_side import Column, Figure, lay_out_side_by_side
from enquete_app.results.wording import WHY_HIDDEN
from enquete_app.statistics import Suppression

TOO_FEW = WHY_HIDDEN[Suppression.TOO_FEW]


@pytest.fixture
def graded(db, make_wave):
    """Build the report of a wave with these grades."""

    def graded(*grades, **answers):
        replies = [({}, {"V10": grade, **answers}) for grade in grades]
        return build_report(db, make_wave(replies, invited=20, delivered=20, completed=len(grades)))

    return graded


@pytest.fixture
def trends(questionnaire):
    def trends(*reports):
        columns = [Column(each.wave, date(2025, 1, place + 1), each) for place, each in enumerate(reports)]
        found = lay_out_side_by_side(columns, series_of(reports), questionnaire)
        assert found.columns == tuple(columns)
        return {(each.name, each.title): each for each in found.trends}

    return trends


def test_a_trend_has_a_row_for_each_wave(graded, trends):
    rows = trends(graded(1, 2, 3, 4, 5), graded(6, 7, 8, 9, 10))["grade", ""].rows
    assert [row.figure.text for row in rows] == ["3,0", "8,0"]
    assert [row.figure.n for row in rows] == [5, 5]
    assert rows[0].change is None
    change = rows[1].change
    assert (change.against, change.is_plain, change.is_up) == (rows[0].number, True, True)
    assert (change.amount, change.low, change.high) == ("+5,0", "+2,7", "+7,3")


def test_shares_change_in_percentage_points(graded, trends):
    found = trends(graded(*[5] * 10), graded(*[5] * 5))["response", ""]
    assert found.is_share
    assert found.rows[0].figure == Figure("50,0\xa0%", "29,9\xa0% – 70,1\xa0%", 20)
    change = found.rows[1].change
    assert (change.amount, change.is_plain, change.is_up) == ("−25,0", False, False)


def test_no_change_has_no_sign(graded, trends):
    found = trends(graded(*[5] * 10), graded(*[5] * 10))
    assert found["grade", ""].rows[1].change.amount == "0,0"
    assert found["grade", ""].rows[1].change.is_plain is False


def test_what_a_wave_hides_is_said(graded, trends):
    found = trends(graded(1, 2, 3, 4, 5), graded(1, 2))
    assert found["grade", ""].rows[1].figure == Figure(hidden=TOO_FEW)
    assert not found["grade", ""].has_changes
    indicator = next(each for (name, _), each in found.items() if name == "key_indicator")
    assert indicator.rows[0].figure == Figure(hidden=TOO_FEW)
    assert indicator.title == "Hoe is de klacht afgehandeld? – De klacht is (nog) niet afgehandeld"


def test_each_outcome_is_a_trend(graded, trends):
    found = trends(graded(1, 2, 3, 4, 5, V3=1), graded(6, 7, 8, 9, 10, V3=1))
    outcomes = [title for name, title in found if name == "outcome"]
    assert outcomes == ["Ja", "Deels", "Nee", "Anders, namelijk"]
    assert found["outcome", "Ja"].rows[1].change.amount == "+5,0"
    assert found["outcome", "Nee"].rows[1].figure.text == "–"


def test_a_withheld_wave_has_its_response_alone(db, make_wave, graded, trends):
    sealed = build_report(db, make_wave(state=WaveState.SEALED, invited=8, delivered=8, completed=2))
    found = trends(graded(1, 2, 3, 4, 5), sealed)
    assert found["response", ""].rows[1].figure.text == "25,0\xa0%"
    assert found["grade", ""].rows[1].figure == Figure()
