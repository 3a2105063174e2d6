"""How many of each stratum are drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Key = tuple[str, ...]
"""A stratum: the values of the columns of the design, in its order."""


class Allocation(StrEnum):
    """How a sample is divided over the strata."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"


class Infeasible(StrEnum):
    """Why a population cannot give what a design asks."""

    NOBODY = "nobody"
    """The sample or the minimum is no number that could be drawn."""
    TOO_FEW = "too few"
    """The sample is larger than the population."""
    SMALL_STRATUM = "small stratum"
    """A stratum is smaller than the minimum."""
    MINIMUM = "minimum"
    """The minimum in all strata together is more than the sample."""
    NO_COLUMN = "no column"
    """The frame lacks a column that strata are made by."""


class InfeasibleDesign(ValueError):  # noqa: N818 - a question that has no answer, not a fault
    """The population cannot give what the design asks.

    Args:
        text: A sentence for its author.
        why: The same for programs.
        facts: The values in the sentence, by name.
    """

    def __init__(self, text: str, why: Infeasible, **facts: object) -> None:
        super().__init__(text)
        self.why, self.facts = why, facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What is asked of a draw.

    Attributes:
        by: The columns whose combinations of values are the strata; none for one single stratum.
        size: Cases to draw in all; None draws everyone (a census).
        allocation: How they are divided over the strata.
        min_per_stratum: Fewest cases to draw in any stratum.
    """

    by: tuple[str, ...] = ()
    size: int | None = None
    allocation: Allocation = Allocation.PROPORTIONAL
    min_per_stratum: int = 0


def allocate(sizes: Mapping[Key, int], design: Design) -> dict[Key, int]:
    """Divide a sample over the strata by the method of the largest remainder, exactly.

    Each stratum has a claim: its part of the sample in proportion to its size, or an equal part.
    A claim below the minimum is raised to it, one above the stratum's size lowered to it, and the
    others share what is left in the same way, until all fit. Each claim is rounded down; what
    remains goes, one each, to the largest remainders, ties to the stratum that sorts first.
    Source: Cochran (1977), Sampling Techniques, 3rd ed., chapter 5, for proportional allocation;
    Hamilton's method of apportionment for the rounding.

    Args:
        sizes: Eligible cases per stratum.
        design: The sample's size, its allocation and the minimum.

    Returns:
        Cases to draw per stratum, sorted by stratum; together exactly the size asked.

    Raises:
        InfeasibleDesign: If the strata cannot give what is asked.
    """
    eligible = sum(sizes.values())
    _refuse_infeasible(sizes, design, eligible)
    if design.size is None or design.size == eligible:
        return dict(sorted(sizes.items()))
    claims = _claims(sizes, design, design.size)
    allocated = {key: int(claims[key]) for key in sorted(claims)}
    left = design.size - sum(allocated.values())
    by_remainder = sorted(allocated, key=lambda key: (allocated[key] - claims[key], key))
    for key in by_remainder[:left]:
        allocated[key] += 1
    return allocated


def _refuse_infeasible(sizes: Mapping[Key, int], design: Design, eligible: int) -> None:
    minimum, asked = design.min_per_stratum, design.size
    if minimum < 0:
        raise InfeasibleDesign(f"A minimum of {minimum} per stratum is less than none.", Infeasible.NOBODY)
    for key, size in sorted(sizes.items()):
        if size < minimum:
            name = " / ".join(value or "(empty)" for value in key)
            where = f"stratum {name}" if key else "the population"
            text = f"At least {minimum} are asked, but {where} has {size}."
            raise InfeasibleDesign(text, Infeasible.SMALL_STRATUM, minimum=minimum, key=key, size=size)
    if asked is None:
        return
    if asked <= 0:
        raise InfeasibleDesign(f"A sample of {asked} draws nobody.", Infeasible.NOBODY)
    if asked > eligible:
        text = f"A sample of {asked} is asked, but {eligible} are eligible."
        raise InfeasibleDesign(text, Infeasible.TOO_FEW, asked=asked, eligible=eligible)
    if minimum * len(sizes) > asked:
        text = f"At least {minimum} in each of {len(sizes)} strata is more than {asked} in all."
        facts = {"minimum": minimum, "strata": len(sizes), "asked": asked}
        raise InfeasibleDesign(text, Infeasible.MINIMUM, **facts)


def _claims(sizes: Mapping[Key, int], design: Design, total: int) -> dict[Key, Fraction]:
    """Give each stratum's claim, not yet rounded; between the minimum and the stratum's size.

    Only one of the bounds can ever bind: proportional claims stay below the sizes, equal claims
    above the minimum. So a claim once held at its bound stays there while the others settle.
    """
    equal = design.allocation is Allocation.EQUAL
    weights = {key: 1 if equal else size for key, size in sizes.items()}
    held: dict[Key, Fraction] = {}
    while True:
        free = weights.keys() - held.keys()
        left = total - sum(held.values())
        level = left / Fraction(sum(weights[key] for key in free))
        claims = {key: level * weights[key] for key in free}
        bounded = {
            key: min(max(claim, Fraction(design.min_per_stratum)), Fraction(sizes[key]))
            for key, claim in claims.items()
        }
        if bounded == claims:
            return held | claims
        held |= {key: bounded[key] for key in free if bounded[key] != claims[key]}
