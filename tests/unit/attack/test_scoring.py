"""The law of hits by chance, against counting all matchings there are."""

from itertools import permutations, product
from math import factorial

import pytest
from attack.scoring import Score, score


@pytest.mark.parametrize("sizes", [(2,), (5,), (2, 3), (4, 4)])
def test_the_chance_of_so_many_hits_is_their_share_of_all_matchings(sizes):
    matchings = [
        sum(place == number for one in each for place, number in enumerate(one))
        for each in product(*(permutations(range(size)) for size in sizes))
    ]
    for hits in range(sum(sizes) + 1):
        at_least = sum(found >= hits for found in matchings) / len(matchings)
        assert Score(hits, sizes).chance == pytest.approx(at_least)


def test_finding_everybody_is_as_unlikely_as_it_is():
    assert Score(40, (20, 20)).chance == pytest.approx(1 / factorial(20) ** 2)


def test_hits_are_counted_over_all_classes():
    truth = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    guess = {"a": 1, "b": 2, "c": 4, "d": 3, "e": 5}

    found = score(guess, truth, [["a", "b"], ["c", "d", "e"]])

    assert (found.hits, found.classes, found.share) == (3, (2, 3), 0.6)
    assert found + Score(1, (6,)) == Score(4, (2, 3, 6))
