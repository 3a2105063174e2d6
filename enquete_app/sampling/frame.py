"""The frozen frame: the whole register as it stood at the draw, as one file without contact data.

Format: UTF-8, a line a case, each ended by a line feed, sorted by case number in code-point order
(so that `LC_ALL=C sort -c` accepts it). Tab-separated: case number, kind, received, closed,
handling, judgement, domain, person key, verdict (the reason's code, or `eligible`); then the
columns that the draw is stratified by and that are not among these, in the order of the design.
Dates are ISO 8601, empty if there is none. Control characters and line separators inside a value
have become blanks.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import pairwise

from enquete_app.sampling.allocation import Key
from enquete_app.sampling.eligibility import NO_EXTRA, Case, Judged, Reason

ELIGIBLE = "eligible"
STANDARD_STRATA = ("kind", "handling", "judgement", "domain")
"""The columns every frame has and that may serve as strata."""

_FIXED_COLUMNS = 9
# Whatever some tool may take for the end of a field or a line, and what UTF-8 cannot carry.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class FrameError(ValueError):
    """A frame cannot be written, or is not one; the text says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRow:
    """A line of the frame; `reason` is None for an eligible case, `extra` holds further strata."""

    case_number: str
    kind: str
    received: date
    closed: date | None
    handling: str
    judgement: str
    domain: str
    person: str
    reason: Reason | None
    extra: Mapping[str, str]

    def strata_values(self) -> dict[str, str]:
        """Give the values by which this row can be stratified, by column name."""
        standard: dict[str, str] = {name: getattr(self, name) for name in STANDARD_STRATA}
        return {**self.extra, **standard}


