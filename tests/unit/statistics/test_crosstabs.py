"""All tables of two questions, counted at once, against counting each by itself."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import MISSING, CrossTables, cross_table, frequencies

CODES = {"V1": [1, 2, 3], "V2": [7, 1], "V10": range(1, 11)}
PERSON = st.tuples(*(st.sampled_from([MISSING, *codes]) for codes in CODES.values()))


def counted(people):
    tables = CrossTables(CODES)
    tables.add(columns(people))
    return tables


def columns(people):
    return {name: [person[place] for person in people] for place, name in enumerate(CODES)}


def or_none(column):
    return [code or None for code in column]


def same(tables, people):
    given = columns(people)
    for row, codes in CODES.items():
        plain = frequencies(or_none(given[row]), codes)
        assert tables.counts(row) == {code: count for code, count in plain.counts.items() if count}
        for column in CODES:
            assert tables.table(row, column) == cross_table(or_none(given[row]), or_none(given[column]))
    return True


@given(st.lists(PERSON, max_size=40))
def test_every_table_is_what_counting_its_two_questions_gives(people):
    assert same(counted(people), people)


@given(st.lists(PERSON, max_size=20), st.lists(PERSON, max_size=20))
def test_parts_that_are_added_or_absorbed_are_one_whole(some, others):
    absorbing, adding = counted(some), counted(some)
    absorbing.absorb(counted(others))
    adding.add(columns(others))

    assert same(absorbing, some + others)
    assert same(adding, some + others)


def test_more_people_than_are_counted_at_a_time_are_all_counted():
    people = 140_000
    tables = CrossTables({"V1": [1, 2], "V2": [1]})
    tables.add({"V1": np.tile([1, 2, MISSING], people)[:people], "V2": np.ones(people, np.int8)})

    assert tables.counts("V1") == {1: 46_667, 2: 46_667}
    assert tables.table("V1", "V2") == {(1, 1): 46_667, (2, 1): 46_667}


@pytest.mark.parametrize("number", [1, 100, 3_000])
def test_questions_counted_together_have_the_tables_that_each_has_by_itself(number):
    codes = {f"V{place}": range(1, width) for place, width in enumerate((7, 3, 6, 6, 12, 3, 3))}
    codes |= {"V7": [2, 300], "V8": range(1, 300)}
    chance = np.random.default_rng(number)
    given = {name: chance.choice([MISSING, *each], number) for name, each in codes.items()}
    tables = CrossTables(codes)
    tables.add(given)

    for row, column in combinations(codes, 2):
        pairs = cross_table(*(or_none(given[name].tolist()) for name in (row, column)))
        assert tables.table(row, column) == pairs
        assert tables.table(column, row) == {(y, x): count for (x, y), count in pairs.items()}
    for name in codes:
        assert tables.counts(name) == Counter(given[name][given[name] != MISSING].tolist())


@pytest.mark.parametrize("code", [99, -1, 4])
def test_a_code_that_may_not_be_given_is_refused_with_its_question(code):
    tables = counted([(1, 7, 10), (code, 1, 1)])
    with pytest.raises(ValueError, match=rf"V1: \[{code}\]"):
        tables.counts("V2")


def test_a_code_that_has_no_room_is_refused_at_once():
    with pytest.raises(OverflowError):
        counted([(40_000, 1, 1)])


def test_codes_of_more_than_two_digits_have_room():
    tables = CrossTables({"V1": [128, 999]})
    tables.add({"V1": [999, MISSING, 128, 999]})

    assert tables.counts("V1") == {128: 1, 999: 2}
