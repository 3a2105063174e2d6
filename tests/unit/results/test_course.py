"""The course of a survey in figures: what they show of its waves."""

from datetime import date

import pytest
from sqlalchemy import select

from enquete_app.fieldwork.models import WaveState
from enquete_app.results import drawn
from enquete_app.results.building import build_report, store_report
from enquete_app.results.charts import Words
from enquete_app.results.course import course_of
from enquete_app.results.drawn import COURSE, Period, period_drawings
from enquete_app.results.models import PeriodFigure
from enquete_app.results.side_by_side import Column

DUTCH = Words("nl", lambda text: text)


@pytest.fixture
def course(db, make_wave, questionnaire):
    """What the figures show of waves in which so many of twenty gave these grades."""

    def course(*grades):
        columns = []
        for place, each in enumerate(grades, start=1):
            replies = [({}, {"V2": 3, "V10": grade}) for grade in each]
            state = WaveState.CLOSED if len(each) > 2 else WaveState.SEALED
            wave = make_wave(replies, state=state, invited=20, delivered=20, completed=len(each))
            columns.append(Column(str(wave.id), date(2025, place, 1), build_report(db, wave)))
        return course_of(columns, questionnaire, DUTCH)

    return course


def test_response_key_indicator_and_grade_have_a_figure_each_with_a_point_for_each_wave(course):
    figures = course([1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 10])

    assert list(figures) == ["response", "key_indicator", "grade"]
    assert [point.value for point in figures["response"].points] == [0.25, 0.3]
    assert [point.value for point in figures["grade"].points] == [3, pytest.approx(50 / 6)]
    assert figures["grade"].points[1].label.endswith(", feb 2025")
    assert figures["key_indicator"].title.startswith(
        "‘Hoe is de klacht afgehandeld? – De klacht is (nog) niet"
    )
    assert "25\xa0% (van 11\xa0% tot 47\xa0%)" in figures["response"].description


def test_a_wave_that_hides_a_value_leaves_a_gap(course):
    grade = course([1, 2, 3, 4, 5], [7, 7], [6, 7, 8, 9, 10])["grade"]

    assert [point.value for point in grade.points] == [3, None, 8]
    assert "geen cijfer" in grade.description


def test_what_fewer_than_two_waves_show_has_no_figure(course):
    assert list(course([1, 2, 3, 4, 5], [7, 7])) == ["response"]
    assert course([1, 2, 3, 4, 5]) == {}


@pytest.mark.parametrize(("completed", "top"), [(3, 0.4), (10, 0.8), (20, 1)])
def test_an_axis_of_shares_ends_where_the_highest_interval_does(course, completed, top):
    axis = course([5] * completed, [5] * 3)["response"].axis

    assert axis.marks[-1] == top
    assert axis.write(axis.marks[0]) == "0\xa0%"


def test_they_are_drawn_with_the_reports_and_once_in_each_language(db, make_wave, survey, monkeypatch):
    monkeypatch.setattr(drawn, "EDITION", 7)
    for grade in (3, 8):
        wave = make_wave([({}, {"V10": grade})] * 5, invited=20, delivered=20, completed=5)
        store_report(db, wave.id)
        db.flush()

    rows = db.execute(select(PeriodFigure.name, PeriodFigure.language, PeriodFigure.drawn)).all()
    assert sorted(rows) == sorted(
        (name, language, 7) for name in ("response", "grade") for language in ("nl", "en")
    )
    period = Period(survey.id, wave.questionnaire_id, wave.questionnaire_version, COURSE)
    assert "wave 2, May" in period_drawings(db, period, "en")["grade"]
