"""The days on which a survey draws: none left out, none twice, whatever the calendar and the clock do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.calendar import AMSTERDAM, local_day
from enquete_app.fieldwork.rolling.days import (
    FIRST_HOUR,
    LAST_HOUR,
    Period,
    Rhythm,
    Schedule,
    WaveLength,
    period_of,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
SCHEDULES = st.builds(
    Schedule,
    rhythm=st.sampled_from(Rhythm),
    weekday=st.integers(0, 6),
    day_of_month=st.integers(1, 31),
    hour=st.integers(FIRST_HOUR, LAST_HOUR),
)


@given(SCHEDULES, DAYS, st.integers(0, 800))
def test_two_draws_are_a_week_or_a_month_apart(schedule, first, length):
    days = list(schedule.days(Period(first, first + timedelta(days=length))))

    gaps = {(after - before).days for before, after in pairwise(days)}
    assert gaps <= ({7} if schedule.rhythm is Rhythm.WEEK else {28, 29, 30, 31})
    assert all(first <= day <= first + timedelta(days=length) for day in days)
    if schedule.rhythm is Rhythm.MONTH:
        assert len({(day.year, day.month) for day in days}) == len(days)


@given(SCHEDULES, DAYS, st.integers(1, 200), st.integers(1, 200))
def test_looking_in_parts_finds_the_same_days(schedule, first, one, other):
    middle, last = first + timedelta(days=one), first + timedelta(days=one + other)

    parts = [*schedule.days(Period(first, middle - timedelta(days=1))), *schedule.days(Period(middle, last))]

    assert parts == list(schedule.days(Period(first, last)))


@given(SCHEDULES, DAYS)
def test_every_month_and_every_week_has_its_draw(schedule, first):
    longest = 6 if schedule.rhythm is Rhythm.WEEK else 31

    assert list(schedule.days(Period(first, first + timedelta(days=longest))))


@pytest.mark.parametrize(
    ("asked", "days"),
    [(31, [31, 28, 31, 30]), (30, [30, 28, 30, 30]), (29, [29, 28, 29, 29]), (28, [28, 28, 28, 28])],
)
def test_a_day_that_a_month_lacks_is_its_last_day(asked, days):
    schedule = Schedule(rhythm=Rhythm.MONTH, day_of_month=asked)

    found = schedule.days(Period(date(2026, 1, 1), date(2026, 4, 30)))

    assert [day.day for day in found] == days
    leap = list(schedule.days(Period(date(2028, 2, 1), date(2028, 2, 29))))
    assert leap == [date(2028, 2, min(asked, 29))]


@given(SCHEDULES, DAYS)
def test_the_hour_is_that_hour_in_amsterdam_also_when_the_clock_changes(schedule, day):
    moment = schedule.moment(day)

    assert local_day(moment) == day
    assert moment.astimezone(AMSTERDAM).hour == schedule.hour
    assert moment.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 3, 28), 8),
        (date(2026, 3, 29), 7),
        (date(2026, 10, 24), 7),
        (date(2026, 10, 25), 8),
    ],
)
def test_nine_o_clock_on_both_sides_of_a_change_of_the_clock(day, utc):
    moment = Schedule(rhythm=Rhythm.WEEK, hour=9).moment(day)

    assert moment == datetime(day.year, day.month, day.day, utc, tzinfo=UTC)


@given(DAYS, st.sampled_from(WaveLength))
def test_periods_follow_each_other_without_gap_or_overlap(day, length):
    period = period_of(day, length)

    assert day in period
    assert period_of(period.first, length) == period == period_of(period.last, length)
    assert period_of(period.last + timedelta(days=1), length).first == period.last + timedelta(days=1)
    assert period.first.year == period.last.year


def test_the_year_ends_between_two_periods():
    assert period_of(date(2026, 12, 31), WaveLength.QUARTER) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert period_of(date(2027, 1, 1), WaveLength.HALF_YEAR) == Period(date(2027, 1, 1), date(2027, 6, 30))
    assert period_of(date(2028, 2, 29), WaveLength.MONTH) == Period(date(2028, 2, 1), date(2028, 2, 29))
