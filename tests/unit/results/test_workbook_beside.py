"""The sheets of a workbook beside the figures: whom they speak for, weights, waiting, what people wrote."""

import io

import pytest
from invented_waves import invented, kept
from openpyxl import load_workbook

from enquete_app.results.as_xlsx import as_xlsx
from enquete_app.results.building import build_report
from enquete_app.results.measures import Hidden
from enquete_app.results.open_answers.released import Released, ReleasedField, ThemeCount, ThemeCounts
from enquete_app.statistics import Suppression

FORMULA = '=HYPERLINK("http://elders.example")'


@pytest.fixture
def report(db, make_wave):
    """Of a wave whose background was kept and that could be weighed."""
    people = invented(1, answer=0.7)
    wave = make_wave(people.replies, eligible=len(people.population), completed=len(people.replies))
    db.add(kept(wave.id, people.background))
    db.refresh(wave)
    db.flush()
    return build_report(db, wave)


@pytest.fixture
def sheet(report, questionnaire):
    def sheet(name, **options):
        book = load_workbook(io.BytesIO(as_xlsx(report, questionnaire, **options)))
        return [row for row in book[name].iter_rows(values_only=True) if any(v is not None for v in row)]

    return sheet


def test_population_sample_and_responses_stand_side_by_side(sheet, report):
    _, head, *rows = sheet("Voor wie")

    assert head[2:5] == ("Populatie", "Steekproef", "Antwoorden")
    first = report.backing.representativeness["handling"].categories[0]
    assert rows[0][2:5] == (first.population.count, first.sample.count, first.respondents.count)
    assert rows[0][7] == pytest.approx(first.respondents.share)
    assert rows[0][8] == pytest.approx(first.respondents.points)


def test_each_answer_stands_weighted_beside_unweighted(sheet, report):
    _, _, head, *rows = sheet("Gewogen")

    assert head[3:] == ("Ongewogen", "Gewogen naar populatie")
    [weighting] = report.backing.weights.weightings
    grade = next(row for row in rows if row[1] == "Gemiddeld rapportcijfer")
    assert grade[3:] == (pytest.approx(report.grades.all.mean), pytest.approx(weighting.grade.mean))
    first = next(row for row in rows if row[0] == "V10")
    assert first[4] == pytest.approx(next(iter(weighting.frequencies["V10"].shares.values())))


def test_days_of_waiting_are_counted(sheet, report):
    _, _, head, *rows = sheet("Wachttijd")

    assert head[:2] == ("Dagen", "Mensen")
    assert {row[0]: row[1] for row in rows} == dict(report.backing.waiting.days)


def test_themes_and_released_texts_have_a_sheet_and_are_no_formulas(sheet):
    themes = ThemeCounts(9, (ThemeCount("speed", {"nl": "Snelheid", "en": "Speed"}, 7),))
    few = Hidden(Suppression.TOO_FEW)
    released = Released(
        (
            ReleasedField("V11", "V11", False, themes, (FORMULA,), ("Bel terug",)),
            ReleasedField("V1_anders", "V1", True, few, (), ("via de wethouder",)),
        )
    )

    assert [row[2:] for row in sheet("Thema’s", released=released)[2:]] == [("Snelheid", 7, 9)]
    texts = [(row[0], row[2], row[3]) for row in sheet("Tips", released=released)[2:]]
    assert texts == [("V11", FORMULA, "ja"), ("V11", "Bel terug", None), ("V1", "via de wethouder", None)]
    assert [row[2] for row in sheet("Themes", released=released, language="en")[2:]] == ["Speed"]
