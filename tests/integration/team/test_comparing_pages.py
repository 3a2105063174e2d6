"""The waves of a survey side by side and by the year, as staff see them."""

import csv
import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from e2e.documents import read_docx, read_pdf
from openpyxl import load_workbook
from results_builders import NOT_UPHELD, UPHELD, at, closed_wave, opened_wave

from enquete_app.jobs.due import run_due

PAGE = "/team/surveys/klachtbehandeling/results"
QUARTERS = [date(2025, month, 3) for month in (2, 5, 8, 11)]
NEW_YEAR = date(2026, 1, 2)


def people(satisfied, angry, silent=0):
    return [
        *[(UPHELD, {"V1": 1, "V2": 1, "V3": 1, "V10": 8 + place % 2}) for place in range(satisfied)],
        *[(NOT_UPHELD, {"V1": 1, "V2": 3, "V3": 3, "V10": 2 + place % 3}) for place in range(angry)],
        *[(UPHELD, None)] * silent,
    ]


@pytest.fixture
def see(app, signed_in):
    def see(path=PAGE):
        answer = signed_in.open(path)
        assert answer.status_code == 200, answer.status_code
        return " ".join(BeautifulSoup(answer.text, "html.parser").select_one("main").stripped_strings)

    return see


def test_without_waves_the_page_says_so(see):
    assert "Er is nog geen meting gesloten. Er is nog geen volgende meting gepland." in see()


def test_an_open_wave_is_announced_and_shows_nothing(app, see):
    with app.app_context():
        opened_wave(app, QUARTERS[0], people(6, 6))
    found = see()
    assert "Er is nog geen meting gesloten. Meting 1 loopt en sluit op 3 maart 2025." in found
    assert "Naast elkaar" not in found


def test_waves_stand_side_by_side_with_what_changed(app, see):
    with app.app_context():
        closed_wave(app, QUARTERS[0], people(2, 8, 10))
        closed_wave(app, QUARTERS[1], people(9, 1, 10))
    found = see()
    assert "Meting 1 03-02-2025 Meting 2 03-05-2025" in found
    assert "hoger dan meting 1 +3,8 (+1,6 tot +6,0)" in found
    assert "lager dan meting 1 −70,0 procentpunt (−86,5 tot −26,6)" in found
    assert "geen aantoonbaar verschil met meting 1" in found
    assert "De cijfers over het jaar worden gemaakt." in found


def test_the_course_is_drawn_and_each_figure_can_be_downloaded(app, signed_in):
    with app.app_context():
        closed_wave(app, QUARTERS[0], people(2, 8, 10))
        closed_wave(app, QUARTERS[1], people(9, 1, 10))
    page = BeautifulSoup(signed_in.open(PAGE).text, "html.parser")
    captions = [each.strong.get_text() for each in page.select("figure figcaption")]
    assert [each.split(" –")[0] for each in captions] == [
        *("Respons van de uitgenodigden", "Hoe is de klacht afgehandeld?", "Gemiddeld rapportcijfer")
    ]
    for link in page.select("figure figcaption a"):
        file = signed_in.open(link["href"])
        assert file.status_code == 200
        assert "klachtbehandeling-verloop-" in file.headers["Content-Disposition"]
    assert (
        signed_in.open(f"{PAGE}/0/figures/grade.svg?vragenlijst=klachtbehandeling&editie=1999").status_code
        == 404
    )


def test_a_town_of_thirty_complaints_a_year_sees_what_there_is_and_what_is_coming(app, see):
    with app.app_context():
        closed_wave(app, QUARTERS[0], people(1, 1, 6))
        opened_wave(app, QUARTERS[1], people(2, 2, 4))
    found = see()
    assert "Uitgenodigd 8" in found
    assert (
        "te weinig antwoorden om te openen. Er zijn nog minstens 3 nodig; dan gaan ze samen open met die van"
        " een volgende meting. Meting 2 loopt en sluit op 31 mei 2025."
    ) in found
    with app.app_context():
        list(run_due(app, at(QUARTERS[1], 30)))
    found = see()
    assert "te weinig antwoorden om apart te tonen; ze tellen mee in meting 2" in found
    with app.app_context():
        closed_wave(app, QUARTERS[2], people(3, 2, 3))
        closed_wave(app, QUARTERS[3], people(4, 3, 1))
        list(run_due(app, at(NEW_YEAR)))
    found = see()
    assert "Resultaten over 2025" in found
    year = see(f"{PAGE}/2025")
    assert "Antwoorden 18" in year
    assert "Meting 1 was apart te klein: de antwoorden zijn geopend met meting 2 en tellen mee." in year
    alone = see("/team/waves/4/results")
    assert alone.count("te weinig antwoorden om te tonen") > year.count("te weinig antwoorden om te tonen")
    assert "Niet getoond" not in year.split("Antwoorden per vraag")[0]


def test_what_a_year_hides_is_told_once_it_is_there(app, see, signed_in):
    with app.app_context():
        for day in QUARTERS[:2]:
            closed_wave(app, day, people(6, 6))
        list(run_due(app, at(NEW_YEAR)))
    assert signed_in.open(f"{PAGE}/2025").status_code == 200
    assert signed_in.open(f"{PAGE}/2024").status_code == 404
    assert signed_in.open(f"{PAGE}/2025?editie=2023").status_code == 404


def test_a_year_can_be_downloaded(app, signed_in):
    with app.app_context():
        for day in QUARTERS[:2]:
            closed_wave(app, day, people(12, 12))
        list(run_due(app, at(NEW_YEAR)))
    body = signed_in.open(f"{PAGE}/2025.json").json
    assert (body["period"], body["waves"], body["responses"]) == ("2025", ["1", "2"], 48)
    assert body["grades"]["by"]["handling"]["formeel"]["unanimous"] is True
    assert "unanimous" not in body["grades"]["by"]["V3"]["1"]
    answer = signed_in.open(f"{PAGE}/2025.csv?dutch=1")
    assert 'filename="klachtbehandeling-2025-excel.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["report", "", "", "period", "2025", "waves 1 2"]
    shown = len(BeautifulSoup(signed_in.open(f"{PAGE}/2025").text, "html.parser").find_all("figure"))
    assert shown
    for read, file_format in ((read_docx, "docx"), (read_pdf, "pdf")):
        chapter = read(signed_in.open(f"{PAGE}/2025.{file_format}").data)
        assert chapter.faults == []
        assert "Metingen: 1, 2" in chapter.texts
        assert len(chapter.alts) == shown
        assert "Tips en toelichtingen" not in chapter.texts
    book = load_workbook(io.BytesIO(signed_in.open(f"{PAGE}/2025.xlsx").data))
    assert book.worksheets[0]["A1"].value == "Resultaten over 2025"
    assert "Vragen" in book.sheetnames
    assert signed_in.open(f"{PAGE}/2025.exe").status_code == 404


def test_groups_of_which_all_answered_alike_are_flagged_in_words(app, see):
    with app.app_context():
        closed_wave(app, QUARTERS[0], people(12, 12))
    found = see("/team/waves/1/results")
    assert "formeel iedereen in deze groep gaf een 6 of hoger" in found
    assert "informeel niemand in deze groep gaf een 6 of hoger" in found
    assert "iedereen in deze groep antwoordde hetzelfde" in found


def test_the_survey_and_the_wave_lead_to_the_page(app, signed_in):
    with app.app_context():
        closed_wave(app, QUARTERS[0], people(6, 6))
    for path in ("/team/surveys/klachtbehandeling/", "/team/waves/1/results"):
        assert f'href="{PAGE}"' in signed_in.open(path).text
