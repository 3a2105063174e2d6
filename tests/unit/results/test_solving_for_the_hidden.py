"""Somebody sets all published figures side by side and solves for those that are hidden.

What they know of the register is everything: who was in the population, who was drawn. The figures are taken
from the JSON, which has the most. Hidden numbers are sought with linear programmes: their smallest and
largest value under all that is published.
"""

import json
from collections import Counter
from itertools import product

import numpy as np
import pytest
from invented_waves import VALUES, invented, kept
from scipy.optimize import linprog

from enquete_app.results.building import build_report
from enquete_app.results.classes import classes_of
from enquete_app.results.weighing import _base_weight, _raked, chances_of
from enquete_app.statistics import Thresholds

SEEDS = range(8)
LOWEST, HIGHEST = 1, 10


class Programme:
    """Unknown numbers, and what is known of them."""

    def __init__(self):
        self.names, self.bounds, self.equal, self.most = [], [], [], []

    def unknown(self, name, low, high):
        self.names.append(name)
        self.bounds.append((low, high))

    def equals(self, terms, value):
        self.equal.append((terms, value))

    def within(self, terms, low, high):
        self.most.append((terms, high))
        self.most.append(({name: -factor for name, factor in terms.items()}, -low))

    def interval(self, name):
        equal, most = self._matrix(self.equal), self._matrix(self.most)
        ends = []
        for sign in (1, -1):
            goal = [sign * (each == name) for each in self.names]
            found = linprog(
                goal, A_eq=equal[0], b_eq=equal[1], A_ub=most[0], b_ub=most[1], bounds=self.bounds
            )
            assert found.status == 0, found.message
            ends.append(sign * found.fun)
        return ends

    def _matrix(self, rows):
        left = np.array([[terms.get(each, 0.0) for each in self.names] for terms, _ in rows])
        return left.reshape(len(rows), len(self.names)), [value for _, value in rows]


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture(params=SEEDS)
def world(request, known, db, make_wave):
    """The people, the chances with which they were drawn, and what is published of them."""
    if request.param not in known:
        people = invented(request.param, population=320, drawn=260, answer=0.42)
        wave = make_wave(people.replies, eligible=len(people.population), completed=len(people.replies))
        db.add(kept(wave.id, people.background))
        db.flush()
        db.refresh(wave)
        report = json.loads(json.dumps(build_report(db, wave).to_json()))
        known[request.param] = people, chances_of(wave.draws), report
    return known[request.param]


def counts_programme(people, report, fact):
    """All that is published about how many have which value of a fact."""
    place, programme = list(VALUES).index(fact), Programme()
    sample = Counter(each[place] for each in people.sample)
    total, graded = report["responses"], report["grades"]["all"]["n"]
    for value in sample:
        programme.unknown(("answered", value), 0, sample[value])
        programme.unknown(("graded", value), 0, sample[value])
        programme.within({("answered", value): 1, ("graded", value): -1}, 0, total)
    programme.unknown(("answered", None), 0, total)
    programme.unknown(("graded", None), 0, graded)
    programme.equals({name: 1 for name in programme.names if name[0] == "answered"}, total)
    programme.equals({name: 1 for name in programme.names if name[0] == "graded"}, graded)
    for row in report["representativeness"][fact]["categories"]:
        if "count" in row["respondents"]:
            programme.equals({("answered", row["value"]): 1}, row["respondents"]["count"])
        elif row["respondents"]["suppressed"] == "complementary":
            programme.within({("answered", row["value"]): 1}, 10, total)
    for value, group in report["grades"]["by"][fact].items():
        if "n" in group:
            programme.equals({("graded", value): 1}, group["n"])
    if report["grades"]["unknown"][fact] is not None:
        programme.equals({("graded", None): 1}, report["grades"]["unknown"][fact])
    if fact == "judgement":
        for name, values in (("upheld", ("gegrond", "deels gegrond")), ("not_upheld", ("ongegrond",))):
            base = report["outcome_by_judgement"][name].get("base", 0)
            programme.within({("answered", value): 1 for value in values if value in sample}, base, total)
    return programme


@pytest.mark.parametrize("fact", VALUES)
def test_how_many_of_a_hidden_group_answered_stays_hidden(world, fact):
    people, _, report = world
    programme = counts_programme(people, report, fact)
    for row in report["representativeness"][fact]["categories"]:
        # Ten who answered are no secret, even if not all of them graded.
        answered = sum(facts[fact] == row["value"] for facts, _ in people.replies)
        if "suppressed" in row["respondents"] and answered < 10:
            low, high = programme.interval(("answered", row["value"]))
            assert low == pytest.approx(0)
            assert high >= min(5, row["sample"]["count"])


