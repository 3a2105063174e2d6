"""What changed between two waves of different people, with its interval."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from enquete_app.statistics.distributions import t_quantile
from enquete_app.statistics.rates import Rate, rate

FEWEST_GRADES = 2


class NoInterval(StrEnum):
    """Why a difference has no interval."""

    NOBODY = "nobody"
    TOO_FEW = "n<2"


@dataclass(frozen=True, slots=True)
class Moments:
    """A group's values: how many, their mean, and their standard deviation on n - 1; None if undefined."""

    n: int
    mean: float | None
    sd: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The later figure minus the earlier one.

    Args:
        estimate: The exact difference; None when one of the waves has nobody.
        low: Lower bound of its interval; None when there is none, as is the upper one.
        high: Upper bound.
        undefined: The reason, when there is no interval.
    """

    estimate: Fraction | None
    low: float | None
    high: float | None
    undefined: NoInterval | None


def difference_of_means(
    earlier: Mapping[int, int], later: Mapping[int, int], *, confidence: float = 0.95
) -> Difference:
    """Compare the means of two independent groups that need not vary alike.

    Source: Welch, B. L. (1947), The generalization of "Student's" problem when several different
    population variances are involved, Biometrika 34, 28-35. No correction for finite populations: a
    trend is about the process and not about the people of two years.

    Args:
        earlier: Number of people per value in the one wave.
        later: Number of people per value in the other.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The difference. With one value in a wave it has no interval; where neither wave varies, one
        without width.
    """
    sizes = sum(earlier.values()), sum(later.values())
    if min(sizes) == 0:
        return Difference(None, None, None, NoInterval.NOBODY)
    estimate = _mean(later) - _mean(earlier)
    if min(sizes) < FEWEST_GRADES:
        return Difference(estimate, None, None, NoInterval.TOO_FEW)
    parts = [_variance(counts) / sum(counts.values()) for counts in (earlier, later)]
    error = sum(parts, Fraction(0))
    if error == 0:
        return Difference(estimate, float(estimate), float(estimate), None)
    df = error * error / sum(part * part / (n - 1) for part, n in zip(parts, sizes, strict=True))
    half_width = t_quantile((1 + confidence) / 2, float(df)) * math.sqrt(error)
    return Difference(estimate, float(estimate) - half_width, float(estimate) + half_width, None)


def difference_of_moments(earlier: Moments, later: Moments, *, confidence: float = 0.95) -> Difference:
    """Compare the means of two groups as `difference_of_means` does, from what is printed of them.

    Args:
        earlier: Of the one wave.
        later: Of the other.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The difference; its estimate is exact only as far as the means are.
    """
    if earlier.mean is None or later.mean is None:
        return Difference(None, None, None, NoInterval.NOBODY)
    estimate = Fraction(later.mean) - Fraction(earlier.mean)
    if earlier.sd is None or later.sd is None:
        return Difference(estimate, None, None, NoInterval.TOO_FEW)
    parts = [each.sd**2 / each.n for each in (earlier, later) if each.sd is not None]
    error, width = sum(parts), 0.0
    if error:
        squares = zip(parts, (earlier.n, later.n), strict=True)
        df = error**2 / sum(part**2 / (n - 1) for part, n in squares)
        width = t_quantile((1 + confidence) / 2, df) * math.sqrt(error)
    return Difference(estimate, float(estimate) - width, float(estimate) + width, None)


def difference_of_rates(
    earlier: tuple[int, int], later: tuple[int, int], *, confidence: float = 0.95
) -> Difference:
    """Compare two independent proportions.

    Source: Newcombe, R. G. (1998), Interval estimation for the difference between independent
    proportions: comparison of eleven methods, Statistics in Medicine 17, 873-890, method 10: the
    distances to the bounds of both Wilson intervals, added as squares.

    Args:
        earlier: Successes and trials in the one wave.
        later: Successes and trials in the other.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The difference as a part of 1, its interval between -1 and 1.

    Raises:
        ValueError: If there are more successes than trials, or fewer than none.
    """
    one, other = rate(*earlier, confidence=confidence), rate(*later, confidence=confidence)
    if earlier[1] == 0 or later[1] == 0:
        return Difference(None, None, None, NoInterval.NOBODY)
    estimate = Fraction(*later) - Fraction(*earlier)
    (one_below, one_above), (other_below, other_above) = _distances(one), _distances(other)
    low = float(estimate) - math.hypot(other_below, one_above)
    high = float(estimate) + math.hypot(other_above, one_below)
    # The bounds can't pass these, but for a last bit.
    return Difference(estimate, max(low, -1.0), min(high, 1.0), None)


def _mean(counts: Mapping[int, int]) -> Fraction:
    return Fraction(sum(value * count for value, count in counts.items()), sum(counts.values()))


def _variance(counts: Mapping[int, int]) -> Fraction:
    n, total = sum(counts.values()), sum(value * count for value, count in counts.items())
    squares = sum(value * value * count for value, count in counts.items())
    return Fraction(n * squares - total * total, n * (n - 1))


def _distances(found: Rate) -> tuple[float, float]:
    """Give how far the bounds lie from the estimate."""
    if found.estimate is None or found.low is None or found.high is None:
        raise ValueError("A rate without trials has no bounds")
    return found.estimate - found.low, found.high - found.estimate
