"""A standby that takes over sends nothing until an operator confirms: it may not know of what left last."""

import os
from datetime import timedelta

import psycopg
import pytest
from builders import MORNING
from faults.own_servers import MissingError, OwnPostgres, Standby

from enquete_app.cli.database import migrate
from enquete_app.db import Database
from enquete_app.fieldwork.messages.models import Sign
from enquete_app.fieldwork.messages.restoring import hold_of
from enquete_app.jobs.due import Fault, run_due

pytestmark = pytest.mark.long

A_REMINDER_LATER = MORNING + timedelta(days=11)


@pytest.fixture
def servers():
    """A server, and one that follows it."""
    try:
        with OwnPostgres() as leader, Standby(leader) as standby:
            yield leader, standby
    except MissingError as missing:
        leave_out = pytest.fail if os.environ.get("CI") else pytest.skip
        leave_out(f"no {missing} on this machine")


@pytest.fixture
def database_url(servers):
    leader, _ = servers
    with psycopg.connect(leader.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE enquete")
    migrate(database := Database(leader.url("enquete")))
    database.engine.dispose()
    return leader.url("enquete")


@pytest.fixture
def taken_over(wave, servers, make_app, smtp):
    """The same installation on the standby, which followed to the end and has taken over."""
    leader, standby = servers
    list(run_due(wave, MORNING))
    standby.catch_up()
    wave.extensions["database"].engine.dispose()
    leader.kill()
    standby.take_over()
    return make_app(**smtp.settings, DATABASE_URL=standby.url("enquete"))


def test_it_holds_what_is_due_until_somebody_confirms(wave, taken_over, smtp):
    assert len(smtp.mails) == 3

    lines = list(run_due(taken_over, A_REMINDER_LATER))

    assert len(smtp.mails) == 3
    assert any(isinstance(line, Fault) and line.startswith("nothing is sent: ") for line in lines)
    with taken_over.extensions["database"].reader() as session:
        assert hold_of(session).sign is Sign.MOVED

    with taken_over.app_context():
        done = taken_over.test_cli_runner().invoke(args=["sending", "confirm"], input="y\n")
    assert done.exit_code == 0, done.output
    for _ in range(2):  # Reminders that one run plans leave with the next.
        list(run_due(taken_over, A_REMINDER_LATER))
    assert len(smtp.mails) == 6
