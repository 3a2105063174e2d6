"""A municipality's theme and logo: read at start, served by us, and in the way of nothing."""

import re

import pytest
from bs4 import BeautifulSoup

from config import ConfigError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIGHT = """
/* @import "./elsewhere.css"; */
.stad-theme {
  --stad-blue: #00558c;
  --utrecht-button-primary-action-background-color: var(--stad-blue);
  --utrecht-link-color: rgb(0 85 140 / 100%);
  --utrecht-accordion-icon: url("data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'/>");
  --stad-red: #c00
}
.stad-theme .utrecht-heading-1 { text-transform: uppercase; }
"""
DARK = "@media (prefers-color-scheme: dark) { .stad-theme--media-query { --utrecht-document-color: #fff } }"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
LONG_HEAD = b"<!--" + b"-" * 5000 + b"-->" + SVG
PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def file(tmp_path):
    """Write a file; gives its path as a setting."""

    def file(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return file


@pytest.fixture
def page(make_app):
    """A page as it looks with some settings, and the browser that got it."""

    def page(**settings):
        client = make_app(**settings).test_client()
        return BeautifulSoup(client.get("/").text, "html.parser"), client

    return page


def sheets(page):
    return [link["href"] for link in page.select("link[rel=stylesheet]")]


def test_a_theme_is_served_by_us_and_kept_for_good_under_an_address_of_its_content(page, file):
    before, _ = page(THEME=file(LIGHT))
    after, client = page(THEME=file(LIGHT.replace("#00558c", "#00558d")))

    assert sheets(before) != sheets(after)
    theme, ours = (client.get(address, buffered=True) for address in sheets(after))
    assert ours.request.path == "/static/enquete.css"
    assert theme.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert theme.mimetype == "text/css"
    assert "default-src 'none'; style-src 'self'" in theme.headers["Content-Security-Policy"]


def test_of_a_theme_what_the_pages_use_is_sent_with_what_that_is_made_of_and_its_own_rules(page, file):
    soup, client = page(THEME=file(LIGHT))

    assert client.get(sheets(soup)[0]).text == (
        ".stad-theme { --stad-blue: #00558c; "
        "--utrecht-button-primary-action-background-color: var(--stad-blue); "
        "--utrecht-link-color: rgb(0 85 140 / 100%); } "
        ".stad-theme .utrecht-heading-1 { text-transform: uppercase; }"
    )


def test_the_classes_of_a_theme_stand_on_the_root(page, file):
    soup, _ = page(THEME=file(LIGHT + DARK + ".other { --x: 1 } .stad-theme--viewport-scale { --x: 2 }"))

    assert soup.html["class"] == ["enq-themed", "stad-theme", "stad-theme--media-query"]


@pytest.mark.parametrize(
    "dark", ["", DARK.replace("document-color", "accordion-color")], ids=["none", "of nothing we use"]
)
def test_a_theme_without_dark_colours_stays_light(page, file, dark):
    soup, _ = page(THEME=file(LIGHT + dark))

    assert "enq-light" in soup.html["class"]
    assert soup.select_one("meta[name=color-scheme]")["content"] == "light"


def test_a_theme_with_dark_colours_has_them_on_screens_and_not_on_paper(page, file):
    soup, client = page(THEME=file(LIGHT + DARK))

    assert "enq-light" not in soup.html["class"]
    assert soup.select_one("meta[name=color-scheme]")["content"] == "light dark"
    assert "@media screen and (prefers-color-scheme: dark)" in client.get(sheets(soup)[0]).text


@pytest.mark.parametrize(
    ("content", "mimetype"), [(SVG, "image/svg+xml"), (LONG_HEAD, "image/svg+xml"), (PNG, "image/png")]
)
def test_a_logo_stands_for_the_name(page, file, content, mimetype):
    soup, client = page(LOGO=file(content), ORGANISATION="Gemeente Stad")

    logo = soup.select_one("header img")
    assert logo["alt"] == "Gemeente Stad"
    assert "Gemeente Stad" not in soup.header.get_text()
    answer = client.get(logo["src"])
    assert (answer.data, answer.mimetype) == (content, mimetype)
    assert "immutable" in answer.headers["Cache-Control"]


def test_without_a_house_style_the_page_has_ours(page):
    soup, client = page(ORGANISATION="Gemeente Stad")

    assert not soup.html.has_attr("class")
    assert "Gemeente Stad" in soup.header.get_text()
    assert client.get("/huisstijl/thema-0.css").status_code == 404


@pytest.mark.parametrize(
    ("setting", "content", "words"),
    [
        ("THEME", LIGHT + '@import "tokens.css";', "@import"),
        ("THEME", LIGHT + "a { background: URL( 'https://elders.example/a.png') }", "URL("),
        ("THEME", LIGHT + "@font-face { src: url(./font.woff2) }", "url("),
        ("THEME", ".stad-theme { --stad-blue: #00558c }", "sets none"),
        ("THEME", LIGHT + "/* " + "x" * 512 * 1024 + " */", "larger than 512 kB"),
        ("THEME", b".stad-theme { --utrecht-link-color: '\xff' }", "UTF-8"),
        ("LOGO", "<html></html>", "SVG or a PNG"),
        ("LOGO", SVG + b" " * 128 * 1024, "larger than 128 kB"),
    ],
)
def test_a_file_of_no_use_stops_the_start(make_app, file, setting, content, words):
    with pytest.raises(ConfigError, match=rf"ENQUETE_{setting} .*{re.escape(words)}"):
        make_app(**{setting: file(content)})


@pytest.mark.parametrize("setting", ["THEME", "LOGO"])
def test_a_file_that_cannot_be_read_stops_the_start(make_app, tmp_path, setting):
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ConfigError, match=f"ENQUETE_{setting} cannot be read: {path}"):
            make_app(**{setting: str(path)})
