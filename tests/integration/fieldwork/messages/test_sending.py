"""What holds a run up, what one message only, and what ends it."""

import shutil
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr
from itertools import count

import pytest
from builders import DRAW_DAY, MORNING, drawn_wave
from smtp_server import HANG_UP
from sqlalchemy import select, update
from texts_builders import kept

from enquete_app.fieldwork.messages import mailer
from enquete_app.fieldwork.messages.mailer import Delivery, Mail, MailboxPost, Outcome, open_post
from enquete_app.fieldwork.messages.outbox import LEASE
from enquete_app.fieldwork.messages.sending import send_due
from enquete_app.fieldwork.messages.watching import oldest_due
from enquete_app.fieldwork.models import Invitation, Message, MessageState, Wave
from enquete_app.jobs.due import Fault, close_and_forget, run_due, sender_of
from enquete_app.register.models import Complaint

HOUR = timedelta(hours=1)
FIRST = select(Complaint.id).order_by(Complaint.id).limit(1).scalar_subquery()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SECRET_KEY": "another secret key, long enough too"}, "is it missing from the fallbacks?"),
        ({"ORGANISATION": "Gemeente\r\nBcc: a@elders.example"}, "line break in the header 'From'"),
        ({"ORGANISATION": "Gemeente \udcff"}, "it holds signs that no mail can carry"),
        ({"MAIL_FROM": "ren\u00e9@gemeente.example"}, "ENQUETE_MAIL_FROM is no address"),
        ({"MAIL_FROM": "onderzoek@gemeente.example\r\nBcc: a@elders.example"}, "ENQUETE_MAIL_FROM is no"),
    ],
)
def test_a_wrong_setting_costs_no_message_and_is_said(
    wave, make_app, smtp, states, untouched, settings, said
):
    wrong = make_app(**smtp.settings | settings)
    with wrong.app_context():
        [line] = run_due(wrong, MORNING)

    assert said in line
    assert "elders" not in line
    assert untouched() == 3
    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() is None
    list(run_due(wave, MORNING))
    assert states() == {("sent", None): 3}


def test_a_mail_too_large_to_be_shown_as_a_whole_does_not_leave(wave, smtp, change, states):
    body = f"{'((controlepagina)) ' * 2000}\n((link))"
    with wave.extensions["database"].transaction() as session:
        edition = kept(session)
        assert edition
        edition.texts = {"invitation": {"nl": {"subject": "Vragen", "body": body}}}
        number = edition.number
    change(update(Wave).values(text_edition_number=number))

    assert "3 invitations could not be written" in list(run_due(wave, MORNING))
    assert states() == {("failed", "unwritable"): 3}
    assert not smtp.contents


def test_one_message_that_cannot_be_written_does_not_hold_up_the_others(wave, change, states):
    first = select(Invitation.id).limit(1).scalar_subquery()
    change(update(Invitation).where(Invitation.id == first).values(language="tlh"))

    lines = list(run_due(wave, MORNING))

    assert "1 invitations could not be written" in lines
    assert states() == {("failed", "unwritable"): 1, ("sent", None): 2}
    with wave.extensions["database"].reader() as session:
        failed = session.scalars(select(Message).where(Message.state == MessageState.FAILED)).one()
    assert (failed.attempts, failed.first_attempt_at, failed.lease_until) == (0, None, None)


@pytest.mark.parametrize("over_smtp", [True, False])
@pytest.mark.parametrize(
    "email",
    ["jos\u00e9@inwoner.example", "niet bekend", "a@een.example, b@twee.example", "a@b\r\nc.example"],
)
def test_what_is_no_address_is_mailed_by_no_post_and_holds_up_nobody(
    wave, make_app, change, smtp, states, tmp_path, email, over_smtp
):
    change(update(Complaint).where(Complaint.id == FIRST).values(email=email))
    app = wave if over_smtp else make_app()

    with app.app_context():
        list(run_due(app, MORNING))

    assert states()["sent", None] == 2
    mails = smtp.mails if over_smtp else list((tmp_path / "mailbox").glob("*.eml"))
    assert len(mails) == 2


def test_the_domain_of_an_address_is_written_as_its_owner_registered_it(wave, change, smtp):
    change(update(Complaint).values(email="Jan@stra\u00dfe.example"))

    list(run_due(wave, MORNING))

    assert {tuple(recipients) for _, recipients in smtp.envelopes} == {("Jan@xn--strae-oqa.example",)}
    assert {mail["To"] for mail in smtp.mails} == {"Jan@xn--strae-oqa.example"}


@pytest.mark.parametrize(
    "name",
    [
        "Gemeente Voorbeeldstad, afdeling Klachten",
        'Gemeente "Voorbeeldstad"',
        "Klachten (gemeente)",
        "Gemeente <Voorbeeldstad>",
        "klachten@gemeente.example",
        "Gemeente S\u00fadwest-Frysl\u00e2n, team \u201cKlachten\u201d",
        "Gemeenschappelijke regeling met een lange naam, voor alle gemeenten van de streek; klachten",
        "Gemeente \\ Voorbeeldstad:",
    ],
)
def test_the_sender_is_named_whatever_signs_the_name_has(wave, make_app, smtp, name):
    app = make_app(**smtp.settings, ORGANISATION=name, MAIL_FROM="onderzoek@frysl\u00e2n.example")
    with app.app_context():
        list(run_due(app, MORNING))

    # Not as the server's parser has it, which leaves a blank where a long name was folded.
    named, address = parseaddr(message_from_bytes(smtp.contents[0])["From"])
    assert str(make_header(decode_header(named))) == name
    assert address == "onderzoek@xn--frysln-0ta.example"
    assert smtp.envelopes[0][0] == "onderzoek@xn--frysln-0ta.example"
    assert smtp.mails[0]["Message-ID"].endswith("@xn--frysln-0ta.example>")


