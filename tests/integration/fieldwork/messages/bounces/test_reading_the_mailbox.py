"""The mailbox that bounces come back to is read with every run; what tells of a person is deleted."""

import socket
import ssl
from datetime import timedelta

import pytest
from builders import MORNING
from certificates import self_signed
from imap_server import ADDRESS, PASSWORD, ImapServer
from smtp_server import free_port
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from enquete_app.fieldwork.messages.bounces import mailbox
from enquete_app.fieldwork.messages.restoring import hold
from enquete_app.fieldwork.models import Message, MessageKind, MessageState
from enquete_app.jobs import bounces
from enquete_app.jobs.bounces import read_mailbox
from enquete_app.jobs.due import Fault, run_due

HARD, SOFT, AWAY = "hard/postfix-unknown-user", "soft/postfix-delayed", "none/out-of-office-dutch"
SPAM = b"To: bounces@gemeente.example\r\nSubject: 550 euro\r\n\r\nKoop nu, klager@inwoner.example\r\n"
CAME_BACK = "1 invitations came back undeliverable"
REMINDED = MORNING + timedelta(days=11)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def bounce_settings(imap):
    return imap.settings


@pytest.fixture
def mailed(wave):
    list(run_due(wave, MORNING))


def told(app, now=MORNING):
    """What a run tells, but for the cool-downs that it erases because a mail did not arrive."""
    lines = list(run_due(app, now))
    return [each for each in lines if "erased" not in each]


def test_a_bounce_in_the_mailbox_is_recorded_and_deleted(wave, mailed, imap, returned, address_of, states):
    imap.put(returned(HARD, address_of(0)), returned(SOFT, address_of(1)))

    assert list(run_due(wave, MORNING)) == [CAME_BACK]

    assert states() == {("failed", "refused"): 1, ("sent", None): 2}
    assert imap.mails() == []
    assert told(wave) == []


def test_it_is_read_before_reminders_leave(wave, mailed, imap, returned, address_of, smtp):
    imap.put(returned(HARD, address_of()))

    assert list(run_due(wave, REMINDED))[:2] == [CAME_BACK, "3 reminders were due"]
    assert len(smtp.mails) == 3 + 2


def test_whatever_came_to_an_address_of_ours_is_deleted(wave, mailed, imap, returned, address_of, states):
    forged = f"bounces+zik0zj-{'0' * 24}@gemeente.example"
    imap.put(returned(AWAY, address_of()), returned(HARD, forged), f"To: {forged}\r\n\r\nSpam\r\n".encode())

    assert list(run_due(wave, MORNING)) == []
    assert imap.mails() == []
    assert states() == {("sent", None): 3}


def test_all_else_stays_for_people_to_look_at_and_is_read_once(wave, mailed, imap, monkeypatch):
    imap.put(SPAM)
    assert list(run_due(wave, MORNING)) == []
    assert (imap.mails("SEEN"), imap.mails("UNSEEN")) == ([SPAM], [])

    monkeypatch.setattr(bounces, "id_of", lambda *_: pytest.fail("read again"))
    assert list(run_due(wave, MORNING)) == []


def test_a_mail_that_somebody_has_read_already_is_left_alone(
    wave, mailed, imap, returned, address_of, states
):
    imap.put(returned(HARD, address_of()))
    with imap.client() as client:
        client.add_flags(client.search(), ["\\Seen"])

    assert list(run_due(wave, MORNING)) == []
    assert states() == {("sent", None): 3}


def test_only_the_beginning_of_a_mail_is_fetched(wave, mailed, imap, returned, address_of, monkeypatch):
    fetched = []
    monkeypatch.setattr(bounces, "judge", lambda content: fetched.append(len(content)) or "none")
    imap.put(returned(HARD, address_of()) + b"x" * 5_000_000)

    list(run_due(wave, MORNING))

    assert fetched == [256_000]
    assert imap.mails() == []


def test_what_a_run_does_not_get_to_waits_for_the_next(wave, mailed, imap, returned, address_of, monkeypatch):
    monkeypatch.setattr(bounces, "MOST_IN_A_RUN", 2)
    imap.put(*(returned(HARD, address_of(person)) for person in range(3)))

    assert told(wave) == ["2 invitations came back undeliverable"]
    assert told(wave) == [CAME_BACK]


def test_whoever_is_told_to_stop_deletes_what_is_done(wave, mailed, imap, returned, address_of):
    imap.put(*(returned(HARD, address_of(person)) for person in range(3)))
    stops = iter([False, False, True])

    assert read_mailbox(wave, lambda: next(stops)).bounced == 2
    assert len(imap.mails("UNSEEN")) == 1


def test_a_run_that_dies_before_deleting_is_done_again_without_harm(
    wave, mailed, imap, returned, address_of, states, monkeypatch
):
    imap.put(returned(HARD, address_of()))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox.BounceMailbox, "discard", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            list(run_due(wave, MORNING))
    assert len(imap.mails("UNSEEN")) == 1

    assert told(wave) == []
    assert states() == {("failed", "refused"): 1, ("sent", None): 2}
    assert imap.mails() == []


