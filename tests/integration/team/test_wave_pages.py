"""The staff's pages of waves and results, and the files."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from builders import DRAW_DAY, MORNING, complaint, drawn_wave, invitation_ids, saved, sent, started
from flask import Flask
from sqlalchemy import event, update
from sqlalchemy.engine import Engine

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages.restoring import hold
from enquete_app.fieldwork.models import DailyCount
from enquete_app.jobs.due import build_results, close_and_forget, run_due

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEVER_SHOWN = ("inwoner.example", "K-0", "Afvalcontainer")


@pytest.fixture
def wave(app: Flask, database, keyring):
    """An open wave of twelve people of whom six have answered."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        people = invitation_ids(session)
        for number, somebody in enumerate(people[:6]):
            saved(session, somebody, keyring, Typed({"V3": 1, "V10": number + 4, "V11": "Bel eens terug"}))
            sent(session, somebody, keyring)
    return people


@pytest.fixture
def closed(app, wave):
    close_and_forget(app, 1)
    build_results(app, 1)


@sqlite_alone
def test_without_a_wave_the_page_says_how_to_begin(signed_in):
    page = signed_in.open("/team/").text

    assert "Er is nog geen meting." in page
    assert 'href="/team/register/upload"' in page
    assert 'href="/team/surveys/"' in page


@sqlite_alone
def test_nobody_sees_anything_without_signing_in(colleague, closed):
    somebody = colleague()
    for path in ("", "waves/1", "waves/1/results", "waves/1/results.json", "waves/1/results.csv", "waves/9"):
        answer = somebody.open(f"/team/{path}")
        assert answer.status_code == 302
        assert answer.location.startswith("/team/sign-in?next=/team/")


@sqlite_alone
def test_an_open_wave_shows_its_fieldwork_and_the_record_of_the_draw(signed_in, wave):
    page = signed_in.open("/team/waves/1").text

    assert "nog niet geteld" in page
    assert "/team/waves/1/draws/1/" in page
    assert "15 mei 2025" in page
    assert not any(private in page for private in NEVER_SHOWN)


def what_staff_see(colleague):
    """The pages of an open wave, without the token of their form, which tells the second."""
    pages = [colleague.open(path).text for path in ("/team/", "/team/waves/1")]
    return [re.sub('name="csrf_token" value="[^"]+"', "", page) for page in pages]


def test_the_page_of_an_open_wave_does_not_change_when_somebody_answers(
    app, signed_in, wave, database, keyring
):
    with app.app_context():
        list(run_due(app, MORNING))
    before = what_staff_see(signed_in)
    with database.transaction() as session:
        started(session, wave[6], keyring)
        sent(session, wave[7], keyring)

    assert what_staff_see(signed_in) == before


@sqlite_alone
@pytest.mark.parametrize(
    "page", ["results", "results.json", "results.csv", "results.xlsx", "results.docx", "results.pdf"]
)
def test_an_open_wave_has_no_results(signed_in, wave, page):
    answer = signed_in.open(f"/team/waves/1/{page}")

    assert answer.status_code == 409
    assert "Er zijn nog geen resultaten" in answer.text
    assert "Meting 1 is nog open; resultaten zijn er na sluiting." in answer.text


@sqlite_alone
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Meting 1 is nog open; resultaten zijn er na sluiting op 12 juni 2025."),
        ("en", "Wave 1 is still open; there are results after it closes on 12 June 2025."),
    ],
)
def test_an_open_wave_says_until_when_in_the_language_of_the_page(app, signed_in, wave, language, sentence):
    with app.app_context():
        list(run_due(app, MORNING))

    assert sentence in signed_in.open(f"/team/waves/1/results?taal={language}").text


@sqlite_alone
def test_a_closed_wave_has_none_either_until_they_are_built(app, signed_in, wave):
    close_and_forget(app, 1)
    answer = signed_in.open("/team/waves/1/results")
    assert answer.status_code == 409
    assert "De resultaten van meting 1 worden nog gemaakt." in answer.text
    build_results(app, 1)

    assert signed_in.open("/team/waves/1/results").status_code == 200


@sqlite_alone
@pytest.mark.parametrize(
    "page",
    [
        *("9", "x", "0", "-1", "9" * 20, "%00", "9/results", "9/results.json"),
        *("1/results.exe", "1/results.", "1/results.CSV", "1/nothing"),
    ],
)
def test_what_does_not_exist_is_not_found(signed_in, closed, page):
    assert signed_in.open(f"/team/waves/{page}").status_code == 404


@sqlite_alone
def test_the_results_page_shows_figures_and_no_open_answer(signed_in, closed):
    page = signed_in.open("/team/waves/1/results").text

    assert "6,5" in page
    assert "Bel eens terug" not in page
    assert not any(private in page for private in NEVER_SHOWN)


@sqlite_alone
def test_a_wave_with_too_few_answers_says_how_many_are_still_needed(app, signed_in, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=10)
        for somebody in invitation_ids(session)[:3]:
            saved(session, somebody, keyring, Typed({"V10": 7}))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    build_results(app, 1)

    assert "nog minstens 2 antwoorden nodig" in signed_in.open("/team/waves/1/results").text


