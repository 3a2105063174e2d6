"""A backup holds every row of every table, and a restored one sends nothing before somebody confirms."""

import os
import stat
from pathlib import Path

import psycopg
import pytest
from accounts_builders import browser_of, member
from backup_builders import command, rows
from builders import MORNING, complaint, drawn_wave, invitation_ids, saved, sent
from sqlalchemy import inspect, make_url, select, text

from enquete_app import dumping
from enquete_app.accounts.models import Role
from enquete_app.answers.drafts import Typed
from enquete_app.audit.models import AuditLine
from enquete_app.cli.database import migrate
from enquete_app.fieldwork.messages.restoring import hold_of
from enquete_app.fieldwork.models import Message, MessageState
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint

CHANGED = {"audit_line", "continuity"}
"""What restoring itself adds to: a line in the audit log, and that nothing is sent."""
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
postgresql_alone = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def app(make_app, smtp):
    """An installation with something in it: mails that left and one that waits, drafts, ballots, staff."""
    app = make_app(**smtp.settings)
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with app.app_context(), database.transaction() as session:
        member(session, keyring, "team@gemeente.example", *Role)
        drawn_wave(session, keyring)
        first, second, _ = invitation_ids(session)
        saved(session, first, keyring, Typed({"V1": 1}))
        saved(session, second, keyring, Typed({"V11": "Een 'lang'\n\\verhaal\t€"}))
        sent(session, second, keyring)
    browser_of(app, "team@gemeente.example")
    return app


@pytest.fixture
def elsewhere(request, make_app, app, smtp, tmp_path):
    """Another installation of the same kind, with an empty database of its own."""
    new = tmp_path / "elsewhere"
    new.mkdir()
    url = f"sqlite:///{new / 'new.sqlite3'}"
    if not app.extensions["database"].is_sqlite:
        url = request.getfixturevalue("make_postgres")()
        with psycopg.connect(url) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    return make_app(**smtp.settings, DATABASE_URL=url, WITNESS=str(new / "witness"))


def test_every_row_is_in_a_backup_and_comes_back(app, elsewhere, tmp_path):
    before, file = rows(app), tmp_path / "backup"

    made = command(app, "backup", file)
    restored = command(elsewhere, "restore", file)

    assert (made.exit_code, restored.exit_code) == (0, 0), made.output + restored.output
    after = rows(elsewhere)
    assert {name for name in before if before[name] != after[name]} <= CHANGED | {"counters"}
    assert before.keys() == after.keys()
    assert len(after["audit_line"]) == len(before["audit_line"]) + 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [each for each in tmp_path.iterdir() if each.suffix == ".part"]
    assert rows(app) == before


def test_a_restored_database_sends_nothing_until_somebody_confirms(app, elsewhere, smtp, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    with app.app_context():
        list(run_due(app, MORNING))
    assert len(smtp.mails) == 3

    command(elsewhere, "restore", file)
    with elsewhere.app_context():
        list(run_due(elsewhere, MORNING))
        held = [line for line in run_due(elsewhere, MORNING) if "nothing is sent" in line]
    assert len(smtp.mails) == 3
    assert len(held) == 1

    assert command(elsewhere, "sending", "confirm", "--yes").exit_code == 0
    with elsewhere.app_context():
        list(run_due(elsewhere, MORNING))
    assert len(smtp.mails) == 6


def test_what_came_after_the_backup_is_gone_once_it_was_confirmed(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    before = rows(app)
    with app.extensions["database"].transaction() as session:
        session.add(complaint(case_number="LATER"))

    refused = command(app, "restore", file, answer="n\n")
    assert refused.exit_code == 1
    assert "4 complaints, 1 waves, 1 accounts" in refused.output
    with app.extensions["database"].reader() as session:
        assert session.scalar(select(Complaint.id).where(Complaint.case_number == "LATER"))

    assert command(app, "restore", file, answer="y\n").exit_code == 0
    after = rows(app)
    assert {name for name in before if before[name] != after[name]} <= CHANGED | {"counters"}
    with app.extensions["database"].reader() as session:
        assert hold_of(session)
        assert session.scalar(select(AuditLine.who).order_by(AuditLine.id.desc()).limit(1)) == "flask restore"
    assert command(app, "audit", "verify").output.startswith("ok")


def test_a_backup_can_be_made_while_somebody_writes(app, elsewhere, tmp_path):
    with app.extensions["database"].session() as session:
        session.add(complaint(case_number="UNDER WAY"))
        session.flush()
        made = command(app, "backup", file := tmp_path / "backup")
    assert made.exit_code == 0
    command(elsewhere, "restore", file)
    with elsewhere.extensions["database"].reader() as session:
        assert len(session.scalars(select(Complaint.id)).all()) == 3


def test_an_existing_file_is_left_alone(app, tmp_path):
    file = tmp_path / "backup"
    file.write_text("kept")

    done = command(app, "backup", file)

    assert (done.exit_code, file.read_text()) == (1, "kept")
    assert done.output == f"Error: {file} is there already.\n"


@postgresql_alone
def test_without_its_programs_a_database_on_postgresql_cannot_be_copied(app, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    done = command(app, "backup", tmp_path / "backup")

    assert done.output == "Error: pg_dump is not on this machine. Install PostgreSQL's client programs.\n"


@postgresql_alone
def test_tables_of_a_newer_program_go_when_an_older_backup_comes_back(app, elsewhere, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    migrate(elsewhere.extensions["database"])
    with elsewhere.extensions["database"].engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_newer_program (id int)"))

    assert command(elsewhere, "restore", file).exit_code == 0
    with elsewhere.extensions["database"].engine.connect() as connection:
        assert "of_a_newer_program" not in inspect(connection).get_table_names()


def test_neither_secrets_nor_the_witness_are_in_a_backup_nor_shown_to_other_programs(
    app, tmp_path, monkeypatch
):
    monkeypatch.setenv("ENQUETE_SECRET_KEY", app.config["SECRET_KEY"])
    with app.app_context():
        list(run_due(app, MORNING))
    command(app, "backup", file := tmp_path / "backup")

    for name in ("SECRET_KEY", "CONTACT_KEY"):
        assert app.config[name].encode() not in file.read_bytes()
    assert b'"runs"' not in file.read_bytes()
    assert not [name for name in dumping._environ(None) if name.startswith("ENQUETE_")]
    assert os.environ["ENQUETE_SECRET_KEY"]


@postgresql_alone
def test_no_password_stands_in_a_list_of_processes(app):
    url = make_url(app.config["DATABASE_URL"]).set(password="geheim").render_as_string(hide_password=False)

    assert "geheim" not in " ".join(dumping._target(url))
    assert dumping._environ(url)["PGPASSWORD"] == "geheim"


@sqlite_alone
def test_after_restoring_what_was_replaced_is_not_in_the_files(app, tmp_path):
    command(app, "backup", file := tmp_path / "backup")
    with app.extensions["database"].transaction() as session:
        session.add(complaint(email="vertrokken@inwoner.example"))

    command(app, "restore", file, "--yes")

    database_file = make_url(app.config["DATABASE_URL"]).database
    for each in Path(database_file).parent.glob(f"{Path(database_file).name}*"):
        assert b"vertrokken@inwoner" not in each.read_bytes(), each.name
    with app.extensions["database"].reader() as session:
        states = set(session.scalars(select(Message.state)))
    assert states == {MessageState.PLANNED}
