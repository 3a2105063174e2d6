import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import (
    Case,
    Contact,
    Judged,
    Reason,
    Rules,
    count_exclusions,
    gates,
    judge,
)

AS_OF = date(2025, 5, 15)


def case(case_number="K-1", **changes):
    """Build a case that passes every gate."""
    values = {
        "kind": "klacht",
        "received": date(2025, 1, 2),
        "closed": date(2025, 3, 1),
        "handling": "formeel",
        "judgement": "gegrond",
        "domain": "Sociaal domein",
        "person": f"person of {case_number}",
        "contact": Contact.USABLE,
        "has_address": True,
        "withheld": "",
        "opted_out": False,
        "last_delivered": None,
        "in_earlier_frame": False,
    }
    return Case(case_number=case_number, **(values | changes))


def rules(**changes):
    return Rules(**({"as_of": AS_OF, "kinds": frozenset({"klacht"})} | changes))


def reasons(cases, rules):
    return {each.case.case_number: each.reason for each in judge(cases, rules)}


def reason(rules, **changes):
    return reasons([case(**changes)], rules)["K-1"]


def test_the_gates_stand_in_a_fixed_order():
    assert gates(rules()) == (
        "kind_not_in_survey",
        "not_closed",
        "closed_in_future",
        "closed_too_long_ago",
        "no_email",
        "invalid_email",
        "withheld",
        "opted_out",
        "recently_invited",
        "earlier_frame",
        "same_person",
    )


def test_letters_put_one_gate_in_the_place_of_two():
    with_letters = gates(rules(letters=True))
    assert with_letters[4] == Reason.NO_CONTACT
    assert not {Reason.NO_EMAIL, Reason.INVALID_EMAIL} & set(with_letters)


def test_a_minimum_age_adds_a_gate_after_the_window():
    assert gates(rules(min_age_days=1))[3:6] == (
        "closed_too_long_ago",
        "closed_too_recently",
        "no_email",
    )


def test_a_case_that_passes_every_gate_is_eligible():
    assert reason(rules()) is None


def test_the_kind_must_be_one_of_the_survey():
    assert reason(rules(), kind="melding") is Reason.KIND_NOT_IN_SURVEY
    assert reason(rules(kinds=frozenset({"klacht", "melding"})), kind="melding") is None


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (None, Reason.NOT_CLOSED),
        (date(2024, 11, 14), Reason.CLOSED_TOO_LONG_AGO),
        (date(2024, 11, 15), None),
        (date(2025, 5, 15), None),
        (date(2025, 5, 16), Reason.CLOSED_IN_FUTURE),
    ],
)
def test_both_ends_of_the_window_are_inside(closed, expected):
    assert reason(rules(), closed=closed) is expected


@pytest.mark.parametrize(
    ("as_of", "first_day"),
    [(date(2025, 8, 31), date(2025, 2, 28)), (date(2024, 8, 31), date(2024, 2, 29))],
)
def test_the_window_of_31_august_opens_on_the_last_of_february(as_of, first_day):
    at = rules(as_of=as_of)
    assert reason(at, closed=first_day) is None
    assert reason(at, closed=first_day - timedelta(days=1)) is Reason.CLOSED_TOO_LONG_AGO


def test_a_shorter_window():
    assert reason(rules(months=1), closed=date(2025, 4, 15)) is None
    assert reason(rules(months=1), closed=date(2025, 4, 14)) is Reason.CLOSED_TOO_LONG_AGO


def test_a_minimum_age_holds_back_the_last_days():
    aged = rules(min_age_days=14)
    assert reason(aged, closed=date(2025, 5, 1)) is None
    assert reason(aged, closed=date(2025, 5, 2)) is Reason.CLOSED_TOO_RECENTLY
    assert reason(aged, closed=AS_OF + timedelta(days=1)) is Reason.CLOSED_IN_FUTURE


@pytest.mark.parametrize(
    ("contact", "has_address", "by_mail", "with_letters"),
    [
        (Contact.USABLE, False, None, None),
        (Contact.MISSING, True, Reason.NO_EMAIL, None),
        (Contact.INVALID, True, Reason.INVALID_EMAIL, None),
        (Contact.MISSING, False, Reason.NO_EMAIL, Reason.NO_CONTACT),
        (Contact.INVALID, False, Reason.INVALID_EMAIL, Reason.NO_CONTACT),
    ],
)
def test_there_must_be_a_way_to_reach_somebody(contact, has_address, by_mail, with_letters):
    known = {"contact": contact, "has_address": has_address}
    assert reason(rules(), **known) is by_mail
    assert reason(rules(letters=True), **known) is with_letters


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"withheld": "deceased"}, Reason.WITHHELD),
        ({"opted_out": True}, Reason.OPTED_OUT),
        ({"in_earlier_frame": True}, Reason.EARLIER_FRAME),
    ],
)
def test_flags_hold_a_case_back(changes, expected):
    assert reason(rules(), **changes) is expected


