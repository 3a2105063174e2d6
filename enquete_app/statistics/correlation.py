"""Correlations of two columns, from the exact counts of their pairs."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from enquete_app.statistics.distributions import t_two_sided

SIGNIFICANT = 0.05
HIGHLY_SIGNIFICANT = 0.01
FEWEST_PAIRS = 3


class Undefined(StrEnum):
    """Why there is no coefficient."""

    CONSTANT = "constant"
    TOO_FEW = "n<3"


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient with what is printed beside it.

    Args:
        r: From -1 to 1, unrounded; None when undefined.
        n: Number of people with both values.
        p: Two-tailed, unrounded; None when undefined.
        stars: `**` for p < 0.01, `*` for p < 0.05, else empty.
        undefined: The reason, when there is no coefficient.
    """

    r: float | None
    n: int
    p: float | None
    stars: str
    undefined: Undefined | None


def stars(p: float | None) -> str:
    """Give the stars for a p value.

    Args:
        p: Unrounded, two-tailed; None when the coefficient is undefined.

    Returns:
        `**` for p < 0.01, `*` for p < 0.05, else an empty string.
    """
    if p is None or p >= SIGNIFICANT:
        return ""
    return "**" if p < HIGHLY_SIGNIFICANT else "*"


def pearson(table: Mapping[tuple[int, int], int]) -> Correlation:
    """Correlate two columns (Pearson's product-moment coefficient).

    The sums are whole numbers, so that a constant column and a perfect correlation are seen
    exactly. Under no correlation t = r √((n - 2) / (1 - r²)) has Student's distribution with
    n - 2 degrees of freedom. Source: Fisher, R. A. (1915), Frequency distribution of the values of
    the correlation coefficient, Biometrika 10, 507-521.

    Args:
        table: Number of people per pair of values, as `cross_table` gives it.

    Returns:
        The coefficient; undefined below three people (that first) or when a column is constant.
    """
    n = sum(table.values())
    if n < FEWEST_PAIRS:
        return _undefined(n, Undefined.TOO_FEW)
    sum_x = sum_y = sum_xx = sum_yy = sum_xy = 0
    for (x, y), count in table.items():
        some_x, some_y = x * count, y * count
        sum_x += some_x
        sum_y += some_y
        sum_xx += x * some_x
        sum_yy += y * some_y
        sum_xy += x * some_y
    spread_x, spread_y = n * sum_xx - sum_x * sum_x, n * sum_yy - sum_y * sum_y
    if spread_x == 0 or spread_y == 0:
        return _undefined(n, Undefined.CONSTANT)
    shared = n * sum_xy - sum_x * sum_y
    r_squared = Fraction(shared * shared, spread_x * spread_y)
    p = _p_value(r_squared, n)
    return Correlation(math.copysign(math.sqrt(r_squared), shared), n, p, stars(p), None)


def spearman(table: Mapping[tuple[int, int], int]) -> Correlation:
    """Correlate two columns' ranks (Spearman's coefficient), equal values sharing a mid-rank.

    The p value comes from the same t distribution as Pearson's, applied to the ranks: an
    approximation, which is R's `cor.test(method = "spearman", exact = FALSE)`. Source: Kendall,
    M. G. (1970), Rank Correlation Methods, fourth edition.

    Args:
        table: Number of people per pair of values, as `cross_table` gives it.

    Returns:
        The coefficient; undefined as Pearson's is.
    """
    counts_x: Counter[int] = Counter()
    counts_y: Counter[int] = Counter()
    for (x, y), count in table.items():
        counts_x[x] += count
        counts_y[y] += count
    ranks_x, ranks_y = _doubled_ranks(counts_x), _doubled_ranks(counts_y)
    return pearson({(ranks_x[x], ranks_y[y]): count for (x, y), count in table.items()})


def _doubled_ranks(counts: Mapping[int, int]) -> dict[int, int]:
    """Give twice the mid-rank of each value: a whole number, and the scale does not matter."""
    ranks, below = {}, 0
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value] + 1
        below += counts[value]
    return ranks


def _p_value(r_squared: Fraction, n: int) -> float:
    if r_squared == 1:
        return 0.0
    # 1 - r² is taken before leaving exact numbers: near ±1 it would lose its digits.
    return t_two_sided(math.sqrt(r_squared * (n - 2) / (1 - r_squared)), n - 2)


def _undefined(n: int, reason: Undefined) -> Correlation:
    return Correlation(r=None, n=n, p=None, stars="", undefined=reason)
