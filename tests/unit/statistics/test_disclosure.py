import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Suppression, Thresholds, protect

FEW, WITH_IT = Suppression.TOO_FEW, Suppression.COMPLEMENTARY
BASES = st.dictionaries(st.integers(1, 20), st.integers(0, 40), max_size=8)


def test_the_thresholds_are_those_promised():
    assert Thresholds() == Thresholds(total=5, own_answer=5, register=10, correlation=10)


@pytest.mark.parametrize("name", ["total", "own_answer", "register", "correlation"])
def test_a_threshold_can_only_be_raised(name):
    lowest = getattr(Thresholds(), name)
    assert getattr(Thresholds(**{name: lowest + 1}), name) == lowest + 1
    with pytest.raises(ValueError, match=name):
        Thresholds(**{name: lowest - 1})


def test_groups_that_reach_the_threshold_are_shown():
    assert protect({"a": 5, "b": 9}, 5, total=14) == {"a": None, "b": None}


def test_a_group_below_the_threshold_is_hidden():
    assert protect({"a": 4, "b": 9}, 5, total=None) == {"a": FEW, "b": None}


def test_an_empty_group_is_hidden_too():
    assert protect({"a": 0, "b": 9}, 5, total=None) == {"a": FEW, "b": None}


def test_a_single_hidden_group_takes_the_smallest_shown_one_with_it():
    hidden = protect({"a": 20, "b": 4, "c": 12}, 5, total=36)
    assert hidden == {"a": None, "b": FEW, "c": WITH_IT}


def test_hidden_groups_that_are_together_too_few_take_one_with_them():
    hidden = protect({"a": 1, "b": 2, "c": 9, "d": 9}, 5, total=21)
    assert hidden == {"a": FEW, "b": FEW, "c": WITH_IT, "d": None}


def test_hidden_groups_that_are_together_enough_hide_each_other():
    assert protect({"a": 3, "b": 4, "c": 9}, 5, total=16) == {"a": FEW, "b": FEW, "c": None}


def test_people_in_no_group_cannot_be_had_by_subtraction_either():
    assert protect({"a": 20, "b": 9}, 5, total=31) == {"a": None, "b": WITH_IT}


def test_people_in_no_group_hide_a_group_when_they_are_enough_with_it():
    assert protect({"a": 20, "b": 4}, 5, total=31) == {"a": None, "b": FEW}


def test_nobody_at_all():
    assert protect({}, 5, total=0) == {}
    assert protect({"a": 0}, 5, total=0) == {"a": FEW}


def test_groups_that_hold_more_people_than_the_total_are_refused():
    with pytest.raises(ValueError, match="total of 8"):
        protect({"a": 5, "b": 4}, 5, total=8)


@given(BASES, st.integers(1, 15))
def test_every_group_gets_a_verdict_in_its_place(bases, threshold):
    assert list(protect(bases, threshold, total=sum(bases.values()))) == list(bases)


@given(BASES, st.integers(1, 15), st.integers(0, 20))
def test_no_shown_figure_and_no_remainder_speaks_about_too_few(bases, threshold, outside):
    total = sum(bases.values()) + outside
    verdict = protect(bases, threshold, total=total)
    shown = [bases[key] for key, hidden in verdict.items() if hidden is None]
    assert all(base >= threshold for base in shown)
    # With nothing shown there is nothing to subtract.
    assert not shown or total - sum(shown) >= threshold or total == sum(shown)


@given(BASES, st.integers(1, 15))
def test_groups_are_hidden_for_others_only_as_far_as_needed(bases, threshold):
    verdict = protect(bases, threshold, total=sum(bases.values()))
    hidden_along = [bases[key] for key, why in verdict.items() if why is WITH_IT]
    assert len(hidden_along) <= 1
