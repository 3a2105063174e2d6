from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import round_half_up


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (Fraction(535, 100), 1, "5.4"),
        (Fraction(-535, 100), 1, "-5.4"),
        (Decimal("5.35"), 1, "5.4"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1, 3), 2, "0.33"),
        (5, 1, "5.0"),
        (0, 2, "0.00"),
        (Fraction(-1, 1000), 2, "0.00"),
        (0.25, 1, "0.3"),
        (Fraction(10**41 + 1, 2), 0, "5" + "0" * 39 + "1"),
    ],
)
def test_halves_go_away_from_zero(value, digits, expected):
    assert str(round_half_up(value, digits)) == expected


def test_a_float_is_taken_for_what_it_holds():
    assert round_half_up(5.35, 1) == Decimal("5.3")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises((ValueError, OverflowError)):
        round_half_up(value, 1)


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_by_at_most_half_a_unit(value, digits):
    rounded = round_half_up(value, digits)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**digits)
    assert rounded.as_tuple().exponent == -digits
