"""The report as a workbook, opened with openpyxl."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from e2e.touchstone import expected as touchstone
from e2e.touchstone import numbers_of
from e2e.workbooks import XlsxResults, cells_of
from openpyxl import load_workbook

from enquete_app.languages import LANGUAGES
from enquete_app.results.as_xlsx import as_xlsx
from enquete_app.results.building import build_report
from enquete_app.results.measures import Cell, Coefficient, Correlations, Grades, Hidden
from enquete_app.results.report import Withheld
from enquete_app.statistics import Suppression, Undefined

SHEETS = [
    *("Overzicht", "Veldwerk", "Rapportcijfer", "Gelijk en oordeel", "Vragen", "Stellingen"),
    *("Samenhang", "Samenhang als lijst", "Figuren"),
]


@pytest.fixture
def report(db, make_wave, example):
    wave = make_wave(example, invited=336, bounced=19, delivered=317, started=76, completed=76)
    return build_report(db, wave)


def sheets(report, questionnaire, **options):
    return load_workbook(io.BytesIO(as_xlsx(report, questionnaire, **options)))


def values(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_it_has_every_number_of_the_published_report(report, questionnaire):
    found = numbers_of(XlsxResults(cells_of(as_xlsx(report, questionnaire))))

    assert found == touchstone()


def test_it_has_a_sheet_for_each_table_whose_heading_stays_in_sight(report, questionnaire):
    book = sheets(report, questionnaire)

    assert book.sheetnames == SHEETS
    tables = [book[name] for name in SHEETS if name not in {"Overzicht", "Stellingen", "Figuren"}]
    assert all(sheet.freeze_panes for sheet in tables)
    links = {
        cell.hyperlink.location for row in book["Overzicht"].iter_rows() for cell in row if cell.hyperlink
    }
    assert links == {f"'{name}'!A1" for name in SHEETS[1:]}


def test_numbers_are_numbers_and_texts_are_texts(report, questionnaire):
    book = sheets(report, questionnaire)

    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert types == {"n", "s"}, "no formulas, no errors"
    digits = [
        value
        for sheet in book
        for value in values(sheet)
        if isinstance(value, str) and value.replace(",", "").replace(".", "").isdecimal()
    ]
    # The labels of the grade's codes, which are words of the questionnaire.
    assert set(digits) == set("23456789")


def test_numbers_are_unrounded(report, questionnaire):
    book = sheets(report, questionnaire)

    # Excel itself keeps 15 digits.
    numbers = {f"{value:.14g}" for sheet in book for value in values(sheet) if isinstance(value, float)}
    assert f"{report.grades.all.mean:.14g}" in numbers
    assert f"{report.correlations.cells[0].figures.p:.14g}" in numbers


def test_a_hidden_group_has_its_reason_and_no_number(report, questionnaire):
    rows = list(sheets(report, questionnaire)["Rapportcijfer"].iter_rows(values_only=True))
    [hidden] = [row for row in rows if row[1] == "geen oordeel"]

    assert set(hidden[2:-1]) == {None}
    assert hidden[-1] == "Te weinig antwoorden om te tonen"


def test_hidden_questions_outcomes_and_coefficients_have_theirs(report, questionnaire):
    too_few = Hidden(Suppression.TOO_FEW)
    constant = Coefficient(
        r=None, n=12, p=None, stars="", spearman=None, holm_p=None, undefined=Undefined.CONSTANT
    )
    cells = (Cell("V6_2", "V6_1", too_few), Cell("V10", "V6_1", constant), Cell("V10", "V6_2", constant))
    changed = replace(
        report,
        frequencies={**report.frequencies, "V1": too_few, "V6_1": too_few, "V11": too_few},
        outcome_by_judgement={"upheld": too_few, "not_upheld": too_few},
        correlations=Correlations(("V6_1", "V6_2", "V10"), cells),
    )
    book = sheets(changed, questionnaire)

    assert values(book["Vragen"]).count("Te weinig antwoorden om te tonen") == 3
    assert values(book["Stellingen"]).count("Te weinig antwoorden om te tonen") == 1
    assert values(book["Gelijk en oordeel"]).count("Te weinig antwoorden om te tonen") == 2
    assert values(book["Samenhang"]).count("–") == 3
    assert values(book["Samenhang als lijst"]).count("iedereen gaf hetzelfde antwoord") == 2


@pytest.mark.parametrize(
    "name", ["=1+1", "+31", "-cmd", "@SUM(A1)", "\tx", "{=1}", "https://x.example", "a\x01"]
)
def test_a_register_value_never_becomes_a_formula_or_a_link(report, questionnaire, name):
    grades = Grades(population=9, all=report.grades.all, by={"domain": {name: report.grades.all}}, unknown={})
    sheet = sheets(replace(report, grades=grades), questionnaire)["Rapportcijfer"]

    [cell] = [row[1] for row in sheet.iter_rows() if row[0].value == "Domein"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert str(cell.value).startswith(name.rstrip("\x01"))


def test_there_are_charts_of_excels_own_with_a_text_for_who_cannot_see_them(report, questionnaire):
    with zipfile.ZipFile(io.BytesIO(as_xlsx(report, questionnaire))) as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        drawing = file.read("xl/drawings/drawing1.xml").decode()

    # V1 to V5, two matrices, the grade, and its mean for each outcome.
    assert len(charts) == 7 + 2 + 2
    assert drawing.count('descr="') == len(charts)
    assert 'descr="V1. Hoe heeft u de klacht ingediend?"' in drawing


def test_it_speaks_english(report, questionnaire):
    book = sheets(report, questionnaire, language="en")

    assert book.sheetnames[:3] == ["Overview", "Fieldwork", "Grade"]
    assert "How did you submit the complaint?" in values(book["Questions"])
    assert "too few answers to show".capitalize() in values(book["Grade"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_names_that_excel_takes(report, questionnaire, language):
    assert all(len(name) <= 31 for name in sheets(report, questionnaire, language=language).sheetnames)


def test_the_same_report_gives_the_same_bytes(report, questionnaire):
    made = [as_xlsx(report, questionnaire, made_on=date(2025, 6, 12)) for _ in range(2)]

    assert made[0] == made[1]


def test_a_withheld_report_tells_the_fieldwork_and_why(report, questionnaire):
    held = replace(report, withheld=Withheld.TOO_FEW, responses=None, frequencies={}, key_indicator=None)
    book = sheets(held, questionnaire)

    assert book.sheetnames == ["Overzicht", "Veldwerk"]
    assert "Verder zijn er geen cijfers van deze meting" in values(book["Overzicht"])


def test_a_report_without_answers_is_a_workbook_too(db, make_wave, questionnaire):
    book = sheets(build_report(db, make_wave()), questionnaire)

    assert "Figuren" not in book.sheetnames
