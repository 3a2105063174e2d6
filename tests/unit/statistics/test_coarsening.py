import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Cell, coarsen

MINIMUM = Cell(invited=10, sent=5)
KEYS = st.tuples(
    st.sampled_from(["formeel", "informeel"]),
    st.sampled_from(["gegrond", "deels", "ongegrond"]),
    st.sampled_from(["zorg", "wonen", "werk", "", None]),
)
CELLS = st.builds(
    lambda sent, silent: Cell(invited=sent + silent, sent=sent),
    st.integers(0, 9),
    st.integers(0, 12),
)
TALLIES = st.dictionaries(KEYS, CELLS, max_size=20)


def small(sent=3, invited=20):
    return Cell(invited=invited, sent=sent)


def large(sent=20, invited=90):
    return Cell(invited=invited, sent=sent)


def outcome(tally, becomes):
    """Give the cells as they come out: invited and sent per resulting combination."""
    result = {}
    for key, coarse in becomes.items():
        result[coarse] = result.get(coarse, Cell(0, 0)) + tally[key]
    return result


def test_combinations_that_are_large_enough_stay_as_they_are():
    tally = {("formeel", "zorg"): MINIMUM, ("informeel", "zorg"): MINIMUM}
    assert coarsen(tally) == {key: key for key in tally}


def test_a_combination_without_a_response_is_left_out():
    assert coarsen({("formeel",): MINIMUM, ("informeel",): Cell(invited=30, sent=0)}) == {
        ("formeel",): ("formeel",)
    }


def test_nobody_sent_anything():
    assert coarsen({}) == {}
    assert coarsen({("formeel",): Cell(invited=30, sent=0)}) == {}


@pytest.mark.parametrize("short", [Cell(invited=9, sent=5), Cell(invited=10, sent=4)])
def test_both_minima_count(short):
    assert coarsen({("formeel", "zorg"): short, ("formeel", "werk"): large()}) == {
        ("formeel", "zorg"): ("formeel", None),
        ("formeel", "werk"): ("formeel", None),
    }


def test_the_first_fact_is_given_up_last():
    tally = {
        ("formeel", "zorg", "nl"): small(),
        ("formeel", "werk", "en"): large(),
        ("informeel", "zorg", "nl"): large(),
    }
    becomes = coarsen(tally)
    assert becomes["formeel", "zorg", "nl"] == ("formeel", None, None)
    assert becomes["informeel", "zorg", "nl"] == ("informeel", "zorg", "nl")


def test_of_equal_facts_the_one_that_costs_the_fewest_responses_is_given_up():
    tally = {
        ("formeel", "zorg"): small(),
        ("formeel", "werk"): large(sent=40),
        ("formeel", "wonen"): large(sent=20),
    }
    assert coarsen(tally)["formeel", "werk"] == ("formeel", "werk")


def test_a_cell_that_lost_a_fact_takes_the_next_small_one_in_for_nothing_more():
    tally = {
        ("formeel", "a"): small(sent=2),
        ("formeel", "b"): small(sent=3),
        ("formeel", "c"): small(sent=4),
        ("formeel", "d"): large(),
    }
    becomes = coarsen(tally)
    assert becomes["formeel", "c"] == ("formeel", None)
    assert becomes["formeel", "d"] == ("formeel", "d")


def test_too_few_responses_in_all_keep_no_facts():
    tally = {("formeel", "zorg"): small(sent=2), ("formeel", "werk"): small(sent=1)}
    assert set(coarsen(tally).values()) == {(None, None)}


def test_keys_of_different_length_are_refused():
    with pytest.raises(ValueError, match="numbers of facts"):
        coarsen({("formeel",): MINIMUM, ("formeel", "zorg"): MINIMUM})


@given(TALLIES)
def test_every_response_has_an_outcome_that_is_never_false(tally):
    becomes = coarsen(tally)
    assert becomes.keys() == {key for key, cell in tally.items() if cell.sent}
    for key, coarse in becomes.items():
        assert all(now in (fact, None) for fact, now in zip(key, coarse, strict=True))


@given(TALLIES)
def test_every_outcome_has_the_minimum_or_no_facts_at_all(tally):
    result = outcome(tally, coarsen(tally))
    enough = all(cell.invited >= MINIMUM.invited and cell.sent >= MINIMUM.sent for cell in result.values())
    assert enough or set(result) == {(None, None, None)}


@given(TALLIES, st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(tally, shuffler):
    shuffled = list(tally.items())
    shuffler.shuffle(shuffled)
    assert coarsen(dict(shuffled)) == coarsen(tally)


@given(TALLIES)
def test_doing_it_again_changes_nothing(tally):
    result = outcome(tally, coarsen(tally))
    assert coarsen(result) == {key: key for key in result}


def test_five_hundred_combinations_of_one_response_each_are_done_at_once():
    sizes = (2, 6, 10, 2, 3)
    draw = random.Random(1)  # noqa: S311 - any combinations will do
    tally = {}
    while len(tally) < 500:
        tally[tuple(str(draw.randrange(size)) for size in sizes)] = Cell(invited=3, sent=1)
    result = outcome(tally, coarsen(tally))
    assert min(cell.sent for cell in result.values()) >= MINIMUM.sent
    assert len(result) > 30
