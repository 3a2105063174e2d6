"""How good a guess is: hits against the exact law of blind guessing.

Within a class (the m responses opened together with equal strata, and the m people who sent them) an
attacker hands in a matching. Blindly, each pair is right with a chance of 1 in m. As the guesses of one
matching exclude each other, their hits are not quite binomial; how often a random matching of m has k of them
right is known exactly (de Montmort's problem of coincidences), so that law is used instead. Classes are
independent, so laws add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial
from typing import TypeVar

P = TypeVar("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Score:
    """What an attack achieved.

    Args:
        hits: how many responses it gave to the right person.
        classes: the sizes of the classes it was tried on; blindly, each brings one hit on average.
    """

    hits: int = 0
    classes: tuple[int, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, (*self.classes, *other.classes))

    @property
    def chance(self) -> float:
        """The probability of so many hits, or more, by guessing blindly."""
        return min(1.0, sum(reversed(_law(tuple(sorted(self.classes)))[self.hits :])))

    @property
    def share(self) -> float:
        """Of all responses those that it gave to the right person."""
        return self.hits / sum(self.classes)


def score(guess: Mapping[R, P], truth: Mapping[R, P], classes: Iterable[Sequence[R]]) -> Score:
    """Count the hits of a guess.

    Args:
        guess: for each response a person; within a class all different.
        truth: the same as it is.
        classes: the responses, by class.
    """
    sizes = tuple(len(each) for each in classes)
    return Score(sum(guess[response] == person for response, person in truth.items()), sizes)


@lru_cache
def _law(sizes: tuple[int, ...]) -> list[float]:
    """The probabilities of 0, 1, 2 … hits in random matchings of these sizes together."""
    law = [1.0]
    for size in sizes:
        one = [_derangements(size - k) / (factorial(k) * factorial(size - k)) for k in range(size + 1)]
        law = [
            sum(law[i] * one[total - i] for i in range(max(0, total - size), min(total, len(law) - 1) + 1))
            for total in range(len(law) + size)
        ]
    return law


def _derangements(size: int) -> int:
    """In how many ways nobody gets what is theirs."""
    before, now = 0, 1
    for n in range(1, size + 1):
        before, now = now, (n - 1) * (now + before) if n > 1 else 0
    return now
