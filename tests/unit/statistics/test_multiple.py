from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import holm

PS = st.lists(st.none() | st.floats(0, 1))


def test_the_smallest_counts_for_all_and_the_largest_for_itself():
    assert holm([0.5, 0.01, 0.25]) == [0.5, 0.03, 0.5]


def test_an_adjusted_value_never_falls_below_an_earlier_one():
    assert holm([0.25, 0.375, 0.3125]) == [0.75, 0.75, 0.75]


def test_an_undefined_test_stays_so_and_does_not_count():
    assert holm([None, 0.02, None, 0.5]) == [None, 0.04, None, 0.5]


def test_nothing_to_adjust():
    assert holm([]) == []
    assert holm([None]) == [None]


@given(PS)
def test_an_adjusted_value_is_a_probability_no_smaller_than_its_own(ps):
    for before, after in zip(ps, holm(ps), strict=True):
        assert (before is None) == (after is None)
        assert before is None or before <= after <= 1


@given(PS)
def test_the_order_of_the_tests_is_kept(ps):
    pairs = [pair for pair in zip(ps, holm(ps), strict=True) if pair[0] is not None]
    adjusted = [after for _, after in sorted(pairs)]
    assert adjusted == sorted(adjusted)
