"""A link by mail for who forgot the password, without telling who has an account."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from enquete_app.accounts.models import Account
from enquete_app.jobs.due import run_due

EMAIL = "team@gemeente.example"


@pytest.fixture
def work(app):
    def work():
        with app.app_context():
            return list(run_due(app, datetime.now(UTC)))

    return work


@pytest.fixture
def mails(tmp_path):
    return lambda: [file.read_text("utf-8") for file in (tmp_path / "mailbox").glob("*.eml")]


def ask(somebody, email=EMAIL):
    return somebody.post("/team/forgotten", email=email)


def test_the_answer_is_the_same_for_everybody_and_a_mail_goes_to_who_has_an_account(colleague, work, mails):
    known, unknown = ask(colleague()), ask(colleague(), "niemand@gemeente.example")
    assert (
        (known.status_code, known.location)
        == (unknown.status_code, unknown.location)
        == (303, "/team/sign-in")
    )
    assert mails() == []

    assert work() == ["1 password link mailed"]
    assert work() == []
    [mail] = mails()
    assert f"To: {EMAIL}" in mail
    assert "niemand" not in mail


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_link_sets_a_new_password_and_ends_the_waiting(colleague, accounts, work, mails):
    somebody = colleague()
    for _ in range(5):
        somebody.sign_in(password="onjuist")
    assert somebody.sign_in().status_code == 429
    ask(somebody)
    work()
    link = re.search(
        r"http://127.0.0.1:5000(/team/password/\S+)", mails()[0].replace("=\n", "").replace("=3D", "=")
    )[1]
    somebody.post(link, password="een nieuw wachtwoord")

    assert somebody.sign_in(password="een nieuw wachtwoord").status_code == 303


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_is_blocked_gets_nothing(colleague, database, work, mails):
    somebody = colleague()
    with database.transaction() as session:
        session.execute(update(Account).values(blocked=True))
    ask(somebody)

    assert work() == []
    assert mails() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_sender_cannot_ask_without_end(colleague):
    somebody = colleague()
    asked = [ask(somebody, f"iemand{each}@gemeente.example").status_code for each in range(6)]

    assert asked == [303] * 5 + [429]
    assert ask(somebody, "").status_code == 429


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_that_cannot_go_now_goes_with_a_later_run(app, colleague, work, mails, monkeypatch, smtp):
    ask(colleague())
    monkeypatch.setitem(app.config, "MAIL_SERVER", "127.0.0.1")
    monkeypatch.setattr(app.extensions["mail"], "server", "127.0.0.1")
    monkeypatch.setattr(app.extensions["mail"], "port", 1)
    assert work() == []
    monkeypatch.setattr(app.extensions["mail"], "port", smtp.port)

    assert work() == ["1 password link mailed"]
    assert [mail["To"] for mail in smtp.mails] == [EMAIL]
