import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Frequency, cross_table, frequencies

CODES = st.none() | st.integers(1, 5)


def test_missing_answers_are_outside_the_base():
    assert frequencies([1, None, 2, 1], [1, 2]) == Frequency(base=3, counts={1: 2, 2: 1})


def test_a_code_that_nobody_chose_counts_zero_and_keeps_its_place():
    assert list(frequencies([3, 3], [1, 2, 3]).counts.items()) == [(1, 0), (2, 0), (3, 2)]


@pytest.mark.parametrize("nobody", [[], [None, None]])
def test_nobody_answered(nobody):
    assert frequencies(nobody, [1, 2]) == Frequency(base=0, counts={1: 0, 2: 0})


def test_a_value_outside_the_codes_is_refused_rather_than_dropped():
    with pytest.raises(ValueError, match=r"\[7\]"):
        frequencies([1, 7], [1, 2])


def test_a_pair_with_a_missing_half_is_left_out():
    assert cross_table([1, 1, None, 2, None], [3, 3, 3, None, None]) == {(1, 3): 2}


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="zip"):
        cross_table([1, 2], [1])


@given(st.lists(st.tuples(CODES, CODES)))
def test_a_cross_table_counts_every_complete_pair_once(pairs):
    table = cross_table((x for x, _ in pairs), (y for _, y in pairs))
    complete = [pair for pair in pairs if None not in pair]
    assert table == {pair: complete.count(pair) for pair in complete}
