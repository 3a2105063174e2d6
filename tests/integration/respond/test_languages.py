"""Dutch and English: chosen on any page, kept with the answers."""

import pytest
from builders import drawn_wave, invitation_ids, token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def english_link(database, keyring):
    """The link of somebody whom the register knows as English."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=1, language="en")
        return f"/e/{token(invitation_ids(session)[0], keyring)}"


def test_somebody_whom_the_register_knows_as_english_gets_english_all_the_way(visitor, english_link):
    browser = visitor().open(english_link)
    while browser.page_id != "verstuurd":
        assert browser.language == "en"
        on_check, at_start = browser.page_id == "controle", "Start" in browser.text
        browser.press("go", "start" if at_start else "send" if on_check else "next")

    assert (browser.language, browser.status) == ("en", 200)
    assert "Thank you very much for taking part." in browser.text
    assert visitor().open(english_link).language == "en"


def test_somebody_english_may_choose_dutch_on_the_welcome_page(visitor, english_link):
    browser = visitor().open(english_link).press("go", "nl")
    assert browser.language == "nl"

    assert browser.press("go", "start").language == "nl"


def test_a_language_button_stays_on_the_page_and_keeps_what_was_typed(begun, person):
    begun.press("go", "en", V1=5, V1_anders="Per duif")
    assert (begun.language, begun.page_id) == ("en", "indienen")
    assert "How did you submit the complaint?" in begun.text
    assert (begun.value("V1"), begun.value("V1_anders")) == ("5", "Per duif")
    begun.press("go", "nl", V1_anders="Per postduif")

    assert begun.language == "nl"
    assert person.draft() == {"V1": 5, "V1_anders": "Per postduif"}


def test_the_language_chosen_holds_for_the_next_pages_and_on_another_device(begun, visitor, person):
    begun.press("go", "en").next()
    assert begun.language == "en"
    other = visitor().open(person.link)
    assert other.language == "en"

    assert other.press("go", "start").language == "en"


def test_the_language_can_be_chosen_on_the_check_page(begun):
    begun.go_to("controle").press("go", "en")
    assert (begun.language, begun.page_id) == ("en", "controle")
    begun.press("go", "send")

    assert begun.language == "en"


def test_an_error_is_in_the_language_of_the_page(begun):
    begun.press("go", "en").next(V1=1, V1_anders="Pigeon")

    assert begun.status == 422
    assert begun.language == "en"
    assert begun.page.title.string.startswith("Error:")
    assert "Choose ‘Other, namely’ or remove the text." in begun.text


@pytest.mark.parametrize("path", ["/", "/privacy", "/echt", "/toegankelijkheid", "/code", "/e/x", "/u/x"])
def test_every_open_page_is_there_in_both_languages(visitor, path):
    texts = {}
    for language in ("nl", "en"):
        browser = visitor().open(f"{path}?taal={language}")
        assert browser.language == language
        texts[language] = browser.heading
    assert texts["nl"] != texts["en"]


@pytest.mark.parametrize("taal", ["de", "", "../nl", "en%00", "🙂"])
def test_a_language_we_do_not_have_is_dutch(visitor, taal):
    assert visitor().open(f"/?taal={taal}").language == "nl"
