"""How a message leaves: over SMTP, or into the built-in mailbox of a machine without a mail server."""

from __future__ import annotations

import re
import smtplib
import ssl
import time
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

import flask_mail

if TYPE_CHECKING:
    from types import TracebackType

    from flask import Flask

TIMEOUT_SECONDS = 30
REPLY_TIMEOUT_SECONDS = 300
"""For the reply to the content alone: a server may check it for minutes, and has the message meanwhile."""
RECONNECT_SECONDS = 60
"""If it takes longer to see that a connection is worn out and to make another, the mail waits: leases end."""
FIRST_PERMANENT = 500

NOT_THE_RECIPIENTS = frozenset({503, 530, 534, 535, 538, 552})
"""Codes that sound final but are no fault of the address: our sign-in, a full mailbox."""
_NOT_THE_RECIPIENTS = re.compile(rb"5\.(7\.\d+|2\.2|1\.[78])\b")
"""The same among the enhanced codes of RFC 3463: policy and sign-in, a full mailbox, our own address."""


class Outcome(StrEnum):
    """What became of an attempt to send."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


class Delivery(NamedTuple):
    """The outcome of an attempt, with a reason that names no person: an SMTP code or the kind of fault."""

    outcome: Outcome
    reason: str = ""
    is_ours: bool = False
    """Whether it is about us: said before the server knew the recipient, or by breaking off."""

    @property
    def is_temporary(self) -> bool:
        """Whether the server itself asked to come back later with this mail."""
        return self.outcome is Outcome.LATER and self.reason.startswith("4") and not self.is_ours


class Mail(NamedTuple):
    """A mail as it leaves: an id of hexadecimal digits, the envelope's two addresses in ASCII, the bytes."""

    id: str
    sender: str
    recipient: str
    content: bytes


class NoConnectionError(Exception):
    """The mail server cannot be reached, or not safely; the message says how it failed."""


class Post(Protocol):
    """Something that mails can be handed to, one after the other."""

    def __enter__(self) -> Self:
        """Open. Raises NoConnectionError."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def ready(self) -> None:
        """Open again if the last mail broke it. Raises NoConnectionError."""
        ...

    def deliver(self, mail: Mail) -> Delivery:
        """Hand over one mail, which must not raise: nobody would know what became of it."""
        ...


class SmtpPost(flask_mail.Connection):
    """One SMTP connection for many mails.

    Flask-Mail's own connection neither checks certificates nor limits the time it waits; this one mends both
    and keeps the phases of the dialogue apart, since only a break after the content went out leaves it open
    whether the server took the mail.
    """

    host: smtplib.SMTP | None
    _is_used = False
    """Whether a mail has left over this connection."""

    def __enter__(self) -> Self:
        self.num_emails = 0
        self.host = self.configure_host()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self._hang_up()
            self.host = None

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in as configured.

        Raises:
            NoConnectionError: if any of it fails.
        """
        host = None
        try:
            host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=TIMEOUT_SECONDS)
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
            host.ehlo_or_helo_if_needed()
        except (OSError, ValueError, smtplib.SMTPException) as error:
            if host is not None:
                host.close()
            # A ValueError: a name or password with signs that cannot be sent, such as mail..example.
            raise NoConnectionError(type(error).__name__) from error
        return host

    def ready(self) -> None:
        """Connect again if the last mail broke the connection. Raises NoConnectionError."""
        if self.host is None:
            self.host, self._is_used = self.configure_host(), False

    def deliver(self, mail: Mail) -> Delivery:
        """Send one mail over the connection that is `ready`, or over another if that is worn out.

        Many servers take only so many mails over one. They say so to the next sender, or just hang up.
        """
        began, was_used = time.monotonic(), self._is_used
        delivery = self._try(mail)
        if delivery.is_ours and was_used:
            self._hang_up()
            with suppress(NoConnectionError):
                self.ready()
                if time.monotonic() - began < RECONNECT_SECONDS:
                    delivery = self._try(mail)
        return delivery

    def _try(self, mail: Mail) -> Delivery:
        if self.host is None:
            return Delivery(Outcome.LATER, "not connected")
        try:
            delivery = _dialogue(self.host, mail)
        except _BrokenError as broken:
            # No farewell: whoever broke off or fell silent would make us wait for the answer to that too.
            self._hang_up()
            return broken.delivery
        self._is_used |= delivery.outcome is Outcome.ACCEPTED
        return delivery

    def _hang_up(self) -> None:
        if self.host is not None:
            self.host.close()
            self.host = None


