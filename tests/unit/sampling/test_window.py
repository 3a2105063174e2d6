from datetime import date

import pytest

from enquete_app.sampling import window_first_day


@pytest.mark.parametrize(
    ("as_of", "first_day"),
    [
        (date(2025, 5, 15), date(2024, 11, 15)),
        (date(2025, 8, 31), date(2025, 2, 28)),
        (date(2024, 8, 31), date(2024, 2, 29)),
        (date(2024, 8, 29), date(2024, 2, 29)),
        (date(2025, 8, 29), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2023, 8, 29)),
        (date(2025, 5, 31), date(2024, 11, 30)),
        (date(2025, 1, 1), date(2024, 7, 1)),
    ],
)
def test_the_window_opens_on_the_same_day_six_months_before(as_of, first_day):
    assert window_first_day(as_of) == first_day


@pytest.mark.parametrize(("months", "first_day"), [(1, date(2025, 2, 28)), (3, date(2024, 12, 31))])
def test_a_survey_may_use_fewer_months(months, first_day):
    assert window_first_day(date(2025, 3, 31), months) == first_day