def test_what_the_database_did_not_take_stays_and_the_rest_is_sent(
    wave, mailed, imap, returned, address_of, monkeypatch
):
    imap.put(SPAM, returned(HARD, address_of()))

    def fails(*_):
        raise OperationalError("UPDATE", {}, Exception("klager@inwoner.example"))

    with monkeypatch.context() as patch:
        patch.setattr(bounces, "record_report", fails)
        lines = list(run_due(wave, REMINDED))

    assert lines[:2] == ["reading bounces failed: OperationalError", "3 reminders were due"]
    assert isinstance(lines[0], Fault)
    assert imap.mails("SEEN") == [SPAM]
    assert list(run_due(wave, REMINDED)) == [CAME_BACK]


def test_what_is_just_leaving_is_read_with_the_next_run(wave, mailed, imap, returned, address_of, change):
    imap.put(returned(HARD, address_of()))
    change(update(Message).values(state=MessageState.SENDING))
    assert list(run_due(wave, MORNING)) == []
    assert len(imap.mails("UNSEEN")) == 1

    change(update(Message).values(state=MessageState.SENT))
    assert list(run_due(wave, MORNING)) == [CAME_BACK]


def test_two_machines_at_once_do_it_once(wave, mailed, imap, returned, address_of, states, monkeypatch):
    """The second reads it while the first has it in hand."""
    imap.put(returned(HARD, address_of()))
    told, take_in = [], bounces.take_in

    def second_comes_first(*args):
        monkeypatch.setattr(bounces, "take_in", take_in)
        told.append(read_mailbox(wave, lambda: False))
        return take_in(*args)

    monkeypatch.setattr(bounces, "take_in", second_comes_first)
    told.append(read_mailbox(wave, lambda: False))

    assert [(each.bounced, each.fault) for each in told] == [(1, ""), (0, "")]
    assert states() == {("failed", "refused"): 1, ("sent", None): 2}
    assert imap.mails() == []


@pytest.mark.parametrize("mail", [HARD, SOFT, AWAY])
def test_nothing_shows_of_what_came_back_of_a_reminder(
    wave, mailed, imap, returned, address_of, caplog, mail
):
    list(run_due(wave, REMINDED))
    caplog.set_level("DEBUG")
    caplog.clear()
    shown = wave.test_cli_runner().invoke(args=["wave", "show", "1", "--json"]).output
    imap.put(returned(mail, address_of(0, MessageKind.REMINDER)))

    assert list(run_due(wave, REMINDED)) == []
    assert wave.test_cli_runner().invoke(args=["wave", "show", "1", "--json"]).output == shown
    assert imap.mails() == []
    assert "@" not in "".join(each.getMessage() for each in caplog.records if "pymap" not in each.name)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"BOUNCE_IMAP_PASSWORD": "wrong"}, "LoginError"),
        ({"BOUNCE_IMAP_PASSWORD": "geheim\u20ac"}, "UnicodeEncodeError"),
        ({"BOUNCE_IMAP_FOLDER": "Onbekend"}, "error"),
        ({"BOUNCE_IMAP_SERVER": "imap..example"}, "UnicodeError"),
        ({"BOUNCE_IMAP_PORT": free_port()}, "ConnectionRefusedError"),
        ({"BOUNCE_IMAP_USE_TLS": True}, "SSLError"),
    ],
)
def test_a_mailbox_out_of_reach_keeps_nothing_else_from_being_done(wave, smtp, wrong, told, caplog):
    wave.config.update(wrong)

    lines = list(run_due(wave, MORNING))

    assert lines[0] == f"bounce mailbox out of reach ({told}); what has come back is read with the next run"
    assert isinstance(lines[0], Fault)
    assert lines[1] == "3 invitations sent"
    assert PASSWORD not in caplog.text


@pytest.fixture
def encrypted(wave, tmp_path):
    with ImapServer(certificate=self_signed(tmp_path)) as server:
        wave.config.update(server.settings)
        yield server


def test_a_server_whose_certificate_cannot_be_checked_is_not_signed_in_to(wave, encrypted):
    assert "(SSLCertVerificationError)" in read_mailbox(wave, lambda: False).fault


def test_a_server_whose_certificate_is_trusted_is_read(wave, encrypted, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted.certificate[0]))

    assert read_mailbox(wave, lambda: False).fault == ""
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_a_server_that_falls_silent_is_not_waited_for(wave, monkeypatch):
    monkeypatch.setattr(mailbox, "CONNECT_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        wave.config["BOUNCE_IMAP_PORT"] = silent.getsockname()[1]
        assert "(TimeoutError)" in read_mailbox(wave, lambda: False).fault


def test_without_a_mailbox_nobody_looks_for_one(wave, smtp):
    wave.config["BOUNCE_IMAP_SERVER"] = ""

    assert list(run_due(wave, MORNING)) == ["3 invitations sent", "1 × daily count"]
    assert smtp.envelopes[0][0].startswith(f"{ADDRESS.partition('@')[0]}+")


def test_while_a_restored_backup_waits_to_be_confirmed_the_mailbox_is_left_alone(
    wave, mailed, imap, returned, address_of, states
):
    hold(wave.extensions["database"])
    imap.put(returned(HARD, address_of()))

    assert list(run_due(wave, MORNING)) == []
    assert len(imap.mails()) == 1
    assert states() == {("sent", None): 3}
