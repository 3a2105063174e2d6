"""Messages leave once, whoever else is sending and whoever dies."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from builders import DRAW_DAY, MORNING
from sqlalchemy import event, select

from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.messages.mailer import open_post
from enquete_app.fieldwork.messages.sending import send_due
from enquete_app.fieldwork.messages.transitions import TRANSITIONS
from enquete_app.fieldwork.models import MessageState, Wave
from enquete_app.jobs.due import run_due, sender_of

pytestmark = pytest.mark.both

HOUR = timedelta(hours=1)


def test_each_message_is_sent_once_however_often_it_is_asked(wave, smtp, states):
    for _ in range(3):
        list(run_due(wave, MORNING))

    assert states() == {("sent", None): 3}
    assert len(smtp.mails) == 3
    assert smtp.sessions == 1


def test_three_workers_at_once_send_each_message_once(wave, smtp, states):
    def work(_):
        with wave.app_context():
            send_due(wave.extensions["database"], open_post(wave), sender_of(wave), now=MORNING)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))

    assert set(smtp.by_message_id().values()) == {1}
    assert states() == {("sent", None): 3}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_claim_looks_at_no_more_messages_than_it_takes(wave):
    said = []
    with wave.extensions["database"].transaction() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: said.append(told[2:4]))
        outbox.claim(session, now=MORNING, clock=datetime.now(UTC), limit=10)
        asked = [each for each in said if each[0].startswith("SELECT message")]
        plan = [
            row[3]
            for sql, values in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        ]

    assert sum("ix_message_state_due_at" in step for step in plan) == 2
    assert not [step for step in plan if "TEMP B-TREE" in step]


def test_nothing_is_sent_before_the_draw_day(wave, smtp):
    assert list(run_due(wave, MORNING - timedelta(days=1))) == []
    assert not smtp.mails


def test_a_first_mail_more_than_14_days_late_is_held_and_said(wave, smtp, states):
    first, *_ = run_due(wave, MORNING + timedelta(days=15))

    assert first == "3 invitations not sent: drawn more than 14 days ago; make a new draw"
    assert states() == {("planned", None): 3}


def test_14_days_late_is_still_in_time(wave, smtp):
    list(run_due(wave, MORNING + timedelta(days=14)))

    assert len(smtp.mails) == 3


def test_a_worker_that_died_before_sending_gives_its_messages_back(wave, smtp, states):
    database = wave.extensions["database"]
    with database.transaction() as session:
        outbox.claim(session, now=MORNING, clock=datetime.now(UTC) - HOUR, limit=10)

    first, *_ = run_due(wave, MORNING)

    assert first == "3 messages taken back from a worker that died"
    assert states() == {("sent", None): 3}


def test_a_worker_that_died_while_sending_leaves_it_uncertain(wave, smtp, states):
    database = wave.extensions["database"]
    with database.transaction() as session:
        [first, *_] = outbox.claim(session, now=MORNING, clock=datetime.now(UTC) - HOUR, limit=1)
        outbox.begin_sending(
            session,
            first.id,
            first.lease_until,
            now=MORNING,
            clock=datetime.now(UTC) - HOUR,
            keyring=wave.extensions["keyring"],
        )

    list(run_due(wave, MORNING))
    list(run_due(wave, MORNING))

    assert states() == {("uncertain", None): 1, ("sent", None): 2}
    assert len(smtp.mails) == 2


def test_a_lease_that_was_lost_records_nothing(wave):
    database = wave.extensions["database"]
    with database.transaction() as session:
        [first] = outbox.claim(session, now=MORNING, clock=datetime.now(UTC), limit=1)
        message_id, lease = first.id, first.lease_until

    with database.session() as session, pytest.raises(outbox.LeaseLostError):
        outbox.begin_sending(
            session,
            message_id,
            lease + timedelta(seconds=1),
            now=MORNING,
            clock=datetime.now(UTC),
            keyring=wave.extensions["keyring"],
        )


def test_the_first_mail_fixes_the_closing_day(wave):
    list(run_due(wave, MORNING + timedelta(days=2)))

    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() == DRAW_DAY + timedelta(days=30)


def test_every_state_has_its_transitions_and_ends_do_not_go_on():
    assert TRANSITIONS.keys() == set(MessageState)
    assert TRANSITIONS[MessageState.FAILED] == TRANSITIONS[MessageState.DROPPED] == {MessageState.PLANNED}
