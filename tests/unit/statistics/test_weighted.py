import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import (
    Undefined,
    WeightedCorrelation,
    WeightedFrequency,
    WeightedGrades,
    effective_size,
    frequencies,
    pearson,
    summarise,
    weighted_frequencies,
    weighted_pearson,
    weighted_summary,
)

WEIGHTS = st.integers(1, 50) | st.floats(1e-3, 1e3) | st.fractions(Fraction(1, 9), 99)
GRADES = st.integers(1, 10)
COUNTS = st.integers(0, 9)
GRADED = st.dictionaries(st.tuples(GRADES, WEIGHTS), COUNTS, max_size=12)
PAIRED = st.dictionaries(st.tuples(GRADES, GRADES, WEIGHTS), COUNTS, max_size=12)
REPEATED = st.dictionaries(st.tuples(GRADES, GRADES, st.integers(1, 9)), COUNTS, max_size=12)


def scaled(table, scale):
    return {(*key[:-1], Fraction(key[-1]) * scale): count for key, count in table.items()}


def repeated(table):
    """Give the people who are there as often as their weight says."""
    people = Counter()
    for (*values, weight), count in table.items():
        people[tuple(values)] += weight * count
    return people


def test_weights_pull_the_mean_and_the_shares():
    table = {(4, 1.0): 2, (8, 3.0): 2}
    assert weighted_summary(table) == WeightedGrades(4, Fraction(16, 5), Fraction(7), Fraction(3, 4))
    assert weighted_frequencies(table, [4, 6, 8]) == WeightedFrequency(
        4, Fraction(16, 5), {4: Fraction(1, 4), 6: Fraction(0), 8: Fraction(3, 4)}
    )


@pytest.mark.parametrize("nobody", [{}, {(7, 2.0): 0}])
def test_nobody_answered(nobody):
    assert weighted_summary(nobody) == WeightedGrades(0, None, None, None)
    assert weighted_frequencies(nobody, [7]) == WeightedFrequency(0, None, {7: None})
    assert effective_size({2.0: 0}) is None


def test_a_value_outside_the_codes_is_refused_rather_than_dropped():
    with pytest.raises(ValueError, match=r"\[7\]"):
        weighted_frequencies({(7, 1.0): 1}, [1, 2])


@pytest.mark.parametrize(("weight", "count"), [(0, 1), (-1, 1), (math.nan, 1), (math.inf, 1), (1, -1)])
def test_weights_and_numbers_that_can_not_be_are_refused(weight, count):
    for figure in (
        lambda: effective_size({weight: count}),
        lambda: weighted_summary({(7, weight): count}),
        lambda: weighted_frequencies({(7, weight): count}, [7]),
        lambda: weighted_pearson({(7, 7, weight): count}),
    ):
        with pytest.raises(ValueError, match="positive"):
            figure()


def test_a_few_heavy_people_are_worth_less_than_their_number():
    # (10 + 90 · 1)² / (100 + 90) with one person of weight 10 among ninety of weight 1.
    assert effective_size({10: 1, 1: 90}) == Fraction(1000, 19)


def test_a_weighted_coefficient_has_no_stars_and_no_p():
    assert set(WeightedCorrelation.__slots__) == {"r", "n", "undefined"}


def test_a_weighted_coefficient_is_undefined_as_the_other_is():
    two, constant = {(1, 1, 1.0): 1, (2, 2, 5.0): 1}, {(3, 1, 1.0): 4, (3, 2, 2.0): 4}
    assert weighted_pearson({}) == WeightedCorrelation(None, 0, Undefined.TOO_FEW)
    assert weighted_pearson(two) == WeightedCorrelation(None, 2, Undefined.TOO_FEW)
    assert weighted_pearson(constant) == WeightedCorrelation(None, 8, Undefined.CONSTANT)


def test_a_perfect_correlation_is_exactly_1_whatever_the_weights():
    assert weighted_pearson({(x, 3 - 2 * x, 0.1 * x): 1 for x in range(1, 5)}).r == -1.0


@given(GRADED, WEIGHTS)
def test_equal_weights_change_nothing(table, weight):
    counts = Counter()
    for (grade, _), count in table.items():
        counts[grade] += count
    equal = {(grade, weight): count for grade, count in counts.items()}
    found, plain = weighted_summary(equal), summarise(counts)
    assert (found.n, found.mean, found.share_6_up) == (plain.n, plain.mean, plain.share_6_up)
    assert found.effective == (plain.n or None)
    shares = weighted_frequencies(equal, range(1, 11)).shares
    expected = frequencies(counts.elements(), range(1, 11)).counts
    assert shares == {code: Fraction(n, plain.n) if plain.n else None for code, n in expected.items()}


@given(REPEATED)
def test_a_whole_weight_is_that_many_people(table):
    found, people = weighted_pearson(table), repeated(table)
    if found.n >= 3:
        assert found.r == pearson(people).r
    graded = Counter()
    for (grade, _, weight), count in table.items():
        graded[grade, weight] += count
    assert weighted_summary(graded).mean == summarise(Counter(x for x, _ in people.elements())).mean


@given(PAIRED, st.fractions(Fraction(1, 1000), 1000))
def test_only_the_proportions_of_weights_matter(table, scale):
    assert weighted_pearson(scaled(table, scale)) == weighted_pearson(table)
    graded = Counter()
    for (grade, _, weight), count in table.items():
        graded[grade, weight] += count
    assert weighted_summary(scaled(graded, scale)) == weighted_summary(graded)


@given(PAIRED, st.randoms())
def test_order_and_sides_do_not_matter(table, random):
    shuffled = dict(random.sample(list(table.items()), len(table)))
    swapped = {(y, x, weight): count for (x, y, weight), count in table.items()}
    assert weighted_pearson(table) == weighted_pearson(shuffled) == weighted_pearson(swapped)


@given(PAIRED)
def test_a_weighted_coefficient_stays_within_its_bounds(table):
    found = weighted_pearson(table)
    assert (found.r is None) == (found.undefined is not None)
    assert found.r is None or -1 <= found.r <= 1


@given(GRADED, st.randoms())
def test_shares_add_up_and_means_lie_between_the_grades(table, random):
    found = weighted_summary(table)
    shares = weighted_frequencies(table, range(1, 11)).shares
    assert found == weighted_summary(dict(random.sample(list(table.items()), len(table))))
    if found.mean is not None:
        grades = [grade for (grade, _), count in table.items() if count]
        assert min(grades) <= found.mean <= max(grades)
        assert sum(shares.values()) == 1
        assert sum(share for code, share in shares.items() if code >= 6) == found.share_6_up
        assert sum(code * share for code, share in shares.items()) == found.mean


@given(st.dictionaries(WEIGHTS, st.integers(1, 9), min_size=1))
def test_the_effective_size_is_at_most_the_number_of_people(weights):
    found, people = effective_size(weights), sum(weights.values())
    assert 1 <= found <= people
    assert (found == people) == (len(weights) == 1)
