"""The language that staff choose stays chosen."""

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_chosen_language_is_kept_on_every_page_and_through_signing_in_and_out(colleague):
    somebody = colleague()
    chosen = somebody.post(
        "/team/language", "/team/sign-in", go="en", page="/team/sign-in?next=/team/waves/1"
    )
    assert (chosen.status_code, chosen.location) == (303, "/team/sign-in?next=/team/waves/1")
    assert "Sign in" in somebody.open("/team/sign-in").text
    somebody.sign_in()
    assert '<html lang="en">' in somebody.open("/team/").text
    assert '<html lang="en">' in somebody.open("/team/waves/9").text
    somebody.post("/team/sign-out", "/team/")
    assert '<html lang="en">' in somebody.open("/team/sign-in").text
    somebody.post("/team/language", "/team/sign-in", go="nl", page="/team/sign-in")
    assert '<html lang="nl">' in somebody.open("/team/sign-in").text


def test_a_staff_page_that_does_not_exist_says_so_in_the_chosen_language(signed_in):
    signed_in.post("/team/language", "/team/", go="en", page="/team/")

    for page in ("/team/nowhere", "/team/sign-out"):
        assert '<html lang="en">' in signed_in.open(page).text
    assert '<html lang="nl">' in signed_in.open("/nowhere").text


def test_a_page_that_was_open_for_too_long_is_refused_in_the_chosen_language(signed_in):
    signed_in.post("/team/language", "/team/", go="en", page="/team/")

    refused = signed_in.client.post("/team/surveys/new")

    assert refused.status_code == 400
    assert '<html lang="en">' in refused.text


def test_the_buttons_lead_back_to_the_page_they_stand_on(signed_in):
    assert 'name="page" value="/team/waves/9"' in signed_in.open("/team/waves/9?taal=en").text
    assert 'value="/team/sign-in?next=/team/"' in signed_in.open("/team/sign-in?next=/team/").text


def test_an_address_may_ask_for_a_language_once(signed_in):
    assert '<html lang="en">' in signed_in.open("/team/?taal=en").text
    assert '<html lang="nl">' in signed_in.open("/team/").text


@pytest.mark.parametrize("page", ["https://evil.example/team/", "//evil.example/team/", "/e/x", ""])
def test_an_unknown_language_or_page_changes_and_leads_nowhere(colleague, page):
    somebody = colleague()
    answer = somebody.post("/team/language", "/team/sign-in", go="x" * 5000, page=page)
    assert (answer.status_code, answer.location) == (303, "/team/")
    assert '<html lang="nl">' in somebody.open("/team/sign-in").text
