"""Invented waves whose population, sample and answers are known to the last person."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, NamedTuple

from enquete_app.fieldwork.waves.background import Background, KeptBackground
from enquete_app.statistics import Cell, coarsen

VALUES = {
    "handling": (("formeel", 1), ("informeel", 3)),
    "judgement": (("gegrond", 4), ("ongegrond", 5), ("geen oordeel", 1), ("deels gegrond", 1)),
    "domain": (("Fysiek domein", 6), ("Sociaal domein", 2), ("Dienstverlening", 2), ("Overig", 1)),
}
Person = tuple[str, str, str]


class People(NamedTuple):
    """A wave: everybody, those drawn, and of those who answered the facts, made coarse, with the answers."""

    population: list[Person]
    sample: list[Person]
    replies: list[tuple[dict[str, str | None], dict[str, int]]]
    exact: list[Person]
    """The facts of those who answered, in the same order."""

    @property
    def background(self) -> Background:
        return Background(
            population=Counter(self.population), sample=Counter(self.sample), days={30: len(self.sample)}
        )


def invented(seed: int, *, population: int = 400, drawn: int = 300, answer: float = 0.35) -> People:
    """A wave in which response and grades hang on handling and judgement."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    everybody = [_person(chance) for _ in range(population)]
    sample = everybody[:drawn]
    answered = [each for each in sample if chance.random() < answer * (0.6 if each[0] == "formeel" else 1.1)]
    counts, invited = Counter(answered), Counter(sample)
    coarse = coarsen({each: Cell(invited[each], count) for each, count in counts.items()})
    replies = [(dict(zip(VALUES, coarse[each], strict=True)), _answers(chance, each)) for each in answered]
    return People(everybody, sample, replies, answered)


def kept(wave_id: int, background: Background) -> KeptBackground:
    """What the wave keeps of it."""
    return KeptBackground(wave_id=wave_id, body=background.to_json())


def _person(chance: random.Random) -> Person:
    picked: list[str] = []
    for values in VALUES.values():
        names, shares = zip(*values, strict=True)
        picked += chance.choices(names, shares)
    return picked[0], picked[1], picked[2]


def _answers(chance: random.Random, person: Person) -> dict[str, Any]:
    upheld = person[1] != "ongegrond"
    given = {
        "V1": chance.randint(1, 5),
        "V2": chance.randint(1, 5),
        "V3": chance.choices((1, 2, 3, 4), (5, 2, 1, 3) if upheld else (1, 2, 6, 3))[0],
        "V5": 1 if person[0] == "formeel" else chance.randint(1, 2),
        "V10": min(10, max(1, chance.randint(1, 7) + 3 * upheld)),
    }
    skipped = 0.06
    return {name: value for name, value in given.items() if chance.random() > skipped}
