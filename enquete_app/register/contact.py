"""Contact data in the form in which persons are matched and mailed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple, Protocol

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

_PLAIN = re.compile(r"([A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*)@([A-Za-z0-9.-]{1,100})")
_PLAIN_LENGTH = 200
"""Well within what an address may have, so that the parts can be judged apart."""
_DOMAINS = 4096


class HasContact(Protocol):
    """What has a complainant's contact data: a complaint, or a row with these columns of it."""

    @property
    def email(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def address(self) -> str: ...  # noqa: D102
    @property
    def postcode(self) -> str: ...  # noqa: D102
    @property
    def town(self) -> str: ...  # noqa: D102


def normalised_email(email: str) -> str | None:
    """Bring an address into the form in which two spellings of one mailbox are equal.

    Args:
        email: the address as registered.

    Returns:
        Without outer blanks, Unicode NFC, in lower case; none if it is no address that mail can be sent to.
        The local part is lowered too: mailboxes that differ in case only do not occur in practice, one person
        written in two ways does.
    """
    # Nearly all addresses are plain. Then only the domain needs the library, which is slow: once for each.
    plain = _PLAIN.fullmatch(given := email.strip())
    if plain and len(given) <= _PLAIN_LENGTH:
        local, domain = given.lower().split("@")
        known = _normalised_domain(domain)
        return f"{local}@{known}" if known else None
    checked = _checked(given)
    return unicodedata.normalize("NFC", checked.normalized).lower() if checked else None


@lru_cache(_DOMAINS)
def _normalised_domain(domain: str) -> str | None:
    checked = _checked(f"a@{domain}")
    return unicodedata.normalize("NFC", checked.domain).lower() if checked else None


def mailable_email(email: str) -> str | None:
    """Bring an address into the form in which mail servers take it.

    Args:
        email: the address as registered.

    Returns:
        One address in ASCII, its domain as IDNA 2008 writes it; none if `normalised_email` is none.
    """
    checked = _checked(email)
    return checked.ascii_email if checked else None


def contact_of(complaint: HasContact) -> str | None:
    """What identifies the complainant: the normalised e-mail address, else the postal address.

    Returns:
        A text to hash or compare; none where neither is known.
    """
    return normalised_email(complaint.email) or identity_at(_postal(complaint))


def has_postal_address(complaint: HasContact) -> bool:
    """Whether a letter can be posted to the complainant."""
    return identity_at(_postal(complaint)) is not None


class PostalAddress(NamedTuple):
    """Who lives where, as the register or somebody writes it."""

    name: str
    address: str
    postcode: str
    town: str


def identity_at(postal: PostalAddress) -> str | None:
    """What identifies somebody without an e-mail address; none if the address is not one to write to."""
    if postal.address and (postal.postcode or postal.town):
        return "\n".join(map(closed_up, postal))
    return None


def closed_up(text: str) -> str:
    """Bring a part of a postal address into the form in which spellings of it are equal."""
    return "".join(text.split()).casefold()


def _postal(complaint: HasContact) -> PostalAddress:
    return PostalAddress(complaint.name, complaint.address, complaint.postcode, complaint.town)


def _checked(email: str) -> ValidatedEmail | None:
    try:
        # Few mail servers take a local part that is not ASCII (SMTPUTF8).
        return validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
