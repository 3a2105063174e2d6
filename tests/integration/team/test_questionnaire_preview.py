"""The preview: the respondents' own pages, routes included, with nothing stored."""

import pytest
from browser import Browser
from questionnaire_builders import REPORTS, add_questionnaire
from sqlalchemy import func, select

from enquete_app.db import Base

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = "/team/questionnaires/meldingen-openbare-ruimte/2025"


class Looking(Browser):
    """A browser of somebody of the staff."""

    def __init__(self, colleague):
        super().__init__()
        self.client = colleague.client

    def open(self, url, fields=None, method=None):
        how = method or ("GET" if fields is None else "POST")
        answer = self.client.open(url, method=how, data=fields, follow_redirects=True)
        self.url = answer.request.full_path
        self.status, self.text, self._page = answer.status_code, answer.text, None
        return self

    @property
    def page_id(self):
        return self.url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def looking(colleague, database):
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
    somebody = colleague("admin@gemeente.example")
    somebody.sign_in()
    return Looking(somebody)


def counts(database):
    with database.reader() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def test_each_page_is_the_respondents_own_marked_as_a_preview_and_nothing_is_stored(looking, database):
    before, seen = counts(database), []
    looking.open(f"{HERE}/preview")
    while True:
        seen.append(looking.page_id)
        assert looking.status == 200
        assert "Voorbeeld" in looking.page.select_one(".team-banner").get_text()
        assert " – Voorbeeld – " in looking.page.title.get_text()
        if looking.page_id == "verstuurd":
            break
        go = {"preview": "start", "controle": "send"}.get(looking.page_id, "next")
        looking.press("go", go)

    assert seen == ["preview", "melden", "afhandelen", "oordeel", "controle", "verstuurd"]
    assert counts(database) == before


def test_answers_lead_along_the_route_and_stand_on_the_check_page(looking):
    looking.open(f"{HERE}/preview/melden")
    looking.press("go", "next", M1=4, M1_anders="Per duif", M2=1)
    assert "M3" not in looking.fields()
    looking.press("go", "back").press("go", "next", M2=3)
    assert "M3" in looking.fields()
    looking.press("go", "next", M3="Het gat", M4_2=2).press("go", "next", M5=7)

    page = " ".join(looking.page.get_text(" ").split())

    assert looking.page_id == "controle"
    for given in ("Per duif", "Nee", "Het gat", "niet eens, niet oneens"):
        assert given in page
    change = looking.page.find("a", string=lambda text: text and "Wijzig" in text) or looking.page.select_one(
        ".enq-change a"
    )
    assert looking.open(change["href"]).page_id == "melden"


def test_the_language_can_be_changed_on_each_page_and_stays(looking):
    looking.open(f"{HERE}/preview/melden?taal=nl").press("go", "en", M2=2)
    assert (looking.page.html["lang"], looking.page_id) == ("en", "melden")
    looking.press("go", "next")

    assert looking.page.html["lang"] == "en"
    assert "What has not been solved?" in looking.text


def test_what_has_to_be_mended_is_told_as_respondents_read_it(looking):
    looking.open(f"{HERE}/preview/melden").press("go", "next", M1=1, M1_anders="Toch anders")

    assert looking.status == 422
    assert "Kies ‘Anders, namelijk’ of haal de tekst weg." in looking.page.get_text(" ")


def test_compulsory_questions_stop_sending(looking, database):
    toml = REPORTS.replace('version = "2025"', 'version = "2026"').replace(
        'id = "M2"', 'required = true\nid = "M2"'
    )
    with database.transaction() as session:
        add_questionnaire(session, toml)
    looking.open(f"{HERE[:-4]}2026/preview/controle").press("go", "send")

    assert looking.status == 422
    assert "Geef een antwoord." in looking.page.get_text(" ")


@pytest.mark.parametrize("page_id", ["onbekend", "x%2Fy"])
def test_a_page_that_there_is_not_is_not_found(looking, page_id):
    assert looking.open(f"{HERE}/preview/{page_id}").status == 404


def test_an_address_with_anything_in_it_is_read_as_far_as_it_makes_sense(looking):
    looking.open(f"{HERE}/preview/melden?M1=99&M2=x&M5=3&Z=1&taal=xx&M6={'y' * 2500}")
    assert looking.status == 200
    looking.press("go", "next", M1=4, M1_anders="z" * 250)

    assert (looking.status, looking.page_id) == (200, "afhandelen")
    assert len(looking.url) < 500
