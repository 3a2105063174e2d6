"""The envelope sender of each mail (VERP): what comes back to it tells by its address which mail it was.

Nothing else in what comes back has to be believed: the id holds a part of the mail's name, which only the
server's key makes.
"""

from __future__ import annotations

import hmac
import re
import string
from email.parser import BytesHeaderParser
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

DIGITS = string.digits + string.ascii_lowercase
NAME_SIGNS = 24
"""How much of a mail's name stands in the address: 96 bits. There are at most 52 signs before the @ then."""
LARGEST_NUMBER = 2**31 - 1
DELIVERED_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To")
"""Where mail servers write down whom the envelope named; the most trustworthy first."""
MOST_HEADERS, MOST_SIGNS, MOST_BYTES = 20, 2000, 64_000
"""How much of a mail is searched for our address."""

_ID = re.compile(rf"([0-9a-z]{{1,6}})-([0-9a-f]{{{NAME_SIGNS}}})@", re.ASCII)


class MailId(NamedTuple):
    """Which mail came back: the message's number, and how its name begins, which is yet to be compared."""

    number: int
    name: str

    def is_of(self, name: str) -> bool:
        """Whether this is the mail of that name."""
        return hmac.compare_digest(self.name, name[:NAME_SIGNS])


def return_address(bounce_address: str, number: int, name: str) -> str:
    """Where a mail is to come back to.

    Args:
        bounce_address: the mailbox, without a plus sign.
        number: of the message.
        name: of the mail, in lower case hexadecimal digits.
    """
    mailbox, _, domain = bounce_address.rpartition("@")
    return f"{mailbox}+{_in_digits(number)}-{name[:NAME_SIGNS]}@{domain}"


def id_in(address: str, bounce_address: str) -> MailId | None:
    """Read the id in an address, or in a list of them; none if none of them is one of ours.

    The domain may be another: servers have several names, and what counts is compared later.
    """
    mailbox = bounce_address.rpartition("@")[0].lower()
    for part in address[:MOST_SIGNS].lower().split(f"{mailbox}+")[1:]:
        found = _ID.match(part)
        if found and (number := int(found[1], len(DIGITS))) <= LARGEST_NUMBER:
            return MailId(number, found[2])
    return None


def id_of(content: bytes, bounce_address: str) -> MailId | None:
    """Find out from a mail's headers to which of our addresses it was delivered; none if to none of them."""
    for value in _recipients(content):
        if found := id_in(value, bounce_address):
            return found
    return None


def _recipients(content: bytes) -> Iterator[str]:
    headers = BytesHeaderParser().parsebytes(content[:MOST_BYTES])
    for name in DELIVERED_TO:
        for value in headers.get_all(name, [])[:MOST_HEADERS]:
            yield str(value)


def _in_digits(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits or "0"
