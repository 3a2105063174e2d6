"""One person's impatience: a hundred sends at the same moment, over HTTP, to several threads of a server."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from browser import Browser
from builders import DRAW_DAY, complaint, invitation_ids, token
from sqlalchemy import func, select

from enquete_app.answers.models import Ballot
from enquete_app.db import Database
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.keys import Keyring

AT_ONCE = 100


@pytest.fixture
def somebody(installation, serve, database_url):
    """A server, the link of somebody invited, and the database."""
    made = installation()
    database = Database(database_url)
    keyring = Keyring(made.environ["ENQUETE_SECRET_KEY"], (), made.environ["ENQUETE_CONTACT_KEY"])
    with database.transaction() as session:
        session.add(complaint())
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)
        link = f"/e/{token(invitation_ids(session)[0], keyring)}"
    yield f"{serve(made)}{link}", database, made
    database.engine.dispose()


def test_of_a_hundred_sends_at_once_one_counts_and_everybody_is_thanked(somebody):
    link, database, made = somebody
    browser = Browser().open(link).press("go", "start")
    while "controle" not in browser.url:
        browser.press("go", "next")
    fields = {field["name"]: field.get("value", "") for field in browser.page("input", attrs={"name": True})}
    cookie = "; ".join(f"{each.name}={each.value}" for each in browser.cookies)
    address = urlsplit(browser.url)

    def send(_):
        connection = HTTPConnection(address.netloc, timeout=60)
        body = urlencode(fields | {"go": "send"})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", address.path, body, headers)
        answer = connection.getresponse()
        connection.close()
        return answer.status, answer.headers["Location"].partition("?")[0]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(send, range(AT_ONCE)))

    assert answers == {(303, address.path.replace("controle", "verstuurd"))}
    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Ballot)) == 1
    assert json.loads(made.do("wave", "show", "1", "--json"))["state"] == "open"
