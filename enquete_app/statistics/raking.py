"""Weights under which the respondents are composed as the population is.

The rule, documented so that an analyst can redo it:

1. Weights start as the base weights, scaled so that they add up to the population.
2. Fact by fact, the weights within each category are multiplied until they add up to the number of
   people that the population has in it. That disturbs the facts before; so it is done again, until
   all facts fit (`calibration` sees to it that this ends soon). (Deming, W. E. and Stephan, F. F.
   (1940), On a least squares adjustment of a sampled frequency table when the expected marginal totals
   are known, Annals of Mathematical Statistics 11, 427-444.)
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

from enquete_app.statistics.calibration import Goal, calibrate

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
    """Find the weights; every category has respondents, every respondent has categories."""
    # In one order, so that weights do not hang on how the people came, not even in the last bit.
    ordered = sorted(
        people, key=lambda profile: ([(f is None, f or "") for f in profile.facts], profile.base)
    )
    counts = [people[profile] for profile in ordered]
    bases = [Fraction(profile.base) for profile in ordered]
    weighed = [base * count for base, count in zip(bases, counts, strict=True)]
    goals = {
        (place, fact): goal
        for place, margin in enumerate(margins)
        for fact, goal in _goals([profile.facts[place] for profile in ordered], weighed, margin)
    }
    tight = [category for category, goal in goals.items() if goal.total > limit * goal.people(counts)]
    if tight:
        named = ((place, fact) for place, fact in tight if fact is not None)
        return Raking({}, Unraked.LARGEST_TOO_SMALL, tuple(sorted(named)))
    mean = sum(weighed) / sum(counts)
    weights = calibrate([float(base / mean) for base in bases], counts, list(goals.values()), limit)
    if weights is None:
        return Raking({}, Unraked.NOT_CONVERGED)
    return Raking(dict(zip(ordered, weights, strict=True)), None)


def _goals(
    facts: Sequence[str | None], weighed: Sequence[Fraction], margin: Mapping[str, int]
) -> Iterator[tuple[str | None, Goal]]:
    """Give the totals that one fact asks for, of the people of whom it is unknown as well."""
    members: dict[str | None, list[int]] = {}
    for i, fact in enumerate(facts):
        members.setdefault(fact, []).append(i)
    unknown = sum((weighed[i] for i in members.get(None, [])), Fraction(0)) / sum(weighed)
    for fact, group in members.items():
        total = sum(margin.values()) * unknown if fact is None else margin[fact] * (1 - unknown)
        yield fact, Goal(float(total), tuple(group))
