"""The whole path without scripts, without a style sheet, back and forth, and in another language."""

import pytest
from e2e.browser.visitor import BACK, SEND
from e2e.browser.walking import answers, pages

THANKED = "Hartelijk dank voor uw deelname."


@pytest.fixture
def somebody(in_turn):
    somebody = in_turn()
    return somebody.start(somebody.world.person())


def test_without_scripts_each_page_says_where_one_is(somebody):
    titles = [somebody.page.title() for _ in pages(somebody)]
    titles.append(somebody.page.title())
    somebody.press(SEND).page.get_by_text(THANKED).wait_for()
    titles.append(somebody.page.title())

    assert len(set(titles)) == len(titles)
    assert [title.split(" – ")[0] for title in titles[:-1]] == [
        f"Stap {number} van {len(titles) - 1}" for number in range(1, len(titles))
    ]


def test_without_a_style_sheet_every_question_still_stands_above_its_answers(visitor):
    plain = visitor(java_script_enabled=False)
    plain.page.context.route("**/*.css", lambda route: route.abort())
    plain.start(plain.world.person())
    for _ in pages(plain):
        for group in plain.page.locator("fieldset").all():
            question, radios = group.locator("legend"), group.get_by_role("radio").all()
            assert question.is_visible()
            assert question.bounding_box()["y"] < min(each.bounding_box()["y"] for each in radios)
        for label in plain.page.locator("label").all():
            assert label.is_visible()
            assert label.inner_text().strip()
        assert [text for text in plain.page.get_by_role("button").all_inner_texts() if not text.strip()] == []

    plain.press(SEND).page.get_by_text(THANKED).wait_for()


def test_the_back_button_shows_each_earlier_page_with_its_answers(somebody):
    went = [(somebody.page.url, given) for given in pages(somebody)]
    for url, given in reversed(went):
        somebody.page.go_back()
        assert (somebody.page.url, answers(somebody.page)) == (url, given)
    for url, given in went[1:]:
        somebody.page.go_forward()
        assert (somebody.page.url, answers(somebody.page)) == (url, given)


def test_the_pages_own_back_button_shows_each_earlier_page_with_its_answers(somebody):
    went = [(somebody.page.url, given) for given in pages(somebody)]
    for url, given in reversed(went):
        somebody.press(BACK)
        assert (somebody.page.url, answers(somebody.page)) == (url, given)
    assert not somebody.button(BACK).count()


def test_back_after_a_mistake_does_not_ask_to_send_the_form_again(somebody):
    page = somebody.page
    page.get_by_label("Telefonisch").check()
    page.get_by_role("textbox").first.fill("Per duif")
    somebody.press("Volgende")
    page.get_by_role("textbox").first.fill("")
    somebody.press("Volgende")
    page.go_back()

    assert page.title().startswith("Stap 1 van ")
    assert page.get_by_label("Telefonisch").is_checked()


def test_back_after_sending_shows_that_it_was_sent(somebody):
    passed = list(pages(somebody))
    somebody.press(SEND).page.get_by_text(THANKED).wait_for()
    for _ in range(len(passed) + 1):
        somebody.page.go_back()
        assert somebody.heading == "Uw antwoorden zijn al verstuurd"
        assert not somebody.page.get_by_role("radio").count()


def test_every_page_can_be_read_in_the_other_language_with_what_is_filled_in(somebody):
    html = somebody.page.locator("html")
    for given in pages(somebody):
        for language in ("en", "nl"):
            somebody.choose(language)
            assert html.get_attribute("lang") == language
            assert answers(somebody.page) == given

    somebody.choose("en")
    assert somebody.page.get_by_role("button", name="Send answers").count() == 1


@pytest.mark.parametrize("path", ["/", "/code", "/privacy", "/echt", "/toegankelijkheid"])
def test_pages_for_everybody_lead_to_the_other_language(in_turn, path):
    page = in_turn().open(path).page
    for code, name in (("en", "English"), ("nl", "Nederlands")):
        page.get_by_role("link", name=name).click()
        page.locator(f"html[lang={code}]").wait_for()
