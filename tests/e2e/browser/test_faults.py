"""After a mistake, without scripts: the reader is where it says what to mend, one press from mending it."""

import pytest
from e2e.browser.states import FOR_EVERYBODY, RESPONDENT
from e2e.browser.visitor import NEXT, SEND

FAULTY = [state for state in (*FOR_EVERYBODY, *RESPONDENT) if state.is_faulty]
FOCUS = "document.activeElement"


@pytest.mark.parametrize("state", FAULTY, ids=lambda state: state.name)
def test_the_summary_has_the_focus_and_leads_to_the_first_control_of_each_field(in_turn, state):
    somebody = in_turn()
    state.reach(somebody)
    page = somebody.page
    summary = page.get_by_role("alert")
    links = summary.get_by_role("link")
    fields = [link.get_attribute("href").rpartition("#")[2] for link in links.all()]

    here = page.url.partition("#")[0]

    assert fields
    assert summary.evaluate(f"it => it === {FOCUS}")
    for number, field in enumerate(fields):
        links.nth(number).press("Enter")
        page.wait_for_function(f"{FOCUS} === document.getElementsByName('{field}')[0]")
        assert page.evaluate(f"{FOCUS}.name") == field
        if page.url.partition("#")[0] != here:
            page.go_back()


def test_mending_it_leads_on(in_turn):
    somebody = in_turn()
    page = somebody.start(somebody.world.person()).page
    page.get_by_label("Telefonisch").check()
    page.get_by_role("textbox").first.fill("Per duif")
    somebody.press(NEXT)
    assert page.title().startswith("Fout: Stap 1 van ")
    assert page.get_by_label("Telefonisch").is_checked()
    assert page.get_by_role("textbox").first.input_value() == "Per duif"
    page.get_by_role("radio", name="Anders, namelijk:").first.check()
    somebody.press(NEXT)

    assert page.title().startswith("Stap 2 van ")


def _contradicted(somebody):
    page = somebody.start(somebody.world.person()).page
    page.get_by_label("Telefonisch").check()
    page.get_by_role("textbox").first.fill("Per duif")
    somebody.press(NEXT)
    return page


def test_a_second_mistake_has_the_focus_on_the_summary_too(in_turn):
    somebody = in_turn()
    page = _contradicted(somebody)
    summary = page.get_by_role("alert")
    summary.get_by_role("link").press("Enter")
    assert page.url.endswith("#V1_anders")
    somebody.press(NEXT)

    assert page.url.endswith("#melding")
    assert summary.evaluate(f"it => it === {FOCUS}")


def test_what_the_check_page_leads_to_says_what_is_wrong_there(in_turn):
    somebody = in_turn()
    page = _contradicted(somebody)
    page.goto(page.url.partition("?")[0].replace("indienen", "controle"))
    somebody.press(SEND)
    page.get_by_role("alert").get_by_role("link").click()

    page.wait_for_url("**#V1_anders")
    assert page.title().startswith("Fout: ")
    assert page.evaluate(f"{FOCUS}.name") == "V1_anders"
