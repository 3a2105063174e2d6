"""Which questionnaires stay open in a browser that opened many."""

import pytest
from builders import drawn_wave, invitation_ids, token
from flask.sessions import SecureCookieSessionInterface

from enquete_app.web.invitations import MOST_INVITATIONS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def links(database, keyring):
    """Links of a few more people than a browser remembers."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=MOST_INVITATIONS + 4)
        # Their order has nothing to do with that of the names in the cookie.
        return [f"/e/{token(each, keyring)}" for each in invitation_ids(session)]


def opened(client, link):
    """Open a questionnaire; gives the address of its first page."""
    return client.post(link, data={"go": "start"}).location


def still_open(client, pages):
    return [client.get(page).status_code == 200 for page in pages]


def test_the_questionnaires_opened_longest_ago_are_forgotten(app, links):
    client = app.test_client()
    pages = [opened(client, link) for link in links]

    assert still_open(client, pages) == [False] * 4 + [True] * MOST_INVITATIONS


def test_a_questionnaire_opened_again_is_remembered_longer(app, links):
    client = app.test_client()
    pages = [opened(client, link) for link in links[:MOST_INVITATIONS]]
    opened(client, links[0])
    opened(client, links[-1])

    assert still_open(client, pages) == [True, False] + [True] * (MOST_INVITATIONS - 2)


def test_looking_at_a_page_or_filling_one_in_changes_nothing_in_that_order(app, links):
    client = app.test_client()
    pages = [opened(client, link) for link in links[:MOST_INVITATIONS]]
    client.get(pages[0])
    opened(client, links[-1])

    assert still_open(client, pages) == [False] + [True] * (MOST_INVITATIONS - 1)


def test_a_cookie_of_the_release_before_is_read_and_forgets_what_it_knew_first(app, links):
    client = app.test_client()
    pages = [opened(client, link) for link in links[:MOST_INVITATIONS]]
    with client.session_transaction() as cookie:
        known = dict(cookie)
    with app.app_context():
        as_before = SecureCookieSessionInterface().get_signing_serializer(app).dumps(known)
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], as_before)
    assert all(still_open(client, pages))
    new = [opened(client, link) for link in links[MOST_INVITATIONS:]]

    assert all(still_open(client, new))
    assert sum(still_open(client, pages)) == MOST_INVITATIONS - len(new)