@pytest.mark.parametrize(
    ("days_ago", "cool_down_days", "expected"),
    [
        (0, 365, Reason.RECENTLY_INVITED),
        (365, 365, Reason.RECENTLY_INVITED),
        (366, 365, None),
        (30, 30, Reason.RECENTLY_INVITED),
        (31, 30, None),
        (-1, 30, Reason.RECENTLY_INVITED),
        (0, 0, None),
    ],
)
def test_after_a_delivered_mail_somebody_is_left_alone(days_ago, cool_down_days, expected):
    delivered = AS_OF - timedelta(days=days_ago)
    assert reason(rules(cool_down_days=cool_down_days), last_delivered=delivered) is expected


FAULTS = [
    (Reason.KIND_NOT_IN_SURVEY, {"kind": "vraag"}),
    (Reason.CLOSED_TOO_LONG_AGO, {"closed": date(2020, 1, 1)}),
    (Reason.NO_EMAIL, {"contact": Contact.MISSING}),
    (Reason.WITHHELD, {"withheld": "deceased"}),
    (Reason.OPTED_OUT, {"opted_out": True}),
    (Reason.RECENTLY_INVITED, {"last_delivered": AS_OF}),
    (Reason.EARLIER_FRAME, {"in_earlier_frame": True}),
]


@pytest.mark.parametrize("first", range(len(FAULTS)))
def test_the_first_gate_that_applies_gives_the_reason(first):
    together = {name: value for _, fault in FAULTS[first:] for name, value in fault.items()}
    assert reason(rules(), **together) is FAULTS[first][0]


def test_of_one_person_the_most_recently_closed_case_stays():
    cases = [
        case("K-1", person="p", closed=date(2025, 3, 1)),
        case("K-2", person="p", closed=date(2025, 4, 1)),
        case("K-3", person="p", closed=date(2025, 2, 1)),
        case("K-4", person="q"),
    ]
    assert reasons(cases, rules()) == {
        "K-1": Reason.SAME_PERSON,
        "K-2": None,
        "K-3": Reason.SAME_PERSON,
        "K-4": None,
    }


def test_closed_on_the_same_day_the_smallest_case_number_stays():
    cases = [case(number, person="p") for number in ("K-10", "K-9", "K-2")]
    assert reasons(cases, rules()) == {
        "K-10": None,
        "K-2": Reason.SAME_PERSON,
        "K-9": Reason.SAME_PERSON,
    }


def test_a_case_that_is_held_back_does_not_push_out_another_of_that_person():
    cases = [
        case("K-1", person="p", closed=date(2025, 3, 1)),
        case("K-2", person="p", closed=date(2025, 4, 1), withheld="deceased"),
    ]
    assert reasons(cases, rules()) == {"K-1": None, "K-2": Reason.WITHHELD}


def test_cases_without_a_person_key_are_different_persons():
    assert set(reasons([case("K-1", person=""), case("K-2", person="")], rules()).values()) == {None}


def test_verdicts_come_sorted_by_case_number():
    cases = [case(number) for number in ("k-1", "K-2", "K-10", "É-1")]
    assert [each.case.case_number for each in judge(cases, rules())] == [
        "K-10",
        "K-2",
        "k-1",
        "É-1",
    ]


def test_every_gate_in_force_is_counted_zeros_included():
    judged = judge([case("K-1"), case("K-2", opted_out=True), case("K-3", opted_out=True)], rules())
    counted = count_exclusions(judged, rules())
    assert tuple(counted) == gates(rules())
    assert counted.pop(Reason.OPTED_OUT) == 2
    assert set(counted.values()) == {0}


def test_an_empty_register():
    assert judge([], rules()) == ()
    assert set(count_exclusions([], rules()).values()) == {0}


DATES = st.dates(date(2024, 11, 1), date(2025, 5, 20))
REGISTERS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["klacht", "klacht", "vraag"]),
            "closed": st.none() | DATES,
            "person": st.sampled_from(["", "a", "b", "c"]),
            "contact": st.sampled_from(Contact),
            "withheld": st.sampled_from(["", "deceased"]),
            "last_delivered": st.none() | DATES,
        }
    ),
    max_size=25,
).map(lambda rows: [case(f"K-{row}", **values) for row, values in enumerate(rows)])


@given(REGISTERS, st.booleans(), st.integers(0, 20), st.integers())
def test_the_counts_add_up_and_the_order_of_the_rows_is_nothing(cases, letters, age, shuffle):
    by = rules(letters=letters, min_age_days=age)
    judged = judge(cases, by)
    eligible = [each.case for each in judged if each.reason is None]
    assert len(eligible) + sum(count_exclusions(judged, by).values()) == len(cases)
    persons = [each.person for each in eligible if each.person]
    assert len(persons) == len(set(persons))
    shuffled = cases.copy()
    random.Random(shuffle).shuffle(shuffled)  # noqa: S311 - any order will do
    assert judge(shuffled, by) == judged
    assert all(isinstance(each, Judged) for each in judged)
