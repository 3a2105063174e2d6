"""What in an open answer may tell who somebody is: found by its form, for a person to judge. Pure.

It finds too much rather than too little, and still not everything: "vraag naar jan" has no sign of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from enquete_app.results.open_answers import signs


class Kind(StrEnum):
    """What a piece of text looks like."""

    EMAIL = "email"
    IBAN = "iban"
    CASE = "case"
    DATE = "date"
    PHONE = "phone"
    BSN = "bsn"
    ADDRESS = "address"
    NAME = "name"
    PERHAPS = "perhaps"
    """A word with a capital within a sentence: a name, of a person or of anything."""


PUT_INSTEAD = {
    Kind.EMAIL: "[e-mailadres]",
    Kind.IBAN: "[rekeningnummer]",
    Kind.CASE: "[zaaknummer]",
    Kind.DATE: "[datum]",
    Kind.PHONE: "[telefoonnummer]",
    Kind.BSN: "[burgerservicenummer]",
    Kind.ADDRESS: "[adres]",
    Kind.NAME: "[naam]",
}
"""What the proposal says instead; what is only perhaps a name it leaves."""
LOUD = frozenset(PUT_INSTEAD) - {Kind.DATE}
"""What is asked about once more before it is released."""
_MOST_SHAPES = 50
_FEWEST_DIGITS = 4
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class Span(NamedTuple):
    """A piece of a text, from `start` up to `end`, and what it looks like."""

    start: int
    end: int
    kind: Kind


class Piece(NamedTuple):
    """A part of a text as it is shown; the kind of what is marked."""

    text: str
    kind: Kind | None


def case_numbers(examples: Iterable[str]) -> re.Pattern[str] | None:
    """Make an expression for whatever is spelled like these case numbers.

    Letters and digits stand for any of theirs, signs between them may be missing. A number with few digits
    makes none: everything would look like it.

    Args:
        examples: case numbers of the register.

    Returns:
        The expression, or none if nothing can be made of them.
    """
    shapes = {shape for each in examples if (shape := _shape(each))}
    if not shapes:
        return None
    longest = sorted(shapes, key=lambda shape: (-len(shape), shape))[:_MOST_SHAPES]
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


def marks(text: str, cases: re.Pattern[str] | None = None) -> tuple[Span, ...]:
    """Find what may tell who somebody is.

    Args:
        text: the answer.
        cases: how case numbers are spelled here; see `case_numbers`.

    Returns:
        Pieces that do not overlap, in order. Where two would, the surer kind stays.
    """
    taken: list[Span] = []
    for found in _candidates(text, cases):
        if all(found.end <= each.start or found.start >= each.end for each in taken):
            taken.append(found)
    return tuple(sorted(taken))


def pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """Cut a text into what is marked and what is not."""
    cut, at = [], 0
    for span in spans:
        cut += [Piece(text[at : span.start], None), Piece(text[span.start : span.end], span.kind)]
        at = span.end
    return [piece for piece in [*cut, Piece(text[at:], None)] if piece.text]


def proposal(text: str, spans: Sequence[Span]) -> str:
    """The text with a word in brackets instead of each piece that is marked."""
    return "".join(PUT_INSTEAD.get(kind, part) if kind else part for part, kind in pieces(text, spans))


def is_bsn(digits: str) -> bool:
    """Whether eight or nine digits pass the eleven-test of citizen service numbers."""
    nine = digits.zfill(9)
    return int(nine) > 0 and sum(int(d) * w for d, w in zip(nine, _WEIGHTS, strict=True)) % 11 == 0


def _shape(example: str) -> str | None:
    runs = re.findall(r"\d+|[^\W\d_]+|[\W_]+", example.strip())
    if sum(len(run) for run in runs if run.isdecimal()) < _FEWEST_DIGITS:
        return None
    return "".join(map(_run, runs))


def _run(run: str) -> str:
    if run.isdecimal():
        return rf"\d{{{len(run)}}}"
    return rf"[^\W\d_]{{{len(run)}}}" if run.isalpha() else r"[\W_]{0,2}"


def _candidates(text: str, cases: re.Pattern[str] | None) -> Iterator[Span]:
    """Everything that looks like something, the surest kinds first."""
    yield from _found(text, Kind.EMAIL, signs.EMAIL)
    yield from _found(text, Kind.IBAN, signs.IBAN)
    yield from _found(text, Kind.CASE, *([cases] if cases else []), signs.CASE)
    yield from (span for span in _found(text, Kind.DATE, signs.DATE) if _may_be_date(text, span))
    yield from _found(text, Kind.PHONE, signs.PHONE)
    for span in _found(text, Kind.BSN, signs.NINE_DIGITS):
        if is_bsn(re.sub(r"\D", "", text[span.start : span.end])):
            yield span
    yield from _found(text, Kind.ADDRESS, signs.POSTCODE, signs.STREET)
    yield from _found(text, Kind.NAME, signs.TITLED, signs.INTRODUCED, signs.INITIALLED)
    for span in _found(text, Kind.NAME, signs.IN_A_ROW):
        if text[span.start : span.end].split(maxsplit=1)[0].lower() not in signs.NO_NAMES:
            yield span
    yield from _found(text, Kind.PERHAPS, signs.WITHIN_A_SENTENCE)


def _found(text: str, kind: Kind, *expressions: re.Pattern[str]) -> Iterator[Span]:
    for expression in expressions:
        # Of "my name is Jan" only the name.
        group = "name" if "name" in expression.groupindex else 0
        for match in expression.finditer(text):
            yield Span(*match.span(group), kind)


def _may_be_date(text: str, span: Span) -> bool:
    """Of three numbers, whether two can be a day and a month; words have been judged already."""
    numbers = [int(each) for each in re.findall(r"\d+", text[span.start : span.end])]
    if len(numbers) != 3 or any(sign.isalpha() for sign in text[span.start : span.end]):  # noqa: PLR2004
        return True
    day, month = numbers[:2] if numbers[0] <= 31 else numbers[2:0:-1]  # noqa: PLR2004 - days of a month
    return 1 <= day <= 31 and 1 <= month <= 12  # noqa: PLR2004 - days and months
