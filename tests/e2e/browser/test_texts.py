"""Writing a text with a preview beside it, with scripts and without."""

import pytest
from e2e.browser.state import as_staff

EDIT = "/team/surveys/klachtbehandeling/texts/invitation/en"


@pytest.fixture
def write(visitor):
    def write(**settings):
        somebody = visitor(**settings)
        as_staff(somebody, EDIT)
        return somebody

    return write


def test_the_preview_follows_what_is_typed_and_keeps_the_cursor_where_it_is(write):
    page = write().page
    body = page.get_by_label("Tekst", exact=True)
    body.press("Control+End")
    page.keyboard.type("\n\nSee **you** soon, ((voornaam))!")

    page.locator("#voorbeeld strong", has_text="you").wait_for()
    page.locator("#voorbeeld li", has_text="((voornaam)) bestaat niet").wait_for()
    assert body.evaluate("field => field === document.activeElement")
    assert body.input_value().endswith("See **you** soon, ((voornaam))!")
    assert page.url.endswith(EDIT)


def test_without_scripts_a_button_shows_the_preview(write):
    somebody = write(java_script_enabled=False)
    body = somebody.page.get_by_label("Tekst", exact=True)
    body.fill(f"{body.input_value()}\n\nSee **you** soon.")
    somebody.press("Voorbeeld bekijken")

    assert somebody.page.locator("#voorbeeld strong", has_text="you").count() == 1
    assert somebody.page.get_by_label("Tekst", exact=True).input_value().endswith("See **you** soon.")


def test_enter_in_the_subject_keeps_the_text(write):
    somebody = write()
    subject = somebody.page.get_by_label("Onderwerp")
    subject.fill("A few questions from us")
    subject.press("Enter")

    somebody.page.get_by_role("status").filter(has_text="Bewaard als versie").wait_for()
