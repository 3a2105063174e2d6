"""Weights under which the respondents are composed as the population is.

The rule, documented so that an analyst can redo it:

1. Weights start as the base weights, scaled so that they add up to the population.
2. Fact by fact, the weights within each category are multiplied until they add up to the number of
   people that the population has in it. That disturbs the facts before; so it is done again, until
   all facts fit. (Deming, W. E. and Stephan, F. F. (1940), On a least squares adjustment of a
   sampled frequency table when the expected marginal totals are known, Annals of Mathematical
   Statistics 11, 427-444.)
3. People of whom a fact is unknown keep the share of the weights that they had under the base
   weights; the people of whom it is known are composed as the population is.
4. If a largest weight is asked for, no weight goes above it and the facts still fit: each weight is
   the smaller of that limit and the product of base weight and factors. (Deville, J.-C. and Särndal,
   C.-E. (1992), Calibration estimators in survey sampling, Journal of the American Statistical
   Association 87, 376-382.)
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

TOLERANCE = 1e-12
"""How far a category's weights may be off, as a part of its number of people."""
MOST_CYCLES = 1000
"""Ordinary tables take some ten; who needs more than this has margins that contradict each other."""

Category = tuple[int, str]
"""A fact, by its place among the margins, and one of its categories."""


class Profile(NamedTuple):
    """What people have to share to get the same weight.

    Args:
        facts: The category per fact, in the order of the margins; None where it is unknown.
        base: The base weight: how many people of the population each stands for, above 0.
    """

    facts: tuple[str | None, ...]
    base: Fraction | float


class Unraked(StrEnum):
    """Why there are no weights."""

    NOBODY = "nobody"
    EMPTY_CATEGORY = "empty_category"
    NOT_IN_POPULATION = "not_in_population"
    LARGEST_TOO_SMALL = "largest_too_small"
    NOT_CONVERGED = "not_converged"


@dataclass(frozen=True, slots=True)
class Raking:
    """The weights, or why there are none.

    Args:
        weights: Weight of one person per profile that occurs; empty when undefined.
        undefined: The reason, when there are no weights.
        categories: The categories that are the reason: those of the population without a respondent,
            of respondents without a population, or whose people can't reach their number under the
            largest weight.
    """

    weights: Mapping[Profile, float]
    undefined: Unraked | None
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class _Goal:
    """What the weights of some profiles, given by their places, must add up to."""

    category: tuple[int, str | None]
    total: float
    members: tuple[int, ...]


def rake(
    people: Mapping[Profile, int], margins: Sequence[Mapping[str, int]], *, largest: float | None = None
) -> Raking:
    """Fit weights to a population by the rule above.

    Args:
        people: Number of respondents per profile.
        margins: Per fact the number of people in the population per category; at least one fact.
        largest: Largest weight, in mean weights (1 or more); None leaves the weights as they come.

    Returns:
        Positive weights that add up to the population, or the reason why there are none.

    Raises:
        ValueError: If the margins count different populations, a profile has another number of facts
            than there are margins, or a number of people or a base weight can't be one.
    """
    _check(people, margins, largest)
    answered = {profile: count for profile, count in people.items() if count}
    if not answered:
        return Raking({}, Unraked.NOBODY)
    chosen = {(place, fact) for profile in answered for place, fact in enumerate(profile.facts)}
    seen = {(place, fact) for place, fact in chosen if fact is not None}
    known = {(place, fact) for place, margin in enumerate(margins) for fact in margin if margin[fact]}
    if seen != known:
        reason = Unraked.NOT_IN_POPULATION if seen - known else Unraked.EMPTY_CATEGORY
        return Raking({}, reason, tuple(sorted(seen - known or known - seen)))
    limit = math.inf
    if largest is not None:
        limit = largest * sum(margins[0].values()) / sum(answered.values())
    return _fit(answered, margins, limit)


def _check(
    people: Mapping[Profile, int], margins: Sequence[Mapping[str, int]], largest: float | None
) -> None:
    if len({sum(margin.values()) for margin in margins}) != 1:
        raise ValueError("Margins must be there, and count the same population")
    if any(len(profile.facts) != len(margins) for profile in people):
        raise ValueError("A profile needs one category per margin")
    numbers = [*people.values(), *(number for margin in margins for number in margin.values())]
    if min(numbers) < 0 or not all(0 < profile.base < math.inf for profile in people):
        raise ValueError("Numbers of people must not be negative, base weights positive")
    if largest is not None and not largest >= 1:
        raise ValueError("Weights can't all lie below their mean")


def _fit(people: Mapping[Profile, int], margins: Sequence[Mapping[str, int]], limit: float) -> Raking:
    """Take the cycles; every category has respondents, every respondent has categories."""
    counts = list(people.values())
    goals = [goal for place in range(len(margins)) for goal in _goals(people, margins[place], place)]
    tight = [goal for goal in goals if goal.total > limit * sum(counts[i] for i in goal.members)]
    if tight:
        named = ((place, fact) for place, fact in (goal.category for goal in tight) if fact is not None)
        return Raking({}, Unraked.LARGEST_TOO_SMALL, tuple(sorted(named)))
    mean = sum(Fraction(profile.base) * count for profile, count in people.items()) / sum(counts)
    free = [float(Fraction(profile.base) / mean) for profile in people]
    try:
        for _ in range(MOST_CYCLES):
            _cycle(free, counts, goals, limit)
            weights = [min(weight, limit) for weight in free]
            if all(_fits(weights, counts, goal) for goal in goals):
                return Raking(dict(zip(people, weights, strict=True)), None)
    except ArithmeticError:
        # Under a limit that can't be kept the factors grow until they leave what a float holds.
        pass
    return Raking({}, Unraked.NOT_CONVERGED)


def _goals(people: Mapping[Profile, int], margin: Mapping[str, int], place: int) -> Iterator[_Goal]:
    """Give the totals that one fact asks for, of the people of whom it is unknown as well."""
    members: dict[str | None, list[int]] = {}
    weighed: dict[str | None, Fraction] = {}
    for i, (profile, count) in enumerate(people.items()):
        fact = profile.facts[place]
        members.setdefault(fact, []).append(i)
        weighed[fact] = weighed.get(fact, Fraction(0)) + Fraction(profile.base) * count
    unknown = weighed.get(None, Fraction(0)) / sum(weighed.values())
    for fact, group in members.items():
        total = sum(margin.values()) * unknown if fact is None else margin[fact] * (1 - unknown)
        yield _Goal((place, fact), float(total), tuple(group))


def _cycle(free: list[float], counts: Sequence[int], goals: Sequence[_Goal], limit: float) -> None:
    """Multiply the weights, before they are held to the limit, goal after goal."""
    for goal in goals:
        factor = _factor([(free[i], counts[i]) for i in goal.members], goal.total, limit)
        for i in goal.members:
            free[i] *= factor


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


def _fits(weights: Sequence[float], counts: Sequence[int], goal: _Goal) -> bool:
    reached = math.fsum(weights[i] * counts[i] for i in goal.members)
    return abs(reached - goal.total) <= TOLERANCE * goal.total