@pytest.mark.parametrize("fact", VALUES)
def test_what_is_in_no_shown_group_is_nobody_or_many(world, fact):
    rest = world[2]["representativeness"][fact]["rest"]["respondents"]
    assert rest == 0 or rest >= 10


def sums_programme(people, chances, report, *, with_weights):
    """All that is published of grades; and more, what each combination of facts weighs."""
    programme, whole = Programme(), report["grades"]["all"]
    cells = set(product(*((*(value for value, _ in values), None) for values in VALUES.values())))
    n, total = {}, {}
    for cell in sorted(cells, key=str):
        n[cell], total[cell] = ("n", cell), ("sum", cell)
        programme.unknown(n[cell], 0, whole["n"])
        programme.unknown(total[cell], 0, HIGHEST * whole["n"])
        programme.within({total[cell]: 1, n[cell]: -LOWEST}, 0, 10_000)
        programme.within({n[cell]: HIGHEST, total[cell]: -1}, 0, 10_000)
    groups = [(cells, whole)]
    for place, fact in enumerate(VALUES):
        shown = report["grades"]["by"][fact]
        groups += [
            ({c for c in cells if c[place] == value}, group)
            for value, group in shown.items()
            if group.get("n")
        ]
    for own, group in groups:
        programme.equals({n[cell]: 1 for cell in own}, group["n"])
        programme.equals({total[cell]: 1 for cell in own}, group["mean"] * group["n"])
    for weighting in report["weights"]["weightings"] if with_weights else ():
        weights, mean = weights_by_cell(people, chances, cells), weighting["grade"]["mean"]
        for bound, sign in ((mean + 0.05, 1), (mean - 0.05, -1)):
            terms = {total[cell]: sign * weights[cell] for cell in cells}
            programme.most.append((terms | {n[cell]: -sign * bound * weights[cell] for cell in cells}, 0))
    return programme, total


def weights_by_cell(people, chances, cells):
    responses = Counter(tuple(facts.values()) for facts, _ in people.replies)
    classes = classes_of(responses, Thresholds())
    sizes = Counter()
    for facts, count in responses.items():
        sizes[classes[facts]] += count
    base = {facts: _base_weight(facts, people.background, chances) for facts in sizes}
    _, raked, _ = _raked(sizes, base, people.background)
    mean = sum(raked[facts] * count for facts, count in sizes.items()) / sum(sizes.values())
    return {cell: raked[_class_of(cell, classes)] / mean for cell in cells}


def _class_of(cell, classes):
    """The class of a combination; of one that nobody has, the one that has most in common with it."""
    if cell in classes:
        return classes[cell]
    in_common = {each: sum(a == b for a, b in zip(cell, each, strict=True)) for each in classes.values()}
    return max(sorted(in_common, key=str), key=in_common.__getitem__)


@pytest.mark.parametrize("fact", VALUES)
def test_weighted_figures_do_not_narrow_what_a_hidden_group_answered(world, fact):
    people, chances, report = world
    place = list(VALUES).index(fact)
    for value, group in report["grades"]["by"][fact].items():
        if group.get("suppressed") != "too_few":
            continue
        graded = sum(facts[fact] == value and "V10" in answers for facts, answers in people.replies)
        widths = []
        for with_weights in (False, True):
            programme, total = sums_programme(people, chances, report, with_weights=with_weights)
            programme.unknown("group", 0, 10_000)
            programme.equals(
                {"group": 1, **{name: -1 for cell, name in total.items() if cell[place] == value}}, 0
            )
            low, high = programme.interval("group")
            widths.append(high - low)
        assert widths[1] >= 0.9 * widths[0]
        assert widths[1] >= (HIGHEST - LOWEST) * graded / 2


@pytest.mark.parametrize("fact", VALUES)
def test_a_number_that_is_not_protected_is_found(world, fact):
    people, _, report = world
    programme, answered = counts_programme(people, report, fact), Counter(f[fact] for f, _ in people.replies)
    hidden, *others = [
        each["value"]
        for each in report["representativeness"][fact]["categories"]
        if "suppressed" in each["respondents"]
    ] or [None]
    for value in {*others, None} - {hidden}:
        programme.equals({("answered", value): 1}, answered[value])
    assert programme.interval(("answered", hidden)) == pytest.approx([answered[hidden]] * 2)
