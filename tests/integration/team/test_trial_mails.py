"""A trial mail goes to whoever asks for it, is marked, and opens nothing."""

import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text
from texts_builders import written

from enquete_app.fieldwork.texts.placeholders import TextKind

EDIT = "/team/surveys/klachtbehandeling/texts/invitation/nl"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(make_app, smtp):
    return make_app(**smtp.settings)


@pytest.fixture
def fields(app):
    with app.app_context():
        typed = written("Nog niet bewaard.")
    return {"subject": typed.subject, "body": typed.body, "go": "trial", "to": "x@elders.example"}


def test_it_goes_to_the_signed_in_account_only_as_typed_and_marked(signed_in, smtp, fields):
    answer = signed_in.post(EDIT, **fields)

    assert answer.status_code == 200
    status = BeautifulSoup(answer.text, "html.parser").find(role="status")
    assert status.get_text() == "De proefmail is verstuurd naar team@gemeente.example."
    assert [to for _, to in smtp.envelopes] == [["team@gemeente.example"]]
    [mail] = smtp.mails
    assert mail["Subject"] == "Proefmail: Een paar vragen over uw contact met de gemeente"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    plain = mail.get_body(("plain",)).get_content()
    assert "Dit is een proefmail." in plain
    assert "Nog niet bewaard." in plain
    assert "Nog niet bewaard." in BeautifulSoup(answer.text, "html.parser").find(id="body").get_text()


def test_its_links_explain_that_it_is_a_trial(signed_in, app, smtp, fields):
    signed_in.post(EDIT, **fields)
    html = smtp.mails[0].get_body(("html",)).get_content()

    links = set(re.findall(r'href="http://[^/]+([^"]+)"', html))
    assert links == {"/proefmail?taal=nl", "/echt?taal=nl"}
    page = app.test_client().get("/proefmail?taal=nl")
    assert page.status_code == 200
    assert "Dit was een proefmail" in page.text


def test_it_is_noted_without_the_text_and_makes_no_version(signed_in, database, fields):
    signed_in.post(EDIT, **fields)

    with database.reader() as session:
        [(act, facts)] = session.execute(
            text("SELECT act, facts FROM audit_line WHERE act LIKE 'texts.%'")
        ).all()
        assert (act, session.scalar(text("SELECT count(*) FROM text_edition"))) == ("texts.tried", 0)
    assert "bewaard" not in str(facts)


def test_nobody_waits_for_the_lock_while_the_mail_server_takes_its_time(signed_in, app, smtp, fields):
    database, held_meanwhile = app.extensions["database"], []

    def write():
        # Also one without a transaction: it keeps its place in the line of those who want to write.
        held_meanwhile.append(database.engine.pool.checkedout())
        with database.transaction() as session:
            session.execute(text("UPDATE survey SET min_age_days = 7"))

    smtp.at_data = write
    assert signed_in.post(EDIT, **fields).status_code == 200
    assert held_meanwhile == [0]


def test_a_faulty_text_is_not_mailed(signed_in, smtp, fields):
    answer = signed_in.post(EDIT, **fields | {"body": "Zonder link"})

    assert answer.status_code == 422
    assert "((link)) ontbreekt" in answer.text
    assert smtp.mails == []


@pytest.mark.parametrize(
    ("rcpt", "data", "said"),
    [
        ("550 5.1.1 no", None, "weigert uw adres team@gemeente.example (code 550)"),
        ("451 later", None, "neemt nu geen mail aan (451)"),
        (None, "hang up", "Misschien is de proefmail aangekomen"),
    ],
)
def test_what_the_server_says_is_explained(signed_in, smtp, fields, rcpt, data, said):
    smtp.at_rcpt, smtp.at_data = lambda _: rcpt, lambda: data
    answer = signed_in.post(EDIT, **fields)

    assert answer.status_code == 503
    assert said in BeautifulSoup(answer.text, "html.parser").find(role="alert").get_text(" ", strip=True)
    assert "Nog niet bewaard." in answer.text


def test_a_server_out_of_reach_is_explained(signed_in, smtp, fields):
    smtp.stop_listening()
    answer = signed_in.post(EDIT, **fields)

    assert answer.status_code == 503
    assert "niet bereikbaar (ConnectionRefusedError)" in answer.text


def test_only_a_few_can_be_sent_a_minute(signed_in, smtp, fields):
    statuses = [signed_in.post(EDIT, **fields).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]
    assert len(smtp.mails) == 5
    assert signed_in.post(EDIT, **fields).headers["Retry-After"]


def test_there_is_no_trial_mail_of_a_letter(signed_in, app, smtp):
    with app.app_context():
        letter = written(kind=TextKind.LETTER)
    path = EDIT.replace("invitation", "letter")

    answer = signed_in.post(path, subject=letter.subject, body=letter.body, go="trial")
    assert answer.status_code == 422
    assert smtp.mails == []
