"""A pool and its parts do not tell together what each hides, though somebody computes with all of it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from enquete_app.statistics import PoolPart, Suppression, is_pool_safe, is_safe_sum, protect, protect_pool

FEW, WITH_IT = Suppression.TOO_FEW, Suppression.COMPLEMENTARY
THRESHOLD, SMALLEST_TOTAL = 4, 2
GROUPS = "abc"


def part(total=None, threshold=10, **bases):
    """A wave with what it hides, by the rule for one wave."""
    total = sum(bases.values()) if total is None else total
    verdict = protect(bases, threshold, total=total)
    return PoolPart(bases, total, frozenset(key for key, why in verdict.items() if why))


def pool(*parts, threshold=10):
    keys = dict.fromkeys(key for each in parts for key in each.bases)
    bases = {key: sum(each.bases.get(key, 0) for each in parts) for key in keys}
    return protect_pool(bases, threshold, parts=parts)


@pytest.mark.parametrize(
    ("hidden", "is_safe"), [([], True), ([9], False), ([4, 6], True), ([0], False), ([0, 10], True)]
)
def test_what_is_left_of_a_sum_is_nothing_or_enough(hidden, is_safe):
    assert is_safe_sum(hidden, 10) is is_safe


def test_a_year_shows_what_each_of_its_small_waves_hides():
    assert pool(part(a=6, b=2), part(a=5, b=3), part(a=7, b=1), part(a=2, b=6)) == {"a": None, "b": None}


def test_a_group_that_only_one_wave_hides_would_follow_from_the_others():
    assert pool(part(a=20, b=15, c=14), part(a=20, b=3, c=12))["b"] is WITH_IT


def test_a_group_that_is_too_small_in_the_pool_as_well_stays_hidden():
    hidden = pool(part(a=6, b=2), part(a=14, b=2))
    assert hidden == {"a": WITH_IT, "b": FEW}


def test_a_group_is_hidden_too_if_totals_would_tell_the_rest_of_a_wave():
    # In the first wave c is 4 people: with b from the pool, a and the total it would be told.
    one, other = part(a=20, b=12, c=4), part(a=20, b=20, c=20)
    assert one.hidden == {"b", "c"}
    assert pool(one, other)["b"] is WITH_IT


def test_a_group_that_no_wave_hides_is_shown():
    assert pool(part(a=20, b=12), part(a=10, b=20)) == {"a": None, "b": None}


def test_a_group_that_a_wave_is_known_not_to_have_hides_nothing():
    assert pool(part(a=30, b=12), part(a=10)) == {"a": None, "b": None}


def test_people_in_no_group_are_not_to_be_had_by_subtraction():
    assert pool(part(a=6, b=5, total=13), part(a=6, b=5, total=12)) == {"a": None, "b": WITH_IT}


def test_a_wider_figure_waits_until_those_that_it_adds_are_enough():
    shown = frozenset("a")

    def is_safe(*parts):
        return is_pool_safe(parts, shown, 10, before=(shown, False))

    known = PoolPart({"a": 20}, 32, frozenset())
    few, fewer = (PoolPart({"a": 12}, 12 + more, frozenset(), is_total_shown=False) for more in (6, 3))
    assert is_safe(known)
    assert not is_safe(known, few)
    assert not is_safe(few, fewer)
    assert is_safe(few, few)


CELLS = st.integers(0, 9)
PARTS = st.lists(st.fixed_dictionaries(dict.fromkeys([*GROUPS, "outside"], CELLS)), min_size=1, max_size=4)


class Adversary:
    """Somebody who writes all published numbers as equations in the people of each cell."""

    def __init__(self, parts, verdict):
        self.cells = [(place, key) for place in range(len(parts)) for key in (*GROUPS, "outside")]
        self.truth = [parts[place].bases.get(key, self._outside(parts[place])) for place, key in self.cells]
        self.hidden = [cell for cell in self.cells if self._is_hidden(parts, *cell)]
        # Who is in no group is known where nothing else is hidden; where nobody is, that may be known too.
        nobody = {cell for cell in self.cells if cell[1] == "outside"}
        if sum(map(self._outside, parts)) > 0:
            nobody = set()
        self.hidden = [cell for cell in self.hidden if cell not in nobody]
        sets = [{cell} for cell in self.cells if cell not in self.hidden]
        sets += [{cell for cell in self.cells if cell[0] == place} for place in range(len(parts))]
        self.published = sets + [
            {cell for cell in self.cells if cell[1] == key} for key, why in verdict.items() if why is None
        ]
        self.of_waves = sets
        self.threshold = THRESHOLD

    @staticmethod
    def _outside(each):
        return each.total - sum(each.bases.values())

    @staticmethod
    def _is_hidden(parts, place, key):
        return key in parts[place].hidden or (key == "outside" and bool(parts[place].hidden))

    def people(self, cells):
        return sum(self.truth[self.cells.index(cell)] for cell in cells)

    def row(self, cells):
        return [float(cell in cells) for cell in self.cells]

    def most(self, cells, published):
        """The most people that these cells can hold."""
        found = linprog(
            [-value for value in self.row(cells)],
            A_eq=[self.row(each) for each in published],
            b_eq=[self.people(each) for each in published],
        )
        assert found.status == 0
        return round(-found.fun, 6)

    def told_apart(self):
        """Each set of hidden cells whose sum follows from what is published."""
        matrix = np.array([self.row(each) for each in self.published])
        rank = np.linalg.matrix_rank(matrix)
        for size in range(1, len(self.hidden) + 1):
            for cells in itertools.combinations(self.hidden, size):
                if np.linalg.matrix_rank(np.vstack([matrix, self.row(cells)])) == rank:
                    yield set(cells)


def waves_of(tables):
    made = []
    for table in tables:
        outside, bases = table["outside"], {key: table[key] for key in GROUPS}
        made.append(part(total=sum(bases.values()) + outside, threshold=THRESHOLD, **bases))
    return [each for each in made if each.total >= SMALLEST_TOTAL]


@given(PARTS)
@settings(max_examples=150)
def test_no_hidden_group_of_a_wave_can_be_narrowed_below_the_threshold(tables):
    waves = waves_of(tables)
    adversary = Adversary(waves, pool(*waves, threshold=THRESHOLD))
    for cell in adversary.hidden:
        before = adversary.most({cell}, adversary.of_waves)
        assert adversary.most({cell}, adversary.published) >= min(before, THRESHOLD)


@given(PARTS.filter(lambda tables: len(tables) < 4))
@settings(max_examples=60)
def test_no_few_people_can_be_told_apart_from_all_others(tables):
    waves = waves_of(tables)
    adversary = Adversary(waves, pool(*waves, threshold=THRESHOLD))
    for cells in adversary.told_apart():
        smallest = min(waves[place].total for place, _ in cells)
        assert adversary.people(cells) >= min(THRESHOLD, smallest)


@given(PARTS)
def test_every_group_of_the_pool_gets_a_verdict_in_its_place(tables):
    waves = waves_of(tables)
    assert list(pool(*waves, threshold=THRESHOLD)) == (list(GROUPS) if waves else [])


def test_a_pool_of_one_wave_hides_what_the_wave_hides():
    wave = part(a=20, b=4, c=12)
    assert pool(wave) == {"a": None, "b": FEW, "c": WITH_IT}
