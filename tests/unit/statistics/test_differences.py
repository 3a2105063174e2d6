from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import (
    Difference,
    Moments,
    NoInterval,
    difference_of_means,
    difference_of_moments,
    difference_of_rates,
    summarise,
)

GRADES = st.dictionaries(st.integers(1, 10), st.integers(0, 40), max_size=8)
TALLIES = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_interval_of_means_is_welch_s():
    # Means 3 and 6, variances 1 and 4 on three and five values: error² = 1/3 + 4/5, df = 5.9785.
    found = difference_of_means({2: 1, 3: 1, 4: 1}, {4: 2, 6: 1, 8: 2})
    assert found.estimate == 3
    assert [round(found.low, 3), round(found.high, 3)] == [0.391, 5.609]


@pytest.mark.parametrize(
    ("earlier", "later", "low", "high"),
    [
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_rates_is_newcombe_s(earlier, later, low, high):
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    found = difference_of_rates(earlier, later)
    assert [round(found.low, 4), round(found.high, 4)] == [low, high]
    assert found.estimate == Fraction(*later) - Fraction(*earlier)


@pytest.mark.parametrize(("earlier", "later"), [({}, {7: 3}), ({7: 3}, {7: 0}), ({}, {})])
def test_a_wave_without_grades_has_no_difference(earlier, later):
    assert difference_of_means(earlier, later) == Difference(None, None, None, NoInterval.NOBODY)


@pytest.mark.parametrize(("earlier", "later"), [((0, 0), (1, 3)), ((1, 3), (0, 0)), ((0, 0), (0, 0))])
def test_a_wave_without_trials_has_no_difference(earlier, later):
    assert difference_of_rates(earlier, later) == Difference(None, None, None, NoInterval.NOBODY)


@pytest.mark.parametrize(("earlier", "later"), [({5: 1}, {6: 1, 8: 1}), ({4: 1, 6: 1}, {7: 1})])
def test_one_grade_in_a_wave_has_a_difference_without_interval(earlier, later):
    assert difference_of_means(earlier, later) == Difference(Fraction(2), None, None, NoInterval.TOO_FEW)


def test_waves_that_do_not_vary_have_an_interval_without_width():
    assert difference_of_means({4: 3}, {9: 2}) == Difference(Fraction(5), 5.0, 5.0, None)


def test_one_wave_that_does_not_vary_leaves_the_other_s_doubt():
    found, alone = difference_of_means({4: 3}, {6: 2, 8: 3}), summarise({6: 2, 8: 3})
    assert (found.low + 4, found.high + 4) == (pytest.approx(alone.low), pytest.approx(alone.high))


@pytest.mark.parametrize("impossible", [(2, 1), (-1, 1), (0, -1)])
def test_an_impossible_tally_is_refused(impossible):
    for waves in ((impossible, (1, 2)), ((1, 2), impossible), ((0, 0), impossible)):
        with pytest.raises(ValueError, match="successes"):
            difference_of_rates(*waves)


@given(GRADES, GRADES)
def test_the_interval_of_means_lies_around_the_difference(earlier, later):
    found = difference_of_means(earlier, later)
    assert (found.low is None) == (found.high is None) == (found.undefined is not None)
    assert found.low is None or found.low <= found.estimate <= found.high


@given(GRADES, GRADES)
def test_exchanged_waves_have_the_mirrored_difference_of_means(earlier, later):
    found, mirrored = difference_of_means(earlier, later), difference_of_means(later, earlier)
    assert found.undefined == mirrored.undefined
    if found.undefined is None:
        assert (found.estimate, found.low, found.high) == (-mirrored.estimate, -mirrored.high, -mirrored.low)


@given(GRADES, GRADES, st.integers(-20, 20), st.randoms())
def test_neither_order_nor_a_shift_of_the_scale_matters(earlier, later, shift, random):
    found = difference_of_means(earlier, later)
    moved = [
        {value + shift: count for value, count in random.sample(list(counts.items()), len(counts))}
        for counts in (earlier, later)
    ]
    assert difference_of_means(*moved) == found


@given(GRADES, GRADES)
def test_more_confidence_is_a_wider_interval_of_means(earlier, later):
    narrow, wide = (difference_of_means(earlier, later, confidence=c) for c in (0.9, 0.99))
    assert narrow.low is None or wide.low <= narrow.low <= narrow.high <= wide.high


@given(TALLIES, TALLIES)
def test_the_interval_of_rates_lies_around_the_difference_within_its_bounds(earlier, later):
    found = difference_of_rates(earlier, later)
    assert -1 <= found.low <= float(found.estimate) <= found.high <= 1


@given(TALLIES, TALLIES)
def test_exchanged_waves_and_failures_have_the_mirrored_difference_of_rates(earlier, later):
    found = difference_of_rates(earlier, later)
    failures = [(trials - successes, trials) for successes, trials in (earlier, later)]
    for mirrored in (difference_of_rates(later, earlier), difference_of_rates(*failures)):
        assert mirrored.estimate == -found.estimate
        assert [mirrored.low, mirrored.high] == pytest.approx([-found.high, -found.low], abs=1e-9)


@given(TALLIES)
def test_waves_that_are_alike_may_not_differ(tally):
    found = difference_of_rates(tally, tally)
    assert found.estimate == 0
    assert found.low <= 0 <= found.high


@given(GRADES, GRADES)
def test_means_compared_from_what_is_printed_differ_as_much(earlier, later):
    moments = []
    for counts in (earlier, later):
        found = summarise(counts)
        moments.append(Moments(found.n, None if found.mean is None else float(found.mean), found.sd))
    whole, printed = difference_of_means(earlier, later), difference_of_moments(*moments)
    assert printed.undefined == whole.undefined
    assert (printed.estimate is None) == (whole.estimate is None)
    for one, other in (
        (printed.estimate, whole.estimate),
        (printed.low, whole.low),
        (printed.high, whole.high),
    ):
        assert (one is None) == (other is None)
        assert one is None or float(one) == pytest.approx(float(other), abs=1e-9)
