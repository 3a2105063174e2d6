from datetime import date, datetime

import pytest

from enquete_app.fieldwork.calendar import AMSTERDAM, is_working_day, next_working_morning


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ((2026, 11, 26), (2026, 11, 27)),
        ((2026, 11, 27), (2026, 11, 30)),
        ((2026, 12, 24), (2026, 12, 28)),
        ((2026, 12, 31), (2027, 1, 4)),
        ((2026, 4, 3), (2026, 4, 7)),  # Easter
        ((2026, 5, 13), (2026, 5, 15)),  # Ascension Day
        ((2025, 4, 25), (2025, 4, 28)),  # King's Day on a Saturday
    ],
)
def test_mails_are_proposed_for_nine_in_the_morning_of_the_next_working_day(today, expected):
    assert next_working_morning(datetime(*today, 23, 30, tzinfo=AMSTERDAM)) == datetime(
        *expected, 9, tzinfo=AMSTERDAM
    )


def test_kings_day_moves_to_saturday_if_it_would_fall_on_a_sunday():
    assert is_working_day(date(2026, 4, 28))
    assert not is_working_day(date(2026, 4, 27))
    assert is_working_day(date(2025, 4, 25))
