"""A mail server on its bad days."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faults.post import Post
from smtp_server import HANG_UP, SILENCE

WEEK = timedelta(days=7)
PHASES = ("at_mail", "at_rcpt", "at_data")
OURS = "127.0.0.1"
WRONG = ("unknown", "another's", "over")
"""Nobody vouches for it; it is another server's; it no longer holds."""


def answering(answer: str) -> Callable[[Post], None]:
    """A server that answers so to some mails: to the sender, the recipient or the content."""

    def cut(post: Post) -> None:
        lots = post.lots
        chosen = set(lots.sample(range(1, post.people), 3))
        phase = lots.choice(["at_rcpt", "at_data"] if answer.startswith("55") else PHASES)
        count = 0

        def now_and_then(*_: str) -> str | None:
            nonlocal count
            count += 1
            return answer if count in chosen else None

        setattr(post.smtp, phase, now_and_then)
        post.wait_for(post.begin(post.work))
        post.at_work += count >= min(chosen)

    return cut


def hanging_up(post: Post) -> None:
    """A server that breaks off once it has the content, which it keeps."""
    _broken_off(post, HANG_UP)


def silent(post: Post) -> None:
    """A server that never answers once it has a content, which it keeps, and not to a sender either."""
    chosen, count = post.lots.randrange(1, post.people), 0

    def at_mail() -> str | None:
        nonlocal count
        count += 1
        return SILENCE if count == chosen else None

    post.smtp.at_mail = at_mail
    _broken_off(post, SILENCE)


def badly_certified(post: Post) -> None:
    """A server whose certificate is wrong: nothing leaves, nothing is uncertain; later it is mended."""
    post.app.extensions["mail"].use_tls = True
    folder = Path(post.app.config["MAILBOX"])
    how = post.lots.choice(WRONG)
    wrong = _certificate(
        folder / "wrong.pem",
        address="127.0.0.2" if how == "another's" else OURS,
        until=datetime.now(UTC) - timedelta(hours=1) if how == "over" else datetime.now(UTC) + WEEK,
    )
    if how != "unknown":
        post.trusted = wrong
    _present(post, wrong)
    before = _heard(post)
    post.wait_for(post.begin(post.work))
    if _heard(post) != before:
        post.broken.append(f"something left for a server whose certificate is {how}")
    post.note_work()
    post.trusted = _certificate(folder / "right.pem", address=OURS, until=datetime.now(UTC) + WEEK)
    _present(post, post.trusted)


def _heard(post: Post) -> tuple[int, int, int]:
    return len(post.smtp.tried), len(post.smtp.heard), post.smtp.unencrypted


def _present(post: Post, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    post.smtp.offer_tls(context)


def _certificate(file: Path, *, address: str, until: datetime) -> Path:
    """Sign a certificate with its own key; both go into the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, file.stem)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 2 * WEEK)
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(private + certificate.public_bytes(pem))
    return file


def _broken_off(post: Post, how: str) -> None:
    post.smtp.keeps_unanswered = True
    chosen = post.lots.randrange(1, post.people)
    count = 0

    def at_data() -> str | None:
        nonlocal count
        count += 1
        if count != chosen:
            return None
        post.in_dialogue += 1
        return how

    post.smtp.at_data = at_data
    post.wait_for(post.begin(post.hasten(post.work)))
    post.at_work += count >= chosen
