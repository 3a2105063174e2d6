"""What a questionnaire says in Dutch only is marked on an English page, so that it is read out as Dutch."""

import tomllib

import pytest
from bs4 import BeautifulSoup
from builders import drawn_wave, invitation_ids, saved, sent
from questionnaire_builders import REPORTS, REPORTS_IN_DUTCH, add_questionnaire

from enquete_app.answers.drafts import Typed
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.questionnaire import source

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EDITIONS = "/team/questionnaires/meldingen-openbare-ruimte"
COMPARED = f"{EDITIONS}/2026/compare?met=meldingen-openbare-ruimte/2025"
COMPARED_BACK = f"{EDITIONS}/2025/compare?met=meldingen-openbare-ruimte/2026"
CHOICE = "/team/surveys/klachtbehandeling/questionnaire"
LONG = 12
"""So many signs are no coincidence, also within a sentence of ours."""


def dutch_of(toml):
    """All texts that a questionnaire has in Dutch."""
    seen, found = [tomllib.loads(toml)], set()
    while seen:
        here = seen.pop()
        if isinstance(here, dict):
            found |= {here["nl"]} if isinstance(here.get("nl"), str) else set()
            seen += here.values()
        elif isinstance(here, list):
            seen += here
    return found


def said_in(page, texts):
    """The texts that a page says, each with the language that a screen reader takes it for."""
    return {
        (text, node.find_parent(lang=True)["lang"])
        for node in BeautifulSoup(page, "html.parser").body.find_all(string=True)
        for text in texts
        if text == node.strip() or (len(text) > LONG and text in node)
    }


def marked(page):
    return BeautifulSoup(page, "html.parser").select("main [lang]")


@pytest.fixture
def both(database, signed_in):
    """An edition in two languages and the next one, in Dutch alone."""
    with database.transaction() as session:
        add_questionnaire(session, REPORTS)
        add_questionnaire(session, REPORTS_IN_DUTCH)
    return signed_in


@pytest.mark.parametrize(
    ("address", "texts"),
    [
        ("/team/questionnaires/", 1),
        (f"{EDITIONS}/2026", 20),
        (COMPARED, 5),
        (COMPARED_BACK, 5),
        (CHOICE, 1),
    ],
)
def test_each_page_on_questionnaires_marks_what_is_dutch(both, address, texts):
    together = "&" if "?" in address else "?"
    said = said_in(both.open(f"{address}{together}taal=en").text, dutch_of(REPORTS_IN_DUTCH))

    assert len(said) >= texts
    assert {language for _, language in said} == {"nl"}
    assert marked(both.open(address).text) == []


def test_a_questionnaire_in_english_has_nothing_to_mark(both):
    page = both.open(f"{EDITIONS}/2025?taal=en").text

    assert "Has the problem been solved?" in page
    assert marked(page) == []


@pytest.mark.parametrize("page", ["", "/melden", "/controle", "/verstuurd"])
def test_a_preview_without_english_is_dutch_as_a_whole(both, page):
    shown = BeautifulSoup(both.open(f"{EDITIONS}/2026/preview{page}?taal=en").text, "html.parser")

    assert shown.html["lang"] == "nl"
    assert "Zo ziet iemand deze vragenlijst" in shown.select_one(".team-banner").get_text()


@pytest.fixture
def results(app, signed_in, database, keyring):
    """Opens the results of a wave of which grades, outcomes and the key indicator are shown."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=24)
        for number, somebody in enumerate(invitation_ids(session)):
            answers = {"V1": 1, "V2": 1 + number % 2, "V3": 1 + number % 2, "V10": 6, "V6_1": 1 + number % 5}
            saved(session, somebody, keyring, Typed(answers))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    build_results(app, 1)
    return lambda query="": signed_in.open(f"/team/waves/1/results{query}").text


def test_results_mark_the_questions_and_answers_wherever_they_stand(results):
    dutch = dutch_of(source("klachtbehandeling", "2024").definition)
    page = results("?taal=en")
    said = said_in(page, dutch)

    assert len(said) > 40
    assert {language for _, language in said} == {"nl"}
    captions = [each.get_text() for each in BeautifulSoup(page, "html.parser").select(".team-grades caption")]
    assert captions[:2] == ["Everybody", "Heeft u gelijk gekregen?"]
    assert marked(results()) == []
