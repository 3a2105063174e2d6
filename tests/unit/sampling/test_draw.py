import hashlib
import hmac
import random
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import (
    Allocation,
    Design,
    FrameRow,
    InfeasibleDesign,
    Reason,
    Selected,
    Stratum,
    draw,
    number,
    selection_sha256,
)

SEED = bytes(range(32))


def row(case_number, handling="formeel", reason=None, **extra):
    return FrameRow(
        case_number=case_number,
        kind="klacht",
        received=date(2025, 1, 2),
        closed=date(2025, 3, 1),
        handling=handling,
        judgement="gegrond",
        domain="",
        person=case_number,
        reason=reason,
        extra=extra,
    )


def frame(formal=7, informal=13):
    """Build a frame with so many eligible cases, and one that is not."""
    handlings = ["formeel"] * formal + ["informeel"] * informal
    rows = [row(f"K-{place:03}", handling) for place, handling in enumerate(handlings)]
    return [*rows, row("K-999", reason=Reason.OPTED_OUT)]


def numbers_of(drawn):
    return [case.case_number for case in drawn.selected]


def test_a_number_is_the_hmac_of_the_case_number_as_a_big_endian_integer():
    # RFC 4231, test case 2.
    assert number(b"Jefe", "what do ya want for nothing?") == int(
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", 16
    )
    assert number(SEED, "Zaak é") == int.from_bytes(
        hmac.new(SEED, b"Zaak \xc3\xa9", hashlib.sha256).digest(), "big"
    )


def test_the_smallest_numbers_are_in():
    drawn = draw(frame(), seed=SEED, design=Design(size=5))
    eligible = sorted((number(SEED, each.case_number), each.case_number) for each in frame()[:-1])
    assert numbers_of(drawn) == sorted(case for _, case in eligible[:5])


def test_another_seed_draws_others():
    design = Design(size=5)
    assert draw(frame(), seed=SEED, design=design) != draw(frame(), seed=bytes(32), design=design)


def test_without_columns_there_is_one_stratum_without_a_key():
    drawn = draw(frame(), seed=SEED, design=Design(size=5))
    assert drawn.strata == (Stratum((), population=20, selected=5),)


def test_a_census_takes_every_eligible_case_with_weight_one():
    drawn = draw(frame(), seed=SEED, design=Design(by=("handling",)))
    assert drawn.strata == (
        Stratum(("formeel",), population=7, selected=7),
        Stratum(("informeel",), population=13, selected=13),
    )
    assert "K-999" not in numbers_of(drawn)
    assert {(case.probability, case.weight) for case in drawn.selected} == {(1, 1)}


def test_each_stratum_is_drawn_by_itself():
    design = Design(by=("handling",), size=8, allocation=Allocation.EQUAL)
    drawn = draw(frame(), seed=SEED, design=design)
    assert [(stratum.key, stratum.selected) for stratum in drawn.strata] == [
        (("formeel",), 4),
        (("informeel",), 4),
    ]
    assert {(case.stratum, case.probability, case.weight) for case in drawn.selected} == {
        (("formeel",), Fraction(4, 7), Fraction(7, 4)),
        (("informeel",), Fraction(4, 13), Fraction(13, 4)),
    }


def test_any_column_of_the_frame_can_be_a_stratum():
    rows = [row("K-1", team="a"), row("K-2", team="b"), row("K-3", "informeel", team="a")]
    drawn = draw(rows, seed=SEED, design=Design(by=("team", "handling")))
    assert [stratum.key for stratum in drawn.strata] == [
        ("a", "formeel"),
        ("a", "informeel"),
        ("b", "formeel"),
    ]


def test_a_column_that_the_frame_lacks_is_refused():
    with pytest.raises(InfeasibleDesign, match="The frame has no column 'team'"):
        draw(frame(), seed=SEED, design=Design(by=("handling", "team")))


def test_more_than_there_are_is_refused():
    with pytest.raises(InfeasibleDesign, match="A sample of 21 is asked, but 20 are eligible"):
        draw(frame(), seed=SEED, design=Design(size=21))


def test_a_census_of_nobody_is_empty():
    nobody = [row("K-1", reason=Reason.WITHHELD)]
    drawn = draw(nobody, seed=SEED, design=Design())
    assert (drawn.strata, drawn.selected) == ((Stratum((), population=0, selected=0),), ())
    assert draw(nobody, seed=SEED, design=Design(by=("handling",))).strata == ()


def test_the_selection_has_a_hash_that_anyone_can_compute():
    drawn = draw([row("K-2"), row("K-10")], seed=SEED, design=Design())
    assert drawn.selected[0] == Selected("K-10", (), Fraction(1), Fraction(1))
    assert drawn.selection_sha256 == hashlib.sha256(b"K-10\nK-2").hexdigest()
    assert selection_sha256(["K-2", "K-10"]) == drawn.selection_sha256


ROWS = st.dictionaries(
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=6),
    st.tuples(
        st.sampled_from(["formeel", "informeel", ""]),
        st.sampled_from(["a", "b"]),
        st.none() | st.sampled_from(Reason),
    ),
    min_size=1,
    max_size=30,
).map(lambda rows: [row(case, handling, why, team=team) for case, (handling, team, why) in rows.items()])


@given(ROWS, st.binary(min_size=32, max_size=32), st.sampled_from(Allocation), st.data())
def test_any_draw_is_exact_fair_and_blind_to_the_order_of_the_rows(rows, seed, allocation, data):
    eligible = {each.case_number for each in rows if each.reason is None}
    size = data.draw(st.integers(1, len(eligible)) if eligible else st.none())
    by = data.draw(st.sampled_from([(), ("handling",), ("handling", "team")]))
    design = Design(by=by, size=size, allocation=allocation)
    drawn = draw(rows, seed=seed, design=design)
    assert len(drawn.selected) == (size or 0)
    assert set(numbers_of(drawn)) <= eligible
    assert numbers_of(drawn) == sorted(numbers_of(drawn))
    assert sum(stratum.population for stratum in drawn.strata) == len(eligible)
    counted = Counter(case.stratum for case in drawn.selected)
    for stratum in drawn.strata:
        assert counted[stratum.key] == stratum.selected <= stratum.population
        weights = sum(case.weight for case in drawn.selected if case.stratum == stratum.key)
        assert weights == (stratum.population if stratum.selected else 0)
    random.Random(0).shuffle(rows)  # noqa: S311 - any order will do
    assert draw(rows, seed=seed, design=design) == drawn
