"""What the mails say and carry."""

import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup
from builders import DRAW_DAY, MORNING, drawn_wave
from sqlalchemy import select

from enquete_app.fieldwork.messages.mails import BadSettingError, as_sent, compose
from enquete_app.fieldwork.models import Message, Wave
from enquete_app.jobs.due import sender_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def compose_one(app, database, keyring):
    """Compose the mail to one invited person; returns its content."""

    def compose_one(**values):
        with database.transaction() as session:
            drawn_wave(session, keyring, people=1, **values)
            session.scalars(select(Wave)).one().closes_on = DRAW_DAY
            return compose(session.scalars(select(Message)).one(), sender_of(app), MORNING)

    return compose_one


@pytest.fixture
def mail(compose_one, app):
    def mail(**values):
        sent = as_sent(compose_one(**values), sender_of(app))
        return message_from_bytes(sent.content, policy=policy.strict)

    return mail


def texts(mail):
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    return plain, html


def test_text_and_html_say_the_same_and_nothing_is_loaded_from_elsewhere(mail):
    plain, html = texts(mail())
    page = BeautifulSoup(html, "html.parser").body

    words = set(re.findall(r"\w+", page.get_text(" ")))
    assert words == set(re.findall(r"\w+", plain))
    assert set(re.findall(r"https?://\S+", plain)) == {link["href"] for link in page("a")}
    assert not re.search(r"<img|<link|<script|src=|@import|url\(", html)


def test_the_link_stands_on_a_line_of_its_own(mail):
    plain, _ = texts(mail())

    lines = plain.splitlines()
    assert (
        len([line for line in lines if re.fullmatch(r"http://127\.0\.0\.1:5000/e/[a-z2-7]{32}", line)]) == 1
    )


def test_it_tells_the_date_received_and_nothing_else_of_the_complaint(mail):
    message = mail(
        subject="Bejegening aan de telefoon",
        department="Burgerzaken",
        judgement="ongegrond",
        handling="formeel",
        case_number="K-GEHEIM",
    )

    everything = message["Subject"] + "".join(texts(message))
    assert "16 maart 2025" in everything
    for secret in ("Bejegening", "Burgerzaken", "ongegrond", "formeel", "K-GEHEIM"):
        assert secret not in everything
    assert "klacht" not in message["Subject"].lower()


def test_it_says_who_until_when_how_long_how_to_check_and_whom_to_call(mail):
    plain, _ = texts(mail())

    for said in ("Gemeente Voorbeeldstad", "tot en met 14 mei 2025", "5 minuten", "/echt", "14 000", "/u/"):
        assert said in plain


def test_who_is_registered_in_english_is_written_to_in_english(mail):
    message = mail(language="en")

    plain, html = texts(message)
    assert "questions" in message["Subject"]
    assert message["Content-Language"] == "en"
    assert '<html lang="en">' in html
    assert "16 March 2025" in plain
    assert "/echt?taal=en" in plain


def test_the_headers_are_those_of_a_good_automatic_mail(mail):
    message = mail()

    assert re.fullmatch(r"<http://127\.0\.0\.1:5000/u/[a-z2-7]{32}>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == "Gemeente Voorbeeldstad <onderzoek@gemeente.example>"
    assert message["Date"].datetime == MORNING
    assert len(message.as_bytes()) < 100_000


def test_the_message_id_is_the_same_each_time(compose_one, app, database):
    first = compose_one()
    with database.reader() as session:
        again = compose(session.scalars(select(Message)).one(), sender_of(app), MORNING)

    assert first.message_id == again.message_id


@pytest.mark.parametrize("sign", ["\r", "\n", "\r\n", "\r\n ", "\0", "\v", "\f", "\x1c", "\x85", "\u2028"])
@pytest.mark.parametrize("place", ["subject", "sender", "recipient", "message_id", "headers"])
def test_a_line_break_reaches_no_header_and_is_not_repeated_in_the_error(app, compose_one, place, sign):
    message = compose_one()
    bad = f"a{sign}Bcc: victim@elsewhere.example"
    values = {"sender": (bad, "a@gemeente.example"), "headers": {"List-Unsubscribe": bad}}
    message = replace(message, **{place: values.get(place, bad)})

    with pytest.raises(BadSettingError, match="line break in the header") as refused:
        as_sent(message, sender_of(app))
    assert "victim" not in str(refused.value)
