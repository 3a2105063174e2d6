"""Proportions with their interval."""

import math
from dataclasses import dataclass

from enquete_app.statistics.distributions import normal_quantile


@dataclass(frozen=True, slots=True)
class Rate:
    """A proportion and its interval, each from 0 to 1; all None when there were no trials."""

    estimate: float | None
    low: float | None
    high: float | None


def rate(successes: int, trials: int, *, confidence: float = 0.95) -> Rate:
    """Give a proportion with its Wilson score interval.

    Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209-212; without continuity
    correction. Its bounds are the roots of (n + z²) x² - (2s + z²) x + s²/n = 0.

    Args:
        successes: How many of the trials succeeded, at most `trials`.
        trials: How many there were, 0 or more.
        confidence: Coverage of the interval, between 0 and 1.

    Returns:
        The proportion and its bounds; all None without trials.

    Raises:
        ValueError: If there are more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials")
    if trials == 0:
        return Rate(None, None, None)
    z = normal_quantile((1 + confidence) / 2)
    # The lower root follows from the upper one: subtracting would lose digits near 0.
    spread = z * math.sqrt(z * z + 4 * successes * (trials - successes) / trials)
    doubled = 2 * successes + z * z + spread
    low = 2 * successes * successes / (trials * doubled)
    high = doubled / (2 * (trials + z * z))
    # When all succeeded the upper root is 1, give or take a last bit.
    return Rate(successes / trials, low, 1.0 if successes == trials else high)
