"""Commands as an operator types them: what they print, and how they answer mistakes."""

import json

import pytest
from builders import HEADING, LINE, REGISTER

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROWS = "\n".join(
    f"K-{number};klacht;informeel;2025-04-01;2025-05-01;gegrond;klager{number}@inwoner.example"
    for number in range(1, 7)
)

pytestmark = SQLITE


@pytest.fixture
def made(installation):
    return installation()


@pytest.fixture
def file(tmp_path):
    def file(content, name="register.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return file


@pytest.fixture
def drawn(made, file):
    """A wave of six, drawn and mailed."""
    made.do("register", "import", file(f"{HEADING}\n{ROWS}"))
    made.do("wave", "draw", "--as-of", "2025-05-15", "--everyone")
    made.do("run-due", "--now", "2025-05-15T09:00")
    return made


def test_a_bad_register_stores_nothing_and_says_where_it_is_bad(made, file):
    bad = file(f"{HEADING}\n{ROWS}\nK-7;klacht;;2025-13-01;;;x@inwoner.example")

    done = made.run("register", "import", bad, "--json")

    assert done.code == 1
    reason = "'2025-13-01' is not a date (yyyy-mm-dd)"
    assert json.loads(done.out)["refused"] == [
        {"row": 8, "column": "ontvangen_op", "value": "2025-13-01", "reason": reason}
    ]
    assert json.loads(made.do("register", "import", file(f"{HEADING}\n{ROWS}"), "--json"))["new"] == 6


def test_bad_rows_can_be_skipped_on_purpose(made, file):
    bad = file(f"{HEADING}\n{ROWS}\nK-7;klacht;;2025-13-01;;;x@inwoner.example")

    assert "6 new, 0 changed, 0 unchanged, 1 refused" in made.do("register", "import", bad, "--skip-bad-rows")
    assert "6 unchanged" in made.run("register", "import", bad).out


def test_a_dry_run_stores_nothing(made, file):
    assert "6 new" in made.do("register", "import", file(f"{HEADING}\n{ROWS}"), "--dry-run")
    assert "6 new" in made.do("register", "import", file(f"{HEADING}\n{ROWS}"))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "Error: The file is empty.\n"),
        (HEADING.replace("oordeel;", ""), "Error: These columns are missing: oordeel."),
    ],
)
def test_a_file_that_is_no_register_is_one_clear_line(made, file, content, error):
    done = made.run("register", "import", file(content))

    assert done.code == 1
    assert done.err.startswith(error)
    assert done.out == ""


def test_without_a_secret_key_nothing_starts_but_the_reason_is_said(made):
    del made.environ["ENQUETE_SECRET_KEY"]

    done = made.run("wave", "list")

    assert done.code == 1
    assert done.err.startswith("Error: ENQUETE_SECRET_KEY is not set.")


@pytest.mark.parametrize(
    ("name", "value"),
    [("DATABASE_URL", "foo"), ("REDIS_URL", "foo"), ("MAIL_SERVER", "127.0.0.1")],
)
def test_settings_of_no_use_stop_the_start_with_one_line(made, name, value):
    del made.environ["ENQUETE_CONTACT_KEY"]
    made.environ[f"ENQUETE_{name}"] = value

    done = made.run("wave", "list")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: ENQUETE_")
    assert len(done.err.splitlines()) == 1


def test_a_word_demo_in_a_command_does_not_change_the_database(drawn, tmp_path):
    frame = tmp_path / "demo"

    drawn.do("wave", "frame", "1", "-o", frame)

    assert drawn.do("wave", "verify", "1", "--frame", frame) == "ok\n"


def test_whoever_stops_reading_ends_a_command_without_a_word(made):
    made.do("register", "import", REGISTER)
    made.do("wave", "draw", "--as-of", "2025-05-15", "--everyone")

    assert made.piped("wave", "frame", 1, into="true") == ""


