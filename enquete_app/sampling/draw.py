"""The draw: each case gets a number nobody can steer, and the smallest ones are in.

A number depends on the seed and the case number alone, so the draw does not depend on the order of
the rows and can be redone with the standard library of any language.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from enquete_app.sampling.allocation import Design, Infeasible, InfeasibleDesign, Key, allocate
from enquete_app.sampling.frame import FrameRow, sha256_hex


@dataclass(frozen=True, slots=True)
class Stratum:
    """A combination of values, how many eligible cases have it and how many of those are in."""

    key: Key
    population: int
    selected: int


@dataclass(frozen=True, slots=True)
class Selected:
    """A case in the sample.

    Attributes:
        case_number: As in the frame.
        stratum: The key of its stratum.
        probability: The chance it had of being in: selected / population of its stratum.
        weight: How many eligible cases it stands for: the inverse.
    """

    case_number: str
    stratum: Key
    probability: Fraction
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Drawn:
    """The outcome of a draw: strata sorted by key, selected cases sorted by case number."""

    strata: tuple[Stratum, ...]
    selected: tuple[Selected, ...]

    @property
    def selection_sha256(self) -> str:
        """The hash of the selected case numbers; it still proves the list when that is gone."""
        return selection_sha256(case.case_number for case in self.selected)


def selection_sha256(case_numbers: Iterable[str]) -> str:
    """Give the SHA-256 of case numbers: sorted, joined by line feeds, in UTF-8."""
    return sha256_hex("\n".join(sorted(case_numbers)).encode())


def number(seed: bytes, case_number: str) -> int:
    """Give the number a case draws: HMAC-SHA256 (RFC 2104) read as a big-endian integer.

    Args:
        seed: The key, 32 random bytes.
        case_number: The message, in UTF-8.
    """
    return int.from_bytes(hmac.digest(seed, case_number.encode(), "sha256"), "big")


def draw(rows: Sequence[FrameRow], *, seed: bytes, design: Design) -> Drawn:
    """Draw a sample: per stratum the cases with the smallest numbers, ties by case number.

    Args:
        rows: The frame, in any order; only its eligible rows are drawn from.
        seed: 32 random bytes, chosen after the frame was frozen.
        design: Strata, size and allocation.

    Returns:
        The strata and the selected cases with their inclusion probabilities and base weights.

    Raises:
        InfeasibleDesign: If the frame lacks a column of the design, or too few are eligible.
    """
    strata = _stratify(rows, design)
    sizes = allocate({key: len(cases) for key, cases in strata.items()}, design)
    drawn: list[Stratum] = []
    selected: list[Selected] = []
    for key, size in sizes.items():
        cases = sorted(strata[key], key=lambda case: (number(seed, case), case))
        drawn.append(Stratum(key, population=len(cases), selected=size))
        if size:
            probability = Fraction(size, len(cases))
            weight = 1 / probability
            selected += [Selected(case, key, probability, weight) for case in cases[:size]]
    return Drawn(tuple(drawn), tuple(sorted(selected, key=lambda case: case.case_number)))


def _stratify(rows: Iterable[FrameRow], design: Design) -> Mapping[Key, list[str]]:
    """Give the eligible case numbers per stratum; without columns one stratum, be it empty."""
    strata: defaultdict[Key, list[str]] = defaultdict(list)
    if not design.by:
        strata[()] = []
    for row in rows:
        if row.reason is None:
            values = row.strata_values()
            missing = [name for name in design.by if name not in values]
            if missing:
                text = f"The frame has no column {missing[0]!r}."
                raise InfeasibleDesign(text, Infeasible.NO_COLUMN, column=missing[0])
            strata[tuple(values[name] for name in design.by)].append(row.case_number)
    return strata
