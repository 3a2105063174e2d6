"""The first page comes quickly on a phone with one bar of reception, and without scripts."""

import gzip

import pytest
from bs4 import BeautifulSoup

MOST_BYTES = 30_000
MOST_BYTES_OF_STYLES = 15_000
"""Compressed, as a server in front sends it."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_first_page_with_all_that_it_loads_is_small_and_needs_no_script(world):
    client = world.app.test_client()
    page = client.get(world.address("respond.welcome", who="untouched"))
    tags = BeautifulSoup(page.text, "html.parser")
    loaded = {tag.get("href") or tag.get("src") for tag in tags.select("link, img, [src]")}

    answers = [page, *(client.get(address, buffered=True) for address in loaded)]

    assert loaded == {"/static/enquete.css", "/static/logo.svg"}
    assert {answer.status_code for answer in answers} == {200}
    assert sum(len(answer.data) for answer in answers) < MOST_BYTES
    assert "script" not in page.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_style_sheet_is_small_and_loads_nothing_from_elsewhere(world):
    styles = world.app.test_client().get("/static/enquete.css", buffered=True)

    assert len(gzip.compress(styles.data)) < MOST_BYTES_OF_STYLES
    assert not [word for word in (b"@import", b"http:", b"https:", b"url(//") if word in styles.data]
