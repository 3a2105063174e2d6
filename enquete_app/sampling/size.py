"""How large a sample has to be, and whether sampling saves anything at all."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist

from enquete_app.sampling.draw import Stratum


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to draw.

    Attributes:
        census: Whether everyone should be invited: a sample would have to be as large.
        size: Cases to draw; None for a census.
        expected_completes: Answers that may then be expected, rounded down.
        margin: Half-width of the 95 % interval of a proportion of one half, from 0 to 1; None if
            no answer may be expected.
    """

    census: bool
    size: int | None
    expected_completes: int
    margin: float | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What may be expected of a draw.

    Attributes:
        completes: Answers, rounded down.
        margin: Half-width of the 95 % interval of a proportion of one half, from 0 to 1; None if no
            answer may be expected, or a stratum has none.
    """

    completes: int
    margin: float | None


def margin_of_error(
    respondents: int, population: int, *, share: float = 0.5, confidence: float = 0.95
) -> float:
    """Give the half-width of the interval of a proportion, with finite population correction.

    z √(p(1 - p)/n · (N - n)/(N - 1)). Source: Cochran, W. G. (1977), Sampling Techniques, 3rd ed.,
    Wiley, theorem 3.2, with the normal approximation. It takes the respondents for a simple random
    sample of the population: what those who do not answer think is not in it.

    Args:
        respondents: n, at least 1.
        population: N, at least n.
        share: The proportion p, from 0 to 1; one half gives the largest margin.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The half-width, as a proportion (0.05 is five percentage points).

    Raises:
        ValueError: If there are no respondents, or more than the population has.
    """
    if not 1 <= respondents <= population:
        raise ValueError(f"{respondents} respondents in a population of {population}")
    if respondents == population:
        return 0.0
    correction = (population - respondents) / (population - 1)
    return _z(confidence) * math.sqrt(share * (1 - share) / respondents * correction)


def margin_of_strata(
    strata: Iterable[tuple[float, int]], *, share: float = 0.5, confidence: float = 0.95
) -> float:
    """Give the half-width of the interval of a proportion from a stratified sample.

    z √(Σ W² p(1 - p)/n · (N - n)/(N - 1)), W being the stratum's part of the population. Source:
    Cochran (1977), sections 5.3 and 5.9, with p the same in all strata. Where strata are not drawn in
    proportion it is larger than what as many respondents of a simple random sample would give.

    Args:
        strata: Of each its respondents n, which need not be whole where they are expected only, and
            its population N.
        share: The proportion p, from 0 to 1.
        confidence: Coverage of the interval, between 0 and 1.

    Raises:
        ValueError: If a stratum has no respondents, or more than its population.
    """
    every = tuple(strata)
    total = sum(population for _, population in every)
    variance = 0.0
    for respondents, population in every:
        if not 0 < respondents <= population:
            raise ValueError(f"{respondents} respondents in a stratum of {population}")
        if respondents < population:
            correction = (population - respondents) / (population - 1)
            variance += (population / total) ** 2 * share * (1 - share) / respondents * correction
    return _z(confidence) * math.sqrt(variance)


def expect(strata: Iterable[Stratum], *, expected_response: float, proportional: bool) -> Expectation:
    """Tell what may be expected of a draw.

    Args:
        strata: What is drawn of which populations.
        expected_response: Answers per invitation, above 0 and at most 1.
        proportional: Whether strata are drawn in proportion to their size; a simple random sample and a
            census are too.
    """
    drawn = tuple(stratum for stratum in strata if stratum.population)
    response = Fraction(str(expected_response))
    population = sum(stratum.population for stratum in drawn)
    completes = math.floor(sum(stratum.selected for stratum in drawn) * response)
    if not completes or (not proportional and any(stratum.selected == 0 for stratum in drawn)):
        return Expectation(completes, None)
    if proportional:
        return Expectation(completes, margin_of_error(completes, population))
    answers = [(float(stratum.selected * response), stratum.population) for stratum in drawn]
    return Expectation(completes, margin_of_strata(answers))


def advise(eligible: int, *, expected_response: float = 0.25, target: float = 0.05) -> Advice:
    """Advise a sample size for a margin of error, or a census.

    The answers needed are n0 / (1 + (n0 - 1)/N) with n0 = z² p(1 - p) / d², at p = 1/2; source:
    Cochran (1977), section 4.4. The sample is that many over the expected response. Where it would
    take in all eligible cases the advice is a census: at 25 % and ±5 points up to 1,156 eligible.

    Args:
        eligible: Cases that can be drawn, N.
        expected_response: Answers per invitation, above 0 and at most 1.
        target: The margin of error wanted, d, above 0 and below 1.

    Raises:
        ValueError: If an argument is outside its range.
    """
    if eligible < 0 or not 0 < expected_response <= 1 or not 0 < target < 1:
        raise ValueError(f"No advice for {eligible} at {expected_response} within {target}")
    # As it was written, so that 0.07 of 300 are 21.
    response = Fraction(str(expected_response))
    simple = (_z(0.95) / target) ** 2 / 4
    needed = math.ceil(simple * eligible / (eligible + simple - 1)) if eligible else 0
    size = math.ceil(needed / response)
    census = size >= eligible
    completes = math.floor((eligible if census else size) * response)
    return Advice(
        census=census,
        size=None if census else size,
        expected_completes=completes,
        margin=margin_of_error(completes, eligible) if completes else None,
    )


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
