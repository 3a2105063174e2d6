"""Which figures a questionnaire gets, in which order they are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from enquete_app.questionnaire import Item, ItemType, Questionnaire, Role


class Kind(IntEnum):
    """The kinds of figure, in the order in which they are numbered."""

    SPLIT = 1
    """A choice that everybody has: one bar, split by answer."""
    DISTRIBUTION = 2
    """The grade: a bar for each, with the mean."""
    SCALE = 3
    """The statements of a matrix: bars that part in the middle of the scale."""
    FOLLOW_UP = 4
    """A choice that an earlier answer brings up: as `SPLIT`."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A figure: the item that it shows, by whose id it is called, its number, and its kind."""

    name: str
    number: int
    kind: Kind


def planned(questionnaire: Questionnaire) -> tuple[Planned, ...]:
    """Number the figures of a questionnaire by kind, and within a kind in the order of the questions.

    A number belongs to a question, so that it is the same in every wave, whatever is hidden there. A choice
    that only says for whom a statement is meant is no outcome and gets no figure, nor does an open question.
    """
    filters = {line.base.item for line in questionnaire.statements if line.base}
    kinds = {
        item.id: kind
        for item in questionnaire.items_by_id.values()
        if item.id not in filters and (kind := _kind(item)) is not None
    }
    names = sorted(kinds, key=lambda name: kinds[name])
    return tuple(Planned(name, number, kinds[name]) for number, name in enumerate(names, start=1))


def _kind(item: Item) -> Kind | None:
    if item.type is ItemType.TEXT:
        return None
    if item.type is ItemType.MATRIX:
        return Kind.SCALE
    if item.type is ItemType.GRADE or item.role is Role.GRADE:
        return Kind.DISTRIBUTION
    return Kind.FOLLOW_UP if item.shown_if else Kind.SPLIT
