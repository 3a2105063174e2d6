"""What a reader of the page sees: Dutch numbers, rounded half up, and words for what is missing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.results.building import build_report
from enquete_app.results.formatting import coefficient, decimal, percentage
from enquete_app.results.measures import Cell, Coefficient, Correlations, Hidden
from enquete_app.results.tables import lay_out
from enquete_app.statistics import Suppression, Undefined


@pytest.fixture
def tables(db, example_wave, questionnaire):
    return lay_out(build_report(db, example_wave), questionnaire)


def test_a_mean_that_lies_halfway_goes_up():
    assert decimal(107 / 20, 20) == "5,4"


@given(st.integers(1, 5000), st.data())
def test_a_mean_is_rounded_from_its_exact_sum(n, data):
    total = data.draw(st.integers(n, 10 * n))
    tenths = (20 * total + n) // (2 * n)
    assert decimal(total / n, n) == f"{tenths // 10},{tenths % 10}"


def test_a_share_is_a_percentage_with_a_decimal_comma():
    assert percentage(76 / 336, 336) == "22,6\xa0%"
    assert percentage(29 / 200, 200, digits=0) == "15\xa0%"


def test_what_does_not_exist_is_a_dash():
    assert (decimal(None), percentage(None, 0)) == ("–", "–")


def test_a_coefficient_has_two_decimals_and_its_stars():
    figures = Coefficient(r=0.4, n=20, p=0.02, stars="*", spearman=0.4, holm_p=0.1)
    assert coefficient(figures) == "0,40*"
    assert coefficient(replace(figures, r=-0.004, stars="")) == "0,00"


def test_rates_and_counts_stand_together(tables):
    assert (tables.response_of_invited, tables.response_of_delivered) == ("22,6\xa0%", "24,0\xa0%")
    assert ("Uitgenodigd", 336) in tables.fieldwork


def test_bars_carry_the_options_words_and_lengths(tables):
    first = tables.questions[0].tables[0].bars[0]
    assert (first.label, first.count, first.share, first.length) == (
        "Digitaal (website/ e-mail)",
        54,
        "71,1\xa0%",
        71.1,
    )


def test_the_statements_of_a_matrix_are_the_lines_of_one_table(tables):
    matrix = next(question for question in tables.questions if question.id == "V6")
    assert [table.id for table in matrix.tables] == ["V6_1", "V6_2", "V6_3", "V6_4", "V6_5"]
    assert matrix.columns == tuple(bar.label for bar in matrix.tables[0].bars)
    assert matrix.sums == tuple(bar.label for bar in matrix.tables[0].sums)


def test_statements_sum_up_who_agrees_and_disagrees_as_published(tables, expected):
    lines = {line.id: line for question in tables.questions if question.columns for line in question.tables}
    for name, (agree, neutral, disagree, unknown) in expected[
        "statements_agree_neutral_disagree_dontknow"
    ].items():
        assert [bar.count for bar in lines[name].sums] == [agree, disagree]
        assert (lines[name].bars[2].count, lines[name].bars[5].count) == (neutral, unknown)
    assert lines["V6_1"].sums[0].share == "68,4\xa0%"


def test_the_key_indicator_speaks_the_questionnaires_words(tables):
    found = tables.headline
    assert (found.question, found.answer) == (
        "Hoe is de klacht afgehandeld?",
        "De klacht is (nog) niet afgehandeld",
    )
    assert (found.count, found.base, found.share) == (10, 76, "13,2\xa0%")


def test_a_hidden_key_indicator_is_a_dash_with_the_reason(db, make_wave, questionnaire):
    found = lay_out(build_report(db, make_wave()), questionnaire).headline
    assert (found.share, found.hidden) == ("–", "te weinig antwoorden om te tonen")


def test_one_way_of_inviting_is_no_breakdown(db, example_wave, questionnaire):
    report = build_report(db, example_wave)
    assert "Manier van uitnodigen" not in [table.title for table in lay_out(report, questionnaire).grades]
    two = {**report.grades.by, "mode": dict.fromkeys(("e-mail", "letter"), report.grades.all)}
    laid_out = lay_out(replace(report, grades=replace(report.grades, by=two)), questionnaire)
    assert laid_out.grades[-1].title == "Manier van uitnodigen"


def test_grades_per_outcome_are_as_published(tables):
    outcome = next(table for table in tables.grades if table.title == "Heeft u gelijk gekregen?")
    means = {row.label: row.figures[:2] for row in outcome.rows}
    assert (means["Ja"], means["Deels"], means["Nee"]) == (("17", "7,8"), ("11", "5,5"), ("19", "3,6"))


def test_the_correlation_table_is_a_lower_triangle(tables, expected):
    rows = {row.id: [f"{cell.text}|{cell.n}" for cell in row.cells] for row in tables.correlations}
    assert rows.pop("V6_1") == []
    assert rows == expected["pearson"]["rows"]


def test_an_undefined_or_hidden_coefficient_is_a_dash_with_the_reason(db, example_wave, questionnaire):
    constant = Coefficient(
        r=None, n=12, p=None, stars="", spearman=None, holm_p=None, undefined=Undefined.CONSTANT
    )
    cells = (
        Cell("V6_2", "V6_1", constant),
        Cell("V10", "V6_1", Hidden(Suppression.TOO_FEW)),
    )
    table = Correlations(("V6_1", "V6_2", "V10"), cells)
    laid_out = lay_out(replace(build_report(db, example_wave), correlations=table), questionnaire)
    _, second, third = laid_out.correlations
    assert (second.cells[0].text, second.cells[0].n) == ("–", 12)
    assert second.cells[0].reason == "iedereen gaf hetzelfde antwoord"
    assert (third.cells[0].text, third.cells[0].n) == ("–", None)
    assert third.cells[0].reason == "te weinig antwoorden om te tonen"
