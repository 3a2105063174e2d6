"""Finding the factors by which weights come to meet totals.

A weight is the smaller of a limit and its start times a factor for each total that it is part of.
There is at most one such set of weights that meets all totals. Fitting total after total always leads
to it, but where few people carry much it may take thousands of rounds; so now and then a Newton step
goes towards all totals at once. Either way the weights stay of that form, so that the steps decide
only how soon they are found, not what they are. Source: Deville, J.-C., Särndal, C.-E. and Sautory, O.
(1993), Generalized raking procedures in survey sampling, Journal of the American Statistical
Association 88, 1013-1020.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

TOLERANCE = 1e-12
"""How far the weights may be off a total, as a part of it."""
MOST_ROUNDS = 200
"""Among thousands of random tables none took a hundred; more means that the totals can't be met."""
ROUNDS_BETWEEN_STEPS = 10
LARGEST_STEP = 1.0
"""Of a Newton step, in logarithms of factors: far from the weights it would lead anywhere."""
DEPENDENT = 1e-11
"""What is left of a total that follows from the others, as a part of it, is rounding."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What some weights, given by their places, must add up to; positive, and not of nobody."""

    total: float
    members: tuple[int, ...]

    def people(self, counts: Sequence[int]) -> int:
        """Give the number of people whose weights these are."""
        return sum(counts[i] for i in self.members)

    def missing(self, weights: Sequence[float], counts: Sequence[int]) -> float:
        """Give what the weights still lack; negative if they add up to too much."""
        return self.total - math.fsum(weights[i] * counts[i] for i in self.members)


def calibrate(
    start: Sequence[float], counts: Sequence[int], goals: Sequence[Goal], limit: float
) -> list[float] | None:
    """Find the weights that meet all goals.

    Args:
        start: The weights to start from, one per kind of person, about 1 in the mean.
        counts: Number of people of each kind.
        goals: The totals to meet, to within `TOLERANCE`.
        limit: What no weight may pass; infinite for no limit.

    Returns:
        One weight per kind of person; None if they can't be found.
    """
    free = list(start)
    try:
        for rounds in range(1, MOST_ROUNDS + 1):
            for goal in goals:
                factor = _factor([(free[i], counts[i]) for i in goal.members], goal.total, limit)
                for i in goal.members:
                    free[i] *= factor
            weights = [min(weight, limit) for weight in free]
            if all(abs(goal.missing(weights, counts)) <= TOLERANCE * goal.total for goal in goals):
                return weights
            if rounds % ROUNDS_BETWEEN_STEPS == 0:
                _step(free, counts, goals, limit)
    except ArithmeticError:
        # If the totals can't be met, factors may grow until they leave what a float holds.
        return None
    return None


def _factor(weights: list[tuple[float, int]], total: float, limit: float) -> float:
    """Find by what weights must be multiplied to add up to a total, once held to the limit."""
    if limit == math.inf:
        return total / math.fsum(weight * count for weight, count in weights)
    largest_first, at_limit, least = sorted(weights, reverse=True), 0, 0.0
    for place, (weight, count) in enumerate(largest_first):
        rest = math.fsum(weight * count for weight, count in largest_first[place:])
        # Never so small that those found to be at the limit come off it again: that is rounding.
        factor = max((total - limit * at_limit) / rest, least)
        if factor * weight <= limit:
            return factor
        at_limit, least = at_limit + count, limit / weight
    return least


def _step(free: list[float], counts: Sequence[int], goals: Sequence[Goal], limit: float) -> None:
    """Multiply all weights by the factors that would do if the totals grew straight with them."""
    weights = [min(weight, limit) for weight in free]
    moving = [weight * count if weight < limit else 0.0 for weight, count in zip(free, counts, strict=True)]
    groups = [frozenset(goal.members) for goal in goals]
    slopes = [[math.fsum(moving[i] for i in one & other) for other in groups] for one in groups]
    logs = _solve(slopes, [goal.missing(weights, counts) for goal in goals])
    scale = LARGEST_STEP / max(LARGEST_STEP, *map(abs, logs))
    for goal, log in zip(goals, logs, strict=True):
        for i in goal.members:
            free[i] *= math.exp(scale * log)


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve symmetric equations by elimination; what follows from the others gets 0."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for j, original in enumerate(matrix):
        pivot = rows[j][j]
        if pivot <= DEPENDENT * original[j]:
            rows[j] = [0.0] * len(rows[j])
            for row in rows:
                row[j] = 0.0
            continue
        rows[j] = [value / pivot for value in rows[j]]
        for k, row in enumerate(rows):
            if k != j and row[j]:
                rows[k] = [value - row[j] * other for value, other in zip(row, rows[j], strict=True)]
    return [row[-1] for row in rows]
