"""When something goes wrong: a friendly page, nothing half stored, nothing told to the log."""

import logging
import re

import pytest
from sqlalchemy import select

from enquete_app.accounts.models import Account, Role
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.web.transaction import session

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENGLISH = {500: "Something went wrong", 405: "This cannot be done here"}
PRIVATE = "mevrouw De Vries"


def account(email="x@gemeente.example"):
    return Account(email=email, role=Role.TEAM, password_hash=None)


@pytest.fixture
def accounts(database):
    def accounts():
        with database.reader() as session:
            return list(session.scalars(select(Account.email)))

    return accounts


@pytest.fixture
def post(app):
    """Post to a view made for the test, at an address that ends in something private."""

    def post(view, method="POST"):
        app.add_url_rule("/e/secret-token/test", "test", view, methods=[method])
        app.extensions["csrf"].exempt(view)
        return app.test_client().open("/e/secret-token/test", method=method)

    return post


@sqlite_alone
@pytest.mark.parametrize(("method", "status"), [("POST", 500), ("GET", 405)])
def test_an_error_is_told_in_the_language_asked_for_and_offers_the_other(app, post, method, status):
    post(fails_while_viewing)
    for asked, heading in (("nl", {500: "Er ging iets mis", 405: "Dit kan hier niet"}), ("en", ENGLISH)):
        answer = app.test_client().open(f"/e/secret-token/test?taal={asked}", method=method)
        assert answer.status_code == status
        assert f'<html lang="{asked}">' in answer.text
        assert heading[status] in answer.text
        assert 'href="?taal=nl"' in answer.text
        assert 'href="?taal=en"' in answer.text


@pytest.mark.parametrize("number", ["3000000000", "9" * 30])
def test_no_page_has_a_number_that_is_too_large_for_a_key(app, number):
    app.add_url_rule("/counted/<int:number>", "counted", "{number}".format)
    ask = app.test_client().get

    assert ask("/counted/7").status_code == 200
    assert ask(f"/counted/{number}").status_code == 404


def fails_while_viewing():
    session().add(account())
    session().flush()
    raise ValueError(PRIVATE)


def fails_while_storing():
    session().add(account(PRIVATE))
    session().flush()
    session().add(account(PRIVATE))
    session().flush()


def fails_while_committing():
    session().add(account(PRIVATE))
    session().add(account(PRIVATE))
    return "stored"


@pytest.mark.parametrize("view", [fails_while_viewing, fails_while_storing, fails_while_committing])
def test_an_unexpected_error_shows_a_page_stores_nothing_and_tells_the_log_only_where(
    post, accounts, caplog, capfd, view
):
    with caplog.at_level(logging.DEBUG):
        answer = post(view)

    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.text
    assert accounts() == []
    [record] = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert re.match(r"(ValueError|IntegrityError) in test at \S+/\w+\.py:\d+ <", record.getMessage())
    logged = caplog.text + "".join(capfd.readouterr())
    for private in (PRIVATE, "secret-token", "INSERT", "Traceback"):
        assert private not in logged + answer.text


@sqlite_alone
def test_an_error_page_that_a_view_asks_for_undoes_what_it_had_begun(app, post, accounts):
    def refuses():
        session().add(account())
        session().flush()
        app.aborter(404)

    assert post(refuses).status_code == 404
    assert accounts() == []


@sqlite_alone
def test_what_a_view_returns_is_stored_even_if_it_is_a_fault_to_mend(post, accounts):
    """The answers of a page with an error are kept."""

    def keeps():
        session().add(account())
        return "mend this", 422

    assert post(keeps).status_code == 422
    assert accounts() == ["x@gemeente.example"]


def test_looking_at_a_page_cannot_write(post, accounts):
    def writes():
        session().add(account())
        session().flush()
        return "written"

    assert post(writes, "GET").status_code == 500
    assert accounts() == []


@sqlite_alone
def test_after_an_error_the_next_request_works(app, post, tokens):
    post(fails_while_committing)

    client = app.test_client()
    link = f"/e/{tokens[Purpose.LINK]}"
    assert client.post(link, data={"go": "start"}, follow_redirects=True).status_code == 200


@sqlite_alone
@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nergens", 404, "Pagina niet gevonden"),
        ("PUT", "/", 405, "Dit kan hier niet"),
        ("POST", "/team/sign-in", 400, "De pagina was te lang open"),
        ("GET", "/nergens?taal=en", 404, "Page not found"),
    ],
)
def test_each_kind_of_error_says_what_happened(app, method, path, status, words):
    answer = app.test_client().open(path, method=method)

    assert answer.status_code == status
    assert words in answer.text
    assert "<main" in answer.text


@sqlite_alone
def test_no_token_of_a_respondent_comes_into_the_log(app, tokens, caplog):
    client = app.test_client()
    with caplog.at_level(logging.DEBUG):
        client.get(f"/e/{tokens[Purpose.LINK]}")
        client.post(f"/e/{tokens[Purpose.LINK]}", data={"go": "start"}, follow_redirects=True)
        client.post("/code", data={"code": tokens[Purpose.CODE]})
        client.post(f"/u/{tokens[Purpose.OPT_OUT]}")
        client.get(f"/e/{tokens[Purpose.LINK][:-1]}")

    assert not any(token[:12] in caplog.text for token in tokens.values())
