"""Chapters of reports in which much is hidden, of values that look like markup, and of rare cases."""

from dataclasses import replace

import pytest
from e2e.documents import FORMS, written
from e2e.tagged_pdf import tagged
from invented_waves import invented, kept

from enquete_app.results.as_pdf import as_pdf
from enquete_app.results.beside import pictures_of
from enquete_app.results.building import build_report
from enquete_app.results.chapter import Beside, chapter_of
from enquete_app.results.measures import Cell as Correlation
from enquete_app.results.measures import Coefficient, Correlations, Grades, Hidden
from enquete_app.results.open_answers.released import Released, ReleasedField, ThemeCount, ThemeCounts
from enquete_app.results.report import Withheld
from enquete_app.statistics import Suppression, Undefined

MARKUP = "#set page(width: 1cm) $x^2$ *vet* _a_ [b] <b>&amp;</b> {=1+1} \\ `c` // @e 😀"
FRENCH = "Établissement public de coopération intercommunale de Saint-Rémy-lès-Chevreuse-et-environs"
ARABIC = "أحمد"
each_form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def report(db, make_wave, example):
    return build_report(db, make_wave(example, invited=336, delivered=336, completed=76))


@each_form
def test_six_answers_give_a_chapter_that_says_why_groups_are_hidden(
    form, db, make_wave, example, questionnaire
):
    wave = make_wave(example[:6], invited=20, delivered=20, completed=6, eligible=20)
    read = written(form, chapter_of(build_report(db, wave), questionnaire))

    assert read.faults == []
    [domain] = [rows for caption, rows in read.tables.items() if caption == "Rapportcijfer: Domein"]
    assert {tuple(row[1:]) for row in domain[1:]} == {("te weinig antwoorden om te tonen",)}
    triangle = read.tables["Samenhang tussen stellingen en rapportcijfer"]
    assert {cell for row in triangle[1:] for cell in row[1:]} == {"–", ""}
    assert "Een streep: te weinig antwoorden om te tonen." in read.texts
    assert "Niet getoond: te weinig antwoorden om te tonen." in read.texts


@each_form
@pytest.mark.parametrize("reason", Withheld)
def test_a_withheld_report_gives_the_fieldwork_and_why_there_is_no_more(form, reason, report, questionnaire):
    values = {
        Withheld.TOO_FEW: {"still_needed": 2},
        Withheld.NEVER_OPENED: {"fieldwork": replace(report.fieldwork, unopened=3)},
        Withheld.OPENED_LATER: {"opened_into": "7"},
    }[reason]
    read = written(form, chapter_of(replace(report, withheld=reason, **values), questionnaire))

    assert "Verder zijn er geen cijfers van deze meting" in [words for _, words in read.headings]
    words = {
        Withheld.TOO_FEW: "nog minstens 2 antwoorden nodig",
        Withheld.NEVER_OPENED: "Daarom zijn ze ongelezen gewist",
        Withheld.OPENED_LATER: "Resultaten van meting 7",
    }[reason]
    assert [each for each in read.texts if words in each]
    assert not [each for each in read.tables if each.startswith(("Antwoorden", "Rapportcijfer"))]


@pytest.fixture
def released():
    themes = ThemeCounts(9, (ThemeCount("speed", {"nl": "Snelheid en termijnen", "en": "Speed"}, 7),))
    return Released(
        (
            ReleasedField("V11", "V11", False, themes, (MARKUP,), (f"{FRENCH}\n{ARABIC} 李明 \x07\x00", "b")),
            ReleasedField("V1_anders", "V1", True, Hidden(Suppression.TOO_FEW), (), ("via de wethouder",)),
        )
    )


@each_form
def test_what_people_wrote_is_never_markup_and_every_sign_is_there(form, report, questionnaire, released):
    read = written(form, chapter_of(report, questionnaire, released=released))

    assert read.faults == []
    assert MARKUP in read.texts
    # A PDF holds Arabic words as they are seen, from left to right.
    assert sorted(f"{FRENCH} {ARABIC} 李明") in [sorted(each) for each in read.texts]
    assert "Nog 2 vrijgegeven antwoorden" in read.texts
    assert read.tables["Waar de antwoorden over gaan (vraag V11)"][1] == ["Snelheid en termijnen", "7"]
    assert "5 mensen kozen ‘anders’." in read.texts
    assert "Thema’s niet getoond: er zijn minder dan 5 antwoorden gecodeerd." in read.texts


@each_form
def test_nothing_that_was_not_released_is_in_it(form, report, questionnaire):
    read = written(form, chapter_of(report, questionnaire))

    place = read.texts.index("Tips en toelichtingen")
    assert read.texts[place + 1].startswith("Er zijn nog geen tips of toelichtingen vrijgegeven.")


