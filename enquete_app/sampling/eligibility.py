"""Who may be drawn: the gates, in their fixed order, and what each one held back.

Every case is judged and every case keeps its verdict; nothing is left out silently. A case gets
the first reason that applies, so that the counts add up to the register.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum, StrEnum, auto
from types import MappingProxyType

from enquete_app.sampling.window import MONTHS, window_first_day


class Reason(StrEnum):
    """Why a case is not eligible, in the order in which the gates are tried."""

    KIND_NOT_IN_SURVEY = "kind_not_in_survey"
    HANDLING_NOT_IN_SURVEY = "handling_not_in_survey"
    NOT_CLOSED = "not_closed"
    CLOSED_IN_FUTURE = "closed_in_future"
    CLOSED_TOO_LONG_AGO = "closed_too_long_ago"
    CLOSED_TOO_RECENTLY = "closed_too_recently"
    NO_EMAIL = "no_email"
    INVALID_EMAIL = "invalid_email"
    NO_CONTACT = "no_contact"
    WITHHELD = "withheld"
    OPTED_OUT = "opted_out"
    RECENTLY_INVITED = "recently_invited"
    EARLIER_FRAME = "earlier_frame"
    SAME_PERSON = "same_person"


class Contact(Enum):
    """What the register holds as a complainant's e-mail address."""

    USABLE = auto()
    MISSING = auto()
    INVALID = auto()


NO_EXTRA: Mapping[str, str] = MappingProxyType({})
"""One for all cases that have no further columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of the register as far as sampling needs it: no names, no addresses.

    Attributes:
        case_number: Unique in the register.
        kind: Complaint, report, question, ... in the register's own words.
        received: The day it came in.
        closed: The day it was closed; None while it is open.
        handling: Formal or informal, in the register's own words; may be empty.
        judgement: The municipality's; may be empty.
        domain: May be empty.
        extra: Further register columns, by name, that may serve as strata.
        person: The same for all cases of one person; empty when no contact data are usable.
        contact: Whether there is an e-mail address that can be mailed.
        has_address: Whether there is a postal address.
        withheld: Why staff keep this case out of every draw; empty if they do not.
        opted_out: Whether the person asked not to be invited.
        last_delivered: The day a survey's mail last reached the person; None if never.
        in_earlier_frame: Whether an earlier draw of the survey already gave it its chance.
        person_in_wave: Whether an earlier draw of the same wave took another case of the person into account.
    """

    case_number: str
    kind: str
    received: date
    closed: date | None
    handling: str
    judgement: str
    domain: str
    extra: Mapping[str, str] = field(default_factory=lambda: NO_EXTRA)
    person: str
    contact: Contact
    has_address: bool
    withheld: str
    opted_out: bool
    last_delivered: date | None
    in_earlier_frame: bool
    person_in_wave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a survey demands of a case.

    Attributes:
        as_of: The day of the draw.
        kinds: The kinds of cases the survey is about.
        handlings: The handlings it is restricted to; None for no restriction.
        months: Length of the window, in calendar months.
        min_age_days: Days that must have passed since closing; 0 asks none.
        cool_down_days: Days after a delivered mail during which a person is left alone, the last
            one included; 0 leaves nobody alone.
        letters: Whether somebody with only a postal address can be invited too.
    """

    as_of: date
    kinds: frozenset[str]
    handlings: frozenset[str] | None = None
    months: int = MONTHS
    min_age_days: int = 0
    cool_down_days: int = 365
    letters: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the first reason that keeps it out; None when it is eligible."""

    case: Case
    reason: Reason | None


def _handled_otherwise(case: Case, rules: Rules) -> bool:
    return rules.handlings is not None and case.handling not in rules.handlings


def _no_longer_in_window(case: Case, rules: Rules) -> bool:
    first_day = window_first_day(rules.as_of, rules.months)
    return case.closed is not None and case.closed < first_day


def _too_recent(case: Case, rules: Rules) -> bool:
    last_day = rules.as_of - timedelta(days=rules.min_age_days)
    return case.closed is not None and case.closed > last_day


def _cooling_down(case: Case, rules: Rules) -> bool:
    # A mail after a back-dated draw day counts too: the person was bothered all the same.
    if case.last_delivered is None or rules.cool_down_days == 0:
        return False
    return case.last_delivered >= rules.as_of - timedelta(days=rules.cool_down_days)


