"""How commands answer a user's mistake."""

import click
import pytest
from builders import complaint, drawn_wave
from sqlalchemy import column, delete, table, update

from enquete_app.cli.context import Commands
from enquete_app.cli.database import take_back

VERSIONS = table("alembic_version", column("version_num"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("command", "code", "error"),
    [
        (("wave", "show", "7"), 1, "Error: There is no wave 7.\n"),
        (("wave", "close", "x"), 1, "Error: There is no wave x.\n"),
        (("results", "export", "1", "--format", "json"), 1, "Error: Wave 1 is still open; there are results"),
        (("results", "export", "1", "--format", "xlsx", "-o", "x.xlsx"), 1, "Error: Wave 1 is still open"),
        (("results", "export", "1", "--format", "sav", "-o", "x.sav"), 1, "Error: Wave 1 is still open"),
        (("results", "export", "1", "--format", "codebook"), 1, "Error: Wave 1 is still open"),
        (("results", "export", "1", "--format", "sav"), 2, "sav is no text: give a file with -o."),
        (("results", "export", "1", "--format", "xlsx"), 2, "xlsx is no text: give a file with -o."),
        (("results", "export", "1", "--format", "docx"), 2, "docx is no text: give a file with -o."),
        (("results", "export", "1", "--format", "pdf"), 2, "pdf is no text: give a file with -o."),
        (("results", "export", "1", "--format", "pdf", "-o", "x.pdf"), 1, "Error: Wave 1 is still open"),
        (("results", "export", "1", "--format", "json", "--language", "xx"), 2, "Invalid value"),
        (("results", "build", "1"), 1, "Error: Wave 1 is still open"),
        (("wave", "draw", "--as-of", "2025-05-15", "--everyone"), 1, "already: wave 1"),
        (("wave", "draw", "--as-of", "2025-05-15"), 2, "Say either --everyone or --size N."),
        (("wave", "draw", "--as-of", "2025-02-30", "--everyone"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "0"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "7"), 1, "Error: "),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "1", "--by", "naam"), 2, "Invalid value"),
        (("wave", "draw", "--as-of", "2025-05-16", "--everyone", "--survey", "x"), 1, "no survey 'x'"),
        (("wave", "draw", "--as-of", "2025-05-16", "--size", "1", "--seed", "xyz"), 2, "hexadecimal"),
        (("wave", "draw", "--as-of", "0001-01-01", "--everyone"), 2, "between 2000 and 2100"),
        (
            ("wave", "draw", "--as-of", "2025-05-16", "--everyone", "--min-age-days", "1000000"),
            2,
            "0<=x<=3660",
        ),
        (("wave", "draw", "--as-of", "2025-05-16", "--everyone", "--kinds", " , "), 2, "names no kind"),
        (
            ("wave", "draw", "--as-of", "2025-05-16", "--everyone", "--kinds", "klacht, melding"),
            1,
            "Error: The register holds no 'melding'. It holds: klacht.\n",
        ),
        (("wave", "verify"), 2, "Say which WAVE, or give --frame FILE."),
        (("wave", "verify", "--frame", __file__), 1, "Error: No draw has this frame."),
        (("run-due", "--now", "gisteren"), 2, "not a moment"),
        (("run-due", "--now", "0001-01-01T00:00"), 2, "not between 2000 and 2100"),
        (("run-due", "--now", "2101-01-01T00:00"), 2, "not between 2000 and 2100"),
        (("worker",), 1, "ENQUETE_REDIS_URL is not set"),
        (("staff", "add", "geen adres", "--role", "team"), 1, "not an e-mail address"),
    ],
)
def test_a_mistake_is_answered_with_one_clear_line(app, database, keyring, command, code, error):
    with database.transaction() as session:
        drawn_wave(session, keyring, people=6)

    done = app.test_cli_runner().invoke(args=command)

    assert (done.exit_code, done.stdout) == (code, "")
    assert error in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_kinds_are_read_as_the_register_holds_them(app, database):
    with database.transaction() as session:
        session.add_all(complaint(kind=kind) for kind in ("klacht", "mélding", "vraag"))

    done = app.test_cli_runner().invoke(
        args=("wave", "draw", "--as-of", "2025-05-15", "--everyone", "--kinds", " klacht,  me\u0301lding ")
    )

    assert done.stdout.startswith("wave 1: 2 eligible, 2 selected\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_exported_frame_finds_its_own_wave(app, database, keyring, tmp_path):
    with database.transaction() as session:
        draw = drawn_wave(session, keyring, people=6)
        (tmp_path / "frame.tsv").write_bytes(draw.frame)
    verify = ("wave", "verify", "--frame", str(tmp_path / "frame.tsv"))

    assert app.test_cli_runner().invoke(args=verify).stdout == "ok\n"


@pytest.mark.parametrize(
    ("revision", "finding"),
    [
        (None, "is empty; run 'flask --app wsgi db upgrade'"),
        ("9999", "is newer than the code; install the newer version"),
    ],
)
def test_check_compares_the_database_with_the_code(app, database, revision, finding):
    with database.transaction() as session:
        session.execute(
            delete(VERSIONS) if revision is None else update(VERSIONS).values(version_num=revision)
        )

    assert f"database: {finding}\n" in app.test_cli_runner().invoke(args=["check"]).stdout


def test_check_misses_the_key_that_open_links_were_made_under(make_app):
    before = make_app()
    keyring = before.extensions["keyring"]
    with before.extensions["database"].transaction() as session:
        drawn_wave(session, keyring)
    changed = make_app(SECRET_KEY="another secret key, long enough")
    rotated = make_app(SECRET_KEY="another secret key, long enough", SECRET_KEY_FALLBACKS=(keyring.secret,))

    missing = "earlier keys: 1 missing in ENQUETE_SECRET_KEY_FALLBACKS; open waves need them\n"
    with changed.app_context():
        assert missing in changed.test_cli_runner().invoke(args=["check"]).stdout
    with rotated.app_context():
        assert "earlier keys: ok\n" in rotated.test_cli_runner().invoke(args=["check"]).stdout


def test_a_database_newer_than_the_code_is_not_upgraded(app, database):
    with database.transaction() as session:
        session.execute(update(VERSIONS).values(version_num="9999"))

    done = app.test_cli_runner().invoke(args=["db", "upgrade"])

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "Error: The database is newer than this code. Install the newer version.\n"


def test_tables_that_are_missing_are_told_with_what_to_do(app, database):
    take_back(database, "base")

    done = app.test_cli_runner().invoke(args=["wave", "list"])

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The database says: ")
    assert done.stderr.endswith(" Has 'flask --app wsgi db upgrade' been run?\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["unreachable", "no database"])
def test_a_database_that_cannot_be_used_needs_no_upgrade(make_app, tmp_path, kind):
    (tmp_path / "text.sqlite3").write_text("no database at all" * 100)
    url = "postgresql://127.0.0.1:1/x" if kind == "unreachable" else f"sqlite:///{tmp_path}/text.sqlite3"

    app = make_app(DATABASE_URL=url)
    for command in (["wave", "list"], ["db", "upgrade"]):
        with app.app_context():
            done = app.test_cli_runner().invoke(args=command)

        assert done.exit_code == 1
        assert done.stderr.startswith("Error: The database says: ")
        assert "db upgrade" not in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_what_conflicts_in_the_database_is_told_without_its_values(app, database):
    # Nothing that commands do today conflicts; a command of tomorrow must not tell values either.
    def add_twice():
        with database.transaction() as session:
            session.add_all([complaint(case_number="K-secret"), complaint(case_number="K-secret")])

    group = Commands("twice", commands={"add": click.Command("add", callback=add_twice)})
    app.cli.add_command(group)
    done = app.test_cli_runner().invoke(args=["twice", "add"])

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The database refuses this: it conflicts with")
    assert "K-secret" not in done.stderr
