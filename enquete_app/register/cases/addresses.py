"""Addresses that answers of a case system name."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit


def is_under(address: str, base: str) -> bool:
    """Whether an address lies under another, however it is written.

    Args:
        address: that an answer names.
        base: that the settings name, ending in a slash.
    """
    try:
        here, there = urlsplit(address), urlsplit(base)
        same = (here.scheme, here.hostname, _port(here)) == (there.scheme, there.hostname, _port(there))
    except ValueError:
        return False
    if not same or here.username is not None or any(sign <= " " or sign == "\\" for sign in address):
        return False
    path = unquote(unquote(here.path))
    return path.startswith(unquote(there.path)) and ".." not in path.replace("\\", "/").split("/")


def origin_of(address: str) -> str:
    """Whose address it is, without what it says of a case."""
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname}:{_port(parts)}"[:100]
    except ValueError:
        return "?"


def _port(parts: Any) -> int:  # noqa: ANN401 - of a text or of bytes
    return parts.port or (443 if parts.scheme == "https" else 80)
