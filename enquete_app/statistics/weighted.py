"""Figures in which people count for their weights.

A weighted table gives the number of people per value and weight, so that the sums are exact:
weights are taken for what the floats hold. Only the proportions between weights matter.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from enquete_app.statistics.correlation import FEWEST_PAIRS, Undefined
from enquete_app.statistics.grades import PASS_GRADE

Weight = Fraction | float | int
W = TypeVar("W", bound=Weight)
_Exact = Fraction | int


@dataclass(frozen=True, slots=True)
class WeightedFrequency:
    """How the weights are divided over codes.

    Args:
        base: Number of people who answered.
        effective: How many people of equal weight would be as precise; None when nobody answered.
        shares: Exact share of the weights per code, in the order of the codes, zeros included; None
            when nobody answered.
    """

    base: int
    effective: Fraction | None
    shares: Mapping[int, Fraction | None]


@dataclass(frozen=True, slots=True)
class WeightedGrades:
    """What a group's weighted grades come to; all but n None when there are no grades.

    Args:
        n: Number of grades.
        effective: How many grades of equal weight would be as precise.
        mean: Exact weighted mean, in grade points.
        share_6_up: Exact share of the weights with a grade of 6 and up, from 0 to 1.
    """

    n: int
    effective: Fraction | None
    mean: Fraction | None
    share_6_up: Fraction | None


@dataclass(frozen=True, slots=True)
class WeightedCorrelation:
    """A weighted coefficient: a number only, because the p value of an unweighted one is not its own.

    Args:
        r: From -1 to 1, unrounded; None when undefined.
        n: Number of people with both values.
        undefined: The reason, when there is no coefficient.
    """

    r: float | None
    n: int
    undefined: Undefined | None


def whole_weights(weights: Iterable[W]) -> dict[W, int]:
    """Give weights as whole numbers in the same proportions, with which sums are exact and quick.

    Args:
        weights: positive and finite.

    Raises:
        ValueError: If one is not.
    """
    exact = {weight: _exact(weight, 0) for weight in weights}
    scale = math.lcm(*(each.denominator for each in exact.values()))
    return {weight: int(each * scale) for weight, each in exact.items()}


def effective_size(weights: Mapping[W, int]) -> Fraction | None:
    """Give how many people of equal weight would be as precise as these are.

    Source: Kish, L. (1965), Survey Sampling, section 11.7: (Σw)² / Σw².

    Args:
        weights: Number of people per weight.

    Returns:
        The exact effective size, from 1 to the number of people; None when there is nobody.

    Raises:
        ValueError: If a weight is not positive, or a number of people is negative.
    """
    total: _Exact = 0
    squares: _Exact = 0
    for weight, count in weights.items():
        exact = _exact(weight, count)
        total += exact * count
        squares += exact * exact * count
    return Fraction(total * total, squares) if squares else None


def weighted_frequencies(table: Mapping[tuple[int, W], int], codes: Sequence[int]) -> WeightedFrequency:
    """Give each code's share of the weights.

    Args:
        table: Number of people per code and weight.
        codes: Every code that may occur, in the order wanted.

    Returns:
        The number of answers, what they are worth, and the share of each of the codes.

    Raises:
        ValueError: If a value is not one of the codes, a weight is not positive, or a number of
            people is negative.
    """
    if unknown := {code for code, _ in table} - set(codes):
        raise ValueError(f"Values outside the codes: {sorted(unknown)}")
    totals: dict[int, _Exact] = dict.fromkeys(codes, 0)
    for (code, weight), count in table.items():
        totals[code] += _exact(weight, count) * count
    whole = sum(totals.values())
    return WeightedFrequency(
        base=sum(table.values()),
        effective=effective_size(_by_weight(table)),
        shares={code: Fraction(part, whole) if whole else None for code, part in totals.items()},
    )


def weighted_summary(table: Mapping[tuple[int, W], int]) -> WeightedGrades:
    """Summarise a weighted distribution of grades.

    Args:
        table: Number of people per grade and weight.

    Returns:
        The summary.

    Raises:
        ValueError: If a weight is not positive, or a number of people is negative.
    """
    n, effective = sum(table.values()), effective_size(_by_weight(table))
    if effective is None:
        return WeightedGrades(n, None, None, None)
    whole: _Exact = 0
    summed: _Exact = 0
    passes: _Exact = 0
    for (grade, weight), count in table.items():
        part = _exact(weight, count) * count
        whole, summed = whole + part, summed + part * grade
        passes += part * (grade >= PASS_GRADE)
    return WeightedGrades(n, effective, Fraction(summed, whole), Fraction(passes, whole))


def weighted_pearson(table: Mapping[tuple[int, int, W], int]) -> WeightedCorrelation:
    """Correlate two columns with weights (Pearson's coefficient of the weighted moments).

    Args:
        table: Number of people per pair of values and weight; people who lack a value are not in it.

    Returns:
        The coefficient; undefined as the unweighted one is.

    Raises:
        ValueError: If a weight is not positive, or a number of people is negative.
    """
    n = sum(table.values())
    # Adding up per pair first leaves few products of long numbers, however many weights there are.
    pairs: dict[tuple[int, int], _Exact] = {}
    for (x, y, weight), count in table.items():
        pairs[x, y] = pairs.get((x, y), 0) + _exact(weight, count) * count
    w = sum(pairs.values())
    x1, y1 = (sum(part * pair[axis] for pair, part in pairs.items()) for axis in (0, 1))
    x2, y2 = (sum(part * pair[axis] ** 2 for pair, part in pairs.items()) for axis in (0, 1))
    xy = sum(part * x * y for (x, y), part in pairs.items())
    if n < FEWEST_PAIRS:
        return WeightedCorrelation(None, n, Undefined.TOO_FEW)
    spread_x, spread_y = w * x2 - x1 * x1, w * y2 - y1 * y1
    if spread_x == 0 or spread_y == 0:
        return WeightedCorrelation(None, n, Undefined.CONSTANT)
    shared = w * xy - x1 * y1
    r_squared = Fraction(shared * shared, spread_x * spread_y)
    return WeightedCorrelation(math.copysign(math.sqrt(r_squared), shared), n, None)


def _exact(weight: Weight, count: int) -> _Exact:
    if count < 0 or not 0 < weight < math.inf:
        raise ValueError("Weights must be positive, numbers of people not negative")
    return weight if isinstance(weight, int) else Fraction(weight)


def _by_weight(table: Mapping[tuple[int, W], int]) -> dict[W, int]:
    counts: dict[W, int] = {}
    for (_, weight), count in table.items():
        counts[weight] = counts.get(weight, 0) + count
    return counts
