import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import (
    Case,
    Contact,
    FrameError,
    Judged,
    Reason,
    eligible_facts,
    extra_columns,
    frame_bytes,
    frame_value,
    parse_frame,
    sha256_hex,
    verdicts,
)

LINE = "K-1\tklacht\t2025-01-02\t2025-03-01\tformeel\tgegrond\tSociaal domein\tp1\teligible\n"


def judged(case_number="K-1", reason=None, **changes):
    values = {
        "kind": "klacht",
        "received": date(2025, 1, 2),
        "closed": date(2025, 3, 1),
        "handling": "formeel",
        "judgement": "gegrond",
        "domain": "Sociaal domein",
        "extra": {"department": "HRM", "language": "nl"},
        "person": "p1",
    }
    case = Case(
        case_number=case_number,
        **(values | changes),
        contact=Contact.USABLE,
        has_address=False,
        withheld="",
        opted_out=False,
        last_delivered=None,
        in_earlier_frame=False,
    )
    return Judged(case, reason)


def test_a_line_holds_nine_columns():
    assert frame_bytes([judged()]) == LINE.encode()


def test_an_excluded_case_tells_its_reason_and_an_open_case_has_no_closing_date():
    written = frame_bytes([judged(reason=Reason.NOT_CLOSED, closed=None, judgement="")])
    assert written.decode().split("\t")[3:] == [
        "",
        "formeel",
        "",
        "Sociaal domein",
        "p1",
        "not_closed\n",
    ]


def test_other_strata_columns_follow_the_verdict():
    written = frame_bytes([judged()], ("handling", "language", "department", "language"))
    assert written.decode() == LINE.replace("\n", "\tnl\tHRM\n")
    assert extra_columns(("handling", "language", "department", "language")) == (
        "language",
        "department",
    )


def test_lines_stand_in_code_point_order_whatever_the_order_of_the_cases():
    numbers = ["é", "K-10", "k-1", "K-2", "\U0001f600", "￠"]
    written = frame_bytes([judged(number) for number in numbers])
    assert written == frame_bytes([judged(number) for number in reversed(numbers)])
    lines = written.splitlines()
    assert lines == sorted(lines)
    assert [line.decode().split("\t")[0] for line in lines] == [
        "K-10",
        "K-2",
        "k-1",
        "é",
        "￠",
        "\U0001f600",
    ]


@pytest.mark.parametrize("sign", ["\t", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ud800"])
def test_a_sign_that_would_break_a_line_becomes_a_blank(sign):
    written = frame_bytes([judged(domain=f"Sociaal{sign}domein", extra={"team": sign})], ("team",))
    assert written.decode() == LINE.replace("\n", "\t \n")


def test_a_case_number_is_never_changed():
    for number in ("K\t1", "K-1\n", ""):
        with pytest.raises(FrameError, match="case number"):
            frame_bytes([judged(number)])


def test_a_case_occurs_once():
    with pytest.raises(FrameError, match="case K-1 occurs twice"):
        frame_bytes([judged(), judged()])


def test_a_strata_column_that_no_register_has_is_refused():
    with pytest.raises(FrameError, match="case K-1 has no column 'colour'"):
        frame_bytes([judged()], ("colour",))


def test_reading_gives_back_what_was_written():
    (row,) = parse_frame(frame_bytes([judged()], ("language",)), ("language",))
    assert (row.case_number, row.received, row.closed) == (
        "K-1",
        date(2025, 1, 2),
        date(2025, 3, 1),
    )
    assert (row.person, row.reason) == ("p1", None)
    assert row.strata_values() == {
        "kind": "klacht",
        "handling": "formeel",
        "judgement": "gegrond",
        "domain": "Sociaal domein",
        "language": "nl",
    }


def test_an_empty_register_has_an_empty_frame():
    assert frame_bytes([]) == b""
    assert parse_frame(b"") == ()


SECOND = LINE.replace("K-1", "K-2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LINE + SECOND.rstrip("\n"), "line 2 is not ended"),
        (LINE + "\n", "line 2: 1 columns instead of 9"),
        (LINE + SECOND.replace("\n", "\tnl\n"), "line 2: 10 columns instead of 9"),
        (LINE + SECOND.replace("eligible", "chosen"), "line 2: 'chosen' is neither"),
        (LINE + SECOND.replace("2025-01-02", "20250102"), "line 2: '20250102' is not a date"),
        (LINE + SECOND.replace("2025-01-02", ""), "line 2: '' is not a date"),
        (LINE + SECOND.replace("2025-03-01", "2025-02-30"), "line 2: '2025-02-30' is not a date"),
        (LINE + SECOND.replace("\n", "\r\n"), "line 2: a control character"),
        (LINE + SECOND.replace("K-2", ""), "line 2: no case number"),
        (SECOND + LINE, "line 2: case K-1 is out of order"),
        (LINE + LINE, "line 2: case K-1 occurs twice"),
    ],
)
def test_anything_else_is_refused_with_the_number_of_the_line(text, message):
    with pytest.raises(FrameError, match=message):
        parse_frame(text.encode())


def test_a_byte_that_is_not_utf_8_is_refused_with_the_number_of_the_line():
    with pytest.raises(FrameError, match="line 2 is not UTF-8"):
        parse_frame(LINE.encode() + b"\xff")


@pytest.mark.parametrize("read", [parse_frame, verdicts, eligible_facts])
def test_a_frame_that_ends_within_a_line_is_refused_by_whoever_reads_it(read):
    with pytest.raises(FrameError, match="line 2 is not ended by a line feed"):
        list(read((LINE + LINE).encode()[:-1]))


def test_the_hash_is_sha_256():
    assert sha256_hex(b"abc") == hashlib.sha256(b"abc").hexdigest()


CASE_NUMBERS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=8)
ANY_TEXT = st.text(st.characters(), max_size=8)


@given(st.lists(CASE_NUMBERS, unique=True, max_size=10), ANY_TEXT, st.none() | st.sampled_from(Reason))
def test_no_text_in_the_register_can_break_the_format(numbers, text, reason):
    texts = {"kind": text, "handling": text, "person": text, "extra": {"team": text}}
    written = frame_bytes([judged(number, reason, **texts) for number in numbers], ("team",))
    rows = parse_frame(written, ("team",))
    assert [row.case_number for row in rows] == sorted(numbers)
    assert {row.reason for row in rows} <= {reason}


def test_the_facts_of_who_was_eligible_can_be_read_alone():
    others = [judged("K-2", closed=None), judged("K-3", reason=Reason.NO_EMAIL)]
    written = frame_bytes([judged(handling="in\tformeel"), *others], ("language",))
    assert list(eligible_facts(written)) == [
        ("K-1", "2025-03-01", ("in formeel", "gegrond", "Sociaal domein")),
        ("K-2", "", ("formeel", "gegrond", "Sociaal domein")),
    ]
    assert frame_value("in\tformeel") == "in formeel"


def test_what_is_no_frame_has_no_facts():
    with pytest.raises(FrameError, match="line 1 has 2 columns"):
        list(eligible_facts(b"K-1\tklacht\n"))
