"""Where a distribution of whole numbers has its middle and its quarters."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The least, the quartiles and the most of a distribution, exact."""

    least: int
    first_quartile: Fraction
    median: Fraction
    third_quartile: Fraction
    most: int


def quantiles(counts: Mapping[int, int]) -> Quantiles | None:
    """Give the quartiles of a distribution.

    A quantile is the smallest value that has at least its part of the people at or below it; where just
    that part is, halfway to the next value. Source: Hyndman, R. J. and Fan, Y. (1996), Sample quantiles in
    statistical packages, The American Statistician 50, 361-365, definition 2 (R's `type = 2`).

    Args:
        counts: Number of people per value.

    Returns:
        The quartiles; None when there is nobody.

    Raises:
        ValueError: If a number of people is negative.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError("Numbers of people must not be negative")
    values = sorted(value for value, count in counts.items() if count)
    if not values:
        return None
    n = sum(counts.values())
    first, median, third = (_quantile(counts, values, Fraction(part * n, 4)) for part in (1, 2, 3))
    return Quantiles(values[0], first, median, third, values[-1])


def _quantile(counts: Mapping[int, int], values: list[int], place: Fraction) -> Fraction:
    """Give the value of which `place` people are at or below it."""
    seen = 0
    for value, following in zip(values, [*values[1:], values[-1]], strict=True):
        seen += counts[value]
        if seen == place:
            return Fraction(value + following, 2)
        if seen > place:
            return Fraction(value)
    raise AssertionError("A part of the people is never more than all")
