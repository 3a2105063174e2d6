"""One more language is a catalogue and a file of the questionnaire's texts, and nothing else."""

import shutil
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from babel.dates import format_date
from browser import Browser
from builders import HEADING
from e2e.invented_languages import add_catalogue, add_questionnaire, unmarked
from e2e.loaded_program import loaded_program

ROWS = """
K-1;klacht;informeel;2025-03-16;2025-05-01;gegrond;een@inwoner.example;Arabisch
K-2;klacht;informeel;2025-03-16;2025-05-01;gegrond;twee@inwoner.example;tur
"""
RECEIVED = format_date(date(2025, 3, 16), "d MMMM y", locale="ar")
ALL = ["Nederlands", "English", "Türkçe", "العربية"]
BOTH = ["Nederlands", "English", "العربية"]
PUBLIC = (
    *("/", "/code", "/privacy", "/echt", "/toegankelijkheid", "/resultaten"),
    *("/e/x", "/u/x", "/nergens"),
)
NAMES = {
    *(
        "Gemeente",
        "Voorbeeldstad",
        "de",
        "Nationale",
        "ombudsman",
        "Nederlands",
        "English",
        "autoriteitpersoonsgegevens",
        "nl",
    ),
    *("klachten", "gemeente", "example", "http", "resultaten", "Afvalcontainer"),
}


@pytest.fixture
def made(installation, tmp_path):
    """A copy of the code with Arabic added, and of Turkish the catalogue only."""
    made = installation()
    source, made.code = made.code, tmp_path / "code"
    for name in ("enquete_app", "templates", "migrations"):
        shutil.copytree(source / name, made.code / name)
    for name in ("config.py", "wsgi.py"):
        shutil.copy2(source / name, made.code / name)
    for language in ("ar", "tr"):
        add_catalogue(made.code / "enquete_app", language)
    add_questionnaire(made.code / "enquete_app", "ar")
    with TemporaryDirectory() as folder, loaded_program(made.code, address := Path(folder) / "program"):
        made.program = address
        yield made


@pytest.mark.long
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_third_language_goes_from_register_to_thanks(made, serve):
    address, mails = serve(made), _mails(made)

    arabic = mails["een@inwoner.example"]
    assert arabic["Content-Language"] == "ar"
    assert RECEIVED in _plain(arabic)
    assert '<html lang="ar" dir="rtl">' in arabic.get_body(("html",)).get_content()
    _answers(_link(arabic, "/e/"))
    _opts_out(_link(arabic, "/u/"))
    assert _is_arabic(Browser().open(_link(arabic, "/echt"))) == ALL
    for path in PUBLIC:
        assert _is_arabic(Browser().open(f"{address}{path}?taal=ar")) == ALL

    # Whose language has a catalogue only gets mail in it, and the questions in Dutch.
    turkish = mails["twee@inwoner.example"]
    assert turkish["Content-Language"] == "tr"
    welcome = Browser().open(_link(turkish, "/e/"))
    assert (welcome.page.html["lang"], _languages(welcome)) == ("nl", BOTH)
    assert Browser().open(f"{address}/team/sign-in?taal=ar").page.html["lang"] == "nl"


def _mails(made):
    """Draw a wave of the two and mail them; gives the mails by address."""
    register = made.folder / "register.csv"
    register.write_text(f"{HEADING};taal{ROWS}", encoding="utf-8")
    made.do("register", "import", register)
    made.do("wave", "draw", "--as-of", "2025-05-15", "--everyone")
    made.do("run-due", "--now", "2025-05-15T09:00")
    files = (made.code / "instance/mailbox").glob("*.eml")
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return {mail["To"]: mail for mail in mails}


def _answers(link):
    """Go through all pages by the first button that goes on, and change the language on the way."""
    somebody = Browser().open(link)
    assert RECEIVED in somebody.page.get_text()
    pages = []
    while not somebody.url.endswith("/verstuurd?taal=ar"):
        assert _is_arabic(somebody) == BOTH
        pages.append(urlsplit(somebody.url).path)
        going = somebody.page.find("button", attrs={"name": "go", "value": ["start", "next", "send"]})
        somebody.press("go", going["value"])
        if somebody.page.find("input", attrs={"name": "handle"}):
            assert somebody.press("go", "nl").page.html["lang"] == "nl"
            somebody.press("go", "ar")
    assert len(pages) == len(set(pages)) > 7
    assert _is_arabic(somebody) == BOTH
    assert _is_arabic(Browser().open(link)) == BOTH


def _opts_out(link):
    somebody = Browser().open(link)
    assert _is_arabic(somebody) == ALL
    assert _is_arabic(somebody.press("go", "out")) == ALL
    assert somebody.page.find("button", value="in")


def _is_arabic(browser):
    """Assert that the page says so and holds no word in another language; gives the languages offered."""
    html = browser.page.html
    assert (html["lang"], html["dir"]) == ("ar", "rtl"), browser.url
    assert set(unmarked(html.get_text(" ").replace("Türkçe", ""))) <= NAMES, browser.url
    return _languages(browser)


def _languages(browser):
    return [each.get_text() for each in browser.page.select(".enq-language")]


def _plain(mail):
    return mail.get_body(("plain",)).get_content()


def _link(mail, path):
    return next(word for word in _plain(mail).split() if path in word)
