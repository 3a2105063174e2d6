from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import (
    Allocation,
    Case,
    Contact,
    Design,
    Judged,
    Reason,
    Record,
    Stratum,
    draw,
    extra_columns,
    frame_bytes,
    parse_frame,
    sha256_hex,
    verify,
)

SEED = bytes(range(32))
DESIGN = Design(by=("handling", "team"), size=6)


def judged(case_number, handling="formeel", team="a", reason=None):
    case = Case(
        case_number=case_number,
        kind="klacht",
        received=date(2025, 1, 2),
        closed=date(2025, 3, 1),
        handling=handling,
        judgement="gegrond",
        domain="",
        extra={"team": team},
        person=f"person of {case_number}",
        contact=Contact.USABLE,
        has_address=False,
        withheld="",
        opted_out=False,
        last_delivered=None,
        in_earlier_frame=False,
    )
    return Judged(case, reason)


REGISTER = [
    *(judged(f"K-{place:02}", "formeel") for place in range(10)),
    *(judged(f"K-{place:02}", "informeel", "b") for place in range(10, 20)),
    judged("K-20", reason=Reason.OPTED_OUT),
]
FRAME = frame_bytes(REGISTER, DESIGN.by)


def recorded(frame=FRAME, design=DESIGN, seed=SEED):
    """Draw, and write down what came of it."""
    columns = extra_columns(design.by)
    drawn = draw(parse_frame(frame, columns), seed=seed, design=design)
    return Record(
        frame_sha256=sha256_hex(frame),
        seed=seed.hex(),
        seed_sha256=sha256_hex(seed),
        design=design,
        extra_columns=columns,
        strata=drawn.strata,
        selected=tuple(case.case_number for case in drawn.selected),
        selection_sha256=drawn.selection_sha256,
    )


RECORD = recorded()


def test_an_untouched_draw_verifies():
    assert verify(FRAME, RECORD) is None


def test_the_order_in_which_the_selected_cases_are_kept_is_nothing():
    assert verify(FRAME, replace(RECORD, selected=RECORD.selected[::-1])) is None


def test_a_draw_still_verifies_when_retention_has_removed_the_case_numbers():
    forgotten = replace(RECORD, selected=None)
    assert verify(FRAME, forgotten) is None
    other = replace(forgotten, selection_sha256="0" * 64)
    assert verify(FRAME, other) == (
        f"The selection's SHA-256 is {RECORD.selection_sha256}, recorded is {'0' * 64}."
    )


@pytest.mark.parametrize("place", [0, len(FRAME) // 2, len(FRAME) - 1])
def test_one_changed_byte_in_the_frame_is_found(place):
    touched = FRAME[:place] + bytes([FRAME[place] ^ 1]) + FRAME[place + 1 :]
    assert verify(touched, RECORD) == (
        f"The frame's SHA-256 is {sha256_hex(touched)}, recorded is {RECORD.frame_sha256}."
    )


def test_another_seed_is_found():
    other = bytes(32)
    assert verify(FRAME, replace(RECORD, seed=other.hex())) == (
        f"The seed's SHA-256 is {sha256_hex(other)}, recorded is {RECORD.seed_sha256}."
    )


def test_a_seed_and_its_hash_that_were_both_replaced_are_found_by_the_selection():
    other = recorded(seed=bytes(32))
    swapped = replace(RECORD, seed=other.seed, seed_sha256=other.seed_sha256)
    assert "but" in verify(FRAME, swapped)


def test_a_seed_that_is_no_number_is_told():
    assert verify(FRAME, replace(RECORD, seed="zz")) == ("The recorded seed is not a hexadecimal number.")


def test_a_case_put_in_is_found():
    put_in = next(f"K-{place:02}" for place in range(20) if f"K-{place:02}" not in RECORD.selected)
    assert verify(FRAME, replace(RECORD, selected=(*RECORD.selected, put_in))) == (
        f"Case {put_in} was selected but the draw does not select it."
    )


def test_a_case_left_out_is_found():
    assert verify(FRAME, replace(RECORD, selected=RECORD.selected[1:])) == (
        f"The draw selects case {RECORD.selected[0]} but it is not recorded as selected."
    )


def test_a_case_recorded_twice_is_found():
    twice = (*RECORD.selected, RECORD.selected[0])
    assert verify(FRAME, replace(RECORD, selected=twice)) == ("The recorded selection has a case twice.")


def test_another_allocation_is_found():
    strata = (replace(RECORD.strata[0], selected=4), *RECORD.strata[1:])
    assert verify(FRAME, replace(RECORD, strata=strata)) == (
        "Stratum formeel / a: the draw gives 3 of 10, recorded is 4 of 10."
    )


def test_a_stratum_missing_from_the_record_is_found():
    assert verify(FRAME, replace(RECORD, strata=RECORD.strata[1:])) == (
        "Stratum formeel / a: the draw gives 3 of 10, recorded is none."
    )


def test_a_stratum_that_the_frame_does_not_have_is_found():
    strata = (*RECORD.strata, Stratum(("zz", ""), population=1, selected=0))
    assert verify(FRAME, replace(RECORD, strata=strata)) == (
        "Stratum zz / (empty): the draw gives none, recorded is 0 of 1."
    )


def test_without_strata_the_population_is_told():
    record = recorded(design=Design(size=6), frame=frame_bytes(REGISTER))
    strata = (Stratum((), population=20, selected=5),)
    assert verify(frame_bytes(REGISTER), replace(record, strata=strata)) == (
        "The population: the draw gives 6 of 20, recorded is 5 of 20."
    )


def test_a_frame_that_was_never_one_is_told_with_its_line():
    record = replace(RECORD, frame_sha256=sha256_hex(b"K-1\n"))
    assert verify(b"K-1\n", record) == ("The frame cannot be read: line 1: 1 columns instead of 10.")


def test_a_design_that_the_frame_cannot_meet_is_told():
    record = replace(RECORD, design=replace(DESIGN, size=21))
    assert verify(FRAME, record) == (
        "The recorded design cannot be drawn: A sample of 21 is asked, but 20 are eligible."
    )


REGISTERS = st.lists(
    st.tuples(
        st.sampled_from(["formeel", "informeel"]),
        st.text(max_size=3),
        st.none() | st.sampled_from(Reason),
    ),
    max_size=25,
).map(lambda rows: [judged(f"K-{place}", *values) for place, values in enumerate(rows)])


@given(REGISTERS, st.sampled_from(Allocation), st.data())
def test_any_draw_verifies_and_any_other_frame_does_not(register, allocation, data):
    eligible = sum(each.reason is None for each in register)
    size = data.draw(st.none() | st.integers(1, eligible) if eligible else st.none())
    design = Design(by=("team", "handling"), size=size, allocation=allocation)
    frame = frame_bytes(register, design.by)
    record = recorded(frame, design)
    assert verify(frame, record) is None
    assert verify(frame, replace(record, selected=None)) is None
    assert "frame's SHA-256" in verify(frame + b" ", record)
