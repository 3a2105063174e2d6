"""After a backup was restored nothing is sent until an operator confirms, who sees what would be."""

import json
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import MORNING
from sqlalchemy import make_url, select, update

from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.messages.models import Continuity, Sign
from enquete_app.fieldwork.messages.restoring import hold_of, look
from enquete_app.fieldwork.models import Message, MessageKind, Wave
from enquete_app.jobs.due import Fault, run_due
from enquete_app.jobs.mailing import witness_of

pytestmark = pytest.mark.both

A_REMINDER_LATER = MORNING + timedelta(days=11)
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
postgresql_alone = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def run(wave):
    return lambda now=MORNING: list(run_due(wave, now))


@pytest.fixture
def sign(wave):
    """Why nothing is sent; none if mails may leave."""

    def sign():
        with wave.extensions["database"].reader() as session:
            held = hold_of(session)
            return held and held.sign

    return sign


@pytest.fixture
def files(wave):
    """The database's file, and its witness."""
    return Path(make_url(wave.config["DATABASE_URL"]).database), Path(wave.config["WITNESS_FILE"])


@pytest.fixture
def restore(wave, files, tmp_path):
    """Make a backup of some files and put it back."""
    backups = tmp_path / "backups"

    def back_up(*which):
        wave.extensions["database"].engine.dispose()
        backups.mkdir()
        for each in which:
            shutil.copy(each, backups / each.name)

    def restore(*which):
        wave.extensions["database"].engine.dispose()
        for each in which:
            for log in ("-wal", "-shm"):
                Path(f"{each}{log}").unlink(missing_ok=True)
            shutil.copy(backups / each.name, each)

    return back_up, restore


@sqlite_alone
def test_a_restored_database_sends_nothing_and_says_so(run, sign, files, restore, smtp, tmp_path):
    back_up, put_back = restore
    database_file, _ = files
    run(MORNING - timedelta(days=1))
    back_up(database_file)
    run()
    assert len(smtp.mails) == 3

    put_back(database_file)
    lines = run()

    assert len(smtp.mails) == 3
    [fault] = (line for line in lines if isinstance(line, Fault))
    assert fault.startswith("nothing is sent: the database is older than this machine has seen it")
    assert fault.endswith("see 'flask --app wsgi sending show'")
    assert sign() is Sign.OLDER
    run()
    assert len(smtp.mails) == 3


@sqlite_alone
@pytest.mark.parametrize("minutes", [2, 60])
def test_a_witness_that_was_restored_with_its_database_is_known_by_its_file(
    run, sign, files, restore, smtp, minutes
):
    back_up, put_back = restore
    run(MORNING - timedelta(days=1))
    back_up(*files)
    run()
    put_back(*files)
    _, witness = files
    # As if the backup were of an hour ago, or of just before an upgrade that went wrong.
    seen = json.loads(witness.read_text("utf-8"))
    witness.write_text(json.dumps(seen | {"at": time.time() - 60 * minutes}), "utf-8")
    run()

    assert sign() is Sign.COPIED
    assert len(smtp.mails) == 3


@sqlite_alone
def test_a_database_that_was_put_on_another_machine_has_no_witness_there(run, sign, files, smtp):
    run()
    files[1].unlink()
    run(A_REMINDER_LATER)

    assert sign() is Sign.COPIED
    assert len(smtp.mails) == 3


def test_without_a_restored_backup_nothing_is_held(run, sign, smtp, files):
    for days in range(13):
        run(MORNING + timedelta(days=days))

    assert sign() is None
    assert len(smtp.mails) == 6


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"runs": "x", "place": "", "at": 1}', "\0"])
@postgresql_alone
def test_a_witness_that_cannot_be_read_is_as_good_as_none(run, sign, wave, content):
    run()
    witness_of(wave).path.write_text(content, "utf-8")
    run()

    assert sign() is None
    assert json.loads(witness_of(wave).path.read_text("utf-8"))["runs"] == 2


@postgresql_alone
def test_a_second_machine_needs_no_confirmation_and_both_see_a_restored_backup(run, sign, wave, tmp_path):
    database = wave.extensions["database"]
    run()
    second = type(witness_of(wave))(tmp_path / "second")
    assert look(database, second) is None
    run()
    with database.transaction() as session:
        session.execute(update(Continuity).values(runs=1))

    assert look(database, second).sign is Sign.OLDER
    assert sign() is Sign.OLDER


