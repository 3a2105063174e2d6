"""Population, sample and respondents on what the register knows."""

from collections import Counter

import pytest

from enquete_app.fieldwork.waves.background import Background
from enquete_app.results.composition import Composition, Group, compositions_of
from enquete_app.results.measures import Grades, Hidden
from enquete_app.results.waiting import Waiting, waiting_of
from enquete_app.statistics import Suppression, Thresholds

SHOWN, FEW = Thresholds(), Hidden(Suppression.TOO_FEW)


def background(handlings, sample=None):
    people = {(value, "gegrond", ""): count for value, count in handlings.items()}
    drawn = {(value, "gegrond", ""): count for value, count in (sample or handlings).items()}
    return Background(population=people, sample=drawn, days={})


def responses(**handlings):
    return {(None if name == "unknown" else name, "gegrond", ""): n for name, n in handlings.items()}


def handling(population, answered, *, sample=None, grades=None):
    return compositions_of(background(population, sample), answered, grades, SHOWN)["handling"]


def test_shares_are_set_against_the_populations():
    found = handling({"formeel": 50, "informeel": 150}, responses(formeel=10, informeel=30))
    assert [each.value for each in found.categories] == ["formeel", "informeel"]
    assert found.categories[0].population == Group(50, 0.25, 0.0)
    assert found.categories[0].respondents == Group(10, 0.25, 0.0)
    assert found.rest == (0, 0, 0)


def test_the_sample_stands_between():
    found = handling(
        {"formeel": 50, "informeel": 150},
        responses(formeel=10, informeel=30),
        sample={"formeel": 40, "informeel": 40},
    )
    assert found.categories[0].sample == Group(40, 0.5, 25.0)


def test_a_small_group_hides_the_smallest_of_the_others_with_it():
    found = handling({"a": 20, "b": 40, "c": 90}, responses(a=4, b=12, c=30))
    assert [each.respondents for each in found.categories] == [
        FEW,
        Hidden(Suppression.COMPLEMENTARY),
        Group(30, 1.0, 0.0),
    ]
    assert found.rest == (60, 60, 16)


def test_a_value_that_no_answer_has_is_hidden_like_one_that_few_have():
    found = handling({"a": 20, "b": 40, "c": 90}, responses(b=12, c=30, unknown=11))
    assert found.categories[0].respondents == FEW
    assert found.rest == (20, 20, 11)


def test_few_answers_of_which_it_is_unknown_hide_a_group_too():
    found = handling({"a": 20, "b": 40}, responses(a=12, b=30, unknown=6))
    assert found.categories[0].respondents == Hidden(Suppression.COMPLEMENTARY)
    assert found.rest == (20, 20, 18)


def test_where_grades_are_hidden_respondents_are_too():
    grades = Grades(population=60, all=FEW, by={"handling": {"a": FEW, "b": FEW, "c": object()}}, unknown={})
    found = handling({"a": 20, "b": 40, "c": 90}, responses(a=12, b=14, c=30), grades=grades)
    assert [isinstance(each.respondents, Hidden) for each in found.categories] == [True, True, False]


def test_an_answer_with_a_value_that_nobody_of_the_population_has_stands_apart():
    found = handling({"a": 20, "b": 40}, responses(a=12, b=30, c=15))
    assert [each.value for each in found.categories] == ["a", "b"]
    assert found.rest == (0, 0, 15)


def test_it_survives_being_json():
    found = handling({"a": 20, "b": 40, "c": 90}, responses(a=4, b=12, c=30))
    assert Composition.from_json(found.to_json()) == found


@pytest.mark.parametrize("days", [{}, {0: 3, 45: 4, 180: 1}])
def test_the_days_until_the_invitation_are_summarised(days):
    found = waiting_of(Background(population=Counter(), sample=Counter(), days=days, days_unknown=2))
    assert (found.n, found.unknown) == (sum(days.values()), 2)
    assert (found.median, found.most) == ((45.0, 180) if days else (None, None))
    assert Waiting.from_json(found.to_json()) == found
