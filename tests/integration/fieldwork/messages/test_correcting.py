"""A first mail that did not arrive goes again with a new link; the old one is worth nothing any more."""

from datetime import timedelta

import pytest
from builders import MORNING, at_the_same_time, invitation_ids, saved, sent, started
from sqlalchemy import insert, select, update

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Draft
from enquete_app.fieldwork.answering import opting_out
from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.answering.visiting import Standing, visit_of_code, visit_of_link
from enquete_app.fieldwork.messages import correcting
from enquete_app.fieldwork.messages.correcting import NotAgainError, Trouble, WhyNot, mail_again
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState, Participation, Wave
from enquete_app.jobs.due import close_and_forget, run_due
from enquete_app.register.models import Complaint

LATER = MORNING + timedelta(days=2)
WRONG, RIGHT = "typefout@onbestelbaar.example", "nieuw@inwoner.example"


@pytest.fixture
def bounced(wave):
    """The invitation of somebody whose first mail was refused."""
    with wave.extensions["database"].transaction() as session:
        invitation_id = invitation_ids(session)[0]
        complaint_id = session.get_one(Invitation, invitation_id).complaint_id
        session.execute(update(Complaint).where(Complaint.id == complaint_id).values(email=WRONG))
    list(run_due(wave, MORNING))
    return invitation_id


@pytest.fixture
def needing(wave):
    def needing():
        with wave.extensions["database"].reader() as session:
            return [
                (row.Message.id, row.trouble)
                for row in session.execute(correcting.needing_attention(1)).all()
            ]

    return needing


@pytest.fixture
def again(wave):
    def again(message_id, email=RIGHT, now=LATER):
        with wave.extensions["database"].transaction() as session:
            keyring = wave.extensions["keyring"]
            mail_again(session, session.get_one(Wave, 1), message_id, email, keyring=keyring, now=now)

    return again


@pytest.fixture
def why_not(again):
    def why_not(*args, **values):
        with pytest.raises(NotAgainError) as refused:
            again(*args, **values)
        return refused.value.why

    return why_not


def test_only_first_mails_that_did_not_arrive_need_attention(wave, bounced, needing, change):
    assert [trouble for _, trouble in needing()] == [Trouble.REFUSED]
    list(run_due(wave, MORNING + timedelta(days=11)))
    change(update(Message).where(Message.kind == MessageKind.REMINDER).values(state=MessageState.FAILED))
    assert len(needing()) == 1


@pytest.mark.parametrize(
    ("state", "reason", "trouble"),
    [
        (MessageState.FAILED, "refused", Trouble.REFUSED),
        (MessageState.FAILED, "421 try later", Trouble.GIVEN_UP),
        (MessageState.FAILED, None, Trouble.GIVEN_UP),
        (MessageState.FAILED, "unwritable", Trouble.UNWRITABLE),
        (MessageState.UNCERTAIN, None, Trouble.UNCERTAIN),
        (MessageState.DROPPED, "no_contact", Trouble.NO_CONTACT),
        (MessageState.DROPPED, "opted_out", None),
        (MessageState.DROPPED, None, None),
        (MessageState.SENT, None, None),
        (MessageState.RETRY, "450", None),
    ],
)
def test_what_is_the_matter_is_told(bounced, needing, change, state, reason, trouble):
    own = Message.invitation_id == bounced
    change(update(Message).where(own).values(state=state, reason=reason))

    assert [each for _, each in needing()] == [trouble] * (trouble is not None)


def test_the_mail_goes_to_the_right_address_with_another_link_and_another_message_id(
    wave, smtp, bounced, needing, again, states
):
    first = {mail["Message-ID"] for mail in smtp.mails}
    again(needing()[0][0])
    list(run_due(wave, LATER))

    assert needing() == []
    assert smtp.mails[-1]["To"] == RIGHT
    assert len(smtp.mails) == 3
    assert smtp.mails[-1]["Message-ID"] not in first
    assert states() == {("sent", None): 3}


def test_the_old_link_and_code_die_and_with_them_the_draft(wave, database, keyring, bounced, needing, again):
    with database.transaction() as session:
        started(session, bounced, keyring)
        saved(session, bounced, keyring, Typed({"V11": "van een ander"}))
        key_id = session.get_one(Invitation, bounced).key_id
    again(needing()[0][0])

    def made(purpose, version):
        return credential(purpose, bounced, version, keyring=keyring, key_id=key_id)

    with database.reader() as session:
        assert visit_of_link(session, made(Purpose.LINK, 1), keyring) is None
        assert visit_of_code(session, made(Purpose.CODE, 1), keyring) is None
        assert visit_of_link(session, made(Purpose.LINK, 2), keyring).typed is None
        assert visit_of_code(session, made(Purpose.CODE, 2), keyring).invitation_id == bounced
        assert opting_out.invitation_of_opt_out(session, made(Purpose.OPT_OUT, 1)).id == bounced
        assert opting_out.invitation_of_opt_out(session, made(Purpose.OPT_OUT, 2)).id == bounced
        assert session.scalar(select(Draft.invitation_id)) is None


def test_who_has_answered_is_mailed_again_all_the_same_and_finds_so(
    wave, smtp, database, keyring, bounced, needing, again
):
    with database.transaction() as session:
        started(session, bounced, keyring)
        sent(session, bounced, keyring)
    again(needing()[0][0])
    list(run_due(wave, LATER))

    assert smtp.mails[-1]["To"] == RIGHT
    with database.reader() as session:
        assert session.get_one(Participation, bounced).answered
        invitation = session.get_one(Invitation, bounced)
        link = credential(Purpose.LINK, bounced, 2, keyring=keyring, key_id=invitation.key_id)
        assert visit_of_link(session, link, keyring).standing is Standing.ANSWERED


