"""After a mistake, without scripts: the reader is where it says what to mend, and one press from mending it."""

import pytest
from e2e.browser.states import FOR_EVERYBODY, RESPONDENT

from enquete_app.web.language import LANGUAGES

FAULTY = [state for state in (*FOR_EVERYBODY, *RESPONDENT) if state.is_faulty]
FOCUS = "document.activeElement"


@pytest.mark.parametrize("state", FAULTY, ids=lambda state: state.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_the_focus_and_leads_to_the_first_control_of_each_field(in_turn, state, language):
    somebody = in_turn(language)
    state.reach(somebody)
    page = somebody.page
    summary = page.get_by_role("alert")
    links = summary.get_by_role("link")
    fields = [link.get_attribute("href").rpartition("#")[2] for link in links.all()]

    assert fields
    assert summary.evaluate(f"it => it === {FOCUS}")
    for number, field in enumerate(fields):
        links.nth(number).click()
        page.wait_for_url(f"**#{field}")
        assert page.evaluate(f"{FOCUS}.name") == field
        assert page.evaluate(f"{FOCUS} === document.getElementsByName('{field}')[0]")
        if not links.count():
            page.go_back()
