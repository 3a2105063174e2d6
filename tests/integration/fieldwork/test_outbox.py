"""Messages leave once: over real SMTP, on real databases, with a server that misbehaves."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from builders import DRAW_DAY, MORNING, invitation_ids
from sqlalchemy import select, update

from enquete_app.fieldwork import outbox
from enquete_app.fieldwork.mailer import open_post
from enquete_app.fieldwork.models import (
    Invitation,
    MessageKind,
    MessageState,
    Participation,
    Wave,
)
from enquete_app.fieldwork.opting_out import set_opted_out
from enquete_app.fieldwork.planning import reminder_due
from enquete_app.fieldwork.sending import send_due
from enquete_app.fieldwork.transitions import TRANSITIONS
from enquete_app.jobs.due import run_due, sender_of
from enquete_app.register.models import Complaint, Withheld

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


def test_nothing_is_sent_before_the_draw_day(wave, smtp):
    assert list(run_due(wave, MORNING - timedelta(days=1))) == []
    assert not smtp.mails


def test_a_first_mail_more_than_14_days_late_is_held_and_said(wave, smtp, states):
    lines = list(run_due(wave, MORNING + timedelta(days=15)))

    assert lines == ["3 invitations not sent: drawn more than 14 days ago; make a new draw"]
    assert states() == {("planned", None): 3}


def test_14_days_late_is_still_in_time(wave, smtp):
    list(run_due(wave, MORNING + timedelta(days=14)))

    assert len(smtp.mails) == 3


def test_after_72_hours_it_is_given_up(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 later"

    for hours in range(0, 100, 2):
        list(run_due(wave, MORNING + hours * HOUR))

    assert states() == {("failed", "450"): 3}


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
            session, first.id, first.lease_until, now=MORNING, clock=datetime.now(UTC) - HOUR
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
            session, message_id, lease + timedelta(seconds=1), now=MORNING, clock=datetime.now(UTC)
        )


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"closed": None}, "reopened"),
        ({"withheld": Withheld.REPRESENTED}, "withheld"),
        ({"email": ""}, "no_contact"),
    ],
)
def test_what_changed_since_the_draw_is_checked_again(wave, change, smtp, states, values, reason):
    first = select(Complaint.id).order_by(Complaint.id).limit(1).scalar_subquery()
    change(update(Complaint).where(Complaint.id == first).values(**values))

    list(run_due(wave, MORNING))

    assert states() == {("dropped", reason): 1, ("sent", None): 2}
    assert len(smtp.mails) == 2


def test_whoever_opted_out_since_the_draw_gets_nothing(wave, smtp, states):
    with wave.extensions["database"].transaction() as session:
        set_opted_out(session, session.scalars(select(Invitation)).first(), opted_out=True)

    list(run_due(wave, MORNING))

    assert states() == {("dropped", "opted_out"): 1, ("sent", None): 2}


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


def test_the_first_mail_fixes_the_closing_day(wave):
    list(run_due(wave, MORNING + timedelta(days=2)))

    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() == DRAW_DAY + timedelta(days=30)


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


def test_every_state_has_its_transitions_and_ends_do_not_go_on():
    assert TRANSITIONS.keys() == set(MessageState)
    assert not TRANSITIONS[MessageState.FAILED] | TRANSITIONS[MessageState.DROPPED]
