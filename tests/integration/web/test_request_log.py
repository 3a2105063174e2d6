"""Each request has a number; staff's have a line, respondents' none unless something of ours went wrong."""

import logging
import re

import pytest
from accounts_builders import browser_of, member
from builders import invitation_ids, token

from enquete_app.accounts.models import Role

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MADE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}")
GIVEN = "4bf92f35-77b34da6a3ce929d0e0e4736"


@pytest.fixture
def lines(caplog):
    """The lines about requests, as what they say."""
    caplog.set_level(logging.INFO)
    return lambda: [
        each.fields for each in caplog.records if each.name == "enquete_app.requests" and each.fields
    ]


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, GIVEN, True),
        (0, GIVEN, False),
        (1, "short", False),
        (1, "x" * 65, False),
        (1, 'with "quotes" in it', False),
        (1, "", False),
    ],
)
def test_a_number_is_taken_over_only_from_a_proxy_of_ours(make_app, proxies, given, kept):
    client = make_app(TRUSTED_PROXIES=proxies).test_client()

    number = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert (number == given) is kept
    assert kept or MADE.fullmatch(number)


def test_the_number_of_a_fault_is_on_its_page_and_in_its_lines(app, lines, caplog):
    app.view_functions["respond.start"] = lambda: 1 / 0

    answer = app.test_client().get("/")

    number = answer.headers["X-Request-ID"]
    assert f"<strong>{number}</strong>" in answer.text
    assert "noem dit nummer" in answer.text
    assert lines() == [{"method": "GET", "route": "/", "status": 500}]


def test_a_page_that_is_not_there_has_no_number_to_call_about(app):
    assert "noem dit nummer" not in app.test_client().get("/nergens").text


def test_a_line_about_staff_names_the_route_and_not_the_path(app, lines, database, keyring):
    with database.transaction() as session:
        member(session, keyring, "team@gemeente.example", Role.TEAM)
    client = browser_of(app, "team@gemeente.example")

    answer = client.get("/team/waves/12345?zoek=zwaan")
    client.get("/team/password/geheim")

    first, second = lines()
    assert first.pop("milliseconds") >= 0
    assert first == {
        "method": "GET",
        "route": "/team/waves/<wave_id>",
        "status": 404,
        "bytes": len(answer.data),
    }
    assert second["route"] == "/team/password/<token>"


def test_answering_leaves_no_line(app, lines, tokens, database):
    client = app.test_client()
    with database.reader() as session:
        link = f"/e/{token(invitation_ids(session)[0], app.extensions['keyring'])}"
    for path in ("/", "/privacy", "/nergens", "/favicon.ico", "/static/enquete.css", link, "/healthz"):
        client.get(path).close()
    page = client.post(link, data={"go": "start"}, follow_redirects=True).text
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', page))
    path = f"/vragenlijst/{fields['handle']}"
    client.post(f"{path}/cijfer", data={**fields, "go": "next", "V10": "7"})
    assert "verstuurd" in client.post(f"{path}/controle", data={**fields, "go": "send"}).location

    assert lines() == []


def test_numbers_come_before_the_thread_that_works(make_app):
    """The thread stands in front only until the first request."""
    app = make_app(TESTING=False, WORKER="thread")
    client = app.test_client()
    try:
        numbers = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}
    finally:
        app.extensions["work_thread"].stop()

    assert len(numbers) == 3
