"""A real IMAP server on this machine, with one mailbox."""

from __future__ import annotations

import asyncio
import ssl
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash
from smtp_server import free_port

ADDRESS, PASSWORD = "bounces@gemeente.example", "a password of the tests"


@dataclass
class ImapServer:
    """Serves one empty mailbox.

    Args:
        certificate: files of a certificate and its key, for TLS from the start; none for no encryption.
    """

    certificate: tuple[Path, Path] | None = None
    port: int = 0

    def __enter__(self) -> Self:
        self.port, ready = free_port(), Event()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = Thread(target=self._loop.run_until_complete, args=(self._serve(ready),), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self, ready: Event) -> None:
        arguments = Namespace(
            host=None,
            port=None,
            debug=False,
            cert=None,
            key=None,
            tls=False,
            proxy_protocol=None,
            passlib_cfg=None,
            demo_data=False,
            demo_user=ADDRESS,
            demo_password=PASSWORD,
        )
        backend, config = await DictBackend.init(arguments, hash_context=BuiltinHash(rounds=1))
        config.apply_context()
        context = None
        if self.certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*self.certificate)
        serve = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        async with await asyncio.start_server(serve, "127.0.0.1", self.port, ssl=context):
            ready.set()
            await self._stop.wait()

    @property
    def settings(self) -> dict[str, object]:
        """For `make_app`."""
        return {
            "BOUNCE_ADDRESS": ADDRESS,
            "BOUNCE_IMAP_SERVER": "127.0.0.1",
            "BOUNCE_IMAP_PORT": self.port,
            "BOUNCE_IMAP_PASSWORD": PASSWORD,
            "BOUNCE_IMAP_USE_TLS": self.certificate is not None,
        }

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10) as client:
            client.login(ADDRESS, PASSWORD)
            client.select_folder("INBOX")
            yield client

    def put(self, *mails: bytes) -> None:
        with self.client() as client:
            for mail in mails:
                client.append("INBOX", mail)

    def mails(self, what: str = "ALL") -> list[bytes]:
        with self.client() as client:
            found = client.fetch(client.search([what]), ["BODY.PEEK[]"])
            return [found[number][b"BODY[]"] for number in sorted(found)]
