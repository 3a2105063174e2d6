"""People know which complaint is meant, and nothing on a page suggests an answer."""

from datetime import date

import pytest
from builders import drawn_wave, invitation_ids, token
from sqlalchemy import delete

from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.register.models import Complaint

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FACTS = {
    "case_number": "ZK-2025-0417",
    "subject": "Overlast van kapot speeltoestel",
    "domain": "Fysiek domein",
    "department": "Speelplekken",
    "received": date(2025, 3, 4),
    "closed": date(2025, 4, 9),
    "handling": "formeel",
    "judgement": "ongegrond",
}


@pytest.fixture
def walk(database, keyring, visitor):
    """Go through all pages; gives the text of the welcome page and of those with questions."""

    def walk(*approved):
        with database.transaction() as session:
            find_survey(session, "klachtbehandeling").shown_subjects = list(approved)
            drawn_wave(session, keyring, people=1, **FACTS)
            link = f"/e/{token(invitation_ids(session)[0], keyring)}"
        pages = [visitor().open(link)]
        welcome = pages[0].text
        browser, questions = pages[0].press("go", "start"), []
        answers = {"V3": 1, "V6_1": 5, "V6_2": 5}
        while browser.page_id != "controle":
            questions.append(browser.text)
            browser.next(**{name: value for name, value in answers.items() if name in browser.fields()})
        check = browser.text
        return welcome, questions, [check, browser.press("go", "send").text]

    return walk


def test_the_day_received_is_on_the_welcome_page_and_beside_the_questions(walk):
    welcome, questions, _ = walk()

    assert len(questions) == 6
    assert all("4 maart 2025" in text for text in (welcome, *questions))


def test_the_subject_shows_only_where_the_team_approved_it_and_not_before_the_link_is_used(walk):
    welcome, questions, _ = walk(FACTS["subject"], "Afvalcontainer")

    assert FACTS["subject"] not in welcome
    assert all(FACTS["subject"] in text for text in questions)


def test_a_subject_that_was_not_approved_shows_nowhere(walk):
    welcome, questions, last = walk("Afvalcontainer")

    assert not any(FACTS["subject"] in text for text in (welcome, *questions, *last))


def test_nothing_on_any_page_tells_how_the_complaint_ended(walk):
    welcome, questions, _ = walk(FACTS["subject"])
    for text in (welcome, *questions):
        for telling in ("9 april", "2025-04-09", "ongegrond", "formeel", "ZK-2025", "Fysiek", "Speelplekken"):
            assert telling not in text


def test_after_retention_took_the_complaint_away_the_questions_can_still_be_answered(
    database, visitor, person
):
    with database.transaction() as session:
        session.execute(delete(Complaint))
    browser = visitor().open(person.link).press("go", "start").go_to("controle", V10=3).press("go", "send")

    assert (browser.status, browser.page_id) == (200, "verstuurd")
