"""DMARC: the record in force for a domain, and whether the envelope's domain belongs to it.

Records are found by walking up from the domain (DMARCbis), not by a list of public suffixes (RFC 7489), which
would be one more thing to keep up to date; for the domains of municipalities both come to the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enquete_app.operate.dns_lookups import RecordError, Tags, tags_of

if TYPE_CHECKING:
    from enquete_app.operate.dns_lookups import Lookups

LONGEST_WALK = 7
"""From a longer name the walk goes on with as many labels."""
_DMARC = re.compile(r"v\s*=\s*DMARC1\s*(;|$)")


def policy(lookups: Lookups, domain: str) -> str:
    """Judge what is asked of receiving servers; says `ok`, and what could be better. Raises RecordError."""
    found = _walk(lookups, domain)
    if not found:
        raise RecordError(
            f"{domain} has no record; publish: _dmarc.{domain}. TXT "
            f'"v=DMARC1; p=none; rua=mailto:<where reports go>", and p=reject once the reports are good'
        )
    where, tags = _in_force(found, domain)
    asked = (tags.get("p", "") if where == domain else tags.get("sp", tags.get("p", ""))).lower()
    if asked not in {"none", "quarantine", "reject"}:
        raise RecordError(f"_dmarc.{where} names no policy; it needs p=none, p=quarantine or p=reject")
    if asked == "none" or tags.get("t", "").lower() == "y":
        # Enough for Gmail and Yahoo. A stricter one would also hold for the municipality's other mail.
        what = "p=none" if asked == "none" else "t=y"
        return (
            f"ok, but weak: with {what} at _dmarc.{where} forged mails arrive too; "
            "Dutch authorities agreed on p=quarantine or p=reject"
        )
    return "ok"


def alignment(lookups: Lookups, author: str, envelope: str, *, is_signed: bool) -> str:
    """Judge whether SPF, which looks at the envelope, counts for the sender that people see.

    Args:
        lookups: what asks.
        author: the domain of the address that mails are from.
        envelope: the domain that they are returned to.
        is_signed: whether signatures of the author's domain can carry DMARC instead.

    Returns:
        `ok`, and what could be better.

    Raises:
        RecordError: if it does not count, or that is not known.
    """
    if author == envelope:
        return "ok"
    found = _walk(lookups, author)
    if not found:
        raise RecordError(f"not known without a DMARC record of {author}")
    is_strict = _in_force(found, author)[1].get("aspf", "").lower() == "s"
    if not is_strict and _organisational(found, author) == _organisational(
        _walk(lookups, envelope), envelope
    ):
        return "ok"
    apart = f"{envelope} is not aligned with {author}"
    if is_signed:
        return f"ok, but {apart}, so that DMARC rests on DKIM alone"
    raise RecordError(
        f"{apart}; set ENQUETE_BOUNCE_ADDRESS within {author}, or ENQUETE_DKIM_SELECTOR if mails are signed"
    )


def _walk(lookups: Lookups, domain: str) -> dict[str, Tags]:
    """The DMARC records of a domain and those above it, in that order (DMARCbis: no list of suffixes)."""
    labels, found = domain.split("."), {}
    above = [".".join(labels[number:]) for number in range(max(1, len(labels) - LONGEST_WALK), len(labels))]
    for name in (domain, *above):
        records = [text for text in lookups.texts(f"_dmarc.{name}") if _DMARC.match(text)]
        if len(records) > 1:
            raise RecordError(f"_dmarc.{name} has {len(records)} records, so none counts; leave one")
        if records:
            found[name] = tags_of(records[0])
            if found[name].get("psd", "").lower() in {"y", "n"}:
                break
    return found


def _organisational(found: dict[str, Tags], domain: str) -> str:
    if not found:
        return domain
    highest = list(found)[-1]
    if found[highest].get("psd", "").lower() != "y" or highest == domain:
        return highest
    # A registry's own record: the organisation is one label below.
    below = domain.removesuffix(f".{highest}").rpartition(".")[2]
    return f"{below}.{highest}"


def _in_force(found: dict[str, Tags], domain: str) -> tuple[str, Tags]:
    where = next(name for name in (domain, _organisational(found, domain), *reversed(found)) if name in found)
    return where, found[where]
