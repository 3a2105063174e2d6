"""What everybody gets of published results: static, anonymous, to be found and to be kept."""

import pytest
from bs4 import BeautifulSoup
from builders import MORNING, drawn_wave
from publishing_builders import DATA, LIST, PUBLIC

from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.results.publishing import Rendered, prepare, publish, withdraw

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


PAGES = {"nl": ("Titel", b"<p>Nederlands"), "en": ("Title", b"<p>English")}


@pytest.fixture
def published(make_app):
    """Publish a wave with these pages; gives the application."""

    def published(pages=PAGES):
        app = make_app()
        with app.extensions["database"].transaction() as session:
            drawn_wave(session, app.extensions["keyring"])
            wave = find_wave(session, "1", lock=True)
            prepare(session, wave, "")
            rendered = Rendered(pages=pages, data=b"a,b\r\n", files={"0a.css": b"p {}"})
            publish(session, wave, rendered, MORNING)
        return app

    return published


@pytest.fixture
def anybody(published):
    return published().test_client()


@pytest.mark.parametrize("address", [LIST, PUBLIC, DATA])
def test_it_is_for_everybody_to_keep_and_to_ask_again(anybody, address):
    answer = anybody.get(address)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["X-Robots-Tag"] == "all"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not {"Set-Cookie", "Content-Disposition"} & {*answer.headers.keys()}
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = anybody.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "public, no-cache"
    head = anybody.head(address)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", answer.headers["ETag"])


@pytest.mark.parametrize("address", [PUBLIC, DATA])
def test_it_says_since_when_it_is_so(anybody, address):
    since = anybody.get(address).headers["Last-Modified"]

    assert anybody.get(address, headers={"If-Modified-Since": since}).status_code == 304


def test_the_page_comes_in_the_language_asked_for_or_the_browsers(anybody):
    def get(address, browser):
        answer = anybody.get(address, headers={"Accept-Language": browser})
        return answer.text, answer.headers.get("Vary")

    assert get(PUBLIC, "de, en;q=0.5") == ("<p>English", "Accept-Language")
    assert get(PUBLIC, "nl") == ("<p>Nederlands", "Accept-Language")
    assert get(f"{PUBLIC}?taal=en", "nl") == ("<p>English", None)
    assert get(f"{PUBLIC}?taal=xx", "") == ("<p>Nederlands", "Accept-Language")
    assert get(f"{PUBLIC}/", "en")[0] == "<p>English"


def test_files_of_the_page_are_kept_for_good(anybody):
    answer = anybody.get(f"{LIST}/bestanden/0a.css")

    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/css", b"p {}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for name in ("onbekend", "0b.css", "0a.exe"):
        assert anybody.get(f"{LIST}/bestanden/{name}").status_code == 404


def test_the_list_names_what_is_published_in_the_language_of_the_page(anybody):
    shown = BeautifulSoup(anybody.get(f"{LIST}?taal=en").text, "html.parser")

    assert [(each["href"], each.text) for each in shown.select("main li a")] == [
        (f"{PUBLIC}?taal=en", "Title")
    ]
    assert "Did you take part and is your survey not here?" in shown.text


def test_where_there_is_no_title_in_the_language_of_the_page_it_says_in_which_it_is(published):
    app = published({"nl": ("Titel", b"<p>Nederlands")})
    client = app.test_client
    [link] = BeautifulSoup(client().get(f"{LIST}?taal=en").text, "html.parser").select("main li a")
    assert (link["lang"], link["href"]) == ("nl", f"{PUBLIC}?taal=nl")
    assert client().get(f"{PUBLIC}?taal=en").text == "<p>Nederlands"
    with app.extensions["database"].transaction() as session:
        withdraw(session, find_wave(session, "1", lock=True), "Fout", MORNING)
    gone = BeautifulSoup(client().get(f"{PUBLIC}?taal=en").text, "html.parser")
    assert gone.find(string="Titel").parent["lang"] == "nl"


def test_other_pages_are_still_not_to_be_found(anybody):
    for address in ("/", "/privacy", f"{LIST}/nergens"):
        assert anybody.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"
