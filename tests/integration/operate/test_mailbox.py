"""The demo's mailbox in a browser."""

import re

import pytest
from bs4 import BeautifulSoup
from builders import MORNING, drawn_wave

from enquete_app.jobs.due import run_due

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mailbox(make_app, database, keyring):
    """The pages of a mailbox with five mails."""
    app = make_app(DEMO=True)
    with database.transaction() as session:
        drawn_wave(session, keyring, people=5)
    with app.app_context():
        list(run_due(app, MORNING))
    return app.test_client()


def links(client):
    page = BeautifulSoup(client.get("/mailbox/").text, "html.parser")
    return [link["href"] for link in page.select("main table a")]


def test_the_list_says_how_many_of_all_it_shows(mailbox, monkeypatch):
    assert "Het zijn er 5." in mailbox.get("/mailbox/").text
    monkeypatch.setattr("enquete_app.operate.mailbox.SHOWN", 2)
    assert "Van de 5 staan hier de nieuwste 2." in mailbox.get("/mailbox/").text
    assert len(links(mailbox)) == 2


def test_a_mail_is_shown_with_its_date_and_its_lines(mailbox):
    page = mailbox.get(links(mailbox)[0]).text
    assert "15 mei 2025 09:00" in page
    assert "\n" in BeautifulSoup(page, "html.parser").select_one(".mail-text").get_text().strip()


def test_the_html_part_is_shown_with_its_own_styles_and_nothing_else(mailbox):
    address = links(mailbox)[0]
    page = mailbox.get(address)
    answer = mailbox.get(f"{address}/html")
    assert f'href="{address}/html"' in page.text
    assert re.search('<body[^>]* style="', answer.text)
    [policy] = answer.headers.getlist("Content-Security-Policy")
    assert "default-src 'none'; style-src 'unsafe-hashes' 'sha256-" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["abc", "..%2fx", "x"])
def test_an_unknown_mail_is_not_found(mailbox, name):
    assert mailbox.get(f"/mailbox/{name}").status_code == 404
    assert mailbox.get(f"/mailbox/{name}/html").status_code == 404
