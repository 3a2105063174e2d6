"""How large a sample has to be, and whether sampling saves anything at all."""

import math
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist


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
