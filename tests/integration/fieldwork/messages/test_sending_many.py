"""Many mails leave over two connections at the same time, and that is all that differs."""

from collections import Counter
from datetime import timedelta
from threading import current_thread

import pytest
from builders import MORNING
from sqlalchemy import update

from enquete_app.fieldwork.messages import sending
from enquete_app.fieldwork.messages.outbox import REFUSED
from enquete_app.fieldwork.messages.told import Sendings
from enquete_app.jobs import mailing
from enquete_app.jobs.due import Fault, run_due
from enquete_app.register.models import Complaint

pytestmark = pytest.mark.both

PEOPLE = 24
PLANNED, SENT = ("planned", None), ("sent", None)


@pytest.fixture(autouse=True)
def soon_many(monkeypatch):
    monkeypatch.setattr(mailing, "MANY", PEOPLE)
    monkeypatch.setattr(sending, "BATCH", 4)


@pytest.fixture
def people():
    return PEOPLE


def test_many_mails_leave_over_two_connections_each_once(wave, smtp, states):
    smtp.delay = 0.02
    dealt_with = []

    lines = list(run_due(wave, MORNING, progress=dealt_with.append))

    assert f"{PEOPLE} invitations sent" in lines
    assert sum(dealt_with) == PEOPLE
    assert smtp.sessions == 2
    assert (len(smtp.mails), set(smtp.by_message_id().values())) == (PEOPLE, {1})
    assert states() == {SENT: PEOPLE}


def test_few_leave_over_one(wave, smtp, monkeypatch):
    monkeypatch.setattr(mailing, "MANY", PEOPLE + 1)

    list(run_due(wave, MORNING))

    assert (smtp.sessions, len(smtp.mails)) == (1, PEOPLE)


def test_told_to_stop_both_end_between_two_mails_and_give_back_the_rest(wave, smtp, states):
    smtp.delay = 0.02

    list(run_due(wave, MORNING, stop=lambda: len(smtp.mails) > 2))

    assert 3 <= len(smtp.mails) <= 5
    assert states() == {SENT: len(smtp.mails), PLANNED: PEOPLE - len(smtp.mails)}


def test_a_fault_of_one_ends_both_and_the_next_run_sends_what_is_left(wave, smtp, states):
    smtp.delay = 0.02
    told = []

    def break_at_the_third(number):
        told.append(number)
        if len(told) == 3:
            raise OSError

    lines = list(run_due(wave, MORNING, progress=break_at_the_third))
    assert any(isinstance(each, Fault) and "sending" in each for each in lines)
    assert 3 <= states()[SENT] == len(smtp.mails) <= 6

    list(run_due(wave, MORNING + timedelta(minutes=1)))
    assert states()[SENT] == PEOPLE
    assert set(smtp.by_message_id().values()) == {1}


def test_whoever_waits_for_the_other_at_the_end_can_still_end_it(wave, smtp, states, monkeypatch):
    """A key pressed while one connection is done and the other is not."""
    smtp.delay = 0.02
    own = current_thread()
    send_due = mailing.send_due

    def done_at_once(*given, **named):
        return Sendings() if current_thread() is own else send_due(*given, **named)

    def pressed(future, timeout=None):
        raise KeyboardInterrupt

    monkeypatch.setattr(mailing, "send_due", done_at_once)
    monkeypatch.setattr(mailing.Future, "result", pressed)
    with pytest.raises(KeyboardInterrupt):
        list(run_due(wave, MORNING))

    assert len(smtp.mails) < PEOPLE
    assert states() == Counter({SENT: len(smtp.mails), PLANNED: PEOPLE - len(smtp.mails)})


def test_what_a_server_refuses_to_one_is_recorded_like_any_other(wave, smtp, states):
    with wave.extensions["database"].transaction() as session:
        for number in (1, 2):
            # Not one address for both: while a mail to it leaves, another waits.
            gone = update(Complaint).where(Complaint.id == number)
            session.execute(gone.values(email=f"weg{number}@onbestelbaar.example"))

    lines = list(run_due(wave, MORNING))

    assert f"{PEOPLE - 2} invitations sent" in lines
    assert states() == {SENT: PEOPLE - 2, ("failed", REFUSED): 2}
