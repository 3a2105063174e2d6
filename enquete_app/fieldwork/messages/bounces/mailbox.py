"""The mailbox that undeliverable mails come back to, read over IMAP."""

from __future__ import annotations

import logging
import ssl
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imapclient import DELETED, SEEN, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from enquete_app.fieldwork.messages.bounces.reports import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONNECT_SECONDS, READ_SECONDS = 10, 30

# It can log what it reads.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class MailboxError(Exception):
    """The mailbox cannot be reached, or not safely; the message says how it failed."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to get to the mailbox.

    Args:
        server: its name.
        port: where it listens.
        username: who signs in.
        password: with what.
        folder: which folder is read.
        use_tls: whether the connection is encrypted from the start, and the server's certificate checked.
    """

    server: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str
    use_tls: bool


class BounceMailbox:
    """A mailbox that is open; every method raises MailboxError if the connection breaks.

    Mails go by numbers that stay theirs, whatever somebody else does in the mailbox meanwhile.

    Args:
        client: signed in, with the folder selected.
    """

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def unread(self) -> list[int]:
        """The mails that nobody has read, oldest first."""
        with _told():
            return sorted(self._client.search(["UNSEEN"]))

    def beginning_of(self, number: int) -> bytes | None:
        """As much of a mail as is read of it, which leaves it unread; none if it is gone."""
        with _told():
            found = self._client.fetch([number], [f"BODY.PEEK[]<0.{LARGEST}>"]).get(number, {})
        content = found.get(b"BODY[]<0>")
        return content if isinstance(content, bytes) else None

    def leave_to_people(self, numbers: Sequence[int]) -> None:
        """Mark mails as read, so that they are not read here again."""
        if numbers:
            with _told():
                self._client.add_flags(numbers, [SEEN])

    def discard(self, numbers: Sequence[int]) -> None:
        """Delete mails for good."""
        if not numbers:
            return
        with _told():
            self._client.add_flags(numbers, [DELETED])
            # Without that extension all go that somebody marked as deleted, which is what they wanted.
            self._client.expunge(numbers if self._client.has_capability("UIDPLUS") else None)


@contextmanager
def opened(access: Access) -> Iterator[BounceMailbox]:
    """Open the mailbox.

    Raises:
        MailboxError: if it cannot be reached, or not safely.
    """
    with _told():
        client = IMAPClient(
            access.server,
            port=access.port,
            ssl=access.use_tls,
            ssl_context=ssl.create_default_context() if access.use_tls else None,
            timeout=SocketTimeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        )
    try:
        with _told():
            client.login(access.username, access.password)
            client.select_folder(access.folder)
        yield BounceMailbox(client)
    except MailboxError:
        # No farewell: whoever broke off or fell silent would make us wait for the answer to that too.
        with suppress(OSError, IMAPClientError):
            client.shutdown()
        raise
    except BaseException:
        _leave(client)
        raise
    _leave(client)


def _leave(client: IMAPClient) -> None:
    with suppress(OSError, IMAPClientError):
        client.logout()


@contextmanager
def _told() -> Iterator[None]:
    """Tell of a fault by its kind alone: what a server says may hold anything."""
    try:
        yield
    except (OSError, ValueError, IMAPClientError) as error:
        # A ValueError: a server or a password with signs that cannot be sent.
        raise MailboxError(type(error).__name__) from error
