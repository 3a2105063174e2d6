"""The one-time link that sets a password."""

import pytest
from sqlalchemy import select

from enquete_app.accounts.models import Account
from enquete_app.accounts.service import FORGOTTEN_SECONDS, LINK_SECONDS, password_token

PASSWORD = "een lang wachtwoord"
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def link(accounts, database, keyring):
    """The address of a link for an account."""

    def link(email="new@gemeente.example"):
        with database.reader() as session:
            account = session.scalar(select(Account).where(Account.email == email))
            return f"/team/password/{password_token(account, keyring)}"

    return link


def test_a_link_sets_the_password_once_and_signs_in(colleague, link):
    somebody, address = colleague("new@gemeente.example"), link()
    answer = somebody.post(address, password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/team/")
    assert somebody.open("/team/").location == "/team/enrol?next=/team/"

    again = somebody.open(address)
    assert (again.status_code, "nieuwe link" in again.text) == (410, True)
    assert somebody.post(address, "/team/enrol", password="van iemand anders").status_code == 410
    assert colleague("new@gemeente.example").sign_in().status_code == 303


@sqlite_alone
def test_looking_at_the_link_does_not_use_it_up(colleague, link):
    somebody, address = colleague(), link()

    assert [somebody.open(address).status_code for _ in range(3)] == [200] * 3


@sqlite_alone
@pytest.mark.parametrize("password", ["", "kort", "x" * 11, "x" * 201, "Welkom123456", "voorbeeldstad2025"])
def test_a_password_that_is_too_short_or_long_or_easy_to_guess_is_an_error_and_the_link_still_works(
    colleague, link, password
):
    somebody, address = colleague(), link()
    refused = somebody.post(address, password=password)

    assert refused.status_code == 422
    assert "wachtwoord" in refused.text
    assert somebody.post(address, password=PASSWORD).status_code == 303


@sqlite_alone
def test_a_link_for_a_forgotten_password_signs_out_who_was_signed_in(colleague, signed_in, link):
    colleague().post(link(signed_in.email), password="een nieuw wachtwoord")

    assert not signed_in.is_signed_in


@sqlite_alone
def test_a_link_does_not_spare_the_second_step(colleague, link):
    somebody = colleague()
    answer = somebody.post(link(somebody.email), password="een nieuw wachtwoord")

    assert (answer.status_code, answer.location) == (303, "/team/sign-in")
    assert "Log nu in." in somebody.open("/team/sign-in").text
    assert not somebody.is_signed_in
    assert somebody.sign_in(password="een nieuw wachtwoord").status_code == 303


@sqlite_alone
def test_a_link_of_somebody_who_is_blocked_is_over(colleague, link, database):
    address = link()
    with database.transaction() as session:
        session.scalar(select(Account).where(Account.email == "new@gemeente.example")).blocked = True

    assert colleague().open(address).status_code == 410


@sqlite_alone
def test_a_link_that_anybody_could_ask_for_works_for_an_hour(
    colleague, accounts, database, keyring, monkeypatch
):
    with database.reader() as session:
        account = session.scalar(select(Account).where(Account.email == "new@gemeente.example"))
    address = f"/team/password/{password_token(account, keyring, forgotten=True)}"
    assert colleague().open(address).status_code == 200
    assert FORGOTTEN_SECONDS == 3600

    monkeypatch.setattr("enquete_app.accounts.service.FORGOTTEN_SECONDS", -1)
    assert colleague().open(address).status_code == 410


@sqlite_alone
def test_a_link_that_is_mangled_or_too_old_or_without_its_form_sets_nothing(colleague, link, monkeypatch):
    somebody, address = colleague("new@gemeente.example"), link()
    for wrong in (address[:-1], address + "x", "/team/password/x", "/team/password/%00"):
        assert somebody.open(wrong).status_code == 410
    assert somebody.client.post(address, data={"password": PASSWORD}).status_code == 400
    monkeypatch.setattr("enquete_app.accounts.service.LINK_SECONDS", -1)
    assert somebody.open(address).status_code == 410
    assert LINK_SECONDS == 3 * 24 * 3600

    assert not somebody.is_signed_in
