"""People who answer. What they answer and how they go about it do not depend on each other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from attack.attackers import canonical
from builders import complaint

from enquete_app.questionnaire import CodeField, Questionnaire, on_path
from enquete_app.register.models import Complaint

WORDS = (
    *("de brief", "kwam laat", "niemand belde", "terug;"),
    *("het gesprek", "was prettig,", "‘helder’", "kort"),
)
FACTS = {
    "handling": ("informeel", "informeel", "formeel"),
    "judgement": ("gegrond", "ongegrond"),
    "domain": ("Fysiek domein", "Fysiek domein", "Sociaal domein"),
    "language": ("nl", "nl", "nl", "en"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody will do.

    Args:
        answers: what they fill in, on the path and off it.
        sends: whether they send it; who does not stops after a few pages.
        opts_out: whether they opt out first.
        slips: how often they forget what a field is for, go back, or change the language.
    """

    answers: Mapping[str, int | str]
    sends: bool
    opts_out: bool
    slips: float


def lots(seed: int) -> random.Random:
    """What decides who does what, and when: always the same for a seed."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret with it


def complaints(number: int, chance: random.Random, **values: Any) -> list[Complaint]:
    """Complaints of a few kinds, so that several classes of responses come of them."""
    return [
        complaint(**{name: chance.choice(of) for name, of in FACTS.items()} | values) for _ in range(number)
    ]


def plans(
    people: list[UUID], questionnaire: Questionnaire, chance: random.Random, *, response: float = 0.7
) -> tuple[dict[UUID, Plan], dict[str, UUID]]:
    """What everybody will do, and whose the answers are that get sent: no two send the same."""
    made: dict[UUID, Plan] = {}
    whose: dict[str, UUID] = {}
    for person in people:
        answers = next(
            each for each in _answers(questionnaire, chance) if _key(questionnaire, each) not in whose
        )
        plan = Plan(answers, chance.random() < response, chance.random() < 0.1, chance.choice((0, 0.1, 0.3)))
        made[person] = plan
        if plan.sends:
            whose[_key(questionnaire, answers)] = person
    return made, whose


def _answers(questionnaire: Questionnaire, chance: random.Random) -> Iterator[dict[str, int | str]]:
    while True:
        skips = chance.choice((0.0, 0.1, 0.5))
        given: dict[str, int | str] = {}
        for item in questionnaire.items_by_id.values():
            for field in item.fields:
                if chance.random() < skips:
                    continue
                if isinstance(field, CodeField):
                    given[field.name] = chance.choice(list(field.codes))
                elif item.text_code is None or given.get(item.id) == item.text_code:
                    given[field.name] = _text(chance, field.max_length)
        yield given


def _text(chance: random.Random, longest: int) -> str:
    words = chance.choices(WORDS, k=chance.choice((1, 4, 12, 40, 120, 300)))
    return " ".join(words)[:longest].strip()


def _key(questionnaire: Questionnaire, answers: Mapping[str, int | str]) -> str:
    return canonical(on_path(questionnaire, dict(answers)))
