"""The files that a report is rendered to."""

import csv
import io
import json
from dataclasses import replace

import pytest

from enquete_app.questionnaire import load
from enquete_app.results import rendering
from enquete_app.results.building import build_report
from enquete_app.results.measures import Cell, Coefficient, Correlations, Grades
from enquete_app.results.report import Report, ResultsError
from enquete_app.statistics import Undefined

INSTRUMENT = load("klachtbehandeling", "2024")


@pytest.fixture
def report(db, example_wave):
    return build_report(db, example_wave)


def render(report, file_format, **options):
    return rendering.render(report, INSTRUMENT, file_format, **options)


def lines(text, delimiter=","):
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def value(found, *path):
    keys = ("section", "item", "group", "measure")
    (line,) = [each for each in found if tuple(each[key] for key in keys) == path]
    return line["value"], line["note"]


def test_json_gives_the_report_back(report):
    assert Report.from_json(json.loads(render(report, "json"))) == report


def test_json_has_the_documented_names(report):
    body = json.loads(render(report, "json"))
    assert body["wave"] == report.wave
    assert body["questionnaire"] == {"id": "klachtbehandeling", "version": "2024"}
    assert body["frequencies"]["V1"]["counts"] == {"1": 54, "2": 4, "3": 6, "4": 0, "5": 5, "6": 7}
    assert body["frequencies"]["V11"] == {"base": 76, "answered": 55}
    assert set(body["fieldwork"]["response_of_invited"]) == {"estimate", "low", "high"}
    assert {"n", "mean", "median", "share_6_up", "sd", "low", "high"} <= set(body["grades"]["all"])
    assert set(body["grades"]["by"]) >= {"V3", "handling", "judgement", "domain"}
    first = body["correlations"]["cells"][0]
    assert list(first) == ["row", "column", "r", "n", "p", "stars", "spearman", "holm_p"]


def test_json_tells_nothing_of_a_hidden_group_but_why(report):
    judgement = json.loads(render(report, "json"))["grades"]["by"]["judgement"]
    assert {"suppressed": "too_few"} in judgement.values()


def test_json_gives_the_reason_of_an_undefined_coefficient(report):
    constant = Coefficient(
        r=None, n=12, p=None, stars="", spearman=None, holm_p=None, undefined=Undefined.CONSTANT
    )
    table = Correlations(("V6_1", "V10"), (Cell("V10", "V6_1", constant),))
    body = json.loads(render(replace(report, correlations=table), "json"))
    assert (body["correlations"]["cells"][0]["r"], body["correlations"]["cells"][0]["undefined"]) == (
        None,
        "constant",
    )


def test_the_same_report_gives_the_same_text(report):
    assert render(report, "json") == render(Report.from_json(report.to_json()), "json")


def test_csv_has_a_line_for_each_figure(report):
    found = lines(render(report, "csv"))
    assert list(found[0]) == ["section", "item", "group", "measure", "value", "note"]
    assert value(found, "fieldwork", "", "", "invited") == ("336", "")
    assert value(found, "frequencies", "V1", "1", "count") == ("54", "Digitaal (website/ e-mail)")
    assert value(found, "frequencies", "V11", "", "answered") == ("55", "")
    assert value(found, "grades", "V3", "1", "n") == ("17", "Ja")
    r, stars = value(found, "correlations", "V6_2", "V6_1", "r")
    assert (round(float(r), 2), stars) == (0.57, "**")


def test_csv_has_the_key_indicator_and_outcomes_by_judgement(report):
    found = lines(render(report, "csv"))
    assert value(found, "key_indicator", "V2", "3", "count") == ("10", "De klacht is (nog) niet afgehandeld")
    refused = report.outcome_by_judgement["not_upheld"]
    assert value(found, "outcome_by_judgement", "not_upheld", "", "base") == (str(refused.base), "")
    assert value(found, "outcome_by_judgement", "not_upheld", "2", "count") == (
        str(refused.counts[2]),
        "Deels",
    )


def test_a_report_without_answers_renders_and_comes_back(db, make_wave):
    empty = build_report(db, make_wave())
    found = lines(render(empty, "csv"))
    assert value(found, "key_indicator", "V2", "3", "suppressed") == ("", "too_few")
    assert value(found, "outcome_by_judgement", "upheld", "", "suppressed") == ("", "too_few")
    assert Report.from_json(json.loads(render(empty, "json"))) == empty


@pytest.mark.parametrize(
    ("file_format", "dutch", "mark"), [("csv", True, True), ("csv", False, False), ("json", True, False)]
)
def test_only_a_file_for_a_dutch_spreadsheet_begins_with_a_byte_order_mark(report, file_format, dutch, mark):
    content = rendering.as_file(report, INSTRUMENT, file_format, dutch=dutch)
    assert content.startswith(b"\xef\xbb\xbf") is mark
    assert content.decode("utf-8-sig") == render(report, file_format, dutch=dutch)


def test_csv_says_why_a_group_is_hidden(report):
    found = lines(render(report, "csv"))
    assert value(found, "grades", "judgement", "geen oordeel", "suppressed") == ("", "too_few")


def test_dutch_csv_has_semicolons_and_decimal_commas(report):
    found = lines(render(report, "csv", dutch=True), ";")
    mean, _ = value(found, "grades", "all", "", "mean")
    assert float(mean.replace(",", ".")) == report.grades.all.mean
    assert "," in mean


@pytest.mark.parametrize("name", ["=1+1", "+31", "-cmd", "@SUM(A1)", "\tx", "\r=1"])
def test_a_register_value_never_becomes_a_formula(report, name):
    grades = Grades(population=9, all=report.grades.all, by={"domain": {name: report.grades.all}}, unknown={})
    for dutch in (True, False):
        found = lines(render(replace(report, grades=grades), "csv", dutch=dutch), ";" if dutch else ",")
        groups = {line["group"] for line in found if line["item"] == "domain"}
        assert groups == {f"'{name}"}


def test_negative_numbers_stay_numbers(report):
    figures = Coefficient(r=-0.5, n=20, p=0.02, stars="*", spearman=-0.4, holm_p=0.02)
    table = Correlations(("V6_1", "V10"), (Cell("V10", "V6_1", figures),))
    found = lines(render(replace(report, correlations=table), "csv"))
    assert value(found, "correlations", "V10", "V6_1", "r") == ("-0.5", "*")


def test_an_unknown_format_is_refused_by_name(report):
    with pytest.raises(
        ResultsError, match=r"^There are results as json, csv, xlsx, docx and pdf, not as odt\.$"
    ):
        render(report, "odt")
