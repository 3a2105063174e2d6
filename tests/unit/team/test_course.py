"""The picture of a fieldwork stays within its frame and says no more than the counts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enquete_app.fieldwork.models import DailyCount
from enquete_app.team.course import HEIGHT, LEFT, WIDTH, course_of

FIRST = date(2025, 3, 25)


def counts(*numbers):
    return [
        DailyCount(wave_id=1, day=FIRST + timedelta(days=at), started=number + 5, completed=number)
        for at, number in enumerate(numbers)
    ]


def test_before_the_first_count_there_is_no_picture():
    assert course_of([], first=FIRST, last=FIRST + timedelta(days=28), reminder=None, expected=10) is None


def test_the_table_beside_it_holds_its_numbers():
    course = course_of(counts(0, 5), first=FIRST, last=FIRST + timedelta(days=28), reminder=None, expected=84)

    assert course.days == [(FIRST, 5, 0), (FIRST + timedelta(days=1), 10, 5)]
    assert [mark.words for mark in course.marks] == ["0", "50", "100", "150", "200"]


@given(
    st.lists(st.integers(0, 100_000), min_size=1, max_size=40),
    st.integers(1, 400),
    st.integers(0, 100_000),
    st.none() | st.integers(-5, 500),
)
def test_everything_lies_within_the_frame(numbers, length, expected, reminder):
    last = FIRST + timedelta(days=length)
    day = None if reminder is None else FIRST + timedelta(days=reminder)
    course = course_of(counts(*numbers), first=FIRST, last=last, reminder=day, expected=expected)

    for line in (course.started, course.completed):
        for point in line.split():
            across, up = map(float, point.split(","))
            assert LEFT <= across <= WIDTH
            assert 0 <= up <= HEIGHT
    assert all(0 <= mark.at <= HEIGHT for mark in course.marks)
    assert course.dates[0][1] == FIRST
    assert course.dates[-1][1] == last
    assert len(course.dates) <= 6
    assert course.reminder_at is None or LEFT <= course.reminder_at <= WIDTH
