"""One reminder, to those who have not answered, and nothing that tells who they are."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from builders import MORNING, at_the_same_time, invitation_ids, until_somebody_waits
from sqlalchemy import delete, select, update

from enquete_app.fieldwork.messages import outbox, planning
from enquete_app.fieldwork.messages.planning import plan_reminders, reminder_due
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState, Participation
from enquete_app.jobs.due import Fault, run_due

HOUR = timedelta(hours=1)


def test_one_reminder_goes_eleven_days_later_to_those_who_have_not_answered(wave, change, smtp):
    list(run_due(wave, MORNING))
    with wave.extensions["database"].reader() as session:
        answered = invitation_ids(session)[0]
    change(update(Participation).where(Participation.invitation_id == answered).values(answered=True))

    assert not [line for line in run_due(wave, MORNING + timedelta(days=11) - HOUR * 2) if "sent" in line]
    for days in (11, 12, 20):
        list(run_due(wave, MORNING + timedelta(days=days)))

    assert len(smtp.mails) == 3 + 2
    assert sorted(Counter(mail["To"] for mail in smtp.mails).values()) == [1, 2, 2]


def test_a_refused_address_gets_no_reminder(wave, smtp):
    smtp.at_rcpt = lambda _: "550 no such mailbox"
    list(run_due(wave, MORNING))
    smtp.at_rcpt = lambda _: None

    list(run_due(wave, MORNING + timedelta(days=11)))

    assert not smtp.mails


def test_a_reminder_not_sent_because_of_an_answer_has_no_reason(wave, change, states):
    list(run_due(wave, MORNING))
    change(update(Participation).values(answered=True))

    list(run_due(wave, MORNING + timedelta(days=11)))

    assert states(MessageKind.REMINDER) == {("dropped", None): 3}


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (datetime(2025, 5, 15, 14, 30, tzinfo=UTC), datetime(2025, 5, 26, 6, 0, tzinfo=UTC)),
        (datetime(2025, 5, 15, 4, 30, tzinfo=UTC), datetime(2025, 5, 26, 4, 30, tzinfo=UTC)),
        (datetime(2025, 3, 25, 12, tzinfo=UTC), datetime(2025, 4, 5, 6, tzinfo=UTC)),
        (datetime(2025, 10, 20, 12, tzinfo=UTC), datetime(2025, 10, 31, 7, tzinfo=UTC)),
    ],
)
def test_a_reminder_is_due_in_the_morning_also_when_the_clock_changes(sent, due):
    assert reminder_due(sent, 11) == due


def test_what_is_said_of_reminders_does_not_tell_how_many_have_answered(wave, change, smtp):
    list(run_due(wave, MORNING))
    change(update(Participation).where(Participation.invitation_id == one()).values(answered=True))
    smtp.at_rcpt = lambda _: "450 later"
    steps = []

    first = list(run_due(wave, MORNING + timedelta(days=11), progress=steps.append))
    smtp.at_rcpt = lambda _: None
    again = list(run_due(wave, MORNING + timedelta(days=11, minutes=5), progress=steps.append))

    assert len(smtp.mails) == 3 + 2
    assert first == ["3 reminders were due", "1 × daily count"]
    assert again == []
    assert sum(steps) == 3


@pytest.mark.parametrize("number_answered", [0, 1])
def test_nothing_is_said_of_a_reminder_whose_worker_died(wave, change, number_answered):
    """Only one to somebody who has not answered can have been leaving."""
    list(run_due(wave, MORNING))
    database, keyring = wave.extensions["database"], wave.extensions["keyring"]
    change(update(Participation).values(answered=True))
    some = select(Invitation.id).order_by(Invitation.id).limit(1 - number_answered)
    change(update(Participation).where(Participation.invitation_id.in_(some)).values(answered=False))
    now, clock = MORNING + timedelta(days=11), datetime.now(UTC) - 2 * outbox.LEASE
    with database.transaction() as session:
        claimed = outbox.claim(session, now=now, clock=clock, limit=50)
    for each in claimed:
        with database.transaction() as session:
            outbox.begin_sending(session, each.id, each.lease_until, now=now, clock=clock, keyring=keyring)

    assert list(run_due(wave, now)) == ["1 × daily count"]


@pytest.mark.parametrize("people", [14])
@pytest.mark.parametrize("answered", [0, 3])
def test_where_sending_stops_does_not_tell_how_many_have_answered(wave, change, smtp, answered):
    list(run_due(wave, MORNING))
    some = select(Invitation.id).order_by(Invitation.id).limit(answered)
    change(update(Participation).where(Participation.invitation_id.in_(some)).values(answered=True))
    smtp.at_rcpt = lambda _: "530 sign in first"
    steps = []

    lines = list(run_due(wave, MORNING + timedelta(days=11), progress=steps.append))

    assert lines[0] == "14 reminders were due"
    assert not [line for line in lines if isinstance(line, Fault)]
    assert sum(steps) == 14


def test_a_reminder_goes_only_while_its_invitation_counts_as_sent(wave, change, smtp, states):
    list(run_due(wave, MORNING))
    change(
        update(Message)
        .where(Message.kind == MessageKind.INVITATION, Message.invitation_id == one())
        .values(state=MessageState.FAILED, reason="refused")
    )

    list(run_due(wave, MORNING + timedelta(days=11)))

    assert states(MessageKind.REMINDER) == {("dropped", "bounced"): 1, ("sent", None): 2}
    assert len(smtp.mails) == 3 + 2


def test_reminders_are_planned_piece_by_piece(wave, states, monkeypatch):
    monkeypatch.setattr(planning, "AT_ONCE", 2)

    list(run_due(wave, MORNING))

    assert states(MessageKind.REMINDER) == {("planned", None): 3}


def test_two_who_plan_reminders_at_the_same_time_plan_each_once(wave, states):
    list(run_due(wave, MORNING))
    database = wave.extensions["database"]
    with database.transaction() as session:
        session.execute(delete(Message).where(Message.kind == MessageKind.REMINDER))

    at_the_same_time(database, plan_reminders)

    assert states(MessageKind.REMINDER) == {("planned", None): 3}


def one():
    return select(Invitation.id).order_by(Invitation.id).limit(1).scalar_subquery()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_answers_while_the_reminder_waits_for_a_lock_gets_none(wave, change):
    database, now = wave.extensions["database"], MORNING + timedelta(days=11)
    list(run_due(wave, MORNING))
    with database.transaction() as session:
        [message] = outbox.claim(session, now=now, clock=datetime.now(UTC), limit=1)

    def begin():
        with database.transaction() as session:
            times = {"now": now, "clock": datetime.now(UTC)}
            keyring = wave.extensions["keyring"]
            return outbox.begin_sending(session, message.id, message.lease_until, **times, keyring=keyring)

    own = Participation.invitation_id == message.invitation_id
    with ThreadPoolExecutor(1) as pool, database.session() as other:
        other.get(Message, message.id, with_for_update=True)
        begun = pool.submit(begin)
        until_somebody_waits(database, or_done=begun.done)
        change(update(Participation).where(own).values(answered=True))
        other.rollback()
        assert begun.result() is None
