"""`bounce` takes one mail from a mail server, which is never to send back what came back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import MORNING
from imap_server import ADDRESS
from sqlalchemy import update

from enquete_app.fieldwork.messages.restoring import hold
from enquete_app.fieldwork.models import Message, MessageKind, MessageState
from enquete_app.jobs.due import run_due

ROOT = Path(__file__).resolve().parents[5]
HARD, AWAY = "hard/postfix-unknown-user", "none/out-of-office-dutch"
TRY_AGAIN = 75

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mailed(wave):
    list(run_due(wave, MORNING))


@pytest.fixture
def pipes(wave):
    """Call the command with a mail on its standard input; gives its exit and what it said."""

    def pipes(content, *recipient, app=wave):
        done = app.test_cli_runner().invoke(args=["bounce", *recipient], input=content)
        return done.exit_code, done.output

    return pipes


def test_a_bounce_is_recorded_for_whom_the_envelope_names(mailed, pipes, returned, address_of, states):
    content = returned(HARD, "iemand@gemeente.example")

    assert pipes(content, address_of()) == (0, "")
    assert pipes(content, address_of()) == (0, "")
    assert states() == {("failed", "refused"): 1, ("sent", None): 2}


@pytest.mark.parametrize("recipient", [(), (ADDRESS,)])
def test_without_the_envelope_the_headers_tell(mailed, pipes, returned, address_of, states, recipient):
    assert pipes(returned(HARD, address_of()), *recipient) == (0, "")
    assert states() == {("failed", "refused"): 1, ("sent", None): 2}


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 1000, b"To: iemand@gemeente.example\n\nHallo", b"x" * 5_000_000]
)
def test_whatever_else_comes_is_taken_without_a_word(mailed, pipes, address_of, states, content):
    assert pipes(content) == pipes(content, address_of()) == pipes(content, "\xe9@x.example") == (0, "")
    assert states() == {("sent", None): 3}


def test_nothing_is_told_of_reminders_nor_of_answers(wave, mailed, pipes, returned, address_of, caplog):
    list(run_due(wave, MORNING.replace(day=26)))
    address = address_of(0, MessageKind.REMINDER)
    caplog.set_level("DEBUG")
    caplog.clear()

    assert pipes(returned(HARD, address), address) == pipes(returned(AWAY, address), address) == (0, "")
    assert caplog.text == ""


def test_what_is_just_leaving_is_to_be_handed_over_again(mailed, pipes, returned, address_of, change):
    change(update(Message).values(state=MessageState.SENDING))

    exit_code, said = pipes(returned(HARD, address_of()), address_of())

    assert exit_code == TRY_AGAIN
    assert said == "Not taken in yet: the mail is just leaving, or a restored backup waits to be confirmed.\n"


@pytest.fixture
def process(wave):
    """Call the command in a process of its own, as mail servers do."""

    def process(content, *recipient, **settings):
        given = {name: wave.config[name] for name in ("SECRET_KEY", "DATABASE_URL", "BOUNCE_ADDRESS")}
        environ = {f"ENQUETE_{name}": value for name, value in (given | settings).items()}
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "bounce", *recipient],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env=environ | {"PATH": os.environ["PATH"]},
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode()

    return process


def test_a_mail_server_can_hand_over_a_large_mail(mailed, process, returned, address_of, states):
    content = returned(HARD, address_of()) + b"x" * 20_000_000

    assert process(content, address_of()) == (0, "")
    assert states() == {("failed", "refused"): 1, ("sent", None): 2}


@sqlite
@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql://nobody@127.0.0.1:1/none"])
def test_without_a_database_the_mail_server_is_to_try_again(mailed, process, returned, address_of, url):
    exit_code, said = process(returned(HARD, address_of()), address_of(), DATABASE_URL=url)

    assert exit_code == TRY_AGAIN
    assert said == "Not taken in yet: the database cannot be used (OperationalError).\n"


@sqlite
def test_without_the_setting_the_mail_server_is_to_try_again(mailed, process, returned, address_of):
    exit_code, said = process(returned(HARD, address_of()), address_of(), BOUNCE_ADDRESS="")

    assert exit_code == TRY_AGAIN
    assert said == "Not taken in yet: ENQUETE_BOUNCE_ADDRESS is not set.\n"


@sqlite
def test_while_a_restored_backup_waits_to_be_confirmed_the_mail_server_keeps_it(
    wave, mailed, pipes, returned, address_of, states
):
    hold(wave.extensions["database"])

    assert pipes(returned(HARD, address_of()), address_of())[0] == TRY_AGAIN
    assert states() == {("sent", None): 3}
