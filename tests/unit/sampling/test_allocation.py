from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import Allocation, Design, InfeasibleDesign, allocate

KEYS = st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "x", "y"]))
SIZES = st.dictionaries(KEYS, st.integers(1, 400), min_size=1)


def sizes(**populations):
    return {(name,): population for name, population in populations.items()}


def allocated(populations, size, *, equal=False, minimum=0):
    allocation = Allocation.EQUAL if equal else Allocation.PROPORTIONAL
    design = Design(by=("handling",), size=size, allocation=allocation, min_per_stratum=minimum)
    return {key[0]: number for key, number in allocate(populations, design).items()}


def test_a_census_takes_everyone():
    assert allocated(sizes(a=3, b=0, c=7), None) == {"a": 3, "b": 0, "c": 7}


def test_a_proportional_sample_goes_by_the_largest_remainder():
    # The quotas are 4.7, 3.1 and 2.2.
    assert allocated(sizes(a=47, b=31, c=22), 10) == {"a": 5, "b": 3, "c": 2}


def test_a_tie_goes_to_the_stratum_that_sorts_first():
    assert allocated(sizes(c=10, b=10, a=10), 4) == {"a": 2, "b": 1, "c": 1}
    assert allocated(sizes(c=10, b=10, a=10), 5, equal=True) == {"a": 2, "b": 2, "c": 1}


def test_remainders_are_compared_exactly():
    # As floating-point numbers both quotas would be one half, and the tie would go to a.
    assert allocated(sizes(a=10**17, b=10**17 + 1), 1) == {"a": 0, "b": 1}


def test_equal_strata_get_equal_parts():
    assert allocated(sizes(a=300, b=30), 40, equal=True) == {"a": 20, "b": 20}


def test_what_a_small_stratum_cannot_give_is_divided_over_the_others():
    assert allocated(sizes(a=2, b=50, c=9, d=50), 40, equal=True) == {
        "a": 2,
        "b": 15,
        "c": 9,
        "d": 14,
    }


def test_a_minimum_is_met_first_and_the_rest_stays_proportional():
    assert allocated(sizes(a=20, b=180, c=800), 100, minimum=10) == {"a": 10, "b": 17, "c": 73}


def test_raising_one_stratum_may_push_another_below_the_minimum():
    # The quotas are 2, 20.2 and 77.8; with 20 for a only 16.5 would be left for b.
    assert allocated(sizes(a=20, b=202, c=778), 100, minimum=20) == {"a": 20, "b": 20, "c": 60}


def test_a_minimum_that_everyone_reaches_changes_nothing():
    populations = sizes(a=47, b=31, c=22)
    assert allocated(populations, 20, minimum=4) == allocated(populations, 20)


@pytest.mark.parametrize(
    ("size", "minimum", "message"),
    [
        (0, 0, "A sample of 0 draws nobody."),
        (-1, 0, "A sample of -1 draws nobody."),
        (101, 0, "A sample of 101 is asked, but 100 are eligible."),
        (30, 11, "At least 11 are asked, but stratum a has 10."),
        (None, 11, "At least 11 are asked, but stratum a has 10."),
        (11, 6, "At least 6 in each of 2 strata is more than 11 in all."),
        (11, -1, "A minimum of -1 per stratum is less than none."),
    ],
)
@pytest.mark.parametrize("equal", [False, True])
def test_what_cannot_be_is_refused_in_a_sentence(size, minimum, message, equal):
    with pytest.raises(InfeasibleDesign) as refusal:
        allocated(sizes(a=10, b=90), size, equal=equal, minimum=minimum)
    assert str(refusal.value) == message


def test_a_stratum_without_a_name_is_told_as_empty():
    with pytest.raises(InfeasibleDesign, match=r"stratum \(empty\) / x has 1"):
        allocate({("", "x"): 1}, Design(by=("handling", "domain"), min_per_stratum=2))


def test_without_strata_the_population_is_told():
    with pytest.raises(InfeasibleDesign, match="the population has 1"):
        allocate({(): 1}, Design(min_per_stratum=2))


@given(SIZES, st.data())
def test_a_proportional_part_is_within_one_of_its_quota(populations, data):
    eligible = sum(populations.values())
    size = data.draw(st.integers(1, eligible))
    outcome = allocate(populations, Design(by=("handling", "domain"), size=size))
    assert sum(outcome.values()) == size
    for key, number in outcome.items():
        assert abs(number - Fraction(size * populations[key], eligible)) < 1


@given(SIZES, st.sampled_from(Allocation), st.data())
def test_every_feasible_design_is_met_exactly(populations, allocation, data):
    minimum = data.draw(st.integers(0, min(populations.values())))
    least = max(1, minimum * len(populations))
    size = data.draw(st.integers(least, sum(populations.values())))
    design = Design(size=size, allocation=allocation, min_per_stratum=minimum)
    outcome = allocate(populations, design)
    assert list(outcome) == sorted(populations)
    assert sum(outcome.values()) == size
    assert all(minimum <= outcome[key] <= populations[key] for key in populations)
    assert allocate(dict(reversed(populations.items())), design) == outcome


@given(SIZES, st.data())
def test_equal_parts_differ_only_by_rounding_or_because_a_stratum_is_exhausted(populations, data):
    size = data.draw(st.integers(1, sum(populations.values())))
    outcome = allocate(populations, Design(size=size, allocation=Allocation.EQUAL))
    largest = max(outcome.values())
    assert all(number >= largest - 1 or number == populations[key] for key, number in outcome.items())


@given(SIZES, st.data())
def test_a_larger_stratum_never_gets_less(populations, data):
    size = data.draw(st.integers(1, sum(populations.values())))
    outcome = allocate(populations, Design(size=size))
    by_size = sorted(outcome, key=lambda key: (populations[key], outcome[key]))
    for smaller, larger in pairwise(by_size):
        if populations[smaller] < populations[larger]:
            assert outcome[smaller] <= outcome[larger]
