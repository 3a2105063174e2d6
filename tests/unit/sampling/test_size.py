import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enquete_app.sampling import Advice, Stratum, advise, expect, margin_of_error, margin_of_strata


def test_the_margin_of_the_survey_of_2024():
    # 1.959964 * sqrt(0.25 / 76 * 260 / 335), worked out by hand.
    assert margin_of_error(76, 336) == pytest.approx(0.0990329, abs=1e-6)


def test_a_sample_of_a_large_population_has_the_textbook_margin():
    assert margin_of_error(385, 10**9) == pytest.approx(0.05, abs=1e-4)


def test_share_and_confidence_change_the_margin():
    assert margin_of_error(100, 10**9, share=0.1) == pytest.approx(0.0588, abs=1e-4)
    assert margin_of_error(100, 10**9, confidence=0.99) == pytest.approx(0.1288, abs=1e-4)


def test_everyone_answered():
    assert margin_of_error(1, 1) == 0
    assert margin_of_error(336, 336) == 0


@pytest.mark.parametrize(("respondents", "population"), [(0, 10), (11, 10), (-1, 10)])
def test_no_margin_without_respondents_or_with_too_many(respondents, population):
    with pytest.raises(ValueError, match="respondents in a population"):
        margin_of_error(respondents, population)


def test_few_complaints_call_for_a_census():
    advice = advise(336)
    assert (advice.census, advice.size, advice.expected_completes) == (True, None, 84)
    assert advice.margin == margin_of_error(84, 336)


def test_the_census_ends_a_little_above_1150():
    assert advise(1156).census
    assert advise(1157) == Advice(
        census=False, size=1156, expected_completes=289, margin=margin_of_error(289, 1157)
    )


def test_many_complaints_can_do_with_a_sample():
    advice = advise(100_000)
    assert (advice.census, advice.size, advice.expected_completes) == (False, 1532, 383)
    assert advice.margin == pytest.approx(0.05, abs=1e-4)


def test_a_better_response_and_a_wider_target_need_fewer():
    assert advise(2000, expected_response=0.5).size < advise(2000).size
    assert advise(2000, target=0.1).size < advise(2000).size


@pytest.mark.parametrize("eligible", [0, 1, 3])
def test_where_no_answer_may_be_expected_there_is_no_margin(eligible):
    assert advise(eligible) == Advice(census=True, size=None, expected_completes=0, margin=None)


@pytest.mark.parametrize(
    ("eligible", "response", "target"),
    [(-1, 0.25, 0.05), (10, 0, 0.05), (10, 1.1, 0.05), (10, 0.25, 0), (10, 0.25, 1)],
)
def test_arguments_out_of_range_are_refused(eligible, response, target):
    with pytest.raises(ValueError, match="No advice"):
        advise(eligible, expected_response=response, target=target)


@given(st.integers(1, 10**6), st.integers(1, 100), st.integers(1, 99))
def test_an_advised_sample_reaches_its_target_with_the_fewest_answers(eligible, response, target):
    advice = advise(eligible, expected_response=response / 100, target=target / 100)
    if advice.census:
        return
    assert 0 < advice.size < eligible
    assert advice.margin <= target / 100 + 1e-12
    needed = math.ceil(advice.size * response / 100) - 1
    if needed > 1:
        assert margin_of_error(needed - 1, eligible) > target / 100


STRATA = st.lists(
    st.integers(1, 500).flatmap(lambda size: st.tuples(st.just(size), st.integers(1, size))),
    min_size=1,
    max_size=5,
)


@given(STRATA)
def test_one_stratum_has_the_margin_of_a_simple_random_sample(strata):
    population, respondents = strata[0]

    assert margin_of_strata([(respondents, population)]) == pytest.approx(
        margin_of_error(respondents, population)
    )


@given(STRATA)
def test_the_margin_of_strata_is_nothing_in_a_census_and_never_above_the_worst_of_them(strata):
    drawn = [(respondents, population) for population, respondents in strata]
    worst = max(margin_of_error(respondents, population) for respondents, population in drawn)

    assert 0 <= margin_of_strata(drawn) <= worst * (1 + 1e-9)
    assert margin_of_strata([(population, population) for population, _ in strata]) == 0


def test_strata_out_of_proportion_have_a_larger_margin():
    in_proportion = margin_of_strata([(45, 900), (5, 100)])

    assert margin_of_strata([(25, 900), (25, 100)]) > in_proportion


@pytest.mark.parametrize("drawn", [[(0, 10)], [(11, 10)]])
def test_a_stratum_without_respondents_or_with_too_many_has_no_margin(drawn):
    with pytest.raises(ValueError, match="in a stratum of"):
        margin_of_strata(drawn)


def test_what_is_expected_of_a_census_is_the_margin_of_those_who_answer():
    told = expect([Stratum((), 336, 336)], expected_response=0.25, proportional=True)

    assert told.completes == 84
    assert told.margin == pytest.approx(margin_of_error(84, 336))


def test_what_is_expected_of_strata_out_of_proportion_weighs_them():
    strata = [Stratum(("a",), 900, 100), Stratum(("b",), 100, 100)]
    told = expect(strata, expected_response=0.25, proportional=False)

    assert told.completes == 50
    assert told.margin == pytest.approx(margin_of_strata([(25, 900), (25, 100)]))


@pytest.mark.parametrize(
    ("strata", "completes"),
    [([], 0), ([Stratum((), 10, 3)], 0), ([Stratum(("a",), 90, 90), Stratum(("b",), 10, 0)], 22)],
)
def test_no_margin_is_told_where_nobody_or_a_whole_stratum_would_not_answer(strata, completes):
    told = expect(strata, expected_response=0.25, proportional=False)

    assert (told.completes, told.margin) == (completes, None)
