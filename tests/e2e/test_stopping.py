"""A restart in the middle of sending leaves no mail of which nobody knows whether it went."""

import time
from collections import Counter
from datetime import UTC, datetime
from http.client import HTTPConnection

import pytest
from builders import complaint
from smtp_server import free_port
from sqlalchemy import select

from enquete_app.db import Database
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Message, MessageKind
from enquete_app.keys import Keyring

PEOPLE = 30
SERVERS = {
    "gunicorn": ("gunicorn", "--bind", "127.0.0.1:{port}", "wsgi:app"),
    "gunicorn with threads": ("gunicorn", "--bind", "127.0.0.1:{port}", "--threads", "4", "wsgi:app"),
    "flask run": ("flask", "--app", "wsgi", "run", "--port", "{port}"),
}


@pytest.fixture
def begun(installation, database_url, smtp):
    """Processes that are in the middle of sending a wave over a slow server; gives how to start one."""
    database = Database(database_url)
    smtp.delay = 0.2
    made = installation(smtp)
    today = local_day(datetime.now(UTC))
    keyring = Keyring(made.environ["ENQUETE_SECRET_KEY"], (), made.environ["ENQUETE_CONTACT_KEY"])
    with database.transaction() as session:
        session.add_all(complaint(received=today, closed=today) for _ in range(PEOPLE))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=today), keyring)
    started = []

    def begin(*command, **settings):
        made.environ |= settings
        started.append(process := made.start("-m", *command))
        return process

    begin.states = lambda: _states(database)
    yield begin
    for process in started:
        process.kill()
    database.engine.dispose()


def _states(database):
    with database.reader() as session:
        kind = Message.kind == MessageKind.INVITATION
        return Counter(session.scalars(select(Message.state).where(kind)))


def _until(condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("waited for 30 seconds")


def _answers(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("server", SERVERS)
def test_a_serving_process_that_is_told_to_end_ends_between_two_mails(begun, smtp, server):
    port = free_port()
    process = begun(*(each.format(port=port) for each in SERVERS[server]), ENQUETE_WORKER="thread")
    _until(lambda: _answers(port))
    _until(lambda: smtp.mails)

    process.terminate()
    process.wait(20)

    assert 0 < len(smtp.mails) < PEOPLE
    assert begun.states() == {"sent": len(smtp.mails), "planned": PEOPLE - len(smtp.mails)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_is_told_to_end_ends_between_two_mails(begun, smtp, redis_url):
    process = begun("flask", "--app", "wsgi", "worker", ENQUETE_REDIS_URL=redis_url)
    _until(lambda: smtp.mails)

    process.terminate()
    process.wait(20)

    assert 0 < len(smtp.mails) < PEOPLE
    assert begun.states() == {"sent": len(smtp.mails), "planned": PEOPLE - len(smtp.mails)}
