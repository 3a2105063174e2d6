"""The check page, changing an answer from there, sending, and what comes after."""

import pytest

from enquete_app.questionnaire import load

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = ["indienen", "gelijk", "procedure", "klachtbehandelaar", "cijfer", "tip"]
SKIPPED = "Niet ingevuld"


def test_everything_may_be_skipped(begun, ballots):
    assert begun.go_to("controle").passed == PAGES
    assert set(begun.given.values()) == {SKIPPED}
    begun.press("go", "send")

    assert begun.status == 200
    assert ballots() == [{}]


def test_the_check_page_lists_everything_on_the_path_in_order(begun):
    questionnaire = load("klachtbehandeling", "2024")
    begun.go_to("controle", V1=5, V1_anders="Per duif", V3=2, V9_2=6, V10=10)

    asked = [
        line.text["nl"]
        for item in questionnaire.items_by_id.values()
        if item.id not in {"V4a", "V4c", "V7", "V8"}
        for line in (item.statements or (item,))
    ]
    assert list(begun.given) == asked
    given = {question: answer for question, answer in begun.given.items() if answer != SKIPPED}
    assert list(given.values()) == [
        *("Anders, namelijk: Per duif", "Deels", "weet ik niet", "10 - zeer tevreden")
    ]


def test_changing_an_answer_leads_back_to_the_check_page(begun):
    begun.go_to("controle", V1=1, V10=3)
    change = next(link["href"] for link in begun.page.select(".enq-change a") if "#V10" in link["href"])
    begun.open(change)
    assert begun.page.find(id=change.partition("#")[2])["name"] == "V10"
    begun.next(V10=9)

    assert begun.page_id == "controle"
    assert "9" in begun.given.values()


def test_changing_an_answer_asks_what_that_brings_up_before_the_check_page(begun):
    begun.go_to("controle", V3=4)
    begun.open(begun.url.replace("controle", "gelijk?wijzig=1")).next(V3=1)
    assert begun.page_id == "procedure"

    assert begun.next(V4a=1).page_id == "controle"


def test_changing_an_answer_asks_what_that_brings_up_also_on_a_page_seen_before(begun):
    begun.go_to("controle", V3=1, V4a=1)
    begun.open(begun.url.replace("controle", "gelijk?wijzig=1")).next(V3=2)
    assert begun.page_id == "procedure"
    begun.next(V4b=1)
    assert begun.page_id == "controle"
    begun.open(begun.url.replace("controle", "gelijk?wijzig=1")).next(V3=1)

    assert begun.page_id == "controle"


def test_the_language_button_keeps_somebody_who_changes_an_answer_on_the_way_back(begun):
    begun.go_to("controle")
    begun.open(begun.url.replace("controle", "cijfer?wijzig=1")).press("go", "en", V10=7)

    assert begun.next().page_id == "controle"


@pytest.mark.parametrize("page_id", ["indienen", "tip", "controle"])
def test_back_after_sending_says_that_it_was_sent(begun, ballots, page_id):
    begun.go_to("tip")
    stale = {**begun.form(), "go": "next", "V11": "Nog iets"}
    begun.next().press("go", "send")
    address = begun.url.partition("verstuurd")[0] + page_id
    for fields in (None, stale):
        begun.open(address, fields)

        assert (begun.status, begun.heading) == (200, "Uw antwoorden zijn al verstuurd")
        assert "Nog iets" not in begun.text
    assert ballots() == [{}]


@pytest.mark.parametrize("answers", [{}, {"V3": 1, "V10": 10}, {"V3": 3, "V10": 1}])
def test_after_sending_everybody_reads_where_to_go_and_where_results_appear(begun, answers):
    begun.go_to("controle", **answers)
    begun.press("go", "send")

    assert begun.heading == "U bent klaar"
    for words in ("niet opgelost?", "Nationale ombudsman", "14 000"):
        assert words in begun.text
    promised = begun.page.select_one("main a[href^=http]")["href"]
    assert promised == "http://127.0.0.1:5000/resultaten"
    assert begun.open(promised).heading == "Resultaten van onze onderzoeken"
    assert "Er is nog niets gepubliceerd." in begun.text


def test_a_municipality_that_publishes_elsewhere_says_where(begun):
    begun.client.application.config["PUBLICATION_URL"] = "https://www.gemeente.example/klachten"
    begun.go_to("controle").press("go", "send")

    promised = begun.page.select_one("main a[hreflang=nl]")
    assert promised["href"] == promised.get_text() == "https://www.gemeente.example/klachten"
    assert "/resultaten" not in begun.text


def test_on_an_english_page_the_ombudsman_is_marked_as_dutch(begun):
    begun.go_to("controle").press("go", "en").press("go", "send")

    assert begun.page.select_one("main [lang=nl]").get_text() == "de Nationale ombudsman"


def test_the_thanks_are_not_to_be_had_before_sending(begun):
    begun.open(begun.url.replace("indienen", "verstuurd"))

    assert begun.page_id == "indienen"
