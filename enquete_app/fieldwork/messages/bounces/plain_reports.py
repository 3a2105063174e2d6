"""Reports without fields for machines: those of qmail, old Exchange and others that flufl.bounce knows."""

from __future__ import annotations

import logging
import re
from email.message import Message
from itertools import islice
from typing import TYPE_CHECKING

from flufl.bounce import all_failures

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LINES, MOST_SIGNS = 300, 300
"""The library tries many patterns on each line, of which some take the square of its length."""
MOST_BYTES = 100_000
KEPT_HEADERS = ("From", "Subject", "X-Mailer", "X-Failed-Recipients", "Content-Type")

_COPY = re.compile(r"-{2,}.*\b(copy|original|origineel|returned)\b", re.IGNORECASE)
"""Where the mail that came back begins, in a report that consists of text alone."""

# It logs what it stumbles over with a traceback, which may hold what somebody wrote.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)


def failures_told(message: Message, texts: Sequence[Message]) -> tuple[bool, bool]:
    """Whether a report tells of temporary and of permanent failures. May raise on whatever is no report.

    Args:
        message: the report.
        texts: its parts of plain text, without those of a mail that came back with it.
    """
    temporary, permanent = all_failures(_reduced(message, texts))
    return bool(temporary), bool(permanent)


def words_of(texts: Sequence[Message]) -> str:
    """What a report says in its own words, without a copy of the mail."""
    lines: list[str] = []
    for line in _lines(texts[0]) if texts else []:
        if _COPY.match(line):
            break
        lines.append(line)
    return "\n".join(lines)


def _reduced(message: Message, texts: Sequence[Message]) -> Message:
    """Make a small message of the same form, that holds nothing but the report's own words."""
    reduced = Message()
    for name in KEPT_HEADERS:
        if name in message:
            reduced[name] = header(message, name)
    if not message.is_multipart():
        reduced.set_payload(_text(texts[0]) if texts else "")
        return reduced
    del reduced["Content-Type"]
    reduced["Content-Type"] = message.get_content_type()
    for each in texts:
        part = Message()
        part["Content-Type"] = "text/plain"
        part["Content-Description"] = header(each, "Content-Description")
        part.set_payload(_text(each))
        reduced.attach(part)
    # Some detectors want to see that something follows the text.
    reduced.attach(Message())
    return reduced


def header(message: Message, name: str) -> str:
    """A header as one line of bounded length; empty if it is not there."""
    return " ".join(str(message.get(name, ""))[:1000].split())


def _text(part: Message) -> str:
    # One detector takes any address between two commas for one that failed, as in a list of colleagues.
    return "\n".join(line.replace(",", " ") if "@" in line else line for line in _lines(part))


def _lines(part: Message) -> list[str]:
    payload = part.get_payload(decode=True)
    content = payload[:MOST_BYTES] if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("utf-8")
    try:
        text = content.decode(charset, "replace")
    except (LookupError, ValueError):
        text = content.decode("latin-1")
    # The library's patterns are all in ASCII; what else there is might make it stumble.
    plain = text.encode("ascii", "replace").decode()
    return [line[:MOST_SIGNS] for line in islice(plain.splitlines(), MOST_LINES)]
