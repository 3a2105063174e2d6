import statistics
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import GradeSummary, summarise

GRADES = st.lists(st.integers(1, 10), min_size=2, max_size=60)


@pytest.mark.parametrize("nobody", [{}, {1: 0, 10: 0}])
def test_nobody_answered(nobody):
    assert summarise(nobody) == GradeSummary(0, None, None, None, None, None, None)


def test_one_grade_has_a_mean_but_no_spread():
    assert summarise({7: 1}) == GradeSummary(1, Fraction(7), Fraction(7), Fraction(1), *[None] * 3)


@pytest.mark.parametrize("population", [None, 20])
def test_a_constant_column_has_an_interval_without_width(population):
    found = summarise({4: 12}, population=population)
    assert (found.sd, found.low, found.high) == (0.0, 4.0, 4.0)


def test_the_mean_is_exact_so_that_5_35_is_not_a_little_less():
    assert summarise({5: 13, 6: 7}).mean == Fraction(535, 100)


def test_the_median_of_an_even_number_lies_halfway():
    assert summarise({1: 2, 6: 1, 9: 1}).median == Fraction(7, 2)


def test_a_six_is_a_pass():
    assert summarise({5: 3, 6: 1}).share_6_up == Fraction(1, 4)


def test_the_interval_is_student_s():
    # Mean 5, s = √10 / 2, t(0.975; 4) = 2.7764: 5 ± 2.7764 · 1.5811 / √5.
    found = summarise({3: 1, 4: 1, 5: 1, 6: 1, 7: 1})
    assert [round(found.low, 4), round(found.high, 4)] == [3.0368, 6.9632]


def test_half_of_a_population_leaves_half_of_the_variance():
    counts = {3: 1, 4: 1, 5: 1, 6: 1, 7: 1}
    whole, half = summarise(counts), summarise(counts, population=10)
    assert half.high - half.low == pytest.approx((whole.high - whole.low) * 0.5**0.5)


def test_grades_of_the_whole_population_leave_no_doubt_about_its_mean():
    found = summarise({1: 1, 10: 1}, population=2)
    assert (found.low, found.high) == (5.5, 5.5)


def test_more_grades_than_people_are_refused():
    with pytest.raises(ValueError, match="population of 3"):
        summarise({1: 4}, population=3)


@given(GRADES)
def test_it_agrees_with_the_standard_library(grades):
    found = summarise(Counter(grades))
    assert found.mean == statistics.mean(map(Fraction, grades))
    assert found.median == statistics.median(map(Fraction, grades))
    assert found.sd == pytest.approx(statistics.stdev(grades))


@given(GRADES, st.integers(0, 500))
def test_a_finite_population_never_widens_the_interval(grades, others):
    counts = Counter(grades)
    free, finite = summarise(counts), summarise(counts, population=len(grades) + others)
    assert free.low <= finite.low <= float(free.mean) <= finite.high <= free.high
