"""Our mails as a server received them, read by a reader that forgives nothing."""

import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from builders import MORNING, drawn_wave
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from texts_builders import kept

from enquete_app.fieldwork.messages.mails import BadSettingError, UnwritableError, write
from enquete_app.fieldwork.models import Contact, Message, Wave
from enquete_app.fieldwork.texts.placeholders import Text
from enquete_app.jobs.due import run_due, sender_of
from enquete_app.register.models import Complaint

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BASE = "https://enquete.gemeente.example"
HEADERS = [
    *("Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "List-Unsubscribe"),
    *("List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Subject", "To"),
]
LONG = "Een lange alinea. " * 150
AWKWARD = Text(
    "Één vraag, over ((organisatie))",
    f"Goedendag & welkom 1 < 2 > 0,\n\n{LONG}\n\n**Doe mee:**\n- vóór ((laatste dag))\n"
    "- kijk op https://www.gemeente.example/a?b=1&c=2.\n\nNaar de vragen\n((link))\n\n"
    "U schreef ons op ((datum ontvangen)). Het kost ((minuten)) minuten. **Bel** ((telefoon)), of kijk op\n"
    '((controlepagina)).\n\n"src=" url( @import\n\nshalom שלום \N{PARTY POPPER}\n\n((organisatie))',
)


@pytest.fixture
def received(make_app, smtp):
    """What the server got of a wave of one: the bytes, and the application."""

    def received(text=None, **values):
        app = make_app(**smtp.settings, BASE_URL=BASE, ORGANISATION="Gemeente Vóórbeeldstad, dienst „Klacht”")
        with app.app_context():
            with app.extensions["database"].transaction() as session:
                if text:
                    assert kept(session, text, language=values.get("language", "nl"))
                drawn_wave(session, app.extensions["keyring"], people=1, **values)
            list(run_due(app, MORNING))
        return app, smtp.contents[0]

    return received


mails = pytest.mark.parametrize(
    ("text", "language"), [(None, "nl"), (None, "en"), (AWKWARD, "nl"), (AWKWARD, "en")]
)


def read(content):
    return message_from_bytes(content, policy=policy.strict)


def parts(content):
    mail = read(content)
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


def words(text):
    return [word for word in text.split() if word.strip("-•")]


@mails
def test_each_header_is_there_once_and_no_line_is_too_long(received, text, language):
    _, content = received(text, language=language)

    mail = read(content)
    assert sorted(mail.keys()) == HEADERS
    assert not any(value.defects for value in mail.values())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert len(content) < 100_000


@mails
def test_text_and_html_have_the_same_words_in_the_same_order_and_the_same_links(received, text, language):
    _, content = received(text, language=language)

    plain, html = parts(content)
    body = BeautifulSoup(html.replace("<br>", "\n"), "html.parser").body
    assert words(body.get_text()) == words(plain)
    assert {link["href"] for link in body("a")} == set(re.findall(r"https?://[^\s<>]*[^\s<>.,]", plain))


@mails
def test_nothing_is_loaded_from_elsewhere(received, text, language):
    _, content = received(text, language=language)

    page = BeautifulSoup(parts(content)[1], "html.parser")
    remote = {"src", "srcset", "background", "poster", "data", "action", "formaction", "ping"}
    assert not [
        tag for tag in page(True) if remote & set(tag.attrs) or tag.name in {"link", "script", "base"}
    ]
    assert {tag.name for tag in page(href=True)} == {"a"}
    styles = "".join([*(tag.string for tag in page("style")), *(tag["style"] for tag in page(style=True))])
    assert not re.search(r"url\s*\(|@import|expression|image-set", styles, re.IGNORECASE)


@pytest.mark.parametrize("people", [1])
def test_the_message_id_is_the_same_on_each_try(wave, smtp):
    smtp.at_data = lambda: "451 later"
    list(run_due(wave, MORNING))
    list(run_due(wave, MORNING + timedelta(minutes=5)))
    smtp.at_data = lambda: None
    list(run_due(wave, MORNING + timedelta(hours=1)))

    assert len(smtp.tried) == 3
    assert len({read(each)["Message-ID"] for each in smtp.tried}) == 1
    assert len(smtp.mails) == 1


def test_one_post_to_the_address_in_the_header_opts_out(received):
    app, content = received()
    mail = read(content)

    [address] = re.fullmatch(r"<(https://[!-~]+)>", mail["List-Unsubscribe"]).groups()
    name, _, value = mail["List-Unsubscribe-Post"].partition("=")
    assert (name, value) == ("List-Unsubscribe", "One-Click")
    answer = app.test_client().post(urlsplit(address).path, base_url=BASE, data={name: value})

    assert answer.status_code == 200
    with app.app_context(), app.extensions["database"].reader() as session:
        assert session.scalar(select(func.count()).select_from(Contact).where(Contact.opted_out)) == 1


REGISTER = ["case_number", "kind", "subject", "domain", "department", "channel", "handling", "judgement"]
REGISTER += ["email", "name", "address", "postcode", "town"]
SETTINGS = ["ORGANISATION", "CONTACT_PHONE", "CONTACT_EMAIL", "MAIL_FROM", "BASE_URL"]
NASTY = [
    *(
        "\r",
        "\n",
        "\r\n",
        "\r\n ",
        "\0",
        "\v",
        "\f",
        "\x1c",
        "\x85",
        "\u2028",
        "\ud800",
        "\r\nBcc: x@elders.nl",
    ),
    *(
        "=?utf-8?q?=0D=0ABcc=3A_x=40elders=2Enl?=",
        "=?utf-8?b?DQpCY2M6?=",
        ">, <https://elders.nl",
        ", x@elders.nl",
    ),
    *(
        '"',
        "\\",
        "<",
        ">",
        "\N{PARTY POPPER}",
        "שלום",
        "\u202e",
        "x" * 300,
        "een twee " * 40,
        "%s",
        "((link))",
    ),
]
anything = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=9)), max_size=5).map("".join)
address = st.one_of(
    anything,
    st.builds(
        lambda bits, at: f"{'klager@inwoner.nl'[:at]}{bits}{'klager@inwoner.nl'[at:]}",
        anything,
        st.integers(0, 17),
    ),
)
values = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(["language", *REGISTER, *SETTINGS], anything)
    | {"email": address, "MAIL_FROM": address},
)


