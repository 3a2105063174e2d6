"""How a message leaves: over SMTP, or into the built-in mailbox of a machine without a mail server."""

from __future__ import annotations

import smtplib
import ssl
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from flask_mail import Connection, Mail, sanitize_address

if TYPE_CHECKING:
    from types import TracebackType

    from flask import Flask
    from flask_mail import Message as MailMessage

TIMEOUT_SECONDS = 30
FIRST_PERMANENT = 500


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


class NoConnectionError(Exception):
    """The mail server cannot be reached, or not safely; the message says how it failed."""


class BadHeaderError(ValueError):
    """A header would contain a line break. The value is left out of the message: it may be personal."""


class Post(Protocol):
    """Something that messages can be handed to, one after the other."""

    def __enter__(self) -> Self:
        """Open. Raises NoConnectionError."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def deliver(self, message: MailMessage) -> Delivery:
        """Hand over one message. Raises BadHeaderError."""
        ...


class SmtpPost(Connection):
    """One SMTP connection for many messages.

    Flask-Mail's own connection neither checks certificates nor limits the time it waits, and lets line
    breaks through in extra headers; this one mends all three and keeps the phases of the dialogue apart,
    since only a break after the content went out leaves it open whether the server took the message.
    """

    host: smtplib.SMTP | None

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
        self._hang_up()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and sign in as configured.

        Raises:
            NoConnectionError: if any of it fails.
        """
        mail = self.mail
        try:
            host = smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT_SECONDS)
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
            host.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise NoConnectionError(type(error).__name__) from error
        return host

    def deliver(self, message: MailMessage) -> Delivery:
        """Send one message; opens a new connection if the last one broke.

        Raises:
            BadHeaderError: if a header holds a line break.
            NoConnectionError: if a new connection cannot be had.
        """
        refuse_line_breaks(message)
        content = message.as_bytes()
        if self.host is None:
            self.host = self.configure_host()
        try:
            return _dialogue(self.host, message, content)
        except _BrokenError as broken:
            self._hang_up()
            return broken.delivery

    def _hang_up(self) -> None:
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()
            self.host = None


class _BrokenError(Exception):
    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.reason)
        self.delivery = delivery


def _dialogue(host: smtplib.SMTP, message: MailMessage, content: bytes) -> Delivery:
    try:
        if turned_down := _envelope(host, message):
            host.rset()
            return turned_down
    except UnicodeEncodeError:
        host.rset()
        return Delivery(Outcome.REFUSED, "address")
    except (OSError, smtplib.SMTPException) as error:
        raise _BrokenError(Delivery(Outcome.LATER, type(error).__name__)) from error
    try:
        host.send(_as_data(content))
        code, _ = host.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise _BrokenError(Delivery(Outcome.UNKNOWN, type(error).__name__)) from error
    return Delivery(Outcome.ACCEPTED) if code == 250 else _turned_down(code)  # noqa: PLR2004 - "completed"


def _envelope(host: smtplib.SMTP, message: MailMessage) -> Delivery | None:
    code, _ = host.mail(sanitize_address(message.sender))
    if code != 250:  # noqa: PLR2004 - "completed"
        # Our own address or sign-in is at fault, not the recipient: that can be mended within 72 hours.
        return Delivery(Outcome.LATER, str(code))
    [recipient] = message.recipients
    code, _ = host.rcpt(sanitize_address(recipient))
    if code not in {250, 251}:
        return _turned_down(code)
    host.putcmd("data")
    code, _ = host.getreply()
    return None if code == 354 else _turned_down(code)  # noqa: PLR2004 - "start mail input"


def _turned_down(code: int) -> Delivery:
    return Delivery(Outcome.REFUSED if code >= FIRST_PERMANENT else Outcome.LATER, str(code))


def _as_data(content: bytes) -> bytes:
    lines = b"\r\n".join(content.splitlines())
    quoted: bytes = smtplib._quote_periods(lines)  # type: ignore[attr-defined]  # noqa: SLF001
    return quoted + b"\r\n.\r\n"


class MailboxPost:
    """The built-in mailbox: each message becomes one `.eml` file.

    Args:
        folder: where the files go; made if it is not there.
    """

    REFUSING_DOMAIN = "@onbestelbaar.example"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def deliver(self, message: MailMessage) -> Delivery:
        """Write one message. Raises BadHeaderError."""
        refuse_line_breaks(message)
        recipient = str(message.recipients[0])
        if recipient.lower().endswith(self.REFUSING_DOMAIN):
            return Delivery(Outcome.REFUSED, "550")
        name = message.msgId.strip("<>").partition("@")[0]
        unfinished = self._folder / f"{name}.part"
        unfinished.write_bytes(message.as_bytes())
        unfinished.rename(self._folder / f"{name}.eml")
        return Delivery(Outcome.ACCEPTED)


def refuse_line_breaks(message: MailMessage) -> None:
    """Refuse a message in which any header would hold a line break.

    Raises:
        BadHeaderError: without the offending value.
    """
    headers = {
        "Subject": message.subject,
        "From": message.sender,
        "Reply-To": message.reply_to or "",
        "Message-ID": message.msgId,
        "To": "".join(map(str, message.recipients)),
        **(message.extra_headers or {}),
    }
    for name, value in headers.items():
        if any(sign in f"{name}{value}" for sign in "\r\n\0"):
            raise BadHeaderError(f"line break in the header {name!r}")


def open_post(app: Flask) -> Post:
    """The way out that the settings choose: SMTP if there is a server, else the built-in mailbox."""
    if app.config["MAIL_SERVER"]:
        return SmtpPost(app.extensions["mail"])
    return MailboxPost(Path(app.config["MAILBOX"]))


def init_mail(app: Flask) -> None:
    """Set up Flask-Mail for `SmtpPost`."""
    Mail(app)
