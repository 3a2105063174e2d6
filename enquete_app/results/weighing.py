"""Finding the weights of a wave's respondents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from enquete_app.fieldwork.waves.background import FACTS, Background
from enquete_app.results.composition import Known, one_way
from enquete_app.results.weighted_figures import Shown, figures_of
from enquete_app.results.weights import Kind, Unweighted, Weights
from enquete_app.statistics import Profile, Thresholds, Weight, rake

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw
    from enquete_app.results.tallying import Tally

FEWEST_WEIGHED = 50
"""With fewer respondents weights cost more precision than they mend, and tell more of each."""
LARGEST = 5.0
"""No weight is more than this many mean weights."""
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Chances:
    """How people were drawn.

    Args:
        differ: whether some had a larger chance than others.
        by: the places in `FACTS` of those by which strata were made.
        exact: whether nothing else decided the chance.
    """

    differ: bool
    by: tuple[int, ...]
    exact: bool


def chances_of(draws: Sequence[Draw]) -> Chances:
    """Tell from the strata of all draws whether chances differ, and by what."""
    chances = {
        Fraction(stratum["selected"], stratum["population"])
        for draw in draws
        for stratum in draw.strata
        if stratum["population"]
    }
    named = {name for draw in draws for name in draw.design["by"]}
    by = tuple(place for place, fact in enumerate(FACTS) if fact in named)
    return Chances(len(chances) > 1, by, named <= set(FACTS) and len(draws) == 1)


def weights_of(
    classes: Mapping[Known, Tally],
    background: Background | None,
    chances: Chances,
    shown: Shown,
    thresholds: Thresholds,
) -> Weights:
    """Weigh the respondents, with base weights where chances differ and with raking weights.

    Args:
        classes: the count tables of each class.
        background: population and sample; none if they were not counted in time.
        chances: how people were drawn.
        shown: the unweighted figures: what is hidden there has no weighted figure.
        thresholds: the smallest bases shown.
    """
    without = Weights(chances_differ=chances.differ, exact=chances.exact)
    people = {facts: tally.responses for facts, tally in classes.items() if tally.responses}
    if background is None:
        return _because(Unweighted.NO_BACKGROUND, without)
    if sum(people.values()) < max(FEWEST_WEIGHED, thresholds.register):
        return _because(Unweighted.TOO_FEW, without)
    if min(people.values()) < thresholds.register:
        return _because(Unweighted.NO_FACTS, without)
    base = {facts: _base_weight(facts, background, chances) for facts in people}
    found = []
    if len(set(base.values())) > 1:
        by = tuple(FACTS[place] for place in chances.by)
        found.append(figures_of(Kind.BASE, by, _weighed(base, classes), shown, thresholds.register))
    facts, raked, undefined = _raked(people, base, background)
    if raked:
        found.append(figures_of(Kind.RAKED, facts, _weighed(raked, classes), shown, thresholds.register))
    return Weights(
        chances_differ=chances.differ, exact=chances.exact, weightings=tuple(found), undefined=undefined
    )


def _because(why: Unweighted, without: Weights) -> Weights:
    return Weights(chances_differ=without.chances_differ, exact=without.exact, undefined=why)


def _base_weight(facts: Known, background: Background, chances: Chances) -> Fraction:
    """Give how many of the population each of the sample stands for who shares what is known of a class."""
    if not chances.differ:
        return Fraction(1)
    population, sample = (
        sum(
            count
            for key, count in group.items()
            if all(facts[place] in (None, key[place]) for place in chances.by)
        )
        for group in (background.population, background.sample)
    )
    return Fraction(population, sample) if population and sample else Fraction(1)


def _raked(
    people: Mapping[Known, int], base: Mapping[Known, Fraction], background: Background
) -> tuple[tuple[str, ...], dict[Known, float], Unweighted | None]:
    """Fit the classes to the population's numbers, over the values that occur among them."""
    margins: dict[int, dict[str, int]] = {}
    for place in range(len(FACTS)):
        population = one_way(background.population, place)
        values = sorted({facts[place] or "" for facts in people if facts[place] is not None})
        if len(values) > 1:
            margins[place] = {value: population[value] for value in values}
    if not margins:
        return (), {}, Unweighted.NO_FACTS
    # Where some values make no class, the numbers of the others are a part of the population: only their
    # proportions matter, so all facts are brought to one total.
    whole = lcm(*(sum(margin.values()) for margin in margins.values()))
    scaled = [
        {value: count * (whole // sum(margin.values())) for value, count in margin.items()}
        for margin in margins.values()
    ]
    profiles = {facts: Profile(tuple(facts[place] for place in margins), base[facts]) for facts in people}
    counts: dict[Profile, int] = {}
    for facts, profile in profiles.items():
        counts[profile] = counts.get(profile, 0) + people[facts]
    raking = rake(counts, scaled, largest=LARGEST)
    if raking.undefined:
        return (), {}, Unweighted(raking.undefined.value)
    weights = {facts: raking.weights[profile] for facts, profile in profiles.items()}
    return tuple(FACTS[place] for place in margins), weights, None


def _weighed(
    weights: Mapping[Known, Fraction] | Mapping[Known, float], classes: Mapping[Known, Tally]
) -> list[tuple[Weight, Tally]]:
    """Bring the mean weight to 1, with so few digits that exact sums stay short."""
    exact = {facts: Fraction(weight) for facts, weight in weights.items()}
    total = sum(weight * classes[facts].responses for facts, weight in exact.items())
    mean = total / sum(classes[facts].responses for facts in exact)
    return [
        (Fraction(round(weight / mean * 10**DIGITS), 10**DIGITS), classes[facts])
        for facts, weight in exact.items()
    ]
