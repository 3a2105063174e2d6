"""Which figures stay hidden, so that none speaks about too few people.

The rule for a one-way breakdown:

1. A group below the threshold is hidden. An empty one too: that nobody in it answered is a fact
   about each of its members. (Where the emptiness is public anyway, as for an answer that a shown
   distribution counts as 0, the group may be left out of the breakdown.)
2. Subtracting the shown groups from a published total gives the figures of all that is not shown:
   the hidden groups and whoever is in no group. That remainder is a group like any other, so while
   it is below the threshold the smallest shown group is hidden as well; of equal ones, the first.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


class Suppression(StrEnum):
    """Why a group's figures are hidden."""

    TOO_FEW = "too_few"
    COMPLEMENTARY = "complementary"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The smallest bases, in people, on which figures are shown; they can only be raised.

    Args:
        total: Figures over everyone.
        own_answer: Groups by what the respondents themselves answered.
        register: Groups by facts that the municipality knows too.
        correlation: Cells of the correlation table.

    Raises:
        ValueError: If one lies below its default.
    """

    total: int = 5
    own_answer: int = 5
    register: int = 10
    correlation: int = 10

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < field.default:
                raise ValueError(f"Threshold {field.name} may not be below {field.default}")


def protect(bases: Mapping[K, int], threshold: int, *, total: int | None) -> dict[K, Suppression | None]:
    """Decide which groups of a one-way breakdown stay hidden, by the rule above.

    Args:
        bases: Number of people per group; nobody is in two.
        threshold: Smallest base that is shown.
        total: Number of people in the published total, groups or no groups; None if no total is
            published.

    Returns:
        For each group, in the same order, why it is hidden; None if it is shown.

    Raises:
        ValueError: If the groups hold more people than the total.
    """
    verdict = {key: Suppression.TOO_FEW if base < threshold else None for key, base in bases.items()}
    if total is None:
        return verdict
    outside = total - sum(bases.values())
    if outside < 0:
        raise ValueError(f"Groups of {sum(bases.values())} people in a total of {total}")
    remainder = outside + sum(base for key, base in bases.items() if verdict[key])
    nothing_left = remainder == 0 and not any(verdict.values())
    shown = sorted((key for key in bases if not verdict[key]), key=bases.__getitem__)
    for key in shown:
        if nothing_left or remainder >= threshold:
            break
        verdict[key] = Suppression.COMPLEMENTARY
        remainder += bases[key]
    return verdict
