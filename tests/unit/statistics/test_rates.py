import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.statistics import Rate, rate

TALLIES = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_without_trials_there_is_no_rate():
    assert rate(0, 0) == Rate(None, None, None)


def test_the_interval_is_wilsons():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, 0 of 20.
    found, none = rate(81, 263), rate(0, 20)
    assert [round(found.low, 4), round(found.high, 4)] == [0.2553, 0.3662]
    assert [none.low, round(none.high, 4)] == [0.0, 0.1611]


@pytest.mark.parametrize(("successes", "trials"), [(2, 1), (-1, 1), (0, -1)])
def test_an_impossible_tally_is_refused(successes, trials):
    with pytest.raises(ValueError, match="successes"):
        rate(successes, trials)


@given(TALLIES)
def test_the_interval_lies_between_0_and_1_around_the_estimate(tally):
    found = rate(*tally)
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(TALLIES)
def test_failures_have_the_mirrored_interval(tally):
    successes, trials = tally
    found, mirrored = rate(successes, trials), rate(trials - successes, trials)
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-12)


@given(TALLIES)
def test_more_confidence_is_a_wider_interval(tally):
    narrow, wide = rate(*tally, confidence=0.9), rate(*tally, confidence=0.99)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high
