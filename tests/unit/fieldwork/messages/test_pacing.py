"""When no mail leaves, on Dutch clocks: nights, weekends, holidays, and both changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.calendar import AMSTERDAM, is_holiday, is_weekend
from enquete_app.fieldwork.messages.pacing import AT_ANY_PACE, Pace, QuietHours, Turn

NIGHT = time(20), time(8)
ALL = QuietHours(night=NIGHT, weekends=True, holidays=True)
SOME_TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
NIGHTS = st.none() | st.tuples(SOME_TIMES, SOME_TIMES).filter(lambda night: night[0] != night[1])
HOURS = st.builds(QuietHours, night=NIGHTS, weekends=st.booleans(), holidays=st.booleans())
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def at(*when: int, fold: int = 0) -> datetime:
    return datetime(*when, tzinfo=AMSTERDAM, fold=fold)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (at(2026, 11, 26, 7, 59), at(2026, 11, 26, 8)),
        (at(2026, 11, 26, 8), None),
        (at(2026, 11, 26, 19, 59), None),
        (at(2026, 11, 26, 20), at(2026, 11, 27, 8)),
        (at(2026, 11, 27, 20), at(2026, 11, 30, 8)),  # a Friday evening
        (at(2026, 11, 29, 12), at(2026, 11, 30, 8)),
        (at(2026, 12, 24, 20), at(2026, 12, 28, 8)),  # two days of Christmas and a weekend
        (at(2026, 4, 2, 21), at(2026, 4, 7, 8)),  # Good Friday to Easter Monday
        (at(2025, 4, 25, 21), at(2025, 4, 28, 8)),  # King's Day on a Saturday
        (at(2026, 5, 5, 12), at(2026, 5, 6, 8)),  # Liberation Day
    ],
)
def test_nights_weekends_and_holidays_are_quiet_until_the_next_working_morning(moment, end):
    assert ALL.end(moment) == end


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        (datetime(2026, 3, 28, 21, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
)
def test_a_night_in_which_the_clock_changes_ends_by_the_clock(moment, end):
    assert QuietHours(night=NIGHT).end(moment) == end


def test_a_night_that_ends_in_the_hour_shown_twice_ends_the_second_time():
    hours = QuietHours(night=(time(1), time(2, 30)))

    assert hours.end(at(2026, 10, 25, 2, 15)) == hours.end(at(2026, 10, 25, 2, 45))
    assert hours.end(at(2026, 10, 25, 2, 15)) == at(2026, 10, 25, 2, 30, fold=1).astimezone(UTC)
    assert hours.end(at(2026, 10, 25, 2, 30, fold=1)) is None


def test_a_night_that_begins_in_the_hour_shown_twice_begins_the_first_time():
    hours = QuietHours(night=(time(2, 30), time(6)))

    assert hours.end(at(2026, 10, 25, 2, 29)) is None
    assert hours.end(at(2026, 10, 25, 2, 30)) == at(2026, 10, 25, 6)
    assert hours.end(at(2026, 10, 25, 2, 15, fold=1)) == at(2026, 10, 25, 6)


def test_a_night_that_begins_in_the_hour_left_out_begins_as_long_after_midnight_as_others():
    hours = QuietHours(night=(time(2, 30), time(6)))

    assert hours.end(at(2026, 3, 29, 3, 29)) is None
    assert hours.end(at(2026, 3, 29, 3, 30)) == at(2026, 3, 29, 6)


@given(HOURS, MOMENTS)
def test_it_is_quiet_up_to_the_end_that_is_told_and_not_at_it(hours, moment):
    end = hours.end(moment)

    if end is not None:
        assert end > moment
        assert hours.end(end) is None
        assert hours.end(moment + (end - moment) / 2) == end


@given(HOURS, MOMENTS)
def test_it_is_quiet_on_each_day_of_rest_and_on_no_other_by_day(hours, moment):
    day = moment.astimezone(AMSTERDAM).date()
    rests = (hours.weekends and is_weekend(day)) or (hours.holidays and is_holiday(day))

    assert not rests or hours.end(moment)
    assert rests or hours.night or hours.end(moment) is None


def test_holidays_are_those_of_the_law():
    days = (date(2026, 1, 1) + timedelta(days=number) for number in range(365))

    assert [day.strftime("%d-%m") for day in days if is_holiday(day)] == [
        *("01-01", "03-04", "05-04", "06-04", "27-04", "05-05", "14-05", "24-05", "25-05", "25-12", "26-12")
    ]


class Counted:
    """Counts without a clock: in one long minute."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def seconds_to_wait(self, rate, what, who):
        self.seen.append((what, who))
        return max(self.seen.count((what, who)) - rate.amount, 0)


def test_mails_go_until_the_minute_or_the_domain_is_full():
    pace = Pace(per_minute=4, per_domain=2, counting=Counted())

    turns = [pace.turn(domain) for domain in ("a", "a", "a", "b", "b")]

    assert turns == [Turn.GO, Turn.GO, Turn.NOT_TO_THIS_DOMAIN, Turn.GO, Turn.NOT_NOW]


def test_without_a_limit_nothing_is_counted():
    assert AT_ANY_PACE.turn("a") is Turn.GO
    assert AT_ANY_PACE.quiet.end(at(2026, 12, 25, 3)) is None
