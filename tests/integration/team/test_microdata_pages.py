"""Analysts take the answers of a closed wave out; nobody else does, and each time is noted."""

import pytest
from builders import drawn_wave, invitation_ids, saved, sent, started
from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.audit import Act
from enquete_app.audit.models import AuditLine
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.results.rendering import FORMATS

PAGE = "/team/waves/1/microdata"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def answered(app, database, keyring):
    """Have so many people answer, and close."""

    def close(people):
        with database.transaction() as session:
            drawn_wave(session, keyring, people=12)
            for number, somebody in enumerate(invitation_ids(session)[:people]):
                typed = {
                    "V1": 5,
                    "V1_anders": "Geheim",
                    "V3": 1,
                    "V10": number + 1,
                    "V11": "Bel Geheim terug",
                }
                started(session, somebody, keyring)
                saved(session, somebody, keyring, Typed(typed))
                sent(session, somebody, keyring)
        close_and_forget(app, 1)
        build_results(app, 1)

    return close


def signed_in_as(colleague, role):
    somebody = colleague(f"{role}@gemeente.example")
    somebody.sign_in()
    return somebody


@pytest.fixture
def analyst(colleague):
    return signed_in_as(colleague, "analyst")


def noted(database):
    with database.reader() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.act == Act.ANSWERS_DOWNLOADED)).all()
        return [(line.who, line.about, line.facts) for line in lines]


@pytest.mark.parametrize(
    ("asked", "name", "kind", "begins"),
    [
        ("sav", "meting-1.sav", "application/x-spss-sav", b"$FL2@(#) SPSS DATA FILE"),
        ("r", "meting-1.R", "text/plain; charset=utf-8", b"# Leest de antwoorden van meting 1"),
        ("codebook", "meting-1.html", "text/html; charset=utf-8", b'<!doctype html>\n<html lang="nl">'),
    ],
)
def test_an_analyst_downloads_each_file_which_is_noted(
    database, answered, analyst, asked, name, kind, begins
):
    answered(6)
    answer = analyst.post(PAGE, go=asked)

    assert (answer.status_code, answer.content_type) == (200, kind)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.data.startswith(begins)
    assert b"Geheim" not in answer.data
    assert noted(database) == [(analyst.email, "wave 1", {"format": asked})]


def test_looking_at_the_page_notes_nothing(database, answered, analyst):
    answered(6)
    page = analyst.open(PAGE).text

    assert "Het zijn 6 ingevulde vragenlijsten." in page
    assert noted(database) == []


@pytest.mark.parametrize("role", ["team", "admin"])
def test_whoever_is_no_analyst_is_refused_and_sees_no_link(database, answered, colleague, role):
    answered(6)
    other = signed_in_as(colleague, role)

    assert PAGE not in other.open("/team/waves/1/results").text
    assert other.open(PAGE).status_code == 403
    assert other.post(PAGE, form_at="/team/account", go="sav").status_code == 403
    assert noted(database) == []


def test_an_analyst_finds_the_page_from_the_results(answered, analyst):
    answered(6)

    assert PAGE in analyst.open("/team/waves/1/results").text


def test_a_wave_that_stays_sealed_has_none(database, answered, analyst):
    answered(3)

    page = analyst.open(PAGE)
    assert page.status_code == 200
    assert "Van deze meting zijn er geen antwoorden om te downloaden" in page.text
    assert analyst.post(PAGE, form_at="/team/account", go="sav").status_code == 404
    assert noted(database) == []


def test_an_open_wave_has_no_answers(database, keyring, analyst):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)

    answer = analyst.open(PAGE)
    assert (answer.status_code, "Er zijn nog geen resultaten" in answer.text) == (409, True)
    assert analyst.post(PAGE, form_at="/team/account", go="sav").status_code == 409


@pytest.mark.parametrize("asked", ["", "csv", "docx"])
def test_another_format_is_not_found(database, answered, analyst, asked):
    answered(6)

    assert analyst.post(PAGE, go=asked).status_code == 404
    assert noted(database) == []


def test_labels_are_in_the_language_of_the_page(answered, analyst):
    answered(6)
    analyst.post("/team/language", form_at=PAGE, go="en")

    assert b"How did you submit the complaint?" in analyst.post(PAGE, go="sav").data


def test_the_workbook_is_for_everybody_of_staff(answered, signed_in):
    answered(6)
    answer = signed_in.open("/team/waves/1/results.xlsx")

    assert answer.status_code == 200
    assert answer.content_type.startswith("application/vnd.openxmlformats-officedocument.spreadsheetml")
    assert answer.data.startswith(b"PK")


@pytest.mark.parametrize("asked", ["sav", "r", "codebook", "xlsx", "docx", "pdf"])
def test_the_command_writes_a_file_and_answers_are_noted(app, database, answered, tmp_path, asked):
    answered(6)
    file = tmp_path / "made"
    options = ["--format", asked, "--language", "en", "-o", str(file)]
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["results", "export", "1", *options])

    assert (done.exit_code, done.output) == (0, "")
    assert len(file.read_bytes()) > 1000
    line = ("flask results", "wave 1", {"format": asked})
    assert noted(database) == ([] if asked in FORMATS else [line])


def test_the_command_gives_answers_of_a_sealed_wave_to_nobody(app, database, answered, tmp_path):
    answered(3)
    file = tmp_path / "made"
    with app.app_context():
        done = app.test_cli_runner().invoke(
            args=["results", "export", "1", "--format", "sav", "-o", str(file)]
        )

    assert (done.exit_code, done.stderr) == (1, "Error: Wave 1 has no answers that can be given out.\n")
    assert not file.exists()
    assert noted(database) == []