def sha256_hex(content: bytes) -> str:
    """Give the SHA-256 of bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def extra_columns(strata_columns: Iterable[str]) -> tuple[str, ...]:
    """Give those strata columns that a frame gets on top of its own, each once, in order."""
    return tuple(dict.fromkeys(name for name in strata_columns if name not in STANDARD_STRATA))


def stratum_of(case: Case, strata_columns: Iterable[str]) -> Key:
    """Give the stratum that a draw from the frame would find a case in."""
    return tuple(
        _UNSAFE.sub(" ", getattr(case, name) if name in STANDARD_STRATA else case.extra[name])
        for name in strata_columns
    )


def frame_bytes(judged: Iterable[Judged], strata_columns: Iterable[str] = ()) -> bytes:
    """Write the frame.

    Args:
        judged: All cases of the register with their verdicts, in any order.
        strata_columns: The columns of the design; the frame's own may be among them.

    Returns:
        The file's content; the same for any order of `judged`.

    Raises:
        FrameError: If a case number is empty, is not unique or holds a control character, or a
            case lacks one of the columns.
    """
    columns = extra_columns(strata_columns)
    every = sorted(judged, key=lambda each: each.case.case_number)
    for before, after in pairwise(every):
        if before.case.case_number == after.case.case_number:
            raise FrameError(f"case {after.case.case_number} occurs twice")
    file = BytesIO()
    file.writelines(_line(each, columns) for each in every)
    return file.getvalue()


def _line(judged: Judged, columns: Sequence[str]) -> bytes:
    case = judged.case
    # Changed to blanks it would no longer lead back to the register.
    if not case.case_number or _UNSAFE.search(case.case_number):
        raise FrameError(f"case number {case.case_number!r} is empty or has control characters")
    missing = [name for name in columns if name not in case.extra]
    if missing:
        raise FrameError(f"case {case.case_number} has no column {missing[0]!r}")
    fields = (
        case.case_number,
        case.kind,
        case.received.isoformat(),
        case.closed.isoformat() if case.closed else "",
        case.handling,
        case.judgement,
        case.domain,
        case.person,
        judged.reason or ELIGIBLE,
        *(case.extra[name] for name in columns),
    )
    return ("\t".join(_UNSAFE.sub(" ", field) for field in fields) + "\n").encode()


def parse_frame(content: bytes, extra_columns: Sequence[str] = ()) -> tuple[FrameRow, ...]:
    """Read a frame, accepting only what `frame_bytes` can have written.

    Args:
        content: The file's content.
        extra_columns: Names of the columns after the verdict.

    Returns:
        A row a case, in the order of the file.

    Raises:
        FrameError: With the number of the line (from 1) that is malformed, out of order or about
            a case that the line before it is about too.
    """
    rows = []
    # Of words that all lines share one is kept of each, which takes half of the memory. Not `sys.intern`,
    # which in Python 3.12 keeps them for good.
    words: dict[str, str] = {}
    for number, line in _lines(content):
        try:
            rows.append(_row(line.split("\t"), extra_columns, words))
        except ValueError as error:
            raise FrameError(f"line {number}: {error}") from error
    for number, (before, after) in enumerate(pairwise(rows), start=2):
        if before.case_number == after.case_number:
            raise FrameError(f"line {number}: case {after.case_number} occurs twice")
        if before.case_number > after.case_number:
            raise FrameError(f"line {number}: case {after.case_number} is out of order")
    return tuple(rows)


def verdicts(content: bytes) -> Iterator[tuple[str, str, Reason | None]]:
    """Give case number, person key and verdict of every line of a frame, without checking the rest of it.

    Raises:
        FrameError: If it is no frame.
    """
    for number, line in _lines(content):
        fields = line.split("\t", _FIXED_COLUMNS)
        if len(fields) < _FIXED_COLUMNS:
            raise FrameError(f"line {number} has {len(fields)} columns")
        verdict = fields[8]
        yield fields[0], fields[7], None if verdict == ELIGIBLE else _reason(verdict)


def eligible_facts(content: bytes) -> Iterator[tuple[str, str, tuple[str, str, str]]]:
    """Give of every eligible case its number, its closing day, and its handling, judgement and domain.

    Raises:
        FrameError: If it is no frame.
    """
    for number, line in _lines(content):
        fields = line.split("\t", _FIXED_COLUMNS)
        if len(fields) < _FIXED_COLUMNS:
            raise FrameError(f"line {number} has {len(fields)} columns")
        if fields[8] == ELIGIBLE:
            yield fields[0], fields[3], (fields[4], fields[5], fields[6])


def frame_value(value: str) -> str:
    """Give a value of the register as a frame writes it."""
    return _UNSAFE.sub(" ", value)


def _lines(content: bytes) -> Iterator[tuple[int, str]]:
    """Give the lines with their numbers from 1, one at a time: a frame may tell of a million cases."""
    for number, line in enumerate(BytesIO(content), start=1):
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            raise FrameError(f"line {number} is not UTF-8") from error
        if not text.endswith("\n"):
            raise FrameError(f"line {number} is not ended by a line feed")
        yield number, text[:-1]


def _row(fields: Sequence[str], extra_columns: Sequence[str], words: dict[str, str]) -> FrameRow:
    expected = _FIXED_COLUMNS + len(extra_columns)
    if len(fields) != expected:
        raise ValueError(f"{len(fields)} columns instead of {expected}")
    if any(_UNSAFE.search(field) for field in fields):
        raise ValueError("a control character")
    case, kind, received, closed, handling, judgement, domain, person, verdict, *extra = fields
    if not case:
        raise ValueError("no case number")
    return FrameRow(
        case_number=case,
        kind=words.setdefault(kind, kind),
        received=_date(received),
        closed=_date(closed) if closed else None,
        handling=words.setdefault(handling, handling),
        judgement=words.setdefault(judgement, judgement),
        domain=words.setdefault(domain, domain),
        person=person,
        reason=None if verdict == ELIGIBLE else _reason(verdict),
        extra=dict(zip(extra_columns, [words.setdefault(each, each) for each in extra], strict=True))
        or NO_EXTRA,
    )


@lru_cache(maxsize=10_000)
def _date(text: str) -> date:
    """Read YYYY-MM-DD only: `fromisoformat` knows further spellings, of which one day has many."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise ValueError(f"{text!r} is not a date")
    return day


def _reason(verdict: str) -> Reason:
    try:
        return Reason(verdict)
    except ValueError:
        raise ValueError(f"{verdict!r} is neither {ELIGIBLE!r} nor a reason") from None