@pytest.fixture
def written(make_app):
    """Write the mail of somebody with some values in the register, under some settings; nothing is kept."""
    app = make_app(BASE_URL=BASE)
    with app.app_context():
        database = app.extensions["database"]
        with database.transaction() as session:
            drawn_wave(session, app.extensions["keyring"], people=1)
            session.scalars(select(Wave)).one().closes_on = MORNING.date()
        own = {name: app.config[name] for name in SETTINGS}

        def written(values):
            app.config.update(own | {name: value for name, value in values.items() if name in SETTINGS})
            with database.session() as session, session.no_autoflush:
                complaint = session.scalars(select(Complaint)).one()
                invitation = session.scalars(select(Message)).one().invitation
                for name in values.keys() & set(REGISTER):
                    setattr(complaint, name, values[name])
                invitation.language = values.get("language", "nl")
                return write(session.scalars(select(Message)).one(), sender_of(app), MORNING)

        yield written


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values)
def test_nothing_that_is_registered_or_set_adds_a_header_or_breaks_one(written, values):
    try:
        mail = written(values)
    except (UnwritableError, BadSettingError):
        return
    read_again = read(mail.content)

    assert sorted(read_again.keys()) == HEADERS
    assert not any(value.defects for value in read_again.values())
    assert Counter(len(read_again[name].addresses) for name in ("From", "To")) == {1: 2}
    assert read_again["To"].addresses[0].addr_spec == mail.recipient
    assert read_again["From"].addresses[0].addr_spec == mail.sender
    assert mail.content.isascii()
    assert len(mail.content) <= 100_000
    assert re.fullmatch(r"<https?://[!-;=?-~]+>", read_again["List-Unsubscribe"])
    if "ORGANISATION" not in values:
        assert str(read_again["Subject"]) == "Een paar vragen over uw contact met de gemeente"


@given(anything)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_fit_as_a_name_is_sent_under_that_name(written, name):
    try:
        mail = written({"ORGANISATION": name})
    except BadSettingError:
        assert any(sign in name for sign in "\r\n\0\v\f\x1c\x85\u2028\ud800") or not name.isprintable()
        return
    assert read(mail.content)["From"].addresses[0].addr_spec == mail.sender
