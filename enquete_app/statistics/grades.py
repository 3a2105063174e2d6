"""Summaries of grades, from exact sums."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from enquete_app.statistics.distributions import t_quantile

PASS_GRADE = 6


@dataclass(frozen=True, slots=True)
class GradeSummary:
    """What a group's grades come to; what its size does not allow is None.

    Args:
        n: Number of grades.
        mean: Exact mean, in grade points; None when there are no grades, as the next two.
        median: Exact median; halfway between the middle two when n is even.
        share_6_up: Exact share of grades of 6 and up, from 0 to 1.
        sd: Sample standard deviation (divisor n - 1); None below two grades, as the next two.
        low: Lower bound of the mean's t interval; not cut off at the lowest grade.
        high: Upper bound; not cut off at the highest grade.
    """

    n: int
    mean: Fraction | None
    median: Fraction | None
    share_6_up: Fraction | None
    sd: float | None
    low: float | None
    high: float | None


def summarise(
    counts: Mapping[int, int], *, population: int | None = None, confidence: float = 0.95
) -> GradeSummary:
    """Summarise a distribution of grades.

    Source of the interval: Cochran, W. G. (1977), Sampling Techniques, third edition, chapter 2.
    The variance of the mean is s²/n, times 1 - n/N for a finite population of N (with s² on n - 1,
    as here, that is the unbiased form; (N - n)/(N - 1) belongs to a variance on N).

    Args:
        counts: Number of people per grade.
        population: Number of people that the interval speaks about, at least the number of
            grades; None for a process without an end.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The summary. A constant column has an interval without width.

    Raises:
        ValueError: If there are more grades than people in the population.
    """
    n = sum(counts.values())
    if population is not None and n > population:
        raise ValueError(f"{n} grades from a population of {population}")
    if n == 0:
        return GradeSummary(n, None, None, None, None, None, None)
    passes = sum(count for grade, count in counts.items() if grade >= PASS_GRADE)
    exact = GradeSummary(
        n=n,
        mean=Fraction(sum(grade * count for grade, count in counts.items()), n),
        median=_median(counts, n),
        share_6_up=Fraction(passes, n),
        sd=None,
        low=None,
        high=None,
    )
    unseen = Fraction(1) if population is None else 1 - Fraction(n, population)
    return exact if n == 1 else _with_spread(exact, counts, unseen, confidence)


def _with_spread(
    exact: GradeSummary, counts: Mapping[int, int], unseen: Fraction, confidence: float
) -> GradeSummary:
    """Add what takes two grades; `unseen` is the share of the population not in the sample."""
    n = exact.n
    total = sum(grade * count for grade, count in counts.items())
    squares = sum(grade * grade * count for grade, count in counts.items())
    variance = Fraction(n * squares - total * total, n * (n - 1))
    half_width = t_quantile((1 + confidence) / 2, n - 1) * math.sqrt(variance * unseen / n)
    mean = total / n
    return replace(exact, sd=math.sqrt(variance), low=mean - half_width, high=mean + half_width)


def _median(counts: Mapping[int, int], n: int) -> Fraction:
    return Fraction(_at(counts, (n + 1) // 2) + _at(counts, n // 2 + 1), 2)


def _at(counts: Mapping[int, int], position: int) -> int:
    """Give the grade at a position (from 1) when all grades stand in order."""
    seen = 0
    for grade in sorted(counts):
        seen += counts[grade]
        if seen >= position:
            return grade
    raise ValueError(f"No position {position} among {seen} grades")
