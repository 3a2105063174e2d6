"""`questionnaire check`, `add` and `list`, and what `check` finds of them."""

import pytest
from questionnaire_builders import REPORTS, REPORTS_FILE

from enquete_app.instruments import QuestionnaireFile

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def run(app):
    return lambda *args: app.test_cli_runner().invoke(args=["questionnaire", *map(str, args)])


def test_a_sound_file_is_ok(run):
    done = run("check", REPORTS_FILE)

    assert (done.exit_code, done.output) == (0, "ok\n")


def test_every_fault_is_told_with_its_line(run, tmp_path):
    file = tmp_path / "x.toml"
    file.write_text(REPORTS.replace('id = "M5"', 'id = "m5"').replace("minutes = 3", "minutes = 0"), "utf-8")
    line = REPORTS.split("\n").index('id = "M5"') + 1

    done = run("check", file)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        f"line {line}: the id 'm5' does not look like [A-Z][A-Za-z0-9_]{{0,39}}",
        "'minutes' must lie between 1 and 120",
    ]


def test_a_file_is_added_once_and_listed(run):
    assert run("add", REPORTS_FILE).output == "meldingen-openbare-ruimte 2025 added\n"

    again = run("add", REPORTS_FILE)

    assert again.exit_code == 1
    assert again.output.startswith("Error: there is this edition already")
    assert run("list").output.splitlines() == [
        "klachtbehandeling 2024 (nl, en), comes with the program; surveys: klachtbehandeling; waves: none",
        "meldingen-openbare-ruimte 2025 (nl, en), added by questionnaire add; surveys: none; waves: none",
    ]


def test_a_faulty_file_is_not_added(run, tmp_path):
    file = tmp_path / "x.toml"
    file.write_text("id = ", "utf-8")

    done = run("add", file)

    assert (done.exit_code, done.output) == (1, "Error: not TOML: Invalid value (at end of document)\n")


def test_check_reads_all_that_there_are(app, run, database):
    assert "questionnaires: ok\n" in app.test_cli_runner().invoke(args=["check"]).output
    run("add", REPORTS_FILE)
    with database.transaction() as session:
        [file] = session.query(QuestionnaireFile)
        file.translations = {"de": "title = 'T'"}

    said = app.test_cli_runner().invoke(args=["check"]).output

    assert "'text' has no text in 'de' (and 30 more)\n" in said
