"""A real SMTP server on this machine that keeps what it gets and can be told to misbehave."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

HANG_UP = "hang up"
SILENCE = "silence"


@dataclass
class SmtpServer:
    """Refuses recipients at onbestelbaar.example with 550, keeps everything else.

    Args:
        at_rcpt: what to answer to a recipient, by address; none to accept.
        at_mail: what to answer to a sender; none to accept, `HANG_UP` to break the connection, `SILENCE` to
            leave the client waiting.
        at_data: what to answer to the content, likewise.
        delay: how many seconds it takes to accept a mail.
        keeps_unanswered: whether it keeps also the content after which it breaks off or falls silent, as a
            server may: its client cannot know.
    """

    at_mail: Callable[[], str | None] = lambda: None
    at_rcpt: Callable[[str], str | None] = lambda _: None
    at_data: Callable[[], str | None] = lambda: None
    delay: float = 0
    keeps_unanswered: bool = False
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    """Sender and recipients as they came over the wire."""
    contents: list[bytes] = field(default_factory=list)
    tried: list[bytes] = field(default_factory=list)
    """All contents that came over the wire, also those not accepted."""
    heard: set[str] = field(default_factory=set)
    """All recipients that were named, also those not accepted."""
    refused: list[str] = field(default_factory=list)
    sessions: int = 0
    unencrypted: int = 0
    """How many senders were named in the clear although the server could have encrypted."""
    port: int = 0

    def __enter__(self) -> Self:
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, data_size_limit=10_000_000)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def stop_listening(self) -> None:
        """Take no new connections; from within one of the callables."""
        self._controller.server.close()

    def behave(self) -> None:
        """Accept everything from now on, at once."""
        self.at_mail = self.at_data = lambda: None
        self.at_rcpt = lambda _: None
        self.delay = 0

    def offer_tls(self, context: ssl.SSLContext) -> None:
        """Offer STARTTLS to whoever connects from now on."""
        self._controller.SMTP_kwargs["tls_context"] = context

    @property
    def settings(self) -> dict[str, object]:
        """For `make_app`."""
        return {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": self.port}

    def by_message_id(self) -> Counter[str]:
        return Counter(mail["Message-ID"] for mail in self.mails)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: Any
    ):
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ):
        self.unencrypted += bool(server.tls_context) and session.ssl is None
        if answer := self.at_mail():
            return await _misbehave(server, answer)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ):
        self.heard.add(address)
        if answer := self.at_rcpt(address):
            return answer
        if address.lower().endswith("@onbestelbaar.example"):
            self.refused.append(address)
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any
    ):
        self.tried.append(envelope.original_content)
        if answer := self.at_data():
            if self.keeps_unanswered and answer in {HANG_UP, SILENCE}:
                self._keep(envelope)
            return await _misbehave(server, answer)
        await asyncio.sleep(self.delay)
        self._keep(envelope)
        return "250 OK"

    def _keep(self, envelope: Any) -> None:
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.contents.append(envelope.original_content)
        self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))


async def _misbehave(server: Any, answer: str) -> str:
    if answer == HANG_UP:
        # Copies of this process, which tests make, may hold the connection too.
        server.transport.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        server.transport.abort()
    if answer == SILENCE:
        await asyncio.sleep(60)
    return answer


def free_port() -> int:
    """A port on this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
