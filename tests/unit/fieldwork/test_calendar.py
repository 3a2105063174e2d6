from datetime import UTC, date, datetime

from enquete_app.fieldwork.calendar import local_day, start_of_day


def test_a_day_begins_at_midnight_in_amsterdam_also_when_the_clock_changes():
    assert start_of_day(date(2025, 3, 30)) == datetime(2025, 3, 29, 23, tzinfo=UTC)
    assert start_of_day(date(2025, 3, 31)) == datetime(2025, 3, 30, 22, tzinfo=UTC)
    assert start_of_day(date(2025, 10, 27)) == datetime(2025, 10, 26, 23, tzinfo=UTC)


def test_late_in_the_evening_it_is_already_tomorrow():
    assert local_day(datetime(2025, 5, 14, 22, 30, tzinfo=UTC)) == date(2025, 5, 15)
