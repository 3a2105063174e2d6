"""The classes in which people get one weight, formed before the answers are read.

A weighted figure set beside the unweighted one tells of each class what its people answered, to whoever
knows the weights and has patience. So a class is a group by register facts like any other: it holds enough
people to be shown, and values that are hidden elsewhere make no class. The rule that makes facts coarser at
closing makes them coarser still here. In a large wave a class is at least one part in fifty, which bounds
what has to be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from enquete_app.fieldwork.waves.background import FACTS
from enquete_app.questionnaire import Questionnaire
from enquete_app.results.composition import Composition, Known, one_way
from enquete_app.results.tallying import Reply, Tally
from enquete_app.statistics import Cell, Thresholds, coarsen, protect

SPARE = 2
"""How many a class has above the threshold, because not everybody answers every question."""
MOST_CLASSES = 50
TOGETHER = 200
"""How many replies of a class are counted at a time: fewer would cost more than they take."""


def classes_of(responses: Mapping[Known, int], thresholds: Thresholds) -> dict[Known, Known]:
    """Give for each combination of facts that answers have its class: the same facts or none instead."""
    total = sum(responses.values())
    hidden = [
        {value for value, why in protect(_values(counts), thresholds.register, total=total).items() if why}
        for counts in (one_way(responses, place) for place in range(len(FACTS)))
    ]
    before = {
        facts: tuple(None if value in hidden[place] else value for place, value in enumerate(facts))
        for facts in responses
    }
    sizes: dict[Known, int] = {}
    for facts, count in responses.items():
        sizes[before[facts]] = sizes.get(before[facts], 0) + count
    least = max(thresholds.register + SPARE, ceil(total / MOST_CLASSES))
    cells = {facts: Cell(count, count) for facts, count in sizes.items()}
    coarse = coarsen(cells, min_invited=least, min_sent=least)
    return {facts: coarse[before[facts]] for facts in responses}


def tally_by_class(
    questionnaire: Questionnaire, batches: Iterable[Sequence[Reply]], classes: Mapping[Known, Known]
) -> dict[Known, Tally]:
    """Count replies, each class apart.

    Args:
        questionnaire: what was asked.
        batches: the replies, some at a time.
        classes: the class of each combination of facts; a combination without one has none of the facts.
    """
    nowhere: Known = (None,) * len(FACTS)
    waiting: dict[Known, list[Reply]] = {}
    tallies: dict[Known, Tally] = {}
    for replies in batches:
        for reply in replies:
            waiting.setdefault(classes.get(reply.facts[: len(FACTS)], nowhere), []).append(reply)
        for each, few in waiting.items():
            if len(few) >= TOGETHER:
                tallies.setdefault(each, Tally(questionnaire)).add(few)
                few.clear()
    for each, few in waiting.items():
        tallies.setdefault(each, Tally(questionnaire)).add(few)
    return tallies


def whole_of(questionnaire: Questionnaire, tallies: Mapping[Known, Tally]) -> Tally:
    """Add the classes up."""
    whole = Tally(questionnaire)
    for each in tallies.values():
        whole.absorb(each)
    return whole


def joined(tallies: Mapping[Known, Tally], shown: Mapping[str, Composition]) -> dict[Known, Tally]:
    """Join classes that differ in values which the report came to hide, or which the population has not."""
    values = [shown[fact].shown for fact in FACTS]
    found: dict[Known, Tally] = {}
    for facts, tally in tallies.items():
        key = tuple(value if value in values[place] else None for place, value in enumerate(facts))
        found.setdefault(key, Tally(tally.questionnaire)).absorb(tally)
    return found


def _values(counts: Mapping[str | None, int]) -> dict[str, int]:
    return {value: count for value, count in sorted(counts.items(), key=str) if value is not None}
