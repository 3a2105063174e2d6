import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enquete_app.statistics import Profile, Raking, Unraked, rake

FACTS = st.tuples(st.sampled_from("ab"), st.sampled_from("pqr"), st.sampled_from("xy"))
BASES = st.sampled_from([1, 2.5, Fraction(7, 3), 40])
PROFILES = st.builds(Profile, FACTS, BASES)
COUNTS = st.integers(1, 30)
PEOPLE = st.dictionaries(PROFILES, COUNTS, min_size=1, max_size=15)
TWICE = [Profile(("a",), 1.0), Profile(("b",), 1.0)]


def margins_of(people, each):
    """Count the population in which each person of a profile stands for so many."""
    margins = [Counter() for _ in next(iter(people)).facts]
    for profile, count in people.items():
        for margin, fact in zip(margins, profile.facts, strict=True):
            margin[fact] += count * each[profile]
    return margins


def reached(people, weights, place):
    totals = Counter()
    for profile, count in people.items():
        totals[profile.facts[place]] += weights[profile] * count
    return totals


@st.composite
def possible(draw):
    """Draw respondents with margins that some weights meet."""
    people = draw(PEOPLE)
    return people, margins_of(people, {profile: draw(st.integers(1, 20)) for profile in people})


def test_weights_make_up_for_who_answered_less():
    found = rake({TWICE[0]: 30, TWICE[1]: 10}, [{"a": 100, "b": 100}])
    assert found == Raking({TWICE[0]: pytest.approx(100 / 30), TWICE[1]: pytest.approx(10)}, None)


def test_base_weights_are_kept_within_a_category():
    one, two = Profile(("a",), 1), Profile(("a",), 3)
    found = rake({one: 5, two: 5}, [{"a": 400}]).weights
    assert (found[one], found[two]) == (pytest.approx(20), pytest.approx(60))


def test_a_second_fact_does_not_undo_the_first():
    people = dict.fromkeys((Profile((a, x), 1) for a in "ab" for x in "xy"), 10) | {
        Profile(("a", "x"), 1): 30
    }
    margins = [{"a": 120, "b": 80}, {"x": 60, "y": 140}]
    found = rake(people, margins).weights
    assert [reached(people, found, place) for place in (0, 1)] == [
        pytest.approx(margin) for margin in margins
    ]


def test_people_of_whom_a_fact_is_unknown_keep_their_share_of_the_base_weights():
    unknown, a, b = (Profile((fact,), 1) for fact in (None, "a", "b"))
    found = rake({unknown: 10, a: 20, b: 10}, [{"a": 100, "b": 100}]).weights
    assert found == {unknown: pytest.approx(5), a: pytest.approx(3.75), b: pytest.approx(7.5)}


def test_weights_stay_as_they_come_if_no_largest_is_asked_for():
    found = rake({TWICE[0]: 1, TWICE[1]: 99}, [{"a": 9900, "b": 100}]).weights
    assert found[TWICE[0]] == pytest.approx(9900)


def test_no_weight_passes_the_largest_and_the_others_take_over():
    heavy, light, other = Profile(("a",), 9), Profile(("a",), 1), Profile(("b",), 2)
    people = {heavy: 5, light: 5, other: 10}
    found = rake(people, [{"a": 100, "b": 100}], largest=1.5).weights
    # Without: 18, 2 and 10; the mean is 10.
    assert found == {heavy: pytest.approx(15), light: pytest.approx(5), other: pytest.approx(10)}


def test_a_largest_weight_that_a_category_needs_to_pass_is_told():
    found = rake({TWICE[0]: 5, TWICE[1]: 95}, [{"a": 100, "b": 100}], largest=3)
    assert found == Raking({}, Unraked.LARGEST_TOO_SMALL, ((0, "a"),))


def test_everybody_at_the_largest_weight_is_just_possible():
    found = rake({TWICE[0]: 10, TWICE[1]: 10}, [{"a": 100, "b": 100}], largest=1)
    assert found.weights == {TWICE[0]: pytest.approx(10), TWICE[1]: pytest.approx(10)}


@pytest.mark.parametrize("nobody", [{}, {TWICE[0]: 0}])
def test_nobody_answered(nobody):
    assert rake(nobody, [{"a": 10}]) == Raking({}, Unraked.NOBODY)


def test_a_category_without_respondents_is_told():
    people = {Profile(("a", "x"), 1): 4}
    found = rake(people, [{"a": 5, "b": 5}, {"x": 6, "y": 3, "z": 1, "none": 0}])
    assert found == Raking({}, Unraked.EMPTY_CATEGORY, ((0, "b"), (1, "y"), (1, "z")))


@pytest.mark.parametrize("margin", [{"a": 10}, {"a": 10, "b": 0}])
def test_respondents_whom_the_population_lacks_are_told(margin):
    found = rake(dict.fromkeys(TWICE, 3), [margin])
    assert found == Raking({}, Unraked.NOT_IN_POPULATION, ((0, "b"),))


def test_a_fact_that_is_known_of_nobody_has_only_categories_without_respondents():
    found = rake({Profile((None,), 1): 4}, [{"a": 5, "b": 5}])
    assert found == Raking({}, Unraked.EMPTY_CATEGORY, ((0, "a"), (0, "b")))


@pytest.mark.parametrize("largest", [None, 1.9])
def test_margins_that_no_weights_meet_together_are_told(largest):
    # All of b are x as well, but the population has more of b than of x.
    people = dict.fromkeys((Profile(facts, 1) for facts in (("a", "x"), ("a", "y"), ("b", "x"))), 9)
    found = rake(people, [{"a": 40, "b": 60}, {"x": 50, "y": 50}], largest=largest)
    assert found == Raking({}, Unraked.NOT_CONVERGED)


