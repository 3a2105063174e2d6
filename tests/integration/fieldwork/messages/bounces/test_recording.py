"""What a report does to the message that it is about, and to no other."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import MORNING, at_the_same_time, invitation_ids, saved, sent
from imap_server import ADDRESS
from smtp_server import HANG_UP
from sqlalchemy import delete, select, update

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.messages.bounces.addresses import id_in
from enquete_app.fieldwork.messages.bounces.recording import Effect, record_report
from enquete_app.fieldwork.messages.bounces.reports import Report
from enquete_app.fieldwork.messages.correcting import count_needing_attention, mail_again
from enquete_app.fieldwork.models import Contact, Message, MessageKind, MessageState, Wave
from enquete_app.fieldwork.waves.progress import count_messages
from enquete_app.jobs.due import close_and_forget, run_due
from enquete_app.keys import Keyring

HARD, SOFT, AWAY = "hard/postfix-unknown-user", "soft/postfix-delayed", "none/out-of-office-dutch"
BOUNCED = {("failed", "refused"): 1, ("sent", None): 2}
ALL_SENT = {("sent", None): 3}
REMINDED = MORNING + timedelta(days=11)


@pytest.fixture
def counts(wave):
    def counts():
        with wave.extensions["database"].reader() as session:
            return count_messages(session, 1) | {"attention": count_needing_attention(session, 1)}

    return counts


@pytest.fixture
def mailed(wave):
    list(run_due(wave, MORNING))


def test_a_first_mail_that_came_back_for_good_counts_as_bounced(mailed, takes, address_of, states, counts):
    before = counts()

    assert takes(HARD, address_of()) is Effect.BOUNCED

    assert states() == BOUNCED
    assert counts() == before | {"bounced": 1, "delivered": 2, "attention": 1}


def test_the_same_report_again_changes_nothing(mailed, takes, address_of, states):
    takes(HARD, address_of())

    assert takes(HARD, address_of()) is Effect.NOTHING
    assert states() == BOUNCED


def test_one_that_may_have_left_and_came_back_was_not_delivered(wave, smtp, takes, address_of, database):
    smtp.at_data, smtp.keeps_unanswered = lambda: HANG_UP, True
    list(run_due(wave, MORNING))

    assert takes(HARD, address_of()) is Effect.BOUNCED
    with database.reader() as session:
        days = session.scalars(select(Contact.last_delivered_on)).all()
    assert sorted(days, key=str) == [local_day(MORNING)] * 2 + [None]


def test_whose_first_mail_came_back_gets_no_reminder(wave, mailed, takes, address_of, states, smtp):
    takes(HARD, address_of())

    list(run_due(wave, REMINDED))

    assert states(MessageKind.REMINDER) == {("dropped", "bounced"): 1, ("sent", None): 2}
    assert len(smtp.mails) == 3 + 2


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_bounce_is_told_the_same_whether_somebody_answered_or_not(
    wave, mailed, takes, address_of, states, counts, is_answered
):
    if is_answered:
        with wave.extensions["database"].transaction() as session:
            first, keyring = invitation_ids(session)[0], wave.extensions["keyring"]
            saved(session, first, keyring, Typed({"V10": 5}))
            sent(session, first, keyring)

    assert [takes(HARD, address_of(person)) for person in range(3)] == [Effect.BOUNCED] * 3
    assert states() == {("failed", "refused"): 3}
    assert counts()["attention"] == 3


def test_what_is_not_there_yet_is_counted_and_reminded(wave, mailed, takes, address_of, states, counts):
    before = counts()

    assert [takes(SOFT, address_of()) for _ in range(2)] == [Effect.NOTHING] * 2

    assert counts() == before | {"soft_bounced": 1}
    list(run_due(wave, REMINDED))
    assert states() == states(MessageKind.REMINDER) == ALL_SENT


def test_what_came_back_for_good_after_that_is_only_bounced(mailed, takes, address_of, states, counts):
    takes(SOFT, address_of())
    takes(HARD, address_of())
    takes(SOFT, address_of())

    assert states() == BOUNCED
    assert counts()["soft_bounced"] == 0


def test_an_automatic_answer_does_nothing(mailed, takes, address_of, states, counts):
    before = counts()

    assert takes(AWAY, address_of()) is Effect.NOTHING

    assert states() == ALL_SENT
    assert counts() == before


@pytest.mark.parametrize("earlier", [HARD, SOFT])
def test_a_corrected_address_is_mailed_and_reports_of_the_earlier_mail_are_ignored(
    wave, mailed, takes, address_of, states, counts, smtp, earlier
):
    old = address_of()
    takes(SOFT, old)
    takes(HARD, old)
    with wave.extensions["database"].transaction() as session:
        ids = {"message_id": id_in(old, ADDRESS).number, "email": "nieuw@inwoner.example"}
        keyring = wave.extensions["keyring"]
        mail_again(session, session.get_one(Wave, 1), **ids, keyring=keyring, now=MORNING)
    assert takes(earlier, old) is Effect.NOTHING
    list(run_due(wave, MORNING + timedelta(hours=1)))

    assert takes(earlier, old) is Effect.NOTHING
    assert states() == ALL_SENT
    assert counts()["soft_bounced"] == 0
    assert smtp.envelopes[-1] == (address_of(), ["nieuw@inwoner.example"])


def test_a_mail_that_did_not_arrive_begins_no_cool_down(wave, mailed, takes, address_of):
    takes(HARD, address_of())

    with wave.extensions["database"].reader() as session:
        days = session.scalars(select(Contact.last_delivered_on)).all()
    assert sorted(map(str, days)) == ["2025-05-15", "2025-05-15", "None"]


@pytest.mark.parametrize(
    ("state", "after", "effect"),
    [
        (MessageState.UNCERTAIN, "failed", Effect.BOUNCED),
        (MessageState.RETRY, "failed", Effect.BOUNCED),
        (MessageState.PLANNED, "failed", Effect.BOUNCED),
        (MessageState.CLAIMED, "claimed", Effect.NOT_NOW),
        (MessageState.SENDING, "sending", Effect.NOT_NOW),
        (MessageState.FAILED, "failed", Effect.NOTHING),
        (MessageState.DROPPED, "dropped", Effect.NOTHING),
    ],
)
def test_what_a_bounce_does_depends_on_where_the_message_is(
    mailed, takes, address_of, change, states, state, after, effect
):
    change(update(Message).values(state=state))

    assert takes(HARD, address_of()) is effect
    assert sum(number for (name, _), number in states().items() if name == after) >= 1


def test_a_report_that_overtakes_the_commit_is_read_again(wave, takes, address_of, states):
    database, keyring, clock = wave.extensions["database"], wave.extensions["keyring"], datetime.now(UTC)
    times = {"now": MORNING, "clock": clock}
    with database.transaction() as session:
        (claimed, *_) = outbox.claim(session, **times, limit=1)
    with database.transaction() as session:
        leaving = outbox.begin_sending(session, claimed.id, claimed.lease_until, **times, keyring=keyring)
    assert takes(HARD, address_of()) is Effect.NOT_NOW

    with database.transaction() as session:
        outbox.record_sent(session, leaving.id, leaving.lease_until, now=MORNING)

    assert takes(HARD, address_of()) is Effect.BOUNCED
    assert states() == {("failed", "refused"): 1, ("planned", None): 2}


def test_nothing_can_have_come_back_before_it_left(takes, address_of, states):
    assert takes(HARD, address_of()) is Effect.NOTHING
    assert states() == {("planned", None): 3}


def test_a_letter_does_not_come_back_by_mail(mailed, takes, address_of, change, states):
    change(update(Message).values(by_letter=True))

    assert takes(HARD, address_of()) is Effect.NOTHING
    assert states() == ALL_SENT


def test_an_unknown_or_forged_address_is_ignored(mailed, takes, address_of, states):
    mailbox, _, name = address_of().partition("-")
    others_number, unknown_number = address_of(1).partition("-")[0], "bounces+zik0zj"

    for forged in (f"{others_number}-{name}", f"{unknown_number}-{name}", f"{mailbox}-{'0' * 24}@x.example"):
        assert takes(HARD, forged) is Effect.NOTHING

    assert states() == ALL_SENT


def test_a_closed_wave_is_left_alone(wave, mailed, takes, address_of, states, database):
    first = address_of()
    with wave.extensions["database"].transaction() as session:
        session.execute(update(Wave).values(closes_on=None))
    close_and_forget(wave, 1)

    assert takes(HARD, first) is Effect.NOTHING
    assert states() == ALL_SENT


def test_the_address_is_known_after_the_secret_key_was_replaced(
    wave, mailed, make_app, takes, address_of, states
):
    address, old = address_of(), wave.config["SECRET_KEY"]
    new = "another secret key of the tests, long enough"
    forgetful = make_app(SECRET_KEY=new, BOUNCE_ADDRESS=ADDRESS)
    rotated = make_app(SECRET_KEY=new, SECRET_KEY_FALLBACKS=(old,), BOUNCE_ADDRESS=ADDRESS)

    assert takes(HARD, address, forgetful) is Effect.NOTHING
    assert states() == ALL_SENT
    assert takes(HARD, address, rotated) is Effect.BOUNCED


def test_two_machines_with_the_same_report_do_it_once(wave, mailed, address_of, states):
    mail_id, keyring = id_in(address_of(), ADDRESS), wave.extensions["keyring"]
    effects = []

    at_the_same_time(
        wave.extensions["database"],
        lambda session: effects.append(record_report(session, mail_id, Report.HARD, keyring)),
    )

    assert sorted(effects) == [Effect.BOUNCED, Effect.NOTHING]
    assert states() == BOUNCED


def test_a_reminder_that_came_back_has_failed_and_that_is_all(
    wave, mailed, takes, address_of, states, counts
):
    list(run_due(wave, REMINDED))
    before = counts()
    address = address_of(0, MessageKind.REMINDER)

    assert takes(SOFT, address) is Effect.NOTHING
    assert states(MessageKind.REMINDER) == ALL_SENT
    assert takes(HARD, address) is Effect.NOTHING

    assert states(MessageKind.REMINDER) == {("failed", None): 1, ("sent", None): 2}
    assert states() == ALL_SENT
    assert counts() == before


def test_a_message_that_is_gone_makes_no_fault(mailed, takes, address_of, change):
    address = address_of()
    change(delete(Message).where(Message.id == id_in(address, ADDRESS).number))

    assert takes(HARD, address) is Effect.NOTHING


def test_a_server_with_other_keys_ignores_it(mailed, takes, address_of, wave):
    mail_id = id_in(address_of(), ADDRESS)
    with wave.extensions["database"].transaction() as session:
        assert record_report(session, mail_id, Report.HARD, Keyring("stranger")) is Effect.NOTHING
