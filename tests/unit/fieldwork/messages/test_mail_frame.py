"""What our mails say by themselves, and what stands around every text."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from config import Config
from enquete_app import TEMPLATES
from enquete_app.fieldwork.texts.checking import faults
from enquete_app.fieldwork.texts.placeholders import Piece, Placeholder, Text, TextKind
from enquete_app.fieldwork.texts.plainness import advice
from enquete_app.fieldwork.texts.rendering import Frame, write_letter, write_mail
from enquete_app.fieldwork.texts.standard import standard_text
from enquete_app.languages import LANGUAGES, Language
from enquete_app.web.language import init_language

LINK = "https://onderzoek.example/e/abcdefghijklmnopqrstuvwxyz234567"
OPT_OUT = "https://onderzoek.example/u/234567abcdefghijklmnopqrstuvwxyz"
GENUINE = "https://onderzoek.example/echt"
VALUES = {
    Placeholder.LINK: LINK,
    Placeholder.GENUINE: GENUINE,
    Placeholder.RECEIVED: "12 maart 2025",
    Placeholder.LAST_DAY: "11 juni 2025",
    Placeholder.MINUTES: "5",
    Placeholder.ORGANISATION: "Gemeente Voorbeeldstad",
    Placeholder.PHONE: "14 000",
    Placeholder.EMAIL: "klachten@gemeente.example",
    Placeholder.NAME: "A. de Vries",
    Placeholder.CODE: "CDFH-JKMN-PRTV-WXY3",
    Placeholder.SHORT_ADDRESS: "onderzoek.example/code",
}
MAILS = [TextKind.INVITATION, TextKind.REMINDER]


@pytest.fixture(autouse=True)
def app():
    app = Flask("enquete_app", template_folder=str(TEMPLATES))
    app.config.from_object(Config(SECRET_KEY="secret"))
    init_language(app)
    with app.app_context():
        yield app


@pytest.fixture(params=["nl", "en"])
def language(request):
    return LANGUAGES[request.param]


@pytest.fixture
def write(language):
    def write(kind=TextKind.INVITATION, text=None, notice="", into=language):
        text = text or standard_text(kind, language.code)
        return write_mail(text, into, VALUES, Frame(opt_out=OPT_OUT, notice=notice))

    return write


def body_of(html):
    return BeautifulSoup(html, "html.parser").body


def words(text):
    return [word for word in text.split() if word.strip("-")]


@pytest.mark.parametrize("kind", TextKind)
def test_the_built_in_texts_are_sound_and_plain(kind, language):
    text = standard_text(kind, language.code)
    assert faults(text, kind) == ()
    assert {each.what for each in advice(Piece(kind, language.code, text))} <= {"60"}


@pytest.mark.parametrize("kind", MAILS)
def test_the_link_stands_on_a_line_of_its_own_in_the_text(write, kind):
    assert LINK in write(kind).text.splitlines()


def test_both_parts_tell_all_that_is_promised(write):
    written = write()
    for promised in (LINK, GENUINE, OPT_OUT, "12 maart 2025", "11 juni 2025", "14 000", "Voorbeeldstad"):
        assert promised in written.text
        assert promised in written.html


@pytest.mark.parametrize("kind", MAILS)
def test_both_parts_say_the_same(write, kind):
    written = write(kind)
    assert words(body_of(written.html).get_text(" ")) == words(written.text)


def test_a_reminder_begins_differently(write):
    assert words(write(TextKind.REMINDER).text)[:12] != words(write().text)[:12]


@pytest.mark.parametrize("kind", TextKind)
def test_nobody_who_looks_over_a_shoulder_reads_about_a_complaint(kind, language):
    text = standard_text(kind, language.code)
    assert not re.search("klacht|complain", text.subject + text.body, re.IGNORECASE)


def test_nothing_is_loaded_from_elsewhere(write):
    page = BeautifulSoup(write().html, "html.parser")
    assert not page.find_all(["img", "link", "script", "iframe"])
    assert not page.find_all(src=True)
    assert not re.search(r"url\(|@import", str(page))


def test_every_text_and_link_has_a_colour_of_its_own_for_a_light_and_a_dark_ground(write):
    page = BeautifulSoup(write(notice="Proef").html, "html.parser")
    assert page.body["class"] == ["ground"]
    for link in page("a"):
        assert re.search(r"(^|;)color:#", link["style"])
        assert set(link["class"]) <= {"address", "button"}
    dark = page.style.string.partition("prefers-color-scheme: dark")[2]
    assert all(f".{name} " in dark for name in ("ground", "text", "address", "button"))


def test_the_button_leads_where_the_visible_address_does(write):
    button, address, *_ = body_of(write().html)("a")
    assert button["href"] == address["href"] == address.get_text() == LINK


@pytest.mark.parametrize("kind", MAILS)
def test_a_text_that_does_not_say_how_to_check_gets_it_from_the_frame(write, kind, language):
    text = standard_text(kind, language.code)
    without = replace(text, body=text.body.replace("((controlepagina))", ""))

    written = write(kind, without)

    assert written.text.count(GENUINE) == 1
    assert written.html.count(f'href="{GENUINE}"') == 1


def test_a_button_without_words_gets_some_in_both_parts(write, language):
    written = write(text=Text("Vragen", "((link))"))
    expected = {"nl": "Naar de vragen", "en": "To the questions"}[language.code]

    assert body_of(written.html).a.get_text() == expected
    assert f"{expected}\n{LINK}" in written.text


def test_what_is_typed_is_never_markup_nor_run(write):
    typed = "<b>x</b> {{ config }} {% raw %} %(date)s <script>alert(1)</script> & \"'"
    written = write(text=Text("{{ 7 * 7 }} ((organisatie))", f"{typed}\n\n((link))"))

    assert written.subject == "{{ 7 * 7 }} Gemeente Voorbeeldstad"
    assert typed in written.text
    assert typed in body_of(written.html).get_text()
    assert not body_of(written.html).find_all(["b", "script"])


def test_a_value_that_looks_like_a_placeholder_is_not_filled_in_again():
    values = VALUES | {Placeholder.ORGANISATION: "Gemeente ((link)) **vet**"}
    written = write_mail(Text("S", "Van ((organisatie))"), LANGUAGES["nl"], values, Frame(opt_out=OPT_OUT))

    assert "Van Gemeente ((link)) **vet**" in written.text


def test_a_language_from_right_to_left_turns_the_mail_but_not_its_addresses(write):
    hebrew = Language("nl", "עברית", "rtl")
    html = write(text=Text("שלום", "שלום\n\n((link))\n\n- אחת\n- שתיים"), into=hebrew).html
    page = BeautifulSoup(html, "html.parser")

    assert page.html["dir"] == "rtl"
    assert page.ul["style"] == "padding-right:24px"
    assert all(link["dir"] == "ltr" for link in page("a", class_="address"))


def test_a_notice_stands_on_top_of_both_parts(write):
    written = write(notice="Dit is een proef.")

    assert written.text.splitlines()[2] == "Dit is een proef."
    assert body_of(written.html).strong.get_text() == "Dit is een proef."


def test_a_letter_gives_its_parts_and_no_frame(language):
    written = write_letter(standard_text(TextKind.LETTER, language.code), VALUES)

    bold = [run.words for block in written.blocks for line in block.lines for run in line if run.is_bold]
    assert bold == ["onderzoek.example/code", "CDFH-JKMN-PRTV-WXY3"]
    assert (written.html, written.tail) == ("", ())
    assert OPT_OUT not in written.text


def test_somebody_without_a_name_is_not_greeted_with_a_gap():
    text = Text("S", "Beste ((naam)),")

    assert write_letter(text, VALUES).text == "Beste A. de Vries,"
    assert write_letter(text, VALUES | {Placeholder.NAME: ""}).text == "Beste,"
