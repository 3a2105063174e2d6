"""What cannot be restored is refused and leaves all as it is; a killed run stands in nobody's way."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from backup_builders import command, rows
from builders import complaint, drawn_wave
from sqlalchemy import make_url

from enquete_app import dumping
from enquete_app.cli.database import migrate, take_back
from enquete_app.fieldwork.messages.models import Sign
from enquete_app.fieldwork.messages.restoring import HOLDING, hold_of

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
postgresql_alone = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def app(make_app):
    """An installation with something in it."""
    app = make_app()
    with app.app_context(), app.extensions["database"].transaction() as session:
        drawn_wave(session, app.extensions["keyring"])
    return app


def test_a_damaged_backup_leaves_all_as_it_is(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    content = bytearray(file.read_bytes())
    # Behind what is needed to begin with it, so that it breaks off in the middle.
    middle = len(content) * 2 // 3
    file.write_bytes(content[:middle])
    before = rows(app)

    done = command(app, "restore", file, "--yes")

    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert rows(app) == before


@postgresql_alone
def test_a_table_that_somebody_holds_is_told_however_long_the_backup_is(app, tmp_path, monkeypatch):
    monkeypatch.setattr(dumping, "_EMPTY", dumping._EMPTY.replace("'30s'", "'100ms'"))
    database = app.extensions["database"]
    with database.transaction() as session:
        # More than what the pipes between the two programs hold.
        session.add_all(complaint(subject=token_hex(100)) for _ in range(5000))
    command(app, "backup", file := tmp_path / "backup")
    with psycopg.connect(app.config["DATABASE_URL"]) as dumping_it:
        dumping_it.execute("LOCK TABLE complaint IN ACCESS SHARE MODE")

        done = command(app, "restore", file, "--yes")

    assert done.exit_code == 1
    assert "lock timeout" in done.output


@sqlite_alone
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a register", "is no backup"),
        (b"PGDMP" + bytes(20), "holds a database of PostgreSQL, and yours is one of SQLite"),
        (b"SQLite format 3\x00", "holds no database of Enquete"),
    ],
)
def test_what_is_no_backup_is_refused(app, tmp_path, content, said):
    (file := tmp_path / "file").write_bytes(content)

    done = command(app, "restore", file, "--yes")

    assert done.exit_code == 1
    assert said in done.output


@sqlite_alone
def test_a_backup_of_a_newer_program_is_refused(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    assert "is of a newer version" in command(app, "restore", file, "--yes").output


def test_a_backup_that_could_not_be_kept_from_sending_is_refused(app, tmp_path):
    database = app.extensions["database"]
    with app.app_context():
        take_back(database, "0012")
    command(app, "backup", file := tmp_path / "backup")
    migrate(database)
    before = rows(app)

    done = command(app, "restore", file, "--yes")

    assert (done.exit_code, "is too old" in done.output) == (1, True), done.output
    assert rows(app) == before


@postgresql_alone
def test_sending_is_held_as_soon_as_the_rows_are_there(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")

    dumping.load(app.config["DATABASE_URL"], file, pytest.fail, HOLDING)

    with app.extensions["database"].reader() as session:
        assert hold_of(session).sign is Sign.OLDER


@postgresql_alone
def test_a_database_that_cannot_be_held_is_not_restored(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    before = rows(app)

    with pytest.raises(dumping.DumpError, match="no_such_table"):
        dumping.load(app.config["DATABASE_URL"], file, pytest.fail, "INSERT INTO {}.no_such_table VALUES (1)")

    assert rows(app) == before


@sqlite_alone
def test_what_killed_runs_left_stands_in_nobodys_way_and_goes(app, tmp_path):
    file, database_file = tmp_path / "backup", Path(make_url(app.config["DATABASE_URL"]).database)
    others = tmp_path / "backup.monday.abcdefgh.part"
    left = [beside.with_name(f"{beside.name}.abcdefgh.part") for beside in (file, database_file)]
    for each in (*left, others):
        each.mkdir()
        (each / "backup.part").write_text("half")
    file.with_name("backup.part").write_text("of an earlier version")

    assert command(app, "backup", file).exit_code == 0
    assert command(app, "restore", file, "--yes").exit_code == 0

    assert not any(each.exists() for each in left)
    assert others.exists()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@sqlite_alone
def test_of_two_who_write_the_same_file_one_hears_of_the_other(app, tmp_path):
    file = tmp_path / "backup"

    with pytest.raises(dumping.DumpError, match="Somebody else"), dumping._private(file):
        assert command(app, "backup", file).exit_code == 0

    assert dumping.kind_in(file) is dumping.Kind.SQLITE


@sqlite_alone
def test_a_file_that_is_not_there_or_cannot_be_made_is_one_line(app, tmp_path):
    missing, nowhere = command(app, "restore", tmp_path / "none"), command(app, "backup", "/nowhere/file")

    assert (missing.exit_code, nowhere.exit_code) == (1, 1)
    assert missing.output.startswith("Error: [Errno 2]")
    assert len(missing.output.splitlines()) == 1
    assert nowhere.output == "Error: There is no folder /nowhere.\n"
