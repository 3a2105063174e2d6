"""Whom a browser believes to speak to: only our own host, and what that was told by a proxy we trust."""

import pytest
from accounts_builders import member

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.answering.credentials import Purpose

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "https://enquete.gemeente.example"
EVIL = "evil.example"


@pytest.fixture
def served(make_app):
    """An application in production, by how many proxies stand in front."""
    return lambda proxies=0: make_app(BASE_URL=BASE, TRUSTED_PROXIES=proxies, TESTING=False)


@pytest.mark.parametrize("path", ["/", "/team", "/team/sign-in", "/static/enquete.css", "/nergens"])
@pytest.mark.parametrize(
    "host", [EVIL, f"{EVIL}:443", f"enquete.gemeente.example.{EVIL}", "x@y", "a b", "[::1"]
)
def test_another_host_is_refused_whatever_is_asked(served, path, host):
    answer = served().test_client().get(path, base_url=BASE, headers={"Host": host})

    assert answer.status_code == 400
    assert EVIL not in answer.text + str(answer.headers)
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize(
    "host",
    ["enquete.gemeente.example", "ENQUETE.gemeente.example:443", "127.0.0.1:8000", "[::1]:8000", "[::1]"],
)
def test_our_own_host_and_this_machine_are_answered(served, host):
    assert served().test_client().get("/echt", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_monitoring_may_ask_by_an_address_of_the_network(served, path):
    assert served().test_client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code in {200, 403, 404}


def test_over_plain_http_for_trials_any_name_will_do(make_app):
    assert make_app().test_client().get("/echt", headers={"Host": "laptop.local"}).status_code == 200


FORGED = {
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "http",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/evil",
    "Forwarded": f"host={EVIL};proto=http",
    "X-Original-URL": "/evil",
    "X-Host": EVIL,
}


def test_without_proxies_that_are_trusted_what_a_browser_forwards_counts_for_nothing(served):
    client = served().test_client()
    plain, forged = (client.get("/team", base_url=BASE, headers=headers) for headers in ({}, FORGED))

    assert plain.location == forged.location == f"{BASE}/team/"
    assert client.get("/", base_url=BASE).text == client.get("/", base_url=BASE, headers=FORGED).text


def test_of_a_proxy_that_is_trusted_the_host_is_checked_as_well(served):
    client = served(1).test_client()
    good = {"X-Forwarded-Host": "enquete.gemeente.example", "X-Forwarded-Proto": "https"}

    assert client.get("/team", headers=good).location == f"{BASE}/team/"
    assert client.get("/team", headers=good | {"X-Forwarded-Host": EVIL}).status_code == 400
    # The last one is what our proxy saw, all before it whoever asked may have written.
    twice = good | {"X-Forwarded-Host": f"{EVIL}, enquete.gemeente.example"}
    assert client.get("/team", headers=twice).location == f"{BASE}/team/"


@pytest.mark.parametrize("proxies", [0, 1])
def test_nobody_gets_round_a_limit_by_inventing_addresses(served, proxies):
    client = served(proxies).test_client()
    statuses = [
        client.post(
            "/code",
            base_url=BASE,
            data={"code": "ABCD"},
            # What stands before the proxy's own word is invented.
            headers={"X-Forwarded-For": f"203.0.113.{number}" + ", 198.51.100.1" * proxies},
        ).status_code
        for number in range(12)
    ]

    assert statuses[-1] == 429


def test_a_poisoned_host_reaches_no_link_in_a_mail(make_app, tmp_path, tokens):
    """Over plain HTTP, where the host is not checked: links are made of the base address alone."""
    app = make_app(BASE_URL="http://enquete.gemeente.example")
    with app.extensions["database"].transaction() as session:
        member(session, app.extensions["keyring"], "team@gemeente.example", Role.TEAM)
    client = app.test_client()
    page = client.get("/team/forgotten", headers={"Host": EVIL} | FORGED).text
    token = page.rpartition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "email": "team@gemeente.example"}
    client.post("/team/forgotten", data=form, headers={"Host": EVIL} | FORGED)
    welcome = client.get(f"/e/{tokens[Purpose.LINK]}", headers={"Host": EVIL} | FORGED)

    assert welcome.status_code == 200
    assert EVIL not in welcome.text
    mails = "".join(file.read_text() for file in (tmp_path / "mailbox").glob("*.eml"))
    assert EVIL not in mails
