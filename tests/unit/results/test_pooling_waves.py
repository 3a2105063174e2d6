"""Waves of a year taken together: when, which, and what the block shows and hides."""

import json
from datetime import date

import pytest
from sqlalchemy import delete, select

from enquete_app.fieldwork.models import Draw, WaveState
from enquete_app.results.building import build_report, store_report
from enquete_app.results.drawn import Period, figures_of_year
from enquete_app.results.measures import Choices, Hidden
from enquete_app.results.models import PeriodFigure, Pool, StoredReport, StoredSeries
from enquete_app.results.pooling import Stage, freeze, outlook, stored_pools, surveys_to_freeze, waves_behind
from enquete_app.results.report import Report
from enquete_app.statistics import Suppression

NEXT_YEAR = date(2026, 1, 1)
COMPLEMENTARY = Hidden(Suppression.COMPLEMENTARY)


def people(number, judgement="gegrond", handling="formeel", **answers):
    known = {"judgement": judgement, "handling": handling, "domain": "Sociaal", "mode": "e-mail"}
    return [(known, answers)] * number


@pytest.fixture
def measured(db, make_wave):
    """Store waves with these answers, and their reports."""

    def measured(*waves, on=None):
        made = []
        for replies in waves:
            wave = make_wave(
                replies,
                invited=100,
                delivered=100,
                started=len(replies),
                completed=len(replies),
                eligible=200,
            )
            if on:
                db.scalars(select(Draw).where(Draw.wave_id == wave.id)).one().as_of = on
            store_report(db, wave.id)
            made.append(wave)
        return made

    return measured


@pytest.fixture
def pooled(db, survey):
    """The block of 2025."""

    def pooled(today=NEXT_YEAR):
        freeze(db, survey.id, today)
        db.flush()
        for wave_id in waves_behind(db):
            store_report(db, wave_id)
        return next(iter(stored_pools(db, survey.id)), None)

    return pooled


def test_a_year_counts_all_answers_of_its_waves(measured, pooled, example, db):
    first, second = measured(example[:40], example[40:])
    report = pooled()
    assert (report.period, report.waves, report.wave) == ("2025", (str(first.id), str(second.id)), "")
    assert report.responses == 76
    assert (report.fieldwork.invited, report.fieldwork.completed) == (200, 76)
    assert report.grades.population == 400
    whole = build_report(db, first), build_report(db, second)
    counts = [each.frequencies["V1"].counts for each in whole]
    assert report.frequencies["V1"] == Choices(
        76, {code: counts[0][code] + counts[1][code] for code in counts[0]}
    )


def test_a_year_has_the_figures_of_one_wave_with_all_answers(measured, pooled, example, make_wave, db):
    measured(example[:40], example[40:])
    report, whole = pooled(), build_report(db, make_wave(example, eligible=400))
    assert report.grades.all == whole.grades.all
    assert report.key_indicator == whole.key_indicator
    same = [
        cell.figures == other.figures
        for cell, other in zip(report.correlations.cells, whole.correlations.cells, strict=True)
        if not isinstance(cell.figures, Hidden) and not isinstance(other.figures, Hidden)
    ]
    assert same
    assert all(same)


def test_a_year_is_not_taken_together_before_it_is_over(measured, survey, db, example):
    measured(example[:40], example[40:])
    assert surveys_to_freeze(db, date(2025, 12, 31)) == []
    assert surveys_to_freeze(db, NEXT_YEAR) == [survey.id]


def test_a_year_waits_for_its_open_waves(measured, make_wave, db, example):
    measured(example[:40], example[40:])
    make_wave(state=WaveState.OPEN)
    assert surveys_to_freeze(db, NEXT_YEAR) == []


def test_a_year_waits_for_the_reports_of_its_waves(measured, make_wave, db, example):
    measured(example[:40])
    late = make_wave(example[40:])
    assert surveys_to_freeze(db, NEXT_YEAR) == []
    store_report(db, late.id)
    assert surveys_to_freeze(db, NEXT_YEAR) != []


def test_one_wave_with_answers_makes_no_year(measured, make_wave, db, example):
    measured(example[:40], [])
    assert surveys_to_freeze(db, NEXT_YEAR) == []


def test_waves_of_another_year_and_another_edition_make_another_block(measured, pooled, db, example):
    measured(example[:20], example[20:40])
    measured(example[40:], on=date(2024, 3, 1))
    assert pooled().responses == 40


def test_a_wave_drawn_later_does_not_join_a_year_that_was_taken_together(measured, pooled, example):
    measured(example[:20], example[20:40])
    before = pooled()
    measured(example[40:])
    assert pooled() == before


def test_freezing_twice_changes_nothing(measured, pooled, survey, db, example):
    measured(example[:20], example[20:40])
    pooled()
    assert freeze(db, survey.id, NEXT_YEAR) == []
    assert waves_behind(db) == []
    assert len(db.scalars(select(Pool)).all()) == 1


def test_a_survey_without_a_series_is_behind(measured, db, example):
    [wave] = measured(example)
    db.delete(db.scalars(select(StoredSeries)).one())
    db.flush()
    assert waves_behind(db) == [wave.id]


def test_a_report_of_a_year_survives_being_text(measured, pooled, example):
    measured(example[:40], example[40:])
    report = pooled()
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
    body = report.to_json()
    assert (body["wave"], body["period"], len(body["waves"])) == (None, "2025", 2)


