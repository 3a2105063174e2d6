"""Quartiles of whole numbers."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Quantiles, quantiles

VALUES = st.lists(st.integers(-50, 400), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([7], (7, 7, 7, 7, 7)),
        ([1, 2, 3, 4], (1, Fraction(3, 2), Fraction(5, 2), Fraction(7, 2), 4)),
        ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5)),
        ([0, 0, 0, 9, 30, 181], (0, 0, Fraction(9, 2), 30, 181)),
    ],
)
def test_the_quartiles_are_those_of_r(values, expected):
    """As `quantile(values, type = 2)` gave them."""
    assert quantiles(Counter(values)) == Quantiles(*expected)


@given(VALUES)
def test_a_quantile_has_its_part_at_or_below_it_and_the_rest_at_or_above(values):
    found = quantiles(Counter(values))
    for part, value in ((1, found.first_quartile), (2, found.median), (3, found.third_quartile)):
        assert 4 * sum(each <= value for each in values) >= part * len(values)
        assert 4 * sum(each >= value for each in values) >= (4 - part) * len(values)


@given(VALUES)
def test_they_stand_in_order(values):
    found = quantiles(Counter(values))
    assert found.least <= found.first_quartile <= found.median <= found.third_quartile <= found.most


def test_nobody_has_none():
    assert quantiles({}) is None
    assert quantiles({4: 0}) is None


def test_there_are_no_fewer_than_none():
    with pytest.raises(ValueError, match="negative"):
        quantiles({1: 2, 2: -1})
