"""What becomes of a message when the server refuses, breaks off or falls silent."""

import socket
import ssl
from datetime import timedelta
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from builders import MORNING
from certificates import self_signed
from smtp_server import HANG_UP, SILENCE, free_port
from sqlalchemy import update

from enquete_app.fieldwork.messages import mailer
from enquete_app.fieldwork.models import Message, MessageState
from enquete_app.jobs.due import run_due

HOUR = timedelta(hours=1)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def run_soon(wave, monkeypatch):
    """Run what is due with time-outs of a second or two; fails where it goes on waiting."""
    monkeypatch.setattr(mailer, "TIMEOUT_SECONDS", 1)
    monkeypatch.setattr(mailer, "REPLY_TIMEOUT_SECONDS", 3)

    def run_soon():
        lines = []

        def run():
            with wave.app_context():
                lines.extend(run_due(wave, MORNING))

        thread = Thread(target=run, daemon=True)
        thread.start()
        thread.join(30)
        assert not thread.is_alive(), "still waiting for the server"
        return lines

    return run_soon


@pytest.mark.parametrize("answer", ["550 no such mailbox", "550 5.1.1 unknown", "553 5.1.3 bad", "551 moved"])
def test_a_refused_address_is_bounced_for_good(wave, smtp, states, answer):
    smtp.at_rcpt = lambda _: answer

    for _ in range(2):
        list(run_due(wave, MORNING))

    assert states() == {("failed", "refused"): 3}


@pytest.mark.parametrize(
    "answer",
    [
        "530 5.7.0 Authentication required",
        "535 authentication failed",
        "550 5.7.1 Relaying denied",
        "554 5.7.1 Blocked by policy",
        "552 mailbox full",
        "550 5.2.2 mailbox full",
        "550 5.1.8 bad sender",
    ],
)
def test_what_is_no_fault_of_the_address_is_tried_again(wave, smtp, states, answer):
    smtp.at_rcpt = lambda _: answer
    list(run_due(wave, MORNING))
    assert states() == {("retry", answer[:3]): 3}

    smtp.at_rcpt = lambda _: None
    list(run_due(wave, MORNING + HOUR))

    assert states() == {("sent", None): 3}


@pytest.mark.parametrize("people", [1])
def test_a_server_that_does_not_greet_is_not_waited_for(wave, run_soon, untouched):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wave.extensions["mail"].port = silent.getsockname()[1]
        lines = run_soon()

    assert "out of reach" in lines[0]
    assert untouched() == 1


@pytest.mark.parametrize("people", [1])
def test_a_server_that_falls_silent_before_the_content_is_tried_again(smtp, run_soon, states):
    smtp.at_mail = lambda: SILENCE

    run_soon()

    assert states() == {("retry", "SMTPServerDisconnected"): 1}


@pytest.mark.parametrize("people", [1])
def test_a_server_that_falls_silent_after_the_content_leaves_it_uncertain(smtp, run_soon, states):
    smtp.at_data = lambda: SILENCE

    run_soon()

    assert states() == {("uncertain", None): 1}


@pytest.mark.parametrize("people", [1])
def test_a_server_may_take_its_time_to_look_at_the_content(smtp, run_soon, states):
    smtp.delay = 1.5

    run_soon()

    assert states() == {("sent", None): 1}


@pytest.mark.parametrize("server", ["mail..example", "mail.\x00.example", "m" * 70 + ".example"])
def test_a_server_name_that_cannot_be_one_is_out_of_reach(wave, untouched, server):
    wave.extensions["mail"].server = server

    [line] = run_due(wave, MORNING)

    assert "out of reach" in line
    assert untouched() == 3


def test_a_refusal_of_the_last_try_is_a_bounce_too(wave, smtp, change, states):
    smtp.at_rcpt = lambda _: "550 no such mailbox"
    began = MORNING - timedelta(hours=65)
    change(update(Message).values(state=MessageState.RETRY, attempts=6, first_attempt_at=began))

    list(run_due(wave, MORNING))

    assert states() == {("failed", "refused"): 3}


@pytest.mark.parametrize("answer", ["421 busy", "450 later", "452 full"])
def test_a_temporary_refusal_is_tried_again_and_sent_once(wave, smtp, states, answer):
    smtp.at_rcpt = lambda _: answer
    list(run_due(wave, MORNING))
    assert states() == {("retry", answer[:3]): 3}

    smtp.at_rcpt = lambda _: None
    list(run_due(wave, MORNING + timedelta(minutes=4)))
    assert not smtp.mails
    list(run_due(wave, MORNING + timedelta(minutes=5)))

    assert states() == {("sent", None): 3}
    assert set(smtp.by_message_id().values()) == {1}


def test_a_refused_sender_is_our_fault_and_not_the_recipients(wave, smtp, states):
    smtp.at_mail = lambda: "553 sender not allowed"

    list(run_due(wave, MORNING))

    assert states() == {("retry", "553"): 3}


def test_after_72_hours_it_is_given_up(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 later"

    for hours in range(0, 100, 2):
        list(run_due(wave, MORNING + timedelta(hours=hours)))

    assert states() == {("failed", "450"): 3}


def test_a_break_after_the_content_is_uncertain_and_never_sent_again(wave, smtp, states):
    smtp.at_data = lambda: HANG_UP
    list(run_due(wave, MORNING))
    smtp.at_data = lambda: None
    list(run_due(wave, MORNING + HOUR))

    assert states() == {("uncertain", None): 3}
    assert not smtp.mails


def test_without_a_mail_server_nothing_is_lost(wave, smtp, states):
    wave.extensions["mail"].port = 1

    lines = list(run_due(wave, MORNING))

    assert "out of reach" in lines[0]
    assert states() == {("planned", None): 3}


def test_a_server_whose_certificate_cannot_be_checked_gets_nothing(wave, tmp_path, states):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    controller = Controller(object(), hostname="127.0.0.1", port=free_port(), tls_context=context)
    controller.start()
    try:
        wave.extensions["mail"].use_tls = True
        wave.extensions["mail"].port = controller.port
        lines = list(run_due(wave, MORNING))
    finally:
        controller.stop()

    assert "SSLCertVerificationError" in lines[0]
    assert states() == {("planned", None): 3}


def test_days_of_rest_between_two_tries_are_no_reason_to_give_up(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 greylisted"
    list(run_due(wave, MORNING))
    tuesday = MORNING + timedelta(hours=110)
    list(run_due(wave, tuesday))
    assert states() == {("retry", "450"): 3}

    smtp.at_rcpt = lambda _: None
    list(run_due(wave, tuesday + timedelta(minutes=15)))

    assert states() == {("sent", None): 3}


def test_tries_after_days_of_rest_have_an_end_too(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 later"

    for hours in (0, *range(110, 135)):
        list(run_due(wave, MORNING + timedelta(hours=hours)))

    assert states() == {("failed", "450"): 3}
