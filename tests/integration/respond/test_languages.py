"""Dutch and English: chosen on any page, kept with the answers."""

import pytest
from builders import drawn_wave, invitation_ids, token

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


PUBLIC = (
    "/",
    "/privacy",
    "/echt",
    "/toegankelijkheid",
    "/code",
    "/e/x",
    "/u/x",
    "/vragenlijst/x/y",
    "/nergens",
)


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


def test_a_check_page_asked_for_in_a_language_repeats_the_questions_in_it(begun):
    begun.go_to("controle", V1=1).open(f"{begun.url}?taal=en")

    assert begun.language == "en"
    assert begun.given["How did you submit the complaint?"].startswith("Digitally")


def test_an_error_is_in_the_language_of_the_page(begun):
    begun.press("go", "en").next(V1=1, V1_anders="Pigeon")

    assert begun.status == 422
    assert begun.language == "en"
    assert begun.page.title.string.startswith("Error:")
    assert "Choose ‘Other, namely’ or remove the text." in begun.text


@pytest.mark.parametrize("path", PUBLIC)
def test_every_open_page_is_there_in_both_languages(visitor, path):
    texts = {}
    for language in ("nl", "en"):
        browser = visitor().open(f"{path}?taal={language}")
        assert browser.language == language
        assert {link["hreflang"] for link in browser.page.select("a.enq-language")} == {"nl", "en"}
        assert browser.page.select_one(".enq-language[aria-current]")["lang"] == language
        texts[language] = browser.heading
    assert texts["nl"] != texts["en"]


@pytest.mark.parametrize("accepts", ["nl-NL,en-US;q=0.7,en;q=0.3", "nl-BE,fr;q=0.8,en;q=0.5", "fr"])
def test_a_dutch_browser_gets_dutch_pages_whatever_it_names_besides(visitor, accepts):
    assert visitor(accepts).open("/privacy").language == "nl"


@pytest.mark.parametrize(
    "accepts", ["en-GB,en;q=0.9,nl;q=0.8", "de,en;q=0.5", "en-GB,nl;q=0.5", "de-AT,fr,en;q=0.5,nl;q=0"]
)
@pytest.mark.parametrize("path", PUBLIC)
def test_of_whom_nothing_else_is_known_the_browser_tells_the_language(visitor, path, accepts):
    browser = visitor(accepts).open(path)

    assert browser.language == "en"
    assert "Accept-Language" in browser.headers["Vary"]
    assert visitor(accepts).open(f"{path}?taal=nl").language == "nl"
    assert visitor("de").open(path).language == "nl"


def test_a_link_tells_the_language_before_the_browser_does(visitor, person):
    for path in (person.link, person.opt_out):
        browser = visitor("en").open(path)
        assert browser.language == "nl"
        assert "Accept-Language" not in browser.headers.get("Vary", "")
    browser = visitor("en").open(person.link).press("go", "start")
    assert browser.language == "nl"
    assert browser.go_to("controle").press("go", "send").language == "nl"
    assert visitor("en").open(person.link).language == "nl"


def test_what_was_chosen_comes_before_what_the_link_tells_and_goes_along_on_links(visitor, person):
    for page in (visitor("nl").open(f"{person.link}?taal=en"), visitor("en").open("/?taal=nl")):
        chosen, links = page.language, page.page.select("main a[href^='/'], footer a[href^='/']")
        onward = [link["href"] for link in links if not link["href"].startswith("/team/")]
        assert len(onward) >= 5
        assert {page.open(href).language for href in onward} == {chosen}


def test_a_question_page_leads_on_in_its_language(begun):
    begun.press("go", "en")
    for link in begun.page.select("footer a[href^='/']"):
        assert link["href"].endswith("?taal=en")


def test_afterwards_everything_can_be_read_in_the_other_language(begun, visitor, person):
    begun.go_to("controle").press("go", "send")
    for browser in (begun, visitor().open(person.link)):
        for language in ("en", "nl"):
            link = browser.page.select_one(f"a.enq-language[lang={language}]")
            assert browser.open(f"{browser.url.partition('?')[0]}{link['href']}").language == language
            assert browser.status == 200


@pytest.mark.parametrize("taal", ["de", "", "../nl", "en%00", "🙂"])
def test_a_language_we_do_not_have_is_as_if_none_was_asked_for(visitor, english_link, taal):
    assert visitor().open(f"/?taal={taal}").language == "nl"
    assert visitor().open(f"{english_link}?taal={taal}").language == "en"


def test_what_is_always_dutch_says_so_on_an_english_page(begun):
    begun.client.application.config["PUBLICATION_URL"] = "https://www.gemeente.example/klachten"
    begun.press("go", "en").go_to("controle").press("go", "send")

    assert begun.page.find(string="de Nationale ombudsman").parent["lang"] == "nl"
    assert begun.page.select_one("main a[href^='https:']")["hreflang"] == "nl"
