"""Keys derived from the server's secrets: nothing that opens anything lies in the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
LENGTH_BYTES = 4


class UnknownKeyError(Exception):
    """Something was made under a secret key that this server no longer has."""


@dataclass(frozen=True)
class Keyring:
    """The server's secret keys and the contact key.

    Args:
        secret: the current secret key; new things are made under it.
        predecessors: earlier secret keys, under which older things still open.
        contact: the key that hashes contact data; never rotated.
    """

    secret: str = field(repr=False)
    predecessors: tuple[str, ...] = field(repr=False, default=())
    contact: str = field(repr=False, default="")

    @cached_property
    def _by_id(self) -> dict[str, bytes]:
        return {_key_id(secret): secret.encode() for secret in (*self.predecessors, self.secret)}

    @cached_property
    def current_id(self) -> str:
        """The name of the current secret key, which tells nothing about the key: 8 hexadecimal digits."""
        return _key_id(self.secret)

    def knows(self, key_id: str) -> bool:
        """Whether there is a secret key of that id."""
        return key_id in self._by_id

    def derive(self, purpose: str, *context: str | int | bytes, key_id: str | None = None) -> bytes:
        """Derive a key or token for one purpose.

        Args:
            purpose: what it is for; two purposes never give the same bytes.
            context: what it belongs to, such as an invitation's id.
            key_id: the secret key's id; by default the current one's.

        Returns:
            32 bytes: HMAC-SHA256 over purpose and context, each preceded by its length.

        Raises:
            UnknownKeyError: if there is no secret key of that id.
        """
        secret = self._by_id.get(key_id or self.current_id)
        if secret is None:
            raise UnknownKeyError(f"There is no secret key {key_id}; is it missing from the fallbacks?")
        return hmac.digest(secret, _framed(purpose, *context), hashlib.sha256)

    def contact_hash(self, contact: str) -> bytes:
        """The hash of normalised contact data under the contact key: 32 bytes."""
        # As `_framed`, written out: a draw does this for the whole register.
        raw = contact.encode()
        return hmac.digest(self._contact_key, _CONTACT + len(raw).to_bytes(4, "big") + raw, "sha256")

    @cached_property
    def _contact_key(self) -> bytes:
        return (self.contact or self.secret).encode()

    def case_hash(self, survey_id: int, case_number: str) -> bytes:
        """The hash of a case number for one survey, under the contact key: 32 bytes."""
        return hmac.digest(
            (self.contact or self.secret).encode(), _framed("case", survey_id, case_number), hashlib.sha256
        )


def seal(plain: bytes, key: bytes, *, size: int) -> bytes:
    """Encrypt (AES-256-GCM) after padding to a fixed size, so that the length tells nothing.

    Args:
        plain: what to seal.
        key: 32 bytes.
        size: the padded size in bytes, the same for all that lie together.

    Returns:
        A nonce of 12 bytes, then `size` + 16 bytes.

    Raises:
        ValueError: if `plain` does not fit.
    """
    if len(plain) + LENGTH_BYTES > size:
        raise ValueError(f"{len(plain)} bytes do not fit into {size}")
    padded = (len(plain).to_bytes(LENGTH_BYTES, "big") + plain).ljust(size, b"\0")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded, None)


def unseal(sealed: bytes, key: bytes) -> bytes:
    """Undo `seal`.

    Raises:
        ValueError: if the key is not the right one or the bytes were changed.
    """
    try:
        padded = AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise ValueError("sealed under another key, or changed") from error
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def _key_id(secret: str) -> str:
    return hmac.digest(secret.encode(), b"enquete key id", hashlib.sha256).hex()[:8]


def _framed(*parts: str | int | bytes) -> bytes:
    raw = [part if isinstance(part, bytes) else str(part).encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


_CONTACT = _framed("contact")