@each_form
def test_a_value_of_the_register_is_never_markup_and_never_too_much(form, report, questionnaire):
    values = (MARKUP, FRENCH * 3, "x" * 200, "=1+1", "a\x01\x1b[31m", "c\ud800\ufffe")
    by = dict.fromkeys(values, report.grades.all)
    grades = Grades(population=9, all=report.grades.all, by={"domain": by}, unknown={})
    read = written(form, chapter_of(replace(report, grades=grades), questionnaire))

    _, *rows = read.tables["Rapportcijfer: Domein"]
    shown = [row[0].replace(" ", "") for row in rows]
    assert shown == [each.replace(" ", "") for each in (MARKUP, FRENCH * 3, "x" * 200, "=1+1", "a[31m", "c")]
    assert {row[1] for row in rows} == {"76"}


@each_form
def test_undefined_coefficients_say_why(form, report, questionnaire):
    constant = Coefficient(
        r=None, n=12, p=None, stars="", spearman=None, holm_p=None, undefined=Undefined.CONSTANT
    )
    cells = (Correlation("V10", "V6_1", constant),)
    changed = replace(report, correlations=Correlations(("V6_1", "V10"), cells, cells))
    read = written(form, chapter_of(changed, questionnaire))

    triangle = read.tables["Samenhang tussen stellingen en rapportcijfer"]
    assert triangle[-1][-1] == "– 12"
    assert read.texts.count("Een streep: iedereen gaf hetzelfde antwoord.") == 2


@each_form
def test_weighted_figures_and_the_population_stand_beside_the_others(form, db, make_wave, questionnaire):
    people = invented(1, answer=0.7)
    wave = make_wave(people.replies, eligible=len(people.population), completed=len(people.replies))
    db.add(kept(wave.id, people.background))
    db.refresh(wave)
    db.flush()
    read = written(form, chapter_of(build_report(db, wave), questionnaire))

    assert read.faults == []
    head, *rows = read.tables["De belangrijkste cijfers, gewogen naast ongewogen"]
    assert head == ["Cijfer", "Ongewogen", "Gewogen naar populatie"]
    assert rows[0][0] == "Gemiddeld rapportcijfer"
    assert read.tables["Populatie en antwoorden: Wijze van afhandeling"][0][-1] == "Verschil"
    assert read.tables["Dagen van afhandeling tot uitnodiging"][-1] == ["Langst", "30"]
    assert [each for each in read.texts if each.startswith("Gewogen tellen mensen zo dat de antwoorden naar")]


@each_form
def test_a_year_has_its_waves_and_no_tips(form, report, questionnaire):
    year = replace(report, wave="", period="2025", waves=("1", "2"), backing=None)
    beside = Beside(
        survey="Klachten",
        withheld=(
            replace(report, wave="1", withheld=Withheld.OPENED_LATER, opened_into="2"),
            replace(report, wave="3", withheld=Withheld.OPENED_LATER, opened_into="9"),
            replace(report, wave="4", withheld=Withheld.NEVER_OPENED),
        ),
    )
    read = written(form, chapter_of(year, questionnaire, beside=beside))

    assert read.faults == []
    assert any(each.startswith("Dit zijn de antwoorden van alle metingen die in 2025") for each in read.texts)
    assert "Metingen: 1, 2" in read.texts
    assert "Onderzoek: Klachten" in read.texts
    ends = (
        "met meting 2 en tellen mee.",
        "niet hier. Bij het veldwerk telt de meting wel mee.",
        "tellen niet mee. Bij het veldwerk telt de meting wel mee.",
    )
    assert [sum(each.endswith(end) for each in read.texts) for end in ends] == [1, 1, 1]
    assert "Tips en toelichtingen" not in read.texts


@each_form
def test_many_statements_stand_in_several_triangles_that_fit_the_page(form, report, questionnaire):
    figures = report.correlations.cells[0].figures
    order = tuple(f"V6_{number}" for number in range(1, 6)) + tuple(f"V9_{number}" for number in range(1, 6))
    cells = tuple(
        Correlation(row, column, figures)
        for at, row in enumerate((*order, "V10", *order[:4]))
        for column in order[:at]
    )
    wide = Correlations((*order, "V10", *order[:4]), cells)
    read = written(form, chapter_of(replace(report, correlations=wide), questionnaire))

    caption = "Samenhang tussen stellingen en rapportcijfer"
    first, second = (read.tables[f"{caption} ({number} van 2)"] for number in (1, 2))
    assert [len(row) for row in first] == [11] * 16
    assert second[0] == ["Stelling", "V10", "V6_1", "V6_2", "V6_3"]
    assert len(second) == 6


def test_a_report_of_an_earlier_release_has_a_title_without_days(report, questionnaire):
    chapter = chapter_of(replace(report, backing=None), questionnaire)

    assert chapter.title == "Resultaten van meting 1"


def test_a_figure_that_is_not_drawn_yet_is_left_out(db, make_wave, example, questionnaire):
    wave = make_wave(example)
    report = build_report(db, wave)

    assert pictures_of(db, report, questionnaire) == {}
    assert list(tagged(as_pdf(chapter_of(report, questionnaire))).all("Figure")) == []