@postgresql_alone
def test_a_dump_that_was_restored_elsewhere_is_known_by_where_it_stands(wave, run, make_app, smtp, tmp_path):
    run(MORNING - timedelta(days=1))
    url = make_url(wave.config["DATABASE_URL"]).set(drivername="postgresql")
    other = url.set(database=f"{url.database}_restored")
    plain = url.render_as_string(hide_password=False)
    admin = url.set(database="postgres").render_as_string(hide_password=False)
    subprocess.run(["psql", "-q", admin, "-c", f'CREATE DATABASE "{other.database}"'], check=True)
    app = None
    try:
        copy = f"pg_dump '{plain}' | psql -q -o /dev/null '{other.render_as_string(hide_password=False)}'"
        subprocess.run(copy, shell=True, check=True)  # noqa: S602 - names of ours
        # On the same machine, whose witness does not know of the other place.
        app = make_app(**smtp.settings, DATABASE_URL=other.render_as_string(hide_password=False))
        with app.app_context():
            lines = list(run_due(app, MORNING))
    finally:
        if app is not None:
            app.extensions["database"].engine.dispose()
        drop = f'DROP DATABASE "{other.database}" WITH (FORCE)'
        subprocess.run(["psql", "-q", admin, "-c", drop], check=True)

    assert [line.partition(":")[0] for line in lines if isinstance(line, Fault)] == ["nothing is sent"]
    assert smtp.mails == []
    run()
    assert len(smtp.mails) == 3


@pytest.fixture
def flask(wave):
    """Run a command and give what it prints."""

    def flask(*arguments, typed=None):
        done = wave.test_cli_runner().invoke(args=["sending", *arguments], input=typed)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return flask


@pytest.fixture
def held(run, flask):
    run(MORNING - timedelta(days=1))
    flask("hold")


def test_an_operator_sees_what_would_leave_and_confirms(held, run, flask, smtp, sign, wave):
    run()
    assert smtp.mails == []
    _, shown = flask("show")
    assert "somebody asked for that" in shown
    assert "wave 1 (klachtbehandeling): 3 invitations, now" in shown
    assert "inwoner" not in shown

    code, _ = flask("confirm", typed="n\n")
    assert (code, sign()) == (1, Sign.BY_HAND)
    code, said = flask("confirm", typed="y\n")
    assert code == 0
    assert said.splitlines()[-1] == "Mails leave again."
    run()

    assert len(smtp.mails) == 3
    assert flask("confirm") == (0, flask("show")[1])
    assert "reminders to those of 3 people who have not answered, now" in flask("show")[1]
    with wave.extensions["database"].reader() as session:
        acts = session.scalars(select(AuditLine.act).order_by(AuditLine.id)).all()
    assert acts == ["sending.held", "sending.confirmed"]


@pytest.mark.parametrize("state", ["dropped", "sent"])
def test_of_reminders_nobody_sees_how_many_are_left_after_a_run_that_broke_off(run, flask, wave, state):
    run()
    with wave.extensions["database"].transaction() as session:
        first = session.scalars(select(Message).where(Message.kind == MessageKind.REMINDER)).first()
        session.execute(update(Message).where(Message.id == first.id).values(state=state))

    assert "reminders to those of 3 people who have not answered, now" in flask("show")[1]


def test_what_may_have_left_before_can_be_taken_for_uncertain(held, run, flask, smtp, states, wave):
    code, said = flask("confirm", "--as-uncertain", "--yes")
    run()
    run(A_REMINDER_LATER)

    assert code == 0
    assert "3 invitations are uncertain now" in said
    assert states() == {("uncertain", None): 3}
    assert states(MessageKind.REMINDER) in ({}, {("dropped", "bounced"): 3})
    assert smtp.mails == []
    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() is not None


@sqlite_alone
def test_a_confirmation_counts_on_other_machines_too(run, files, restore, sign, flask, wave, tmp_path):
    back_up, put_back = restore
    run(MORNING - timedelta(days=1))
    back_up(files[0])
    for _ in range(5):
        run()
    put_back(files[0])
    run()
    assert flask("confirm", "--yes")[0] == 0
    run()

    assert sign() is None


@sqlite_alone
def test_where_no_witness_can_be_written_nothing_is_sent(wave, make_app, smtp, tmp_path):
    (tmp_path / "file").write_text("")
    app = make_app(**smtp.settings, WITNESS=str(tmp_path / "file" / "witness"))
    with app.app_context():
        lines = list(run_due(app, MORNING))

    assert "sending failed: NotADirectoryError" in lines or "sending failed: FileExistsError" in lines
    assert smtp.mails == []


def test_what_was_claimed_when_the_backup_was_made_can_be_taken_for_uncertain_too(
    wave, held, run, flask, smtp
):
    database = wave.extensions["database"]
    with database.transaction() as session:
        outbox.claim(session, now=MORNING, clock=datetime.now(UTC), limit=2)

    _, said = flask("confirm", "--as-uncertain", "--yes")
    with database.transaction() as session:
        outbox.sweep(session, datetime.now(UTC) + outbox.LEASE * 2)
    run()

    assert "3 invitations are uncertain now" in said
    assert smtp.mails == []
