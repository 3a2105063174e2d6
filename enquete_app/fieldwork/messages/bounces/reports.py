"""What a mail that came back says: that its address is no good, that there is trouble for now, or nothing.

Anybody can send anything here. So what is read is bounded first, nothing that is read can raise, and
nothing of it leaves this module but the verdict. In doubt it is the milder one: whoever counts as bounced
wrongly misses the reminder, whoever counts as delivered wrongly misses nothing.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parseaddr
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, cast

from enquete_app.fieldwork.messages.bounces.blame import is_the_address
from enquete_app.fieldwork.messages.bounces.plain_reports import failures_told, header, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from email.message import Message

LARGEST = 256_000
"""So many bytes of a mail are read. Reports begin with what they report; the mail itself comes last."""
LONGEST_LINE = 1000
MOST_FOLDED = 20
"""A header on more lines than this is cut: to take parameters apart can take the square of its length."""
MOST_PARTS, DEEPEST = 50, 10
DELIVERY_STATUS = "message/delivery-status"
NO_REPORTS = frozenset({"message/disposition-notification", "message/feedback-report"})
"""What says that a mail was read or thrown away, and that somebody complained of it."""

_IN_UNICODE = re.compile(rb"message/global-(?=delivery-status)", re.IGNORECASE)
"""The type of RFC 6533, which Python does not take apart; for us it is the same as that of RFC 3464."""
_SYSTEM = re.compile(
    r"(mailer-?daemon|mail-?daemon|m?daemon|postmaster|mailadmin|mail\.?delivery.*|microsoftexchange.*)?"
)
_ANSWERING = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Vacation")
_ANSWER = re.compile(
    r"((re|aw|antw|antwort): ?)?(auto(mati(sche?|c))?[ -]?(antwoord|antwort|beantwoord|reply|respon)"
    r"|(niet aan|af)wezig|out of (the )?office|vacation|vakantie|abwesen|absen(ce|t)\b"
    r"|(r[ée]ponse|message) automatique)",
    re.IGNORECASE,
)


class Report(StrEnum):
    """What is said of a mail."""

    HARD = "hard"
    """Its address is no good, for good."""
    SOFT = "soft"
    """It did not arrive yet, or not this time, which is no fault of the address."""
    NONE = "none"
    """Nothing: an automatic answer, a receipt, an ordinary mail, something that cannot be read."""


def judge(content: bytes) -> Report:
    """Tell what a mail that came back says. Never raises, and takes a few seconds at the worst.

    Args:
        content: the mail, or as much of its beginning as was read.
    """
    try:
        return _judge(message_from_bytes(_bounded(content)))
    except Exception:  # noqa: BLE001 - whatever it is that cannot be read, it is no report
        return Report.NONE


def _judge(message: Message) -> Report:
    parts = list(islice(_parts(message), MOST_PARTS))
    types = {each.get_content_type() for each in parts}
    if types & NO_REPORTS:
        return Report.NONE
    if DELIVERY_STATUS in types:
        return _of_all(each for each in parts if each.get_content_type() == DELIVERY_STATUS)
    return _of_words(message, [each for each in parts if each.get_content_type() == "text/plain"])


def _of_all(parts: Iterable[Message]) -> Report:
    """The mildest of what is said of recipients: we mail to one, so others are those it was passed on to."""
    blocks = [block for part in parts if part.is_multipart() for block in _within(part)]
    said = {_of_recipient(each) for each in blocks if "Action" in each}
    if not said or Report.NONE in said:
        return Report.NONE
    return Report.SOFT if Report.SOFT in said else Report.HARD


def _of_recipient(block: Message) -> Report:
    action = header(block, "Action").lower()
    if action.startswith("delayed"):
        return Report.SOFT
    # One server says `error`.
    if not action.startswith(("fail", "error")):
        return Report.NONE
    said = f"{header(block, 'Status')} {header(block, 'Diagnostic-Code')}"
    return Report.HARD if is_the_address(said) else Report.SOFT


def _of_words(message: Message, texts: list[Message]) -> Report:
    if not _is_from_a_server(message) or _is_answer(message):
        return Report.NONE
    temporary, permanent = failures_told(message, texts)
    if permanent:
        # Where no code tells otherwise, a report that is no warning is final.
        return Report.SOFT if is_the_address(words_of(texts)) is False else Report.HARD
    return Report.SOFT if temporary else Report.NONE


def _is_from_a_server(message: Message) -> bool:
    name = parseaddr(header(message, "From"))[1].partition("@")[0].lower()
    return "X-Failed-Recipients" in message or _SYSTEM.fullmatch(name) is not None


def _is_answer(message: Message) -> bool:
    # Auto-Submitted does not tell: Postfix and Exim have it on their reports, and some answers lack it.
    precedence = header(message, "Precedence").lower()
    marked = any(name in message for name in _ANSWERING) or precedence in {"auto_reply", "auto-reply"}
    return marked or _ANSWER.match(_subject(message)) is not None


def _subject(message: Message) -> str:
    words = header(message, "Subject")
    try:
        return str(make_header(decode_header(words)))
    except (HeaderParseError, LookupError, ValueError):
        return words


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts of a message, without those of a mail within it."""
    yield message
    if message.get_content_maintype() == "multipart" and message.is_multipart() and depth < DEEPEST:
        for part in _within(message):
            yield from _parts(part, depth + 1)


def _within(message: Message) -> list[Message]:
    return cast("list[Message]", message.get_payload())


def _bounded(content: bytes) -> bytes:
    lines, folded = [], 0
    for line in content[:LARGEST].splitlines():
        folded = folded + 1 if line.startswith((b" ", b"\t")) else 0
        if folded <= MOST_FOLDED:
            lines.append(line[:LONGEST_LINE])
    return _IN_UNICODE.sub(b"message/", b"\n".join(lines))