def test_a_late_correction_still_goes_and_is_tried_as_long_as_any_other(wave, smtp, bounced, needing, again):
    smtp.at_rcpt = lambda address: "450 later" if address == RIGHT else None
    late = MORNING + timedelta(days=20)
    again(needing()[0][0], now=late)
    for hours in (0, 1, 10, 30):
        list(run_due(wave, late + timedelta(hours=hours)))
        assert needing() == []
    smtp.at_rcpt = lambda _: None
    list(run_due(wave, late + timedelta(hours=60)))

    assert smtp.mails[-1]["To"] == RIGHT


def test_a_reminder_comes_its_days_after_the_new_mail(wave, smtp, bounced, needing, again, change):
    # A bounce that came back late: the reminder had been planned by then.
    list(run_due(wave, MORNING + timedelta(minutes=1)))
    change(
        update(Message)
        .where(Message.invitation_id == bounced)
        .values(state=MessageState.SENT, sent_at=MORNING)
    )
    list(run_due(wave, MORNING + timedelta(minutes=2)))
    invited = (Message.invitation_id == bounced, Message.kind == MessageKind.INVITATION)
    change(update(Message).where(*invited).values(state=MessageState.FAILED, reason="refused"))
    again(needing()[0][0], now=MORNING + timedelta(days=9))
    list(run_due(wave, MORNING + timedelta(days=9)))
    list(run_due(wave, MORNING + timedelta(days=12)))
    assert [mail["To"] for mail in smtp.mails].count(RIGHT) == 1
    list(run_due(wave, MORNING + timedelta(days=20, hours=1)))
    assert [mail["To"] for mail in smtp.mails].count(RIGHT) == 2


def test_a_reminder_comes_also_where_one_was_dropped_since_the_first_mail_had_bounced(
    wave, smtp, bounced, needing, again, change
):
    list(run_due(wave, MORNING + timedelta(minutes=1)))
    reminder = (Message.invitation_id == bounced, Message.kind == MessageKind.REMINDER)
    with wave.extensions["database"].transaction() as session:
        session.execute(
            insert(Message).values(
                invitation_id=bounced, kind=MessageKind.REMINDER, state=MessageState.DROPPED, due_at=MORNING
            )
        )
    again(needing()[0][0], now=MORNING + timedelta(days=12))
    for days in (12, 23, 24):
        list(run_due(wave, MORNING + timedelta(days=days, hours=1)))

    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Message.state).where(*reminder)).all() == [MessageState.SENT]
    assert [mail["To"] for mail in smtp.mails].count(RIGHT) == 2


@pytest.mark.parametrize("email", ["", "geen adres", "a@b\r\nBcc: c@d.example", "a@b@c.example", " "])
def test_an_address_that_is_none_changes_nothing(bounced, needing, why_not, email):
    before = needing()

    assert why_not(before[0][0], email) is WhyNot.ADDRESS
    assert needing() == before


def test_what_arrived_or_does_not_exist_cannot_be_mailed_again(
    wave, database, bounced, needing, again, why_not
):
    with database.reader() as session:
        arrived = session.scalars(select(Message.id).where(Message.state == MessageState.SENT)).first()
    assert why_not(arrived) is why_not(10**6) is WhyNot.GONE
    bad = needing()[0][0]
    again(bad)
    assert why_not(bad) is WhyNot.GONE


def test_shortly_before_and_after_closing_it_is_too_late(wave, bounced, needing, why_not):
    bad = needing()[0][0]
    assert why_not(bad, now=MORNING + timedelta(days=22)) is WhyNot.OVER
    close_and_forget(wave, 1)
    assert why_not(bad) is WhyNot.OVER


def test_a_mail_of_another_wave_is_none_of_this_one(wave, database, keyring, bounced, needing):
    with database.transaction() as session:
        other = session.get_one(Wave, 1)
        session.expunge(other)
        other.id = 2
        with pytest.raises(NotAgainError):
            mail_again(session, other, needing()[0][0], RIGHT, keyring=keyring, now=LATER)


def test_two_colleagues_who_correct_at_once_send_one_mail(wave, smtp, database, keyring, bounced, needing):
    bad, outcomes = needing()[0][0], []

    def work(session):
        try:
            mail_again(session, session.get_one(Wave, 1), bad, RIGHT, keyring=keyring, now=LATER)
        except NotAgainError as refused:
            outcomes.append(refused.why)

    at_the_same_time(database, work)
    list(run_due(wave, LATER))

    assert outcomes == [WhyNot.GONE]
    assert [mail["To"] for mail in smtp.mails].count(RIGHT) == 1


def test_who_has_opted_out_gets_nothing_at_another_address_either(
    wave, smtp, database, keyring, bounced, needing, again
):
    with database.transaction() as session:
        opting_out.set_opted_out(session, session.get_one(Invitation, bounced), keyring, opted_out=True)
    again(needing()[0][0])
    list(run_due(wave, LATER))

    assert len(smtp.mails) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("people", [1])
def test_a_corrected_address_that_asks_for_later_is_tried_again_soon(wave, smtp, change, needing, again):
    change(update(Message).values(state=MessageState.FAILED, reason="450", attempts=8))
    again(needing()[0][0])

    smtp.at_rcpt = lambda _: "450 greylisted"
    list(run_due(wave, LATER))
    smtp.at_rcpt = lambda _: None
    list(run_due(wave, LATER + timedelta(minutes=15)))

    assert [mail["To"] for mail in smtp.mails] == [RIGHT]