def test_on_a_terminal_the_counter_has_a_line_of_its_own(made, file):
    good, bad = file(f"{HEADING}\n{ROWS}"), file(f'{HEADING}\n{ROWS}\nK-7;"x', "bad.csv")

    refused = made.on_a_terminal("register", "import", bad)
    imported = made.on_a_terminal("register", "import", good)
    made.do("wave", "draw", "--as-of", "2025-05-15", "--everyone")
    mailed = made.on_a_terminal("run-due", "--now", "2025-05-15T09:00")

    assert refused.startswith("Error: The file is not proper CSV in the row that begins at line 8")
    assert imported == "Rows read: 6\n6 new, 0 changed, 0 unchanged, 0 refused\n"
    assert mailed == "Mails dealt with: 6\n6 invitations sent\n1 × daily count\n"


def test_on_a_terminal_a_long_file_shows_how_far_it_was_looked_at(made, file):
    rows = "\n".join(LINE.replace("K-1;", f"K-{number};") for number in range(2000))

    told = made.on_a_terminal("register", "import", "--dry-run", file(f"{HEADING}\n{rows}\n"))

    assert told.startswith("Per cent looked at: 100\nRows read: 2000\n2000 new")


def test_an_empty_database_says_what_to_do(made, tmp_path):
    made.environ["ENQUETE_DATABASE_URL"] = f"sqlite:///{tmp_path / 'new.sqlite3'}"

    done = made.run("wave", "draw", "--as-of", "2025-05-15", "--everyone")

    assert done.code == 1
    assert "db upgrade" in done.err


def test_the_life_of_a_small_wave(drawn, tmp_path):
    assert drawn.do("wave", "list") == "1\topen\tdrawn 2025-05-15\tcloses 2025-06-12\n"
    shown = json.loads(drawn.do("wave", "show", "1", "--json"))
    assert {key: shown[key] for key in ("wave", "state", "drawn_on", "closes_on")} == {
        "wave": "1",
        "state": "open",
        "drawn_on": "2025-05-15",
        "closes_on": "2025-06-12",
    }
    assert shown["fieldwork"]["invited"] == shown["fieldwork"]["delivered"] == 6
    assert "nothing due" in drawn.do("run-due", "--now", "2025-05-15T10:00")

    assert "wave 1 closed" in drawn.do("wave", "close", "1")
    assert drawn.run("wave", "close", "1").err == "Error: Wave 1 is closed already.\n"
    results = json.loads(drawn.do("results", "export", "1", "--format", "json"))
    assert results["fieldwork"]["completed"] == 0
    assert results["grades"]["all"] == {"suppressed": "too_few"} or results["grades"]["all"]["mean"] is None
    drawn.do("results", "export", "1", "--format", "csv", "-o", tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_text().startswith("section,item,group,measure,value,note")


def test_a_draw_is_verified_from_the_database_and_from_its_file(drawn, tmp_path):
    frame = tmp_path / "frame.tsv"

    drawn.do("wave", "frame", "1", "-o", frame)

    assert drawn.do("wave", "frame", "1") == frame.read_text()
    assert drawn.do("wave", "verify", "1") == "ok\n"
    assert drawn.do("wave", "verify", "1", "--frame", frame) == "ok\n"
    frame.write_text(frame.read_text().replace("gegrond", "Gegrond", 1))
    changed = drawn.run("wave", "verify", "1", "--frame", frame)
    assert changed.code == 1
    assert "SHA-256" in changed.out


def test_check_tells_what_is_not_fit_for_production(made):
    done = made.run("check")

    assert done.code == 1
    assert "base address: http://127.0.0.1:5000 is not https" in done.out
    assert "mail: no server" in done.out


def test_the_register_of_the_example_imports_without_a_word_too_many(made):
    assert made.do("register", "import", REGISTER) == "534 new, 0 changed, 0 unchanged, 0 refused\n"


def test_no_command_of_a_test_can_be_given_a_mail_server_elsewhere(installation):
    with pytest.raises(AssertionError):
        installation(ENQUETE_MAIL_SERVER="mail.gemeente.example").run("check")
