from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from enquete_app.accounts.attempts import FREE, LONGEST_WAIT, wait_after


def test_the_first_failures_are_free_then_each_doubles_the_wait():
    minutes = [wait_after(failures) // timedelta(minutes=1) for failures in range(1, 13)]

    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@given(st.integers(0, 10**9))
def test_the_wait_never_shrinks_and_never_exceeds_an_hour(failures):
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_guessing_codes_with_the_password_takes_longer_than_anybody_has():
    tried, elapsed = 0, timedelta()
    while elapsed < timedelta(days=365):
        tried += 1
        elapsed += wait_after(tried)

    # Three of a million codes are good at any moment.
    assert tried * 3 / 1_000_000 < 0.03
    assert tried > FREE