@pytest.mark.parametrize("people", [12])
def test_ten_refusals_in_a_row_are_our_own_fault_and_bounce_nobody(wave, smtp, states, untouched):
    smtp.at_rcpt = lambda _: "550 you may not relay"

    lines = list(run_due(wave, MORNING))

    assert "sending stopped: 10 messages in a row did not get through; the rest waits" in lines
    assert states() == {("retry", "550"): 10, ("planned", None): 2}
    assert untouched() == 2
    smtp.at_rcpt = lambda _: None
    list(run_due(wave, MORNING + HOUR))
    assert states() == {("sent", None): 12}


@pytest.mark.parametrize("people", [12])
def test_that_reminders_do_not_get_through_is_not_told_since_it_tells_who_has_answered(wave, smtp, database):
    list(run_due(wave, MORNING))
    smtp.at_rcpt = lambda _: "550 you may not relay"
    later = MORNING + timedelta(days=12)

    lines = list(run_due(wave, later))

    assert "12 reminders were due" in lines
    assert not [line for line in lines if isinstance(line, Fault)]
    with database.reader() as session:
        assert oldest_due(session, later + timedelta(days=1)) is None


@pytest.mark.parametrize("people", [12])
def test_nine_refusals_before_one_that_is_taken_are_bounces(wave, smtp, states):
    number = count()
    smtp.at_rcpt = lambda _: "550 no such mailbox" if next(number) < 9 else None

    list(run_due(wave, MORNING))

    assert states() == {("failed", "refused"): 9, ("sent", None): 3}


@pytest.mark.parametrize("people", [12])
def test_a_server_that_breaks_off_each_time_is_not_given_the_whole_wave(wave, smtp, states):
    smtp.at_data = lambda: HANG_UP

    list(run_due(wave, MORNING))

    assert states() == {("uncertain", None): 10, ("planned", None): 2}


@pytest.mark.parametrize("people", [12])
def test_a_server_that_asks_to_come_back_later_is_asked_for_everybody(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 greylisted"

    list(run_due(wave, MORNING))

    assert states() == {("retry", "450"): 12}


def test_a_server_that_stops_half_way_ends_the_run_and_costs_the_rest_no_attempt(wave, smtp, untouched):
    number = count()

    def stop_at_the_second():
        if next(number) == 0:
            return None
        smtp.stop_listening()
        return HANG_UP

    smtp.at_mail = stop_at_the_second

    lines = list(run_due(wave, MORNING))

    assert lines[:2] == ["1 invitations sent", "1 invitations to be tried again"]
    assert "out of reach (ConnectionRefusedError)" in lines[2]
    assert untouched() == 1


def test_a_run_that_is_told_to_stop_gives_back_what_it_has_not_sent(wave, smtp, states, untouched):
    done = send_due(
        wave.extensions["database"],
        open_post(wave),
        sender_of(wave),
        now=MORNING,
        stop=lambda: len(smtp.mails) == 1,
    )

    assert done.outcomes == {Outcome.ACCEPTED: 1}
    assert untouched() == 2


def test_closing_while_reminders_go_out_ends_no_run(wave, smtp):
    list(run_due(wave, MORNING))
    smtp.at_data = lambda: _close(wave, smtp)

    list(run_due(wave, MORNING + timedelta(days=11)))

    assert len(smtp.mails) == 3 + 1
    with wave.extensions["database"].reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() == DRAW_DAY + timedelta(days=28)


def _close(app, smtp):
    smtp.at_data = lambda: None
    close_and_forget(app, 1)


def test_the_built_in_mailbox_writes_one_file_a_message_and_refuses_its_domain(make_app, tmp_path):
    app = make_app()
    with app.app_context():
        database = app.extensions["database"]
        with database.transaction() as session:
            drawn_wave(session, app.extensions["keyring"], people=2)
            drawn_wave_email = session.scalars(select(Complaint)).first()
            drawn_wave_email.email = "weg@onbestelbaar.example"
        list(run_due(app, MORNING))

    assert len(list((tmp_path / "mailbox").glob("*.eml"))) == 1
    with database.reader() as session:
        found = session.execute(select(Message.state, Message.reason)).all()
    assert set(found) == {
        (MessageState.SENT, None),
        (MessageState.FAILED, "refused"),
        (MessageState.PLANNED, None),
    }


def test_a_mailbox_that_cannot_be_written_is_tried_again(tmp_path):
    with MailboxPost(tmp_path / "mailbox") as post:
        shutil.rmtree(tmp_path / "mailbox")
        delivery = post.deliver(Mail("0a", "a@gemeente.example", "b@inwoner.example", b""))

    assert delivery == Delivery(Outcome.LATER, "FileNotFoundError")


def test_a_mailbox_that_cannot_be_made_is_out_of_reach(wave, make_app, tmp_path, untouched):
    (tmp_path / "file").touch()
    app = make_app(MAILBOX=tmp_path / "file")
    with app.app_context():
        [line] = run_due(app, MORNING)

    assert "out of reach (FileExistsError)" in line
    assert untouched() == 3


def test_a_lease_outlasts_the_longest_dialogue():
    steps = 6  # sender, recipient, data, content, reset, and some air
    assert LEASE.total_seconds() > steps * mailer.TIMEOUT_SECONDS + mailer.REPLY_TIMEOUT_SECONDS
