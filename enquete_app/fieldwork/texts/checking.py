"""Whether a text may be kept: faults that would reach somebody, each with what it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from enquete_app.fieldwork.texts.markup import is_link_line
from enquete_app.fieldwork.texts.placeholders import (
    IN_SUBJECT,
    Placeholder,
    Text,
    TextKind,
    allowed,
    meant,
    names_in,
    required,
    without_placeholders,
)

LONGEST_SUBJECT = 100
LONGEST_BODY = 6_000
LONGEST_WORD = 60
"""Longer ones do not fit on a telephone, and hide where a mail reader breaks off."""


class Where(StrEnum):
    """Of which part something is said."""

    SUBJECT = "subject"
    BODY = "body"


class FaultKind(StrEnum):
    """What is wrong."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    CONTROL = "control"
    COMPLAINT = "complaint"
    UNKNOWN = "unknown placeholder"
    SECRET = "secret"  # noqa: S105 - what no mail tells
    NOT_HERE = "not here"
    UNCLOSED = "unclosed"
    OTHER_MARKS = "other marks"
    MISSING = "missing"
    LINK_IN_LINE = "link in a line"
    LINK_TWICE = "link twice"
    STARS = "stars"
    PERSONAL_LINK = "personal link"
    LONG_WORD = "long word"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault.

    Args:
        where: in which part.
        kind: what is wrong.
        what: the signs, the placeholder or the number that it is about.
    """

    where: Where
    kind: FaultKind
    what: str = ""


SECRETS = frozenset(
    {
        *(
            "onderwerp",
            "afdeling",
            "domein",
            "zaaknummer",
            "klachtnummer",
            "dossiernummer",
            "oordeel",
            "uitkomst",
        ),
        *("behandeling", "behandelaar", "klachtbehandelaar", "kanaal", "bsn", "geboortedatum", "subject"),
        *("department", "case", "judgement"),
    }
)
"""What no mail tells, however it is called; so nothing can be filled in for it."""
_COMPLAINT = re.compile(
    "klacht|klag|complain|grievance|beschwerde|plainte|r[eé]clamation|queja|reclamaci|reclamaç|reclam[oă]|"
    "şikâyet|şikayet|skarg|скарг|жалоб|شكو|شكاو"
)
"""A complaint in the languages that surveys are most likely to be in; stems, for all that is made of them."""
_PERSONAL_LINK = re.compile(r"https?://\S*/[eu]/[A-Za-z2-7]{20,}")
_SINGLE = re.compile(r"(?<!\()\(([^()\n]+)\)(?!\))")
_OTHER_MARKS = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^%\n]*%\}|\[\[[^\[\]\n]*\]\]|<[A-Za-z/!][^<>\n]*>|%\(\w+\)s")
_ANY_PAIR = re.compile(r"\(\([^()\n]*\)\)")
_PAIRED_STARS = re.compile(r"\*\*(?=\S).*?\S\*\*")
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
"""Signs that turn the direction of what follows, with which a text can be made to look like another."""


def faults(text: Text, kind: TextKind) -> tuple[Fault, ...]:
    """All that is wrong with a text, the subject's faults first.

    Args:
        text: as typed.
        kind: what it is for.
    """
    found = chain(_of_subject(text.subject, kind), _of_body(text.body, kind))
    return tuple(dict.fromkeys(found))


def tells_of_a_complaint(words: str) -> bool:
    """Whether somebody who reads these words learns of a complaint, tricks of spelling included."""
    visible = "".join(sign for sign in words if unicodedata.category(sign) != "Cf")
    folded = unicodedata.normalize("NFKC", visible).casefold()
    # Casefolding takes a capital İ apart.
    together = unicodedata.normalize("NFC", folded).replace("i̇", "i")
    undotted = re.sub(r"(?<=\w)[.\-_*·]+(?=\w)", "", together)
    unspaced = re.sub(r"(?<=\b\w)\s+(?=\w\b)", "", undotted)
    unmarked = "".join(
        sign for sign in unicodedata.normalize("NFD", folded) if not unicodedata.combining(sign)
    )
    return any(_COMPLAINT.search(each) for each in (together, undotted, unspaced, unmarked))


def _of_subject(subject: str, kind: TextKind) -> Iterator[Fault]:
    where = Where.SUBJECT
    if not visible(without_placeholders(subject)):
        yield Fault(where, FaultKind.EMPTY)
    if len(subject) > LONGEST_SUBJECT:
        yield Fault(where, FaultKind.TOO_LONG, str(LONGEST_SUBJECT))
    if any(is_control(sign) for sign in subject):
        yield Fault(where, FaultKind.CONTROL)
    if tells_of_a_complaint(subject):
        yield Fault(where, FaultKind.COMPLAINT)
    yield from _of_placeholders(subject, where, frozenset(IN_SUBJECT & set(allowed(kind))))


def _of_body(body: str, kind: TextKind) -> Iterator[Fault]:
    where = Where.BODY
    if not visible(body):
        yield Fault(where, FaultKind.EMPTY)
        return
    if len(body) > LONGEST_BODY:
        yield Fault(where, FaultKind.TOO_LONG, str(LONGEST_BODY))
    if any(is_control(sign) for sign in re.sub(r"[\r\n\t]", "", body)):
        yield Fault(where, FaultKind.CONTROL)
    yield from _of_placeholders(body, where, frozenset(allowed(kind)))
    held = {meant(name) for name in names_in(body)}
    yield from (Fault(where, FaultKind.MISSING, each) for each in required(kind) if each not in held)
    yield from _of_link(body, kind)
    if "**" in _PAIRED_STARS.sub("", "".join(_without_points(body))):
        yield Fault(where, FaultKind.STARS)
    if _PERSONAL_LINK.search(body):
        yield Fault(where, FaultKind.PERSONAL_LINK)
    words = re.sub(r"https?://\S+", " ", without_placeholders(body)).split()
    yield from (Fault(where, FaultKind.LONG_WORD, word[:20]) for word in words if len(word) > LONGEST_WORD)


def _of_placeholders(text: str, where: Where, permitted: frozenset[Placeholder]) -> Iterator[Fault]:
    for name in names_in(text):
        place = meant(name)
        if place is None:
            words = name.casefold().split()
            is_secret = any(word in SECRETS for word in words)
            yield Fault(where, FaultKind.SECRET if is_secret else FaultKind.UNKNOWN, name[:40])
        elif place not in permitted:
            yield Fault(where, FaultKind.NOT_HERE, str(place))
    rest = _ANY_PAIR.sub("", text)
    if broken := re.search(r"\(\([^\n]{0,20}|[^\s()]*\)\)", rest):
        yield Fault(where, FaultKind.UNCLOSED, broken[0].strip())
    singles = (found[0] for found in _SINGLE.finditer(rest) if meant(found[1]))
    yield from (
        Fault(where, FaultKind.OTHER_MARKS, each[:40]) for each in chain(singles, _OTHER_MARKS.findall(rest))
    )


def _of_link(body: str, kind: TextKind) -> Iterator[Fault]:
    lines = [line for line in body.splitlines() if Placeholder.LINK in map(meant, names_in(line))]
    if Placeholder.LINK not in allowed(kind):
        return
    if any(not is_link_line(line) for line in lines):
        yield Fault(Where.BODY, FaultKind.LINK_IN_LINE)
    elif len(lines) > 1:
        yield Fault(Where.BODY, FaultKind.LINK_TWICE)


def _without_points(body: str) -> Iterator[str]:
    """The lines of a body without the star that begins a point."""
    return (re.sub(r"^\s*\*\s+", "", line) for line in body.splitlines(keepends=True))


def visible(text: str) -> bool:
    """Whether anybody sees something of a text: signs that are not blank, nor of no width."""
    return any(unicodedata.category(sign)[0] not in {"Z", "C"} for sign in text)


def is_control(sign: str) -> bool:
    """Whether a sign has no place in a text: it ends a header, cannot be stored, or turns what follows."""
    return unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in _OVERRIDES
