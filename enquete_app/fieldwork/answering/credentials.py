"""Links and codes: derived from the server's secret, never stored; the database holds hashes."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from enum import StrEnum
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from uuid import UUID

    from enquete_app.keys import Keyring

TOKEN_BYTES = 20
CODE_SIGNS = "CDFHJKMNPRTVWXY34679"
"""No vowels, so no words; nothing that looks like something else. 16 of these are 69 bits."""
CODE_LENGTH = 16


class Purpose(StrEnum):
    """What a credential opens."""

    LINK = "link"
    CODE = "code"
    OPT_OUT = "opt out"


def credential(purpose: Purpose, invitation_id: UUID, version: int, *, keyring: Keyring, key_id: str) -> str:
    """Derive the credential of an invitation.

    Args:
        purpose: link, letter code or opting out.
        invitation_id: whose it is.
        version: of the invitation's credentials.
        keyring: the server's keys.
        key_id: the secret key under which the invitation was made.

    Returns:
        A token of 32 lower-case letters and digits (160 bits), or a code of 16 signs (69 bits).

    Raises:
        UnknownKeyError: if the server no longer has that key.
    """
    # Opting out works from every mail that somebody has had.
    of_version = 1 if purpose is Purpose.OPT_OUT else version
    raw = keyring.derive(purpose, invitation_id.bytes, of_version, key_id=key_id)
    if purpose is Purpose.CODE:
        number = int.from_bytes(raw, "big")
        signs = []
        for _ in range(CODE_LENGTH):
            number, at = divmod(number, len(CODE_SIGNS))
            signs.append(CODE_SIGNS[at])
        return "".join(signs)
    return base64.b32encode(raw[:TOKEN_BYTES]).decode().lower()


def hash_of(given: str) -> bytes:
    """The hash under which a token or code, as typed or clicked, is looked up: 32 bytes."""
    return hashlib.sha256(signs_of(given).encode()).digest()


def signs_of(given: str) -> str:
    """What matters of a token or code as typed or clicked: letters and digits, in lower case.

    People and mail programs add dashes, blanks and the full stop of a sentence, escape what they added a
    second time (`%20`, `&gt;`), or write letters in full width.
    """
    plain = unicodedata.normalize("NFKC", unescape(unquote(given))).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def handle(invitation_id: UUID, keyring: Keyring) -> str:
    """A name for an invitation in addresses and forms; it opens nothing and tells nothing."""
    return keyring.derive("handle", invitation_id.bytes).hex()[:16]
