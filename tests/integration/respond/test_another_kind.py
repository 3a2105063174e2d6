"""A questionnaire of another kind goes all the way: added, drawn, mailed, answered, closed, reported."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from builders import DRAW_DAY, MORNING, complaint
from questionnaire_builders import REPORTS_EDITION, REPORTS_FILE, survey_of_reports

from enquete_app.fieldwork.drawing.draws import Order, make_draw
from enquete_app.instruments import load
from enquete_app.jobs.due import run_due
from enquete_app.results.building import stored_report
from enquete_app.results.rendering import render
from enquete_app.results.tables import lay_out

PEOPLE = 12
WORDS_OF_COMPLAINTS = re.compile(r"klacht(?!en@)|complaint", re.IGNORECASE)


@pytest.fixture
def app(make_app, smtp):
    return make_app(**smtp.settings)


@pytest.fixture
def links(app, database, keyring, smtp):
    """Of twelve people who reported something, two of them in English."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["questionnaire", "add", str(REPORTS_FILE)])
    assert done.output == "meldingen-openbare-ruimte 2025 added\n"
    with database.transaction() as session:
        session.add_all(
            complaint(
                kind="melding",
                handling="",
                judgement="",
                language="en" if number < 2 else "nl",
                email=f"melder{number}@inwoner.example",
            )
            for number in range(PEOPLE)
        )
        make_draw(session, survey_of_reports(session), Order(as_of=DRAW_DAY), keyring)
    _run(app, MORNING)
    texts = [(mail["To"], mail.get_body(("plain",)).get_content()) for mail in smtp.mails]
    return {to: urlsplit(re.search(r"http://\S+/e/\S+", text)[0]).path for to, text in texts}


def _run(app, now):
    with app.app_context():
        return list(run_due(app, now))


def _own_words(browser):
    """What the questionnaire's pages say, without the foot and the addresses that all pages have."""
    return re.sub(r"https?://\S+", "", browser.page.main.get_text(" "))


def _answer(visitor, link, **answers):
    browser, seen = visitor().open(link), []
    seen.append(_own_words(browser))
    browser.press("go", "start")
    while browser.page_id != "controle":
        seen.append(_own_words(browser))
        browser.next(**{name: value for name, value in answers.items() if name in browser.fields()})
        assert browser.status == 200
    seen.append(_own_words(browser))
    browser.press("go", "send")
    seen.append(_own_words(browser))
    return seen


def test_a_report_is_answered_and_reported_like_a_complaint(app, visitor, links, smtp, database):
    assert len(links) == PEOPLE
    said = [mail.get_body(("plain",)).get_content() for mail in smtp.mails]
    assert all("ongeveer 3 minuten" in text or "3 minutes" in text for text in said)
    for number, link in enumerate(list(links.values())[:10]):
        given = {"M1": 4, "M1_anders": "Per duif", "M2": 3, "M3": "Het gat", "M4_1": 1, "M5": number % 10 + 1}
        seen = _answer(visitor, link, **given)
        assert [text for text in seen if WORDS_OF_COMPLAINTS.search(text)] == []
        assert "uw melding van" in seen[1] or "your report of" in seen[1]
        assert "opnieuw melden" in seen[-1] or "report it again" in seen[-1]

    lines = _run(app, MORNING + timedelta(days=28))

    assert "wave 1 closed" in lines
    with database.reader() as session:
        report, asked = stored_report(session, 1), load(session, *REPORTS_EDITION)
    assert (report.fieldwork.completed, report.fieldwork.blank, report.responses) == (10, 0, 10)
    assert report.frequencies["M2"].counts == {1: 0, 2: 0, 3: 10}
    assert report.grades.all.mean == 5.5
    tables = lay_out(report, asked)
    assert [question.id for question in tables.questions] == ["M1", "M2", "M3", "M4", "M5", "M6"]
    lines = list(csv.DictReader(io.StringIO(render(report, asked, "csv"), newline="")))
    assert lines[1]["value"] == "meldingen-openbare-ruimte 2025"


def test_who_has_answered_or_is_too_late_reads_what_to_do_about_a_report(app, visitor, links):
    answered, late = list(links.values())[:2]
    _answer(visitor, answered, M5=5)
    assert re.search("opnieuw melden|report it again", _own_words(visitor().open(answered)))
    _run(app, MORNING + timedelta(days=28))

    closed = visitor().open(late)

    assert closed.status == 410
    assert not WORDS_OF_COMPLAINTS.search(_own_words(closed))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_opts_out_reads_nothing_of_a_complaint(app, visitor, links, smtp):
    link = re.search(r"/u/\S+", smtp.mails[-1].get_body(("plain",)).get_content())[0]
    browser = visitor().open(link)
    said = [_own_words(browser)]
    browser.press("go", "out")
    said.append(_own_words(browser))

    assert re.search("uw zaak|your case", said[0])
    assert [text for text in said if WORDS_OF_COMPLAINTS.search(text)] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_skips_all_sends_a_blank_one(app, visitor, links, database):
    for number, link in enumerate(list(links.values())[:6]):
        _answer(visitor, link, **({"M5": 8} if number else {}))
    _run(app, MORNING + timedelta(days=28))

    with database.reader() as session:
        fieldwork = stored_report(session, 1).fieldwork
    assert (fieldwork.completed, fieldwork.blank) == (5, 1)
