"""A new secret key in the middle of the fieldwork: whatever was made under the old one goes on working."""

import json
import re
from datetime import timedelta

import pytest
from browser import Browser
from builders import DRAW_DAY, complaint, saved, sent, token
from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Ballot, Draft, Response
from enquete_app.db import Database
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.answering.visiting import Standing
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Invitation, Message, Participation
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OLD, NEW = "the-secret-key-until-now-long-enough", "the-secret-key-from-now-on-long-enough"
ROTATED = {"ENQUETE_SECRET_KEY": NEW, "ENQUETE_SECRET_KEY_FALLBACKS": OLD}
TOO_EARLY = {"ENQUETE_SECRET_KEY": NEW, "ENQUETE_SECRET_KEY_FALLBACKS": ""}
THANKS = "U bent klaar"
NAMES = ("sent", "begun", "looked", "letter", "opts_out", "late", "idle")


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.engine.dispose()


@pytest.fixture
def made(installation, smtp, database):
    """An installation that has mailed a wave under the old key."""
    made = installation(smtp, ENQUETE_SECRET_KEY=OLD)
    keyring = Keyring(OLD, (), made.environ["ENQUETE_CONTACT_KEY"])
    with database.transaction() as session:
        session.add_all(complaint(email=f"{name}@inwoner.example") for name in NAMES)
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)
    assert "7 invitations sent" in made.do("run-due", "--now", f"{DRAW_DAY}T09:00")
    return made


@pytest.fixture
def people(made, database):
    """Their invitations, by name."""
    with database.reader() as session:
        of = select(Complaint.email, Invitation.id).join(Invitation.complaint)
        return {email.partition("@")[0]: each for email, each in session.execute(of)}


@pytest.fixture
def path(people):
    """What stands in somebody's link, letter or opt-out link of before."""
    return lambda name, purpose=Purpose.LINK: token(people[name], Keyring(OLD), purpose)


def fill_in(browser, grade):
    while "controle" not in browser.url:
        browser.press("go", "next", **({"V10": grade} if "V10" in browser.fields() else {}))
    return browser


def send(browser, grade):
    return fill_in(browser, grade).press("go", "send")


def begin(address, link):
    return Browser().open(f"{address}/e/{link}").press("go", "start")


def moved(browser, address):
    """The same page in the same browser, before the server that took the old one's place."""
    browser.url = re.sub("^http://[^/]+", address, browser.url)
    return browser


def test_links_codes_drafts_open_pages_and_ballots_outlive_a_new_key(made, serve, smtp, path):
    before = serve(made)
    send(begin(before, path("sent")), 3)
    begun = begin(before, path("begun")).press("go", "next", V1=2)
    looked = Browser().open(f"{before}/e/{path('looked')}")
    opts_out = Browser().open(f"{before}/u/{path('opts_out', Purpose.OPT_OUT)}")
    made.environ |= ROTATED
    after = serve(made)

    assert moved(begun, after).press("go", "next", V3=2).status == 200
    assert send(moved(looked, after).press("go", "start"), 5).heading == THANKS
    assert moved(opts_out, after).press("go", "out").heading == "U bent afgemeld"
    letter = Browser().open(f"{after}/code").press("go", "open", code=path("letter", Purpose.CODE))
    assert send(letter.press("go", "start"), 6).heading == THANKS
    elsewhere = fill_in(begin(after, path("begun")), 4)
    assert "Telefonisch" in elsewhere.text, "typed under the old key"
    assert "Deels" in elsewhere.text, "typed on a page opened under the old key"
    assert elsewhere.press("go", "send").heading == THANKS
    assert Browser().open(f"{after}/e/{path('sent')}").heading == "Uw antwoorden zijn al verstuurd"

    smtp.mails.clear()
    made.do("run-due", "--now", f"{DRAW_DAY + timedelta(days=11)}T09:00")
    reminders = {mail["To"].partition("@")[0]: mail for mail in smtp.mails}
    assert reminders.keys() == {"late", "idle"}
    text = reminders["late"].get_body(("plain",)).get_content()
    late = re.search(r"/e/(\S+)", text)[1]
    assert late == path("late")
    assert send(begin(after, late), 7).heading == THANKS

    assert "earlier keys: ok" in made.run("check").out
    made.do("wave", "close", "1")
    report = json.loads(made.do("results", "export", "1", "--format", "json"))
    counts = report["frequencies"]["V10"]["counts"]
    assert [grade for grade, count in counts.items() if count] == ["3", "4", "5", "6", "7"]


@pytest.mark.long
def test_an_old_key_dropped_too_early_is_said_clearly_and_costs_nothing(made, serve, path, people, database):
    keyring = Keyring(OLD)
    with database.transaction() as session:
        for grade, name in enumerate(("sent", "looked", "letter", "late", "idle", "begun"), 3):
            saved(session, people[name], keyring, Typed({"V10": grade}))
            if name != "begun":
                sent(session, people[name], keyring)
    kept = rows(database)
    made.environ |= TOO_EARLY
    link = f"{serve(made)}/e/{path('begun')}"

    for page in (Browser().open(link), Browser().open(link, {"go": "start"})):
        assert page.status == 500
        assert "Dat ligt aan ons." in page.text
        assert "is bewaard" in page.text
    assert "UnknownKeyError" in (made.folder / "server.log").read_text(encoding="utf-8")
    assert "earlier keys: 1 missing in ENQUETE_SECRET_KEY_FALLBACKS" in made.run("check").out
    closing = made.run("wave", "close", "1")
    assert (closing.code, closing.out) == (1, "")
    assert "is it missing from the fallbacks?" in closing.err
    assert rows(database) == kept

    made.environ |= ROTATED
    with database.transaction() as session:
        assert sent(session, people["begun"], Keyring(NEW, (OLD,))) is Standing.ANSWERED
    assert "wave 1 closed" in made.do("wave", "close", "1")
    with database.reader() as session:
        assert sorted(each["V10"] for each in session.scalars(select(Response.answers))) == [3, 4, 5, 6, 7, 8]


def rows(database):
    """What there is of drafts, ballots and participations."""
    with database.reader() as session:
        return [
            session.execute(select(table.__table__).order_by(*table.__table__.primary_key)).all()
            for table in (Draft, Ballot, Participation, Message)
        ]
