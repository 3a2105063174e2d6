"""Asking DNS within a limit of time, and saying in words what keeps it from answering."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dns.exception import DNSException, Timeout
from dns.rcode import to_text
from dns.resolver import NXDOMAIN, NoNameservers

if TYPE_CHECKING:
    from dns.rdata import Rdata
    from dns.resolver import Resolver

RESERVED = re.compile(r"(^|\.)(example|test|invalid|localhost|example\.(com|net|org))$")
"""Names that nobody can have (RFC 2606 and RFC 6761); asking for them only burdens others."""
Tags = dict[str, str]


class RecordError(Exception):
    """A record is missing, does harm or cannot be looked up; the message is for people."""


@dataclass
class Lookups:
    """Look-ups that end together; each is made once.

    Args:
        resolver: what asks.
        until: when to give up, by the clock of `time.monotonic`.
        known: what was found so far.
    """

    resolver: Resolver
    until: float
    known: dict[tuple[str, str], list[Rdata]] = field(default_factory=dict)

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, each put together from its strings."""
        found = self.find(name, "TXT")
        return [b"".join(each.strings).decode("utf-8", "replace").strip() for each in found]  # type: ignore[attr-defined]

    def find(self, name: str, kind: str) -> list[Rdata]:
        """The records of a kind; none where there is no such name. Raises RecordError."""
        if (name, kind) not in self.known:
            self.known[name, kind] = self._ask(name, kind)
        return self.known[name, kind]

    def _ask(self, name: str, kind: str) -> list[Rdata]:
        if RESERVED.search(name):
            raise RecordError(f"{name} is a name for examples and tests, which has no records")
        left = max(self.until - time.monotonic(), 0)
        try:
            answer = self.resolver.resolve(f"{name}.", kind, lifetime=left, raise_on_no_answer=False)
            return list(answer.rrset or ())
        except NXDOMAIN:
            return []
        except Timeout as error:
            raise RecordError(f"{kind} of {name} is not known; DNS did not answer in time") from error
        except NoNameservers as error:
            answers = [each[4] for each in error.kwargs["errors"] if each[4] is not None]
            how = to_text(answers[-1].rcode()) if answers else "out of reach"
            raise RecordError(f"{kind} of {name} is not known; DNS says {how}") from error
        except (DNSException, ValueError) as error:
            raise RecordError(f"{kind} of {name} is not known ({type(error).__name__})") from error


def tags_of(text: str) -> Tags:
    """The tags of a record such as `v=DKIM1; p=…`."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}
