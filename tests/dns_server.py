"""A real DNS server on this machine that answers from a dictionary and can be told to misbehave."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from threading import Thread
from types import TracebackType
from typing import Self

from dns import flags, message, rcode, rdatatype, rrset
from dns.query import receive_tcp, send_tcp
from dns.resolver import Resolver

SILENT = "silent"
SERVFAIL = "SERVFAIL"
REFUSED = "REFUSED"
TRUNCATED = "truncated"


@dataclass
class DnsServer:
    """Knows the records that it is given; of all other names it says that there are none.

    Args:
        records: by name and kind, such as `{"gemeente.nl MX": ["10 mail.gemeente.nl."]}`.
        at: how it misbehaves, by name or for any name as `*`: `SILENT`, `SERVFAIL`, `REFUSED`, or `TRUNCATED`
            over UDP, so that it has to be asked again over TCP.
    """

    records: dict[str, list[str]] = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._threads = [Thread(target=serve, daemon=True) for serve in (self._serve_udp, self._serve_tcp)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone does not wake a thread that waits.
        self._udp.sendto(b"", ("127.0.0.1", self.port))
        socket.create_connection(("127.0.0.1", self.port)).close()
        for thread in self._threads:
            thread.join(5)
        self._udp.close()
        self._tcp.close()

    def resolver(self) -> Resolver:
        """What asks this server and no other."""
        resolver = Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self.port
        return resolver

    def _serve_udp(self) -> None:
        while True:
            wire, client = self._udp.recvfrom(65535)
            if not wire:
                return
            if answer := self._answer(message.from_wire(wire), over_udp=True):
                self._udp.sendto(answer.to_wire(max_size=65535), client)

    def _serve_tcp(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                try:
                    query, _ = receive_tcp(connection)
                except EOFError:
                    return
                if answer := self._answer(query, over_udp=False):
                    send_tcp(connection, answer)

    def _answer(self, query: message.Message, *, over_udp: bool) -> message.Message | None:
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        kind = rdatatype.to_text(query.question[0].rdtype)
        self.asked.append(f"{name} {kind}")
        answer = message.make_response(query, recursion_available=True)
        match self.at.get(name, self.at.get("*")):
            case "silent":
                return None
            case "truncated" if over_udp:
                answer.flags |= flags.TC
            case ("SERVFAIL" | "REFUSED") as code:
                answer.set_rcode(rcode.from_text(code))
            case _:
                self._fill(answer, name, kind)
        return answer

    def _fill(self, answer: message.Message, name: str, kind: str) -> None:
        """Answer as a server does that looks on by itself where a name is only another name's alias."""
        alias = self.records.get(f"{name} CNAME")
        if alias and kind != "CNAME":
            answer.answer.append(rrset.from_text(f"{name}.", 60, "IN", "CNAME", *alias))
            self._fill(answer, alias[0].rstrip("."), kind)
        elif found := self.records.get(f"{name} {kind}"):
            answer.answer.append(rrset.from_text(f"{name}.", 60, "IN", kind, *found))
        elif not any(each.split()[0] == name for each in self.records):
            answer.set_rcode(rcode.NXDOMAIN)