def test_files_come_as_json_and_as_csv_for_both_kinds_of_spreadsheet(signed_in, closed):
    as_json = signed_in.open("/team/waves/1/results.json")
    assert as_json.mimetype == "application/json"
    assert as_json.json["grades"]["all"]["mean"] == 6.5
    means = {}
    for dutch, delimiter, name in ("", ",", "meting-1"), ("?dutch=1", ";", "meting-1-excel"):
        file = signed_in.open(f"/team/waves/1/results.csv{dutch}")
        assert file.content_type == "text/csv; charset=utf-8"
        assert file.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        assert file.data.startswith(b"\xef\xbb\xbf") is bool(dutch)
        rows = list(csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")), delimiter=delimiter))
        [means[delimiter]] = {
            row["value"]
            for row in rows
            if (row["section"], row["measure"]) == ("grades", "mean") and row["item"] == "all"
        }

    assert means == {",": "6.5", ";": "6,5"}


@sqlite_alone
def test_an_open_wave_tells_its_steps_as_bounds(app, signed_in, wave, database, keyring):
    with app.app_context():
        list(run_due(app, MORNING))
    page = signed_in.open("/team/waves/1").text
    assert "minstens 5" in page
    with database.transaction() as session:
        session.execute(update(DailyCount).values(started=0))
    assert "minder dan 5" in signed_in.open("/team/waves/1").text


@sqlite_alone
def test_a_wave_is_known_by_its_draw(signed_in, closed):
    for path in ("", "/results"):
        page = BeautifulSoup(signed_in.open(f"/team/waves/1{path}").text, "html.parser")
        for place in (page.title, page.h1):
            assert "eting 1, getrokken op 15 mei 2025" in place.get_text()


@sqlite_alone
def test_printed_results_say_what_they_are_about(signed_in, closed):
    page = BeautifulSoup(signed_in.open("/team/waves/1/results").text, "html.parser")
    facts = {dt.get_text(): dt.find_next("dd").get_text() for dt in page.select(".team-facts dt")}
    assert facts["Onderzoek"] == "Klachtbehandeling"
    assert facts["Vragenlijst"].endswith("editie 2024")
    assert facts["Antwoorden"] == "6"
    assert "12 in het register, 12 tellen mee" in facts["Getrokken op"]


@sqlite_alone
def test_questions_in_dutch_say_so_on_an_english_page(signed_in, closed):
    page = BeautifulSoup(signed_in.open("/team/waves/1/results?taal=en").text, "html.parser")
    questions = page.select("h3[id^=vraag-] span")

    assert len(questions) == 13
    assert {each.get("lang") for each in questions} == {"nl"}
    dutch = BeautifulSoup(signed_in.open("/team/waves/1/results").text, "html.parser")
    assert dutch.select("main [lang]") == []


@sqlite_alone
def test_every_cell_of_a_statement_is_found_by_its_row_and_column(signed_in, app, database, keyring):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=8)
        for somebody, code in zip(invitation_ids(session), (1, 1, 2, 3, 4, 6, 6, 6), strict=True):
            saved(session, somebody, keyring, Typed({"V6_1": code}))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    build_results(app, 1)
    page = BeautifulSoup(signed_in.open("/team/waves/1/results").text, "html.parser")
    [table] = page.select("#vraag-V6 ~ table")
    columns = [each.get_text() for each in table.select("thead th")][1:]
    row = table.find("th", id="vraag-V6_1").parent
    cells = dict(zip(columns, (cell.get_text(" ", strip=True) for cell in row("td")), strict=True))
    assert cells["helemaal eens"] == "2 25,0\xa0%"
    assert (cells["weet ik niet"], cells["n"]) == ("3 37,5\xa0%", "8")
    assert (cells["Eens (samen)"], cells["Oneens (samen)"]) == ("3 37,5\xa0%", "1 12,5\xa0%")
    hidden = table.find("th", id="vraag-V6_2").parent
    assert "te weinig antwoorden" in hidden.get_text()


@sqlite_alone
def test_waves_are_listed_newest_first_with_their_state(app, signed_in, closed, database, keyring):
    with database.transaction() as session:
        session.add(complaint())
        order = Order(as_of=DRAW_DAY.replace(month=6))
        make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
    page = signed_in.open("/team/").text

    assert page.index("Meting 2") < page.index("Meting 1")
    assert "na sluiting" in page
    assert "/team/waves/1/results" in page
    assert "/team/waves/2/results" not in page


@sqlite_alone
def test_the_demo_shows_its_sign_in_and_nobody_else_does(make_app, app):
    assert "proef-met-enquete" in make_app(DEMO=True).test_client().get("/team/sign-in").text
    assert "proef-met-enquete" not in app.test_client().get("/team/sign-in").text


@pytest.mark.parametrize("path", ["/team/", "/team/waves/1"])
def test_a_wave_under_way_costs_few_statements(app, signed_in, wave, path):
    with app.app_context():
        list(run_due(app, MORNING))
    asked = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("PRAGMA"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        page = signed_in.open(path).text
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert path == "/team/" or "team-course" in page
    assert len(asked) < 10, "\n".join(asked)


def test_that_nothing_is_sent_after_a_backup_was_restored_stands_above_the_waves(signed_in, wave, database):
    said = "Het versturen staat stil"
    assert said not in signed_in.open("/team/").text
    hold(database)

    assert said in signed_in.open("/team/").text