@pytest.mark.parametrize(
    ("people", "margins", "largest"),
    [
        ({TWICE[0]: 1}, [], None),
        ({TWICE[0]: 1}, [{"a": 5}, {"a": 5}], None),
        ({Profile(("a", "a"), 1): 1}, [{"a": 5}, {"a": 6}], None),
        ({TWICE[0]: -1}, [{"a": 5}], None),
        ({TWICE[0]: 1}, [{"a": 5, "b": -1}], None),
        ({Profile(("a",), 0): 1}, [{"a": 5}], None),
        ({Profile(("a",), math.nan): 1}, [{"a": 5}], None),
        ({Profile(("a",), math.inf): 1}, [{"a": 5}], None),
        ({TWICE[0]: 1}, [{"a": 5}], 0.9),
        ({TWICE[0]: 1}, [{"a": 5}], math.nan),
    ],
)
def test_tables_that_contradict_themselves_are_refused(people, margins, largest):
    with pytest.raises(ValueError, match=r"Margins|profile|Numbers|mean"):
        rake(people, margins, largest=largest)


def test_margins_that_hang_on_few_people_are_met_too():
    # Fact by fact alone, this takes more than a thousand rounds.
    people = {("a", "q", "x"): 26, ("a", "p", "x"): 1, ("a", "p", "y"): 3, ("b", "p", "x"): 1}
    people = {Profile(facts, 1): count for facts, count in people.items()}
    margins = [{"a": 153, "b": 13}, {"p": 62, "q": 104}, {"x": 118, "y": 48}]
    found = rake(people, margins).weights
    assert found == {
        Profile(("a", "q", "x"), 1): pytest.approx(4, rel=1e-10),
        Profile(("a", "p", "x"), 1): pytest.approx(1, rel=1e-8),
        Profile(("a", "p", "y"), 1): pytest.approx(16, rel=1e-10),
        Profile(("b", "p", "x"), 1): pytest.approx(13, rel=1e-10),
    }


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible())
def test_the_weights_reproduce_the_margins(task):
    people, margins = task
    found = rake(people, margins)
    assert found.undefined is None
    assert min(found.weights.values()) > 0
    for place, margin in enumerate(margins):
        assert reached(people, found.weights, place) == pytest.approx(margin, rel=1e-10)


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible(), st.randoms())
def test_the_order_of_people_and_categories_does_not_matter(task, random):
    people, margins = task
    shuffled = random.sample(list(people.items()), len(people))
    turned = [dict(random.sample(list(margin.items()), len(margin))) for margin in margins]
    assert rake(dict(shuffled), turned) == rake(people, margins)


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible())
def test_the_order_of_the_facts_does_not_matter(task):
    people, margins = task
    found = rake(people, margins)
    turned = {Profile(facts[::-1], base): count for (facts, base), count in people.items()}
    again = rake(turned, margins[::-1]).weights
    assert {Profile(facts[::-1], base): weight for (facts, base), weight in again.items()} == pytest.approx(
        found.weights, rel=1e-8
    )


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible(), st.floats(1e-6, 1e6))
def test_only_the_proportions_of_base_weights_matter(task, scale):
    people, margins = task
    found = rake(people, margins).weights
    scaled = rake({Profile(facts, base * scale): n for (facts, base), n in people.items()}, margins).weights
    assert list(scaled.values()) == pytest.approx(list(found.values()), rel=1e-8)


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(PEOPLE)
def test_people_who_are_composed_as_the_population_keep_their_weights(people):
    each = {profile: int(profile.base * 6) for profile in people}
    found = rake(
        {Profile(facts, Fraction(base)): n for (facts, base), n in people.items()}, margins_of(people, each)
    )
    assert found.weights == {profile: pytest.approx(weight, rel=1e-10) for profile, weight in each.items()}


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible())
def test_within_the_same_facts_weights_go_by_base_weight(task):
    people, margins = task
    found = rake(people, margins).weights
    factors = {}
    for profile, weight in found.items():
        factors.setdefault(profile.facts, []).append(weight / float(profile.base))
    assert all(each == pytest.approx([each[0]] * len(each), rel=1e-12) for each in factors.values())


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(possible(), st.floats(1, 4))
def test_a_largest_weight_is_kept_or_told_to_be_impossible(task, largest):
    people, margins = task
    found = rake(people, margins, largest=largest)
    if found.undefined:
        assert found.undefined in {Unraked.LARGEST_TOO_SMALL, Unraked.NOT_CONVERGED}
        return
    mean = sum(margins[0].values()) / sum(people.values())
    assert max(found.weights.values()) <= largest * mean * (1 + 1e-15)
    for place, margin in enumerate(margins):
        assert reached(people, found.weights, place) == pytest.approx(margin, rel=1e-10)


@settings(deadline=None)  # so many rounds as a problem needs, on however busy a machine
@given(
    st.dictionaries(
        st.builds(Profile, FACTS | st.just((None, "p", "x")), BASES), st.integers(0, 9), max_size=9
    ),
    st.integers(1, 99),
    st.integers(1, 99),
    st.none() | st.floats(1, 3),
)
def test_any_tables_give_weights_or_a_reason(people, share, other, largest):
    whole = 100
    margins = [
        {"a": share, "b": whole - share},
        {"p": other, "q": (whole - other) // 2, "r": whole - other - (whole - other) // 2},
        {"x": whole - share, "y": share},
    ]
    found = rake(people, margins, largest=largest)
    assert (found.undefined is None) == bool(found.weights)
    assert set(found.weights) <= {profile for profile, count in people.items() if count}
