"""Numbers as a Dutch reader expects them, rounded half up from exact values."""

from __future__ import annotations

from fractions import Fraction

from enquete_app.results.measures import Coefficient
from enquete_app.statistics import round_half_up

DASH = "–"
NO_BREAK_SPACE = "\xa0"


def decimal(value: float | None, n: int | None = None, *, digits: int = 1) -> str:
    """Write a number, such as `5,4` for 5.35.

    Args:
        value: the number; none becomes a dash.
        n: for a mean, median or share, of how many people: then it is rounded from the exact value.
        digits: how many decimals.
    """
    if value is None:
        return DASH
    return str(round_half_up(_exact(value, n), digits)).replace(".", ",")


def percentage(share: float | None, n: int | None = None, *, digits: int = 1) -> str:
    """Write a share from 0 to 1, such as `22,6 %`; the rest as `decimal`."""
    if share is None:
        return DASH
    text = str(round_half_up(100 * _exact(share, n), digits)).replace(".", ",")
    return f"{text}{NO_BREAK_SPACE}%"


def coefficient(figures: Coefficient) -> str:
    """Write a correlation with its stars, such as `0,57**`; a dash if it is undefined."""
    return decimal(figures.r, digits=2) + figures.stars


def _exact(value: float, n: int | None) -> Fraction:
    """Give back the fraction that a mean, median or share of n people was before it became a float.

    Such a fraction has n, or 2 for a median, as denominator; two of them differ by far more than a float's
    last digits.
    """
    exact = Fraction(value)
    return exact.limit_denominator(max(n, 2)) if n else exact
