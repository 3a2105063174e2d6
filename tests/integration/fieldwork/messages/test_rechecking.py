"""What has changed since the draw is looked at again just before a message leaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING
from sqlalchemy import select, update

from enquete_app.fieldwork.answering.opting_out import set_opted_out
from enquete_app.fieldwork.models import Contact, Invitation
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint, Withheld

pytestmark = pytest.mark.both


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
        keyring = wave.extensions["keyring"]
        set_opted_out(session, session.scalars(select(Invitation)).first(), keyring, opted_out=True)

    list(run_due(wave, MORNING))

    assert states() == {("dropped", "opted_out"): 1, ("sent", None): 2}


def test_an_address_that_has_become_invalid_gets_nothing(wave, change, smtp, states):
    change(update(Complaint).where(Complaint.id == first()).values(email="geen adres"))

    list(run_due(wave, MORNING))

    assert states() == {("dropped", "no_contact"): 1, ("sent", None): 2}


@pytest.mark.parametrize("address", ["old", "new"])
def test_whoever_opted_out_gets_nothing_under_another_address_either(wave, change, smtp, states, address):
    with wave.extensions["database"].transaction() as session:
        complaint = session.get(Complaint, session.scalar(select(first())))
        old, complaint.email = complaint.email, "verhuisd@inwoner.example"
        hashed = wave.extensions["keyring"].contact_hash(old if address == "old" else complaint.email)
        session.add(Contact(hash=hashed, opted_out=True))

    list(run_due(wave, MORNING))

    assert states() == {("dropped", "opted_out"): 1, ("sent", None): 2}


def test_a_delivery_and_opting_out_count_for_the_address_that_was_mailed(wave, change, smtp):
    keyring, database = wave.extensions["keyring"], wave.extensions["database"]
    with database.reader() as session:
        old = keyring.contact_hash(session.scalar(select(Complaint.email).where(Complaint.id == first())))
    change(update(Complaint).where(Complaint.id == first()).values(email="Verhuisd@inwoner.example"))
    new = keyring.contact_hash("verhuisd@inwoner.example")

    list(run_due(wave, MORNING))

    with database.transaction() as session:
        assert session.get(Contact, old) is None
        assert session.get(Contact, new).last_delivered_on == DRAW_DAY
        invitation = session.scalars(select(Invitation).where(Invitation.contact_hash == old)).one()
        set_opted_out(session, invitation, keyring, opted_out=True)
    with database.reader() as session:
        assert session.get(Contact, old).opted_out
        assert session.get(Contact, new).opted_out


@pytest.mark.parametrize(("days_ago", "dropped"), [(0, 1), (365, 1), (366, 0)])
def test_whoever_another_wave_has_mailed_since_the_draw_gets_nothing(wave, smtp, states, days_ago, dropped):
    with wave.extensions["database"].transaction() as session:
        hashed = session.scalar(select(Invitation.contact_hash).limit(1))
        session.add(Contact(hash=hashed, last_delivered_on=DRAW_DAY - timedelta(days=days_ago)))

    list(run_due(wave, MORNING))

    assert states()[("dropped", "recently_invited")] == dropped


def test_two_cases_that_have_come_to_share_an_address_get_one_mail(wave, change, smtp, states):
    change(update(Complaint).values(email="samen@inwoner.example"))

    list(run_due(wave, MORNING))

    assert states() == {("dropped", "recently_invited"): 2, ("sent", None): 1}
    assert len(smtp.mails) == 1


def test_two_workers_that_send_at_the_same_time_send_somebody_one_mail(
    wave, change, smtp, states, monkeypatch
):
    change(update(Complaint).values(email="samen@inwoner.example"))
    smtp.delay = 0.3

    monkeypatch.setattr("enquete_app.fieldwork.messages.sending.BATCH", 1)

    def work():
        with wave.app_context():
            return list(run_due(wave, MORNING))

    with ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(work) for _ in range(2)]:
            assert "sending failed" not in str(done.result())
    list(run_due(wave, MORNING + timedelta(hours=1)))

    assert len(smtp.mails) == 1
    assert states() == {("dropped", "recently_invited"): 2, ("sent", None): 1}


def first():
    return select(Complaint.id).order_by(Complaint.id).limit(1).scalar_subquery()
