"""What published results hold: what the page of the staff shows, without what leads to staff or people."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from builders import DRAW_DAY
from publishing_builders import DATA, LIST, PUBLIC, published
from results_builders import NOT_UPHELD, UPHELD, closed_wave

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mailed(signed_in, app):
    """A wave that was mailed, in which few people whose complaint was not upheld have answered."""
    answers = [{"V1": 1 + number % 4, "V3": 1 + number % 3, "V10": 3 + number % 6} for number in range(20)]
    people = [*((UPHELD, each) for each in answers), *((NOT_UPHELD, each) for each in answers[:6])]
    people += [(NOT_UPHELD, None)] * 6
    with app.app_context():
        assert closed_wave(app, DRAW_DAY, people) == 1
    return signed_in


def test_what_is_hidden_stands_in_neither_page_nor_file(mailed, app):
    published(mailed)
    rows = list(csv.DictReader(io.StringIO(app.test_client().get(DATA).text)))

    hidden = {(row["section"], row["item"], row["group"]) for row in rows if row["measure"] == "suppressed"}
    told = {(row["section"], row["item"], row["group"]) for row in rows if row["value"]}
    told |= {(section, item, "") for section, item, _ in told if section == "frequencies"}
    assert {("frequencies", "V4a", ""), ("grades", "judgement", "ongegrond")} <= hidden
    assert hidden & told == set()
    shown = BeautifulSoup(app.test_client().get(PUBLIC).text, "html.parser")
    question = shown.find("section", attrs={"aria-labelledby": "vraag-V4a"})
    assert question.find(["table", "figure"]) is None
    assert "Niet getoond: te weinig antwoorden om te tonen." in question.text


def test_grades_are_rounded_in_the_file_as_on_the_page(mailed, app):
    published(mailed)
    rows = csv.DictReader(io.StringIO(app.test_client().get(DATA).text))

    grades = [row for row in rows if row["section"] == "grades" and row["measure"] in {"mean", "sd", "low"}]
    assert any(row["group"] == "1" for row in grades)
    assert {len(row["value"].partition(".")[2]) for row in grades if row["value"]} == {1}
    exact = csv.DictReader(io.StringIO(mailed.open("/team/waves/1/results.csv").text))
    assert any(len(row["value"]) > 4 for row in exact if row["section"] == "grades")


def test_the_file_holds_no_more_than_the_page(mailed, app):
    published(mailed)

    def kinds(text):
        rows = csv.DictReader(io.StringIO(text))
        return {(row["section"], row["measure"], bool(row["item"])) for row in rows}

    ours = kinds(mailed.open("/team/waves/1/results.csv").text)
    public = kinds(app.test_client().get(DATA).text)
    assert ours - public == {
        ("fieldwork", "low", True),
        ("fieldwork", "high", True),
        ("waiting", "count", False),
    }
    assert {section for section, _, _ in public - ours} == {"publication"}


@pytest.mark.figures
def test_the_page_is_static_and_leads_to_no_page_of_the_staff(team, app):
    published(team)

    for language in ("nl", "en"):
        text = app.test_client().get(f"{PUBLIC}?taal={language}").text
        page = BeautifulSoup(text, "html.parser")
        assert [each["type"] for each in page("script")] == ["application/ld+json"]
        assert page.select("form, iframe, [style], style, [onclick]") == []
        addresses = {each.get("href") or each["src"] for each in page.select("[href], [src]")}
        assert {each for each in addresses if each.startswith("/team") or "csrf" in each} == set()
        loaded = page.select("link[rel~=stylesheet], link[rel~=icon], [src]")
        assert all((each.get("href") or each["src"]).startswith(f"{LIST}/bestanden/") for each in loaded)
        assert page.select_one('link[rel=alternate][type="text/csv"]')["href"] == DATA
        about = json.loads(page.script.text)
        assert (about["@type"], about["inLanguage"]) == ("Dataset", language)
        assert about["name"] == page.h1.text
        assert about["distribution"][0]["contentUrl"] == f"http://127.0.0.1:5000{DATA}"
        assert page.select_one("meta[name=description]")["content"] == about["description"]
        ids = [each["id"] for each in page.select("[id]")]
        assert len(ids) == len(set(ids))
