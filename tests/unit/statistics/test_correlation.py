import math
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from enquete_app.statistics import (
    Correlation,
    Undefined,
    cross_table,
    pearson,
    spearman,
    stars,
)

METHODS = pytest.mark.parametrize("method", [pearson, spearman])
PAIRS = st.tuples(st.integers(1, 10), st.integers(1, 10))
TABLES = st.lists(PAIRS, max_size=80).map(Counter)


def undefined(n, reason):
    return Correlation(r=None, n=n, p=None, stars="", undefined=reason)


@METHODS
@pytest.mark.parametrize("table", [{}, {(1, 1): 1}, {(1, 1): 1, (2, 2): 1}, {(3, 3): 2}])
def test_fewer_than_three_people_have_no_coefficient(method, table):
    assert method(table) == undefined(sum(table.values()), Undefined.TOO_FEW)


@METHODS
@pytest.mark.parametrize("table", [{(3, 1): 4, (3, 2): 4}, {(1, 3): 4, (2, 3): 4}, {(3, 3): 3}])
def test_a_constant_column_has_no_coefficient(method, table):
    assert method(table) == undefined(sum(table.values()), Undefined.CONSTANT)


@METHODS
def test_columns_that_are_never_both_answered_have_no_coefficient(method):
    assert method(cross_table([1, None], [None, 2])) == undefined(0, Undefined.TOO_FEW)


def test_the_reasons_are_those_of_the_json():
    assert [str(reason) for reason in Undefined] == ["constant", "n<3"]


@METHODS
@pytest.mark.parametrize("sign", [1, -1])
def test_a_perfect_correlation_is_exactly_1(method, sign):
    table = {(x, sign * 3 * x): 1 for x in range(1, 4)}
    assert method(table) == Correlation(r=sign, n=3, p=0.0, stars="**", undefined=None)


def test_a_nearly_perfect_correlation_keeps_its_p():
    # 1 - r² is 6.75e-18, which floats can't tell from 0; with 1 degree of freedom p = 2 / (π t).
    found = pearson({(0, 0): 1, (10**9, 10**9): 1, (2 * 10**9, 2 * 10**9 + 9): 1})
    assert found.r == 1.0
    assert found.p == pytest.approx(2 / math.pi * math.sqrt(6.75e-18), rel=1e-6)


def test_the_p_value_is_two_tailed():
    # r = 0.6, so t = 0.6 · √(8 / 0.64) = 2.1213 with 8 degrees of freedom.
    found = pearson({(0, 0): 4, (1, 1): 4, (0, 1): 1, (1, 0): 1})
    assert (found.n, found.r) == (10, pytest.approx(0.6))
    assert found.p == pytest.approx(0.0667, abs=5e-5)


@pytest.mark.parametrize(
    ("p", "expected"),
    [(None, ""), (0.0, "**"), (0.00999, "**"), (0.01, "*"), (0.0499, "*"), (0.05, ""), (1.0, "")],
)
def test_stars_stand_on_the_unrounded_p(p, expected):
    assert stars(p) == expected


def test_spearman_sees_order_only():
    assert spearman({(1, 1): 1, (2, 10): 1, (3, 1000): 1}).r == 1.0


def test_equal_values_share_their_middle_rank():
    # Ranks 1.5, 1.5, 3 against 1, 2, 3.
    assert spearman({(1, 1): 1, (1, 2): 1, (2, 3): 1}).r == pytest.approx(math.sqrt(0.75))


@METHODS
@given(table=TABLES)
def test_the_columns_may_be_swapped(method, table):
    assert method(table) == method({(y, x): count for (x, y), count in table.items()})


@METHODS
@given(table=TABLES, scale=st.integers(1, 100), shift=st.integers(-100, 100))
def test_a_linear_relabelling_changes_nothing(method, table, scale, shift):
    assert method(table) == method({(scale * x + shift, y): c for (x, y), c in table.items()})


@METHODS
@given(table=TABLES)
def test_turning_a_scale_round_turns_the_sign(method, table):
    found, turned = method(table), method({(11 - x, y): count for (x, y), count in table.items()})
    assert (found.n, found.p, found.undefined) == (turned.n, turned.p, turned.undefined)
    assert found.r is None or found.r == -turned.r


@given(TABLES)
def test_it_agrees_with_the_textbook_formula(table):
    found = pearson(table)
    assume(found.undefined is None)
    xs, ys = zip(*Counter(table).elements(), strict=True)
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    shared = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    spread = sum((x - x_mean) ** 2 for x in xs) * sum((y - y_mean) ** 2 for y in ys)
    assert found.r == pytest.approx(shared / math.sqrt(spread), abs=1e-12)


@METHODS
@given(table=TABLES)
def test_a_coefficient_stays_within_its_bounds(method, table):
    found = method(table)
    assert (found.r is None) == (found.p is None) == (found.undefined is not None)
    assert found.r is None or (-1 <= found.r <= 1 and 0 <= found.p <= 1)
