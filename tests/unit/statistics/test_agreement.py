from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Agreement, NoKappa, cohen_kappa

CODES = st.sampled_from(["contact", "speed", "result", None])
PAIRS = st.lists(st.tuples(CODES, CODES), max_size=40)


def test_kappa_is_the_agreement_beyond_chance():
    # Observed 35/50; expected 25/50 · 30/50 + 25/50 · 20/50 = 1/2.
    found = cohen_kappa({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15})
    assert found == Agreement(n=50, share=Fraction(7, 10), kappa=Fraction(2, 5), undefined=None)


def test_complete_agreement_on_several_codes_is_1():
    assert cohen_kappa({("a", "a"): 1, ("b", "b"): 9}).kappa == 1


def test_coders_who_never_agree_may_go_down_to_minus_1():
    assert cohen_kappa({("a", "b"): 5, ("b", "a"): 5}) == Agreement(10, Fraction(0), Fraction(-1), None)


@pytest.mark.parametrize("nothing", [{}, {("a", "b"): 0}])
def test_nothing_coded_twice_has_no_kappa(nothing):
    assert cohen_kappa(nothing) == Agreement(0, None, None, NoKappa.NOTHING_CODED)


def test_one_code_for_everything_has_agreement_but_no_kappa():
    assert cohen_kappa({("a", "a"): 12}) == Agreement(12, Fraction(1), None, NoKappa.ONE_CODE)


def test_a_coder_with_one_code_agrees_no_more_than_by_chance():
    assert cohen_kappa({("a", "a"): 5, ("a", "b"): 7}).kappa == 0


def test_a_negative_number_of_answers_is_refused():
    with pytest.raises(ValueError, match="negative"):
        cohen_kappa({("a", "a"): 5, ("a", "b"): -1})


@given(PAIRS)
def test_kappa_stays_within_its_bounds_and_below_the_agreement(pairs):
    found = cohen_kappa(Counter(pairs))
    assert found.n == len(pairs)
    assert (found.kappa is None) == (found.undefined is not None)
    assert found.kappa is None or -1 <= found.kappa <= found.share <= 1
    assert (found.kappa == 1) == (found.undefined is None and found.share == 1)


@given(PAIRS, st.permutations(["contact", "speed", "result", None]), st.randoms())
def test_neither_order_nor_side_nor_names_matter(pairs, names, random):
    renamed = dict(zip(["contact", "speed", "result", None], names, strict=True))
    shuffled = random.sample(pairs, len(pairs))
    found = cohen_kappa(Counter(pairs))
    assert cohen_kappa(Counter(shuffled)) == found
    assert cohen_kappa(Counter((b, a) for a, b in pairs)) == found
    assert cohen_kappa(Counter((renamed[a], renamed[b]) for a, b in pairs)) == found


@given(PAIRS, st.integers(1, 9))
def test_more_of_the_same_changes_the_number_only(pairs, times):
    found, more = cohen_kappa(Counter(pairs)), cohen_kappa(Counter(pairs * times))
    assert (more.n, more.share, more.kappa) == (times * found.n, found.share, found.kappa)