def test_a_year_shows_what_each_of_its_small_waves_hides(measured, pooled, db):
    quarter = [*people(5, V3=1, V10=8), *people(3, "ongegrond", "informeel", V3=3, V10=4)]
    waves = measured(quarter, quarter, quarter, quarter)
    alone = build_report(db, waves[0]).grades.by["judgement"]
    assert {type(each) for each in alone.values()} == {Hidden}
    judgements = pooled().grades.by["judgement"]
    assert (judgements["gegrond"].n, judgements["ongegrond"].n) == (20, 12)


def test_a_year_hides_a_group_that_follows_from_the_waves_that_show_it(measured, pooled):
    large = [*people(15, V10=8), *people(15, "ongegrond", V10=4), *people(12, "deels gegrond", V10=6)]
    other = [*people(15, V10=8), *people(4, "ongegrond", V10=4), *people(12, "deels gegrond", V10=6)]
    measured(large, other)
    assert pooled().grades.by["judgement"]["ongegrond"] == COMPLEMENTARY


def test_a_year_hides_a_question_that_one_wave_hides(measured, pooled):
    measured(people(9, V1=1, V10=5), [*people(3, V1=1, V10=5), *people(5, V10=5)])
    found = pooled()
    assert found.frequencies["V1"] == COMPLEMENTARY
    assert found.frequencies["V10"].base == 17


def test_a_year_shows_a_question_that_enough_people_answered_in_waves_that_hide_it(measured, pooled):
    few = [*people(3, V1=1, V10=5), *people(5, V10=5)]
    measured(few, few)
    assert pooled().frequencies["V1"].base == 6


def test_a_year_hides_a_correlation_that_one_wave_hides(measured, pooled):
    def varied(number):
        return [each for grade in range(number) for each in people(1, V6_1=1 + grade % 5, V10=1 + grade % 10)]

    measured(varied(20), varied(9))
    cells = {(cell.row, cell.column): cell.figures for cell in pooled().correlations.cells}
    assert cells["V10", "V6_1"] == COMPLEMENTARY


def test_a_year_shows_a_correlation_that_all_waves_hide(measured, pooled):
    def varied(number):
        return [each for grade in range(number) for each in people(1, V6_1=1 + grade % 5, V10=1 + grade % 10)]

    measured(varied(9), varied(8))
    cells = {(cell.row, cell.column): cell.figures for cell in pooled().correlations.cells}
    assert cells["V10", "V6_1"].n == 17


def test_the_outcomes_by_judgement_of_a_year_are_hidden_as_grades_are(measured, pooled):
    large = [*people(15, V3=1), *people(15, "ongegrond", V3=3), *people(12, "geen oordeel", V3=2)]
    other = [*people(15, V3=1), *people(4, "ongegrond", V3=3), *people(12, "geen oordeel", V3=2)]
    measured(large, other)
    assert pooled().outcome_by_judgement["not_upheld"] == COMPLEMENTARY


def test_a_year_without_a_report_of_one_of_its_waves_waits_for_it(measured, survey, db, example):
    first, second = measured(example[:20], example[20:40])
    freeze(db, survey.id, NEXT_YEAR)
    db.execute(delete(StoredReport).where(StoredReport.wave_id == second.id))
    store_report(db, first.id)
    assert stored_pools(db, survey.id) == []
    store_report(db, second.id)
    assert stored_pools(db, survey.id)[0].responses == 40


def stages(db, survey, today=NEXT_YEAR):
    return [(each.year, each.stage, each.responses) for each in outlook(db, survey.id, today)]


def test_the_outlook_tells_how_each_year_stands(measured, pooled, make_wave, survey, db, example):
    measured(example[:20], example[20:40])
    assert stages(db, survey, date(2025, 12, 31)) == [(2025, Stage.RUNNING, 40)]
    assert stages(db, survey) == [(2025, Stage.COMING, 40)]
    measured(example[40:60], on=date(2024, 3, 1))
    pooled()
    assert stages(db, survey) == [(2025, Stage.MADE, 40), (2024, Stage.ALONE, 20)]
    [_, alone] = outlook(db, survey.id, NEXT_YEAR)
    assert alone.only is not None
    late = make_wave(state=WaveState.OPEN)
    db.scalars(select(Draw).where(Draw.wave_id == late.id)).one().as_of = date(2024, 5, 1)
    [_, waiting] = outlook(db, survey.id, NEXT_YEAR)
    assert (waiting.stage, waiting.still_open, waiting.waves) == (Stage.COMING, (late,), 2)


def test_groups_of_which_everybody_answered_alike_are_flagged(measured, pooled):
    angry = people(12, "ongegrond", V3=3, V10=2)
    measured([*people(12, V3=1, V10=8), *angry], [*people(12, V3=1, V10=9), *angry])
    body = pooled().to_json()
    assert body["grades"]["by"]["judgement"]["gegrond"]["unanimous"] is True
    assert "unanimous" not in body["grades"]["by"]["V3"]["1"]
    assert body["outcome_by_judgement"]["upheld"]["unanimous"] is True
    assert "unanimous" not in body["frequencies"]["V3"]


def test_a_year_has_figures_of_its_own_which_are_drawn_once(db, survey, questionnaire, measured, pooled):
    measured(people(6, V1=1), people(6, V1=2))
    report = pooled()

    period = Period(survey.id, report.questionnaire_id, report.questionnaire_version, 2025)
    assert figures_of_year(db, period, questionnaire, "nl")["V1"].number == 1
    before = db.scalars(select(PeriodFigure).where(PeriodFigure.year == 2025)).all()
    store_report(db, int(report.waves[0]))
    assert db.scalars(select(PeriodFigure).where(PeriodFigure.year == 2025)).all() == before
