from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import CategoryRow, Composition, Part, representativeness

CATEGORIES = ["formeel", "informeel", "overig", None]
FRAMES = st.fixed_dictionaries(dict.fromkeys(CATEGORIES, st.integers(0, 60)))


def part_of(counts, divisor):
    return {category: count // divisor for category, count in counts.items()}


def test_the_difference_is_in_percentage_points_of_the_frame_s_share():
    found = representativeness({"f": 30, "i": 70}, {"f": 10, "i": 10}, {"i": 4})
    assert found.rows[0] == CategoryRow(
        "f",
        frame=Part(30, Fraction(3, 10), Fraction(0)),
        sample=Part(10, Fraction(1, 2), Fraction(20)),
        respondents=Part(0, Fraction(0), Fraction(-30)),
    )


def test_people_of_whom_the_fact_is_unknown_are_outside_the_shares():
    found = representativeness({"f": 5, "i": 5, None: 90}, {"f": 1, None: 3}, {None: 2})
    assert found.unknown == (90, 3, 2)
    assert [row.frame.share for row in found.rows] == [Fraction(1, 2)] * 2
    assert [row.sample.share for row in found.rows] == [1, 0]


def test_a_group_of_whom_nothing_is_known_has_no_shares():
    found = representativeness({"f": 5}, {"f": 2}, {None: 2})
    assert found.rows[0].respondents == Part(0, None, None)


def test_nobody_at_all():
    assert representativeness({}, {}, {}) == Composition((), (0, 0, 0))
    nobody = Part(0, None, None)
    assert representativeness({"f": 0}, {}, {}).rows == (CategoryRow("f", nobody, nobody, nobody),)


@pytest.mark.parametrize("frame", [{"f": 5}, {"f": 5, "": 0}])
@pytest.mark.parametrize("place", [0, 1])
def test_people_in_a_category_that_the_frame_lacks_are_refused(frame, place):
    groups = [{"f": 1}, {"f": 1}]
    groups[place] = {"f": 1, "": 1}
    with pytest.raises(ValueError, match="frame lacks"):
        representativeness(frame, *groups)


@given(FRAMES, st.integers(1, 5), st.integers(1, 5))
def test_shares_add_up_to_1_and_differences_to_0(frame, drawn, answered):
    sample = part_of(frame, drawn)
    found = representativeness(frame, sample, part_of(sample, answered))
    assert [row.category for row in found.rows] == [key for key in frame if key is not None]
    for group in ("frame", "sample", "respondents"):
        parts = [getattr(row, group) for row in found.rows]
        if sum(part.count for part in parts):
            assert sum(part.share for part in parts) == 1
            assert sum(part.points for part in parts) == 0
        else:
            assert {(part.share, part.points) for part in parts} == {(None, None)}


@given(FRAMES)
def test_everyone_is_composed_as_everyone(frame):
    found = representativeness(frame, frame, frame)
    assert all(row.frame == row.sample == row.respondents for row in found.rows)
    assert all(row.sample.points in (0, None) for row in found.rows)


@given(FRAMES, st.permutations(CATEGORIES))
def test_the_order_is_the_frame_s_and_changes_nothing_else(frame, order):
    sample = part_of(frame, 2)
    found = representativeness(frame, sample, {})
    turned = representativeness({key: frame[key] for key in order}, {key: sample[key] for key in order}, {})
    assert set(turned.rows) == set(found.rows)
    assert [row.category for row in turned.rows] == [key for key in order if key is not None]