class _BrokenError(Exception):
    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.reason)
        self.delivery = delivery


def _dialogue(host: smtplib.SMTP, mail: Mail) -> Delivery:
    turned_down = None
    try:
        if turned_down := _envelope(host, mail):
            host.rset()
            return turned_down
    except (OSError, smtplib.SMTPException) as error:
        broken = Delivery(Outcome.LATER, type(error).__name__, is_ours=True)
        # Whoever refused an address and then hung up has refused it; who asked for later and did, is away.
        if turned_down and not turned_down.reason.startswith("4"):
            broken = turned_down
        raise _BrokenError(broken) from error
    try:
        host.send(_as_data(mail.content))
        _wait(host, REPLY_TIMEOUT_SECONDS)
        code, text = host.getreply()
        _wait(host, TIMEOUT_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise _BrokenError(Delivery(Outcome.UNKNOWN, type(error).__name__)) from error
    match code // 100:
        case 2:
            # What the second and third digit say is no matter (RFC 5321, 4.2.1): it has the message.
            return Delivery(Outcome.ACCEPTED)
        case 4 | 5:
            return _turned_down(code, text)
        case _:
            raise _BrokenError(Delivery(Outcome.UNKNOWN, str(code)))


def _envelope(host: smtplib.SMTP, mail: Mail) -> Delivery | None:
    code, _ = host.mail(mail.sender)
    if code != 250:  # noqa: PLR2004 - "completed"
        # Our own address or sign-in is at fault, not the recipient: that can be mended within 72 hours.
        return Delivery(Outcome.LATER, str(code), is_ours=True)
    code, text = host.rcpt(mail.recipient)
    if code not in {250, 251}:
        return _turned_down(code, text)
    host.putcmd("data")
    code, text = host.getreply()
    return None if code == 354 else _turned_down(code, text)  # noqa: PLR2004 - "start mail input"


def _turned_down(code: int, text: bytes) -> Delivery:
    final = code >= FIRST_PERMANENT and code not in NOT_THE_RECIPIENTS and not _NOT_THE_RECIPIENTS.match(text)
    return Delivery(Outcome.REFUSED if final else Outcome.LATER, str(code))


def _wait(host: smtplib.SMTP, seconds: float) -> None:
    if host.sock is not None:
        host.sock.settimeout(seconds)


def _as_data(content: bytes) -> bytes:
    lines = b"\r\n".join(content.splitlines())
    quoted: bytes = smtplib._quote_periods(lines)  # type: ignore[attr-defined]  # noqa: SLF001
    return quoted + b"\r\n.\r\n"


class MailboxPost:
    """The built-in mailbox, for trials: each mail becomes one `.eml` file, which outlives its wave.

    Args:
        folder: where the files go; made if it is not there.
    """

    REFUSING_DOMAIN = "@onbestelbaar.example"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self.ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def ready(self) -> None:
        """Make the folder. Raises NoConnectionError."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoConnectionError(type(error).__name__) from error

    def deliver(self, mail: Mail) -> Delivery:
        """Write one mail."""
        if mail.recipient.lower().endswith(self.REFUSING_DOMAIN):
            return Delivery(Outcome.REFUSED, "550")
        unfinished = self._folder / f"{mail.id}.part"
        try:
            unfinished.write_bytes(mail.content)
            unfinished.rename(self._folder / f"{mail.id}.eml")
        except OSError as error:
            return Delivery(Outcome.LATER, type(error).__name__)
        return Delivery(Outcome.ACCEPTED)


def open_post(app: Flask) -> Post:
    """The way out that the settings choose: SMTP if there is a server, else the built-in mailbox."""
    if app.config["MAIL_SERVER"]:
        return SmtpPost(app.extensions["mail"])
    return MailboxPost(Path(app.config["MAILBOX"]))


def init_mail(app: Flask) -> None:
    """Set up Flask-Mail for `SmtpPost`."""
    flask_mail.Mail(app)
