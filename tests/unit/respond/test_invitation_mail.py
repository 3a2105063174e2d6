"""What the invitation says, and what it keeps to itself."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template

from config import Config
from enquete_app import TEMPLATES
from enquete_app.web.language import init_language, use_language

LINK = "https://onderzoek.example/e/abcdefghijklmnopqrstuvwxyz234567"
CONTENT = {
    "link": LINK,
    "opt_out": "https://onderzoek.example/u/234567abcdefghijklmnopqrstuvwxyz",
    "genuine": "https://onderzoek.example/echt",
    "received": "12 maart 2025",
    "last_day": "11 juni 2025",
    "minutes": 5,
}


@pytest.fixture(params=["nl", "en"])
def render(request):
    app = Flask("enquete_app", template_folder=str(TEMPLATES))
    app.config.from_object(Config(SECRET_KEY="secret"))
    init_language(app)

    def render(part, *, is_reminder=False):
        with app.test_request_context():
            use_language(request.param)
            return render_template(
                f"mail/invitation.{part}",
                **CONTENT,
                is_reminder=is_reminder,
                language=request.param,
                subject="Onderwerp",
            )

    return render


@pytest.mark.parametrize("is_reminder", [False, True])
def test_the_link_stands_on_a_line_of_its_own_in_the_text(render, is_reminder):
    assert LINK in render("txt", is_reminder=is_reminder).splitlines()


@pytest.mark.parametrize("part", ["txt", "html"])
def test_both_parts_tell_all_that_is_promised(render, part):
    mail = render(part)
    for promised in (*CONTENT.values(), Config.ORGANISATION, Config.CONTACT_PHONE):
        assert str(promised) in mail


@pytest.mark.parametrize("is_reminder", [False, True])
def test_both_parts_say_the_same(render, is_reminder):
    page = BeautifulSoup(render("html", is_reminder=is_reminder), "html.parser").body
    text = render("txt", is_reminder=is_reminder)
    assert _words(page.get_text(" ")) == _words(text)


def test_a_reminder_begins_differently(render):
    assert _words(render("txt", is_reminder=True))[:12] != _words(render("txt"))[:12]


@pytest.mark.parametrize("part", ["txt", "html"])
def test_nobody_who_looks_over_a_shoulder_reads_about_a_complaint(render, part):
    assert not re.search("klacht|complain", render(part), re.IGNORECASE)


def test_nothing_is_loaded_from_elsewhere(render):
    page = BeautifulSoup(render("html"), "html.parser")
    assert not page.find_all(["img", "link", "script", "iframe"])
    assert not page.find_all(src=True)
    assert not re.search(r"url\(|@import", str(page))


def test_every_text_and_link_has_a_colour_of_its_own_for_a_light_and_a_dark_ground(render):
    page = BeautifulSoup(render("html"), "html.parser")
    assert page.body["class"] == ["ground"]
    for link in page("a"):
        assert re.search(r"(^|;)color:#", link["style"])
        assert set(link["class"]) <= {"address", "button"}
    dark = page.style.string.partition("prefers-color-scheme: dark")[2]
    assert all(f".{name} " in dark for name in ("ground", "text", "address", "button"))


def test_the_button_leads_where_the_visible_address_does(render):
    page = BeautifulSoup(render("html"), "html.parser")
    button, address, *_ = page("a")
    assert button["href"] == address["href"] == address.get_text() == LINK


def _words(text):
    return [word for word in text.split() if word.strip("-")]
