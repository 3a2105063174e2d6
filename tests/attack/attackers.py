"""The attackers: each compares one number of every person with one of every response, and matches by rank."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple
from uuid import UUID

from attack import traits
from attack.scoring import Score, score
from attack.seen import Seen, Tables
from attack.traits import Trait

FAMILIES = {
    "order": (traits.orders, traits.places),
    "transaction": (traits.transactions, traits.places),
    "ids": (traits.made_up, traits.places),
    "counts": (traits.counts, traits.contents),
    "sizes": (traits.sizes, traits.contents),
    "logs": (traits.server_logs, traits.contents),
    "strata": (traits.strata, traits.contents),
    "order and content": (traits.orders, traits.contents),
    "counts and place": (traits.counts, traits.places),
}
"""What is compared with what: something of persons with something of responses."""


FACTS = ("wave_id", "questionnaire_version", "handling", "judgement", "domain", "language", "mode")


class Attack(NamedTuple):
    """One comparison: its family, what of persons with what of responses, in the same order or in reverse."""

    family: str
    of_person: str
    of_response: str
    reverse: bool


class Solution(NamedTuple):
    """What the referee knows: whose each response is, and which were opened together with equal strata."""

    truth: Mapping[UUID, UUID]
    classes: Sequence[Sequence[UUID]]


Scores = dict[Attack, Score]


def canonical(answers: Mapping[str, int | str]) -> str:
    """Answers in one form, whatever their order."""
    return json.dumps(answers, sort_keys=True)


def solve(tables: Tables, whose: Mapping[str, UUID]) -> Solution:
    """Find out whose each response is.

    Args:
        tables: with the responses.
        whose: the person by the answers, in the form of `canonical`.
    """
    own = [(row, canonical(json.loads(row["text"]))) for row in tables["response"]]
    truth = {row["id"]: whose[key] for row, key in own if key in whose}
    assert len(truth) == len(whose), "answers got lost"
    classes: dict[tuple[Any, ...], list[UUID]] = {}
    for row, key in own:
        if key in whose:
            classes.setdefault(tuple(row[name] for name in FACTS), []).append(row["id"])
    return Solution(truth, list(classes.values()))


def attack(seen: Seen, solution: Solution, lots: random.Random) -> Scores:
    """Let every attacker try, within each class, and score them.

    Whatever is the same for all tells nothing and is left out.
    """
    scores = {}
    people = list(solution.truth.values())
    for family, (of_people, of_responses) in FAMILIES.items():
        persons = _telling(of_people(seen, people), people)
        responses = _telling(of_responses(seen), solution.truth)
        for (mine, trait), (theirs, other), reverse in product(
            persons.items(), responses.items(), (False, True)
        ):
            guess = dict(_matched(solution, trait, other, lots, reverse=reverse))
            scores[Attack(family, mine, theirs, reverse)] = score(guess, solution.truth, solution.classes)
    return scores


def _telling(found: Mapping[str, Trait], wanted: Iterable[UUID]) -> dict[str, Trait]:
    wanted = list(wanted)
    return {
        name: trait
        for name, trait in found.items()
        if all(each in trait for each in wanted) and len({str(trait[each]) for each in wanted}) > 1
    }


def _matched(
    solution: Solution, mine: Trait, theirs: Trait, lots: random.Random, *, reverse: bool
) -> Iterator[tuple[UUID, UUID]]:
    """Within each class the first by the one with the first by the other, and so on; ties by lot."""
    for each in solution.classes:
        persons = [solution.truth[response] for response in each]
        yield from zip(
            sorted(each, key=lambda response: (theirs[response], lots.random())),
            sorted(persons, key=lambda person: (mine[person], lots.random()), reverse=reverse),
            strict=True,
        )


def best(scores: Scores) -> tuple[Attack, Score]:
    """The attack that is least likely to be blind guessing."""
    return min(scores.items(), key=lambda each: each[1].chance)


def added(many: Iterable[Scores]) -> Scores:
    """The scores of several waves together."""
    total: Scores = {}
    for scores in many:
        for each, result in scores.items():
            total[each] = total.get(each, Score()) + result
    return total
