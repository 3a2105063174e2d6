"""Contact data in the form in which persons are matched and mailed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

if TYPE_CHECKING:
    from enquete_app.register.models import Complaint


def normalised_email(email: str) -> str | None:
    """Bring an address into the form in which two spellings of one mailbox are equal.

    Args:
        email: the address as registered.

    Returns:
        Without outer blanks, Unicode NFC, in lower case; none if it is not a valid address. The local part is
        lowered too: mailboxes that differ in case only do not occur in practice, one person written in two
        ways does.
    """
    try:
        checked = validate_email(email.strip(), check_deliverability=False)
    except EmailNotValidError:
        return None
    return unicodedata.normalize("NFC", checked.normalized).lower()


def contact_of(complaint: Complaint) -> str | None:
    """What identifies the complainant: the normalised e-mail address, else the postal address.

    Returns:
        A text to hash or compare; none where neither is known.
    """
    email = normalised_email(complaint.email)
    if email:
        return email
    if complaint.address and (complaint.postcode or complaint.town):
        parts = (complaint.name, complaint.address, complaint.postcode, complaint.town)
        return "\n".join("".join(part.split()).casefold() for part in parts)
    return None
