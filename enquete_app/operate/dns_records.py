"""The DNS records by which receiving servers know our mails, and by which what they return finds us."""

from __future__ import annotations

import re
import time
from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from enquete_app.operate.dmarc import alignment, policy
from enquete_app.operate.dns_lookups import Lookups, RecordError, Tags, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dns.resolver import Resolver

SECONDS = 5
"""For all look-ups together: who runs a check should not wait for a server that is silent."""
SHORTEST_KEY, SHORT_KEY = 1024, 2048
"""Bits of RSA: below the first a signature counts for nothing (RFC 8301, Gmail), the second is advised."""
REDIRECTS = 10
NO_MATTER = "ok"

_SPF = re.compile(r"v=spf1( |$)", re.IGNORECASE)
_SPF_TERM = re.compile(
    r"[+\-~?]?(all|(a|mx)([:/][!-~]+)?|ptr(:[!-~]+)?|(include|exists|ip4|ip6):[!-~]+)"
    r"|[a-z][a-z0-9_.-]*=[!-~]*",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What decides which records there have to be. Domains are in ASCII and lower case.

    Args:
        author: the domain of the address that mails are from.
        envelope: the domain that they are returned to.
        selector: under which name the key of the signatures stands; empty if that is not known.
        server: the mail server.
    """

    author: str
    envelope: str
    selector: str
    server: str


class Finding(NamedTuple):
    """What there is to say of a record, and whether that is a fault."""

    name: str
    said: str
    is_fault: bool


def findings(sending: Sending, resolver: Resolver, *, seconds: float = SECONDS) -> Iterator[Finding]:
    """Look up what the sending domain needs; never raises for what DNS says or does not say.

    Args:
        sending: for whom.
        resolver: what asks.
        seconds: how long all look-ups may take together.
    """
    lookups = Lookups(resolver, time.monotonic() + seconds)
    judges = {"MX": _mx, "SPF": _spf, "DKIM": _dkim, "DMARC": _dmarc, "alignment": _alignment}
    for name, judge in judges.items():
        try:
            yield Finding(name, judge(lookups, sending), is_fault=False)
        except RecordError as error:
            yield Finding(name, str(error), is_fault=True)


def _dmarc(lookups: Lookups, sending: Sending) -> str:
    return policy(lookups, sending.author)


def _alignment(lookups: Lookups, sending: Sending) -> str:
    return alignment(lookups, sending.author, sending.envelope, is_signed=bool(sending.selector))


def _mx(lookups: Lookups, sending: Sending) -> str:
    domain = sending.envelope
    servers = [str(each.exchange) for each in lookups.find(domain, "MX")]  # type: ignore[attr-defined]
    if servers == ["."]:
        raise RecordError(
            f"{domain} says that it takes no mail, so nothing could come back; set ENQUETE_BOUNCE_ADDRESS"
        )
    if servers or lookups.find(domain, "A") or lookups.find(domain, "AAAA"):
        return NO_MATTER
    raise RecordError(f'mails cannot come back to {domain}; publish: {domain}. MX "10 <its mail server>."')


def _spf(lookups: Lookups, sending: Sending) -> str:
    domain = sending.envelope
    for _ in range(REDIRECTS + 1):
        terms = _spf_terms(lookups, domain, sending.server)
        ends = [term for term in terms if term.lstrip("+-~?") == "all"]
        if ends:
            return _spf_end(ends[0], domain)
        onward = [term.partition("=")[2] for term in terms if term.startswith("redirect=")]
        if not onward:
            return f"ok, but {domain} says nothing of other servers; end it with -all"
        if "%" in onward[0]:
            return NO_MATTER  # made of the mail itself, so it can only be followed for one
        domain = onward[0].rstrip(".")
    raise RecordError(f"{sending.envelope} redirects without end, so its record counts for nothing")


def _spf_terms(lookups: Lookups, domain: str, server: str) -> list[str]:
    records = [text for text in lookups.texts(domain) if _SPF.match(text)]
    if not records:
        where = server if "." in server and server[-1].isalpha() else "<the mail server>"
        raise RecordError(f'{domain} has no record; publish: {domain}. TXT "v=spf1 a:{where} -all"')
    if len(records) > 1:
        raise RecordError(
            f"{domain} has {len(records)} records, so none counts; publish one with all their terms"
        )
    terms = records[0].lower().split()[1:]
    for term in terms:
        if not _SPF_TERM.fullmatch(term):
            raise RecordError(
                f"{domain} has a term that is none, {term[:40]!a}, so its record counts for nothing"
            )
    return terms


def _spf_end(end: str, domain: str) -> str:
    if end in {"all", "+all"}:
        raise RecordError(f"{domain} lets everybody send in its name; replace {end} by -all")
    return (
        f"ok, but {domain} ends with ?all, which says nothing; end it with -all"
        if end == "?all"
        else NO_MATTER
    )


def _dkim(lookups: Lookups, sending: Sending) -> str:
    if not sending.selector:
        return (
            "not looked up; set ENQUETE_DKIM_SELECTOR to what stands after s= in the DKIM-Signature of a mail"
        )
    name = f"{sending.selector}._domainkey.{sending.author}".lower()
    texts = lookups.texts(name)
    if not texts:
        raise RecordError(
            f'{name} has no record; publish: {name}. TXT "v=DKIM1; p=<the mail server\'s public key>"'
        )
    if len(texts) > 1:
        raise RecordError(f"{name} has {len(texts)} records, of which any may be taken; leave one")
    tags = tags_of(texts[0])
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1":
        raise RecordError(
            f'{name} holds no key; publish: {name}. TXT "v=DKIM1; p=<the mail server\'s public key>"'
        )
    if not tags["p"]:
        raise RecordError(f"{name} says that its key is withdrawn; sign with another and set its selector")
    return _key(tags, name)


def _key(tags: Tags, name: str) -> str:
    if tags.get("k", "rsa") != "rsa":
        return NO_MATTER
    try:
        key = load_der_public_key(b64decode("".join(tags["p"].split()), validate=True))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise RecordError(f"{name} holds a key that cannot be read; was it cut short?")
    if key.key_size < SHORTEST_KEY:
        raise RecordError(
            f"{name} holds a key of {key.key_size} bits, which counts for nothing; make one of {SHORT_KEY}"
        )
    return (
        f"ok, but the key has {key.key_size} bits; {SHORT_KEY} are better"
        if key.key_size < SHORT_KEY
        else NO_MATTER
    )
