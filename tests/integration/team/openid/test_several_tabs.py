"""Tabs of one browser that are on their way to the provider at the same time."""

import secrets
from uuid import uuid4

import pytest

from enquete_app.accounts.models import StaffSession
from enquete_app.team.provider import LONGEST_ADDRESS
from enquete_app.web.invitations import MOST_INVITATIONS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LARGEST_COOKIE = 4096
"""Of name, value and attributes together: what browsers keep at least (RFC 6265, 6.1)."""


def under_way(client):
    with client.session_transaction() as cookie:
        return [name for name in cookie if name.startswith("_state_")]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_three_tabs_come_back_in_any_order_each_to_its_own_page(client, stored, go, order):
    pages = ("/team/account", "/team/surveys/new", "/team/waves/1?a=b")
    backs = [go(client, f"?next={page}") for page in pages]
    answers = [client.get(backs[number]) for number in order]

    assert [answer.location for answer in answers] == [pages[number] for number in order]
    assert client.get("/team/account").status_code == 200
    assert len(stored(StaffSession)) == 1, "each takes the place of the one before it"
    assert under_way(client) == []


def test_the_tab_that_set_out_longest_ago_is_forgotten_when_there_are_more(client, go):
    backs = [go(client) for _ in range(8)]
    assert len(under_way(client)) == 3

    assert [client.get(back).status_code for back in reversed(backs)] == [302] * 3 + [400] * 5


def test_a_tab_that_comes_back_refused_makes_room_and_leaves_the_others_alone(client, go):
    first, second = go(client, "?next=/team/account"), go(client)
    state = second.split("state=")[1].split("&")[0]
    refused = client.get(f"/team/oidc/callback?error=access_denied&state={state}")
    assert refused.status_code == 400
    assert len(under_way(client)) == 1
    assert client.get(second).status_code == 400, "it was refused"

    assert client.get(first).location == "/team/account"


def test_a_tab_whose_person_may_not_come_in_leaves_the_others_alone(client, provider, go):
    provider.who = "els"
    refused = go(client)
    provider.who = "jan"
    other = go(client, "?next=/team/account")

    assert client.get(refused).status_code == 403
    assert client.get(other).location == "/team/account"


def test_a_tab_that_set_out_before_another_person_came_in_lets_in_whom_the_provider_names(
    client, provider, go
):
    first = go(client)
    provider.who = "bas"
    second = go(client)
    client.get(second)
    assert "bas@gemeente.example" in client.get("/team/account").text
    client.get(first)

    assert "jan@gemeente.example" in client.get("/team/account").text


def test_the_fullest_cookie_is_one_that_browsers_keep(client, come_in, go):
    come_in(client)
    client.get("/team/surveys/new")
    with client.session_transaction() as cookie:
        cookie["respondents_token"], cookie["language"] = secrets.token_hex(20), "en"
        cookie["invitations"] = {
            secrets.token_hex(8): f"{uuid4().hex}.12.phone" for _ in range(MOST_INVITATIONS)
        }
    longest = [f"/team/surveys/?zoek={secrets.token_urlsafe(LONGEST_ADDRESS)}" for _ in range(3)]
    pages = [page[:LONGEST_ADDRESS] for page in longest]
    for page in pages:
        back = go(client, f"?next={page}")
    sent = client.get(f"/team/oidc?next={pages[0]}").headers["Set-Cookie"]

    assert len(sent) <= LARGEST_COOKIE
    assert client.get(back).location == pages[-1]


def test_a_page_whose_address_has_no_room_in_the_cookie_is_not_come_back_to(client, go):
    long = f"/team/surveys/?zoek={secrets.token_hex(2000)}"
    sent = client.get(f"/team/oidc?next={long}")
    assert len(sent.headers["Set-Cookie"]) <= LARGEST_COOKIE

    assert client.get(go(client, f"?next={long}")).location == "/team/"
