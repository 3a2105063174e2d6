"""Weights of respondents: their classes, the figures under them, and why there may be none."""

from collections import Counter
from fractions import Fraction

import pytest
from invented_waves import invented, kept

from enquete_app.results.building import build_report
from enquete_app.results.classes import classes_of
from enquete_app.results.weighing import Chances, chances_of
from enquete_app.results.weights import Kind, Unweighted, WeightedShares
from enquete_app.statistics import Thresholds

ALIKE = Chances(differ=False, by=(), exact=True)


@pytest.fixture
def report_of(db, make_wave):
    def report_of(people, strata=None, by=()):
        wave = make_wave(people.replies, eligible=len(people.population), completed=len(people.replies))
        db.add(kept(wave.id, people.background))
        db.refresh(wave)
        if strata:
            wave.draws[0].strata, wave.draws[0].design = strata, {"by": list(by)}
        db.flush()
        return build_report(db, wave)

    return report_of


@pytest.fixture
def weights_of(report_of):
    return lambda *arguments, **named: report_of(*arguments, **named).backing.weights


@pytest.mark.parametrize("seed", range(5))
def test_every_class_has_enough_people_and_keeps_its_facts_or_loses_them(seed):
    people = invented(seed)
    responses = Counter(tuple(facts.values()) for facts, _ in people.replies)
    classes = classes_of(responses, Thresholds())
    sizes = Counter()
    for facts, count in responses.items():
        sizes[classes[facts]] += count
        assert all(new in (old, None) for old, new in zip(facts, classes[facts], strict=True))
    assert min(sizes.values()) >= 10


def test_a_large_wave_has_no_more_classes_than_can_be_counted():
    responses = {(f"h{i}", f"j{j}", f"d{k}"): 100 for i in range(4) for j in range(6) for k in range(9)}
    assert len(set(classes_of(responses, Thresholds()).values())) <= 50


def test_raked_the_classes_are_composed_as_the_population(weights_of):
    people = invented(1, answer=0.7)
    [raked] = weights_of(people).weightings
    assert raked.kind is Kind.RAKED
    assert "handling" in raked.facts
    # Everybody formally handled had a conversation, and fewer of them answered.
    counts = Counter(answers.get("V5") for _, answers in people.replies)
    unweighted = counts[1] / (counts[1] + counts[2])
    assert raked.frequencies["V5"].shares[1] > unweighted
    assert raked.effective < len(people.replies)


def test_every_weighted_figure_is_rounded(weights_of):
    [raked] = weights_of(invented(1, answer=0.7)).weightings
    shares = [
        s
        for each in raked.frequencies.values()
        if isinstance(each, WeightedShares)
        for s in each.shares.values()
    ]
    assert shares
    assert all(Fraction(str(share)) * 100 % 1 == 0 for share in shares)
    assert Fraction(str(raked.grade.mean)) * 10 % 1 == 0


def test_what_few_of_a_class_answered_is_not_weighted(weights_of):
    people = invented(1, answer=0.7)
    replies = [
        (facts, answers if facts["handling"] != "formeel" else {"V10": answers.get("V10", 5)})
        for facts, answers in people.replies
    ]
    [raked] = weights_of(people._replace(replies=replies)).weightings
    assert not isinstance(raked.frequencies["V1"], WeightedShares)
    assert isinstance(raked.frequencies["V10"], WeightedShares)


def test_base_weights_stand_where_chances_differ(weights_of):
    people = invented(2, answer=0.7)
    formal = [each for each in people.population if each[0] == "formeel"]
    informal = [each for each in people.population if each[0] != "formeel"]
    sample = [*formal, *informal[::2]]
    strata = [
        {"key": ["formeel"], "population": len(formal), "selected": len(formal)},
        {"key": ["informeel"], "population": len(informal), "selected": len(informal[::2])},
    ]
    weights = weights_of(people._replace(sample=sample), strata=strata, by=("handling",))
    assert (weights.chances_differ, weights.exact) == (True, True)
    assert [each.kind for each in weights.weightings] == [Kind.BASE, Kind.RAKED]
    base = weights.weightings[0]
    assert base.facts == ("handling",)
    assert base.largest > base.smallest


def test_with_few_respondents_nothing_is_weighted(weights_of):
    weights = weights_of(invented(1, population=100, drawn=80, answer=0.4))
    assert (weights.weightings, weights.undefined) == ((), Unweighted.TOO_FEW)


def test_without_a_fact_in_two_groups_there_is_nothing_to_weigh_by(weights_of):
    people = invented(1, answer=0.7)
    alike = [(dict.fromkeys(facts), answers) for facts, answers in people.replies]
    weights = weights_of(people._replace(replies=alike))
    assert (weights.weightings, weights.undefined) == ((), Unweighted.NO_FACTS)


def test_without_numbers_of_the_population_there_is_nothing_to_weigh_to(db, make_wave):
    wave = make_wave(invented(1).replies)
    backing = build_report(db, wave).backing
    assert (backing.representativeness, backing.waiting) == ({}, None)
    assert backing.weights.undefined is Unweighted.NO_BACKGROUND


def test_a_group_that_would_count_for_too_much_is_the_reason(weights_of):
    people = invented(3, answer=0.7)
    few = [each for each in people.replies if each[0]["handling"] != "formeel"]
    replies = [*few, *[each for each in people.replies if each[0]["handling"] == "formeel"][:14]]
    crowd = [("formeel", "gegrond", "Fysiek domein")] * 40_000
    weights = weights_of(people._replace(population=[*people.population, *crowd], replies=replies))
    assert weights.undefined is Unweighted.LARGEST_TOO_SMALL


def test_draws_with_equal_chances_have_none_that_differ(db, make_wave):
    wave = make_wave()
    db.refresh(wave)
    assert chances_of(wave.draws) == ALIKE
