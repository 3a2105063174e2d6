"""Rounding as a reader of the report would do it by hand."""

import math
from decimal import Decimal
from fractions import Fraction


def round_half_up(value: Fraction | Decimal | float, digits: int) -> Decimal:
    """Round to a number of decimals, halves away from zero (5.35 to 5.4, -5.35 to -5.4).

    The value is taken exactly, so that a Fraction of 535/100 goes up. A float is taken for what it
    holds: 5.35 as a float is slightly less than that and goes down.

    Args:
        value: The number; keep means as fractions until here.
        digits: Number of decimals, 0 or more.

    Returns:
        The rounded number with exactly that many decimals; zero has no sign.

    Raises:
        ValueError: If the value is not a number.
        OverflowError: If the value is infinite.
    """
    exact = Fraction(value)
    whole = math.floor(abs(exact) * 10**digits + Fraction(1, 2))
    # Built from its digits, because arithmetic on decimals is cut off at the context's precision.
    return Decimal((int(exact < 0 < whole), tuple(map(int, str(whole))), -digits))