_HOLDS_BACK: Mapping[Reason, Callable[[Case, Rules], bool]] = {
    Reason.KIND_NOT_IN_SURVEY: lambda case, rules: case.kind not in rules.kinds,
    Reason.HANDLING_NOT_IN_SURVEY: _handled_otherwise,
    Reason.NOT_CLOSED: lambda case, _: case.closed is None,
    Reason.CLOSED_IN_FUTURE: lambda case, rules: case.closed is not None and case.closed > rules.as_of,
    Reason.CLOSED_TOO_LONG_AGO: _no_longer_in_window,
    Reason.CLOSED_TOO_RECENTLY: _too_recent,
    Reason.NO_EMAIL: lambda case, _: case.contact is Contact.MISSING,
    Reason.INVALID_EMAIL: lambda case, _: case.contact is Contact.INVALID,
    Reason.NO_CONTACT: lambda case, _: case.contact is not Contact.USABLE and not case.has_address,
    Reason.WITHHELD: lambda case, _: bool(case.withheld),
    Reason.OPTED_OUT: lambda case, _: case.opted_out,
    Reason.RECENTLY_INVITED: _cooling_down,
    Reason.EARLIER_FRAME: lambda case, _: case.in_earlier_frame,
    # Of the other cases in this frame `_one_case_per_person` tells, after all the other gates.
    Reason.SAME_PERSON: lambda case, _: case.person_in_wave,
}


def had_its_chance(reason: Reason | None) -> bool:
    """Whether a draw with this verdict was a case's one chance in a survey that draws again and again.

    It was if every other gate let the case pass: its complainant took part, with this case or with another
    one that stood in for it. What another gate held back took no part, and may later.
    """
    return reason is None or reason is Reason.SAME_PERSON


def gates(rules: Rules) -> tuple[Reason, ...]:
    """Give the gates that are in force, in the order in which they are tried.

    Args:
        rules: The survey's; a restriction to handlings and a minimum age each add a gate, letters
            put one in the place of two.
    """
    absent = {Reason.NO_EMAIL, Reason.INVALID_EMAIL} if rules.letters else {Reason.NO_CONTACT}
    if rules.handlings is None:
        absent.add(Reason.HANDLING_NOT_IN_SURVEY)
    if rules.min_age_days == 0:
        absent.add(Reason.CLOSED_TOO_RECENTLY)
    return tuple(reason for reason in Reason if reason not in absent)


def judge(cases: Iterable[Case], rules: Rules) -> tuple[Judged, ...]:
    """Pass every case through the gates.

    Of the cases of one person that pass all other gates the most recently closed one stays, the
    smallest case number if they were closed on the same day. Cases without a person key are each
    taken for another person.

    Args:
        cases: The whole register, in any order.
        rules: What the survey demands.

    Returns:
        Every case with its verdict, sorted by case number; the same for any order of `cases`.
    """
    in_force = gates(rules)
    judged = (
        Judged(case, next((gate for gate in in_force if _HOLDS_BACK[gate](case, rules)), None))
        for case in cases
    )
    return _one_case_per_person(sorted(judged, key=lambda each: each.case.case_number))


def _one_case_per_person(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """Hold back all but one of a person's eligible cases; expects them sorted by case number."""
    every = tuple(judged)
    stays: dict[str, Case] = {}
    for case in (each.case for each in every if each.reason is None and each.case.person):
        known = stays.setdefault(case.person, case)
        if (case.closed or date.min) > (known.closed or date.min):
            stays[case.person] = case
    return tuple(
        replace(each, reason=Reason.SAME_PERSON)
        if each.reason is None and stays.get(each.case.person, each.case) is not each.case
        else each
        for each in every
    )


def count_exclusions(judged: Iterable[Judged], rules: Rules) -> dict[Reason, int]:
    """Count what each gate held back.

    Args:
        judged: All cases with their verdicts.
        rules: Those by which they were judged.

    Returns:
        Numbers of cases for every gate in force, in order, zeros included.
    """
    counts = dict.fromkeys(gates(rules), 0)
    for each in judged:
        if each.reason is not None:
            counts[each.reason] += 1
    return counts
