"""Whose fault a failure was, by the codes and words of the server that told it."""

from __future__ import annotations

import re

from enquete_app.fieldwork.messages.mailer import NOT_THE_RECIPIENTS

MOST_SIGNS = 20_000

_ENHANCED = re.compile(r"(?<![\w.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\w)", re.ASCII)
"""A code of RFC 3463, and no part of a version or of an address of the network."""
_REPLY = re.compile(r"(?<![\w.#-])([45]\d\d)(?=[ -])", re.ASCII)
_NOT_THE_ADDRESS = re.compile(r"5\.(1\.[78]|2\.[23]|3\.4|4\.7|6\.\d+|7\.\d+)", re.ASCII)
"""As the mailer has it for what a server answers at once: policy, sign-in, a full mailbox, our own address.
And what only reports tell: too large, in vain for too long, content that somebody could not pass on."""
_FULL = re.compile(
    r"(mailbox|inbox|quota|postbus|postvak|account|storage|disk)\b[^\n]{0,60}\b(full\b|vol\b|exceed|overschr)"
    r"|\bover ?quota\b|\bout of storage\b|\binsufficient (disk|storage|space)|\bvolle (mailbox|postbus)\b",
    re.IGNORECASE,
)


def is_the_address(said: str) -> bool | None:
    """Whether the address itself is no good.

    Args:
        said: what the server said, with the code of the report.

    Returns:
        None if no code tells; a single one that speaks of something else, or of later, is enough for no.
    """
    said = said[:MOST_SIGNS]
    enhanced, replies = _ENHANCED.findall(said), _REPLY.findall(said)
    if _FULL.search(said) or any(int(each) in NOT_THE_RECIPIENTS for each in replies):
        return False
    if any(each.startswith("4") or _NOT_THE_ADDRESS.fullmatch(each) for each in (*enhanced, *replies)):
        return False
    return True if any(each.startswith("5") for each in (*enhanced, *replies)) else None
