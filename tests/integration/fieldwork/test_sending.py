"""A mail server that takes, refuses, breaks off or cannot be trusted."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.controller import Controller
from builders import MORNING, drawn_wave
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from smtp_server import HANG_UP, free_port
from sqlalchemy import select, update

from enquete_app.fieldwork.models import Invitation, Message, MessageState
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint

HOUR = timedelta(hours=1)


def test_a_refused_address_is_bounced_for_good(wave, smtp, states):
    smtp.at_rcpt = lambda _: "550 no such mailbox"

    for _ in range(2):
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


def test_after_72_hours_it_is_given_up(wave, smtp, states):
    smtp.at_rcpt = lambda _: "450 later"

    for hours in range(0, 100, 2):
        list(run_due(wave, MORNING + hours * HOUR))

    assert states() == {("failed", "450"): 3}


def test_a_refused_sender_is_our_fault_and_not_the_recipients(wave, smtp, states):
    async def refuse(_server, _session, _envelope, _address, _options):
        return "553 sender not allowed"

    smtp.handle_MAIL = refuse

    list(run_due(wave, MORNING))

    assert states() == {("retry", "553"): 3}


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


def test_one_message_that_cannot_be_written_does_not_hold_up_the_others(wave, change, states):
    first = select(Invitation.id).limit(1).scalar_subquery()
    change(update(Invitation).where(Invitation.id == first).values(key_id="gone"))

    list(run_due(wave, MORNING))

    assert states() == {("failed", "UnknownKeyError"): 1, ("sent", None): 2}


def test_a_server_whose_certificate_cannot_be_checked_gets_nothing(wave, tmp_path, states):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_self_signed(tmp_path))
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


def _self_signed(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - HOUR)
        .not_valid_after(datetime.now(UTC) + HOUR)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"
