"""The figures a report is made of. They are unrounded and know how they are written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from enquete_app.results.tallying import FACTS
from enquete_app.statistics import Suppression, Undefined

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Stands for a figure that would speak about too few people."""

    reason: Suppression

    def to_json(self) -> Json:
        """Give the reason, and no number."""
        return {"suppressed": self.reason.value}


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with codes: who answered it, and how many chose each code, zeros included."""

    base: int
    counts: Mapping[int, int]

    @property
    def is_unanimous(self) -> bool:
        """Whether everybody chose the same."""
        return self.base in self.counts.values() and self.base > 0

    def to_json(self) -> Json:
        """Give the codes as text, as JSON wants them."""
        return {"base": self.base, "counts": {str(code): count for code, count in self.counts.items()}}


@dataclass(frozen=True, slots=True)
class Texts:
    """An open question: how many were asked it, and how many wrote something."""

    base: int
    answered: int

    def to_json(self) -> Json:
        """Give the two numbers."""
        return asdict(self)


Frequency = Choices | Texts | Hidden


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who answered a question gave certain answers; the share is from 0 to 1."""

    base: int
    count: int
    share: float

    def to_json(self) -> Json:
        """Give the figures by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class KeyIndicator:
    """The figure that heads the results: the question, the answers that count, their share."""

    item: str
    codes: tuple[int, ...]
    figures: Share | Hidden

    def to_json(self) -> Json:
        """Give question, answers and figures side by side."""
        return {"item": self.item, "codes": list(self.codes), **self.figures.to_json()}

    @classmethod
    def from_json(cls, body: Json) -> KeyIndicator:
        """Undo `to_json`."""
        figures = {name: value for name, value in body.items() if name not in {"item", "codes"}}
        return cls(body["item"], tuple(body["codes"]), _hidden(figures) or Share(**figures))


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeFigures:
    """The grades of a group.

    Args:
        n: how many graded.
        mean: in grade points; none without grades, as the next two.
        median: likewise.
        share_6_up: share of grades of 6 and up, from 0 to 1.
        sd: standard deviation (n - 1); none below two grades, as the bounds.
        low: lower bound of the 95 % t interval of the mean for this wave, with finite population correction.
        high: its upper bound.
        low_trend: lower bound without that correction, for comparing waves.
        high_trend: its upper bound.
    """

    n: int
    mean: float | None
    median: float | None
    share_6_up: float | None
    sd: float | None
    low: float | None
    high: float | None
    low_trend: float | None
    high_trend: float | None

    @property
    def is_unanimous(self) -> bool:
        """Whether everybody gave a 6 or more, or nobody did."""
        return self.share_6_up in {0.0, 1.0}

    def to_json(self) -> Json:
        """Give the figures by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """The grades of everybody and of groups.

    Args:
        population: the people the intervals speak about: all who were eligible.
        all: everybody.
        by: groups by outcome (under the question's id, by code) and by fact (by the register's value).
        unknown: for each fact how many grades are in no group; none where that would tell a hidden number.
    """

    population: int
    all: GradeFigures | Hidden
    by: Mapping[str, Mapping[str, GradeFigures | Hidden]]
    unknown: Mapping[str, int | None]

    def to_json(self) -> Json:
        """Give the figures by name."""
        return {
            "population": self.population,
            "all": self.all.to_json(),
            "by": {
                name: {
                    key: group.to_json() | (unanimity(group) if name in FACTS else {})
                    for key, group in groups.items()
                }
                for name, groups in self.by.items()
            },
            "unknown": dict(self.unknown),
        }

    @classmethod
    def from_json(cls, body: Json) -> Grades:
        """Undo `to_json`."""
        by = {
            name: {key: _grade_figures(group) for key, group in groups.items()}
            for name, groups in body["by"].items()
        }
        return cls(
            population=body["population"], all=_grade_figures(body["all"]), by=by, unknown=body["unknown"]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """A Pearson correlation with what stands beside it.

    Args:
        r: from -1 to 1; none if undefined, as are p, spearman and holm_p.
        n: people with both answers.
        p: two-tailed.
        stars: for the unrounded p.
        spearman: the rank correlation.
        holm_p: p adjusted (Holm) for all cells of the table.
        undefined: why there is no coefficient.
    """

    r: float | None
    n: int
    p: float | None
    stars: str
    spearman: float | None
    holm_p: float | None
    undefined: Undefined | None = None

    def to_json(self) -> Json:
        """Give the figures by name; the reason only where there is one."""
        body = asdict(self)
        return body if self.undefined else {name: body[name] for name in body if name != "undefined"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the correlation table: two variables' names and their figures."""

    row: str
    column: str
    figures: Coefficient | Hidden

    def to_json(self) -> Json:
        """Give names and figures side by side."""
        return {"row": self.row, "column": self.column, **self.figures.to_json()}

    @classmethod
    def from_json(cls, body: Json) -> Cell:
        """Undo `to_json`."""
        figures = {name: value for name, value in body.items() if name not in {"row", "column"}}
        return cls(body["row"], body["column"], _coefficient(figures))


@dataclass(frozen=True, slots=True)
class Correlations:
    """The correlation table: the variables in order, the cells of its lower triangle by row.

    Args:
        order: names of statements and grade.
        cells: as published: a statement with a base counts for that base only.
        cells_full_base: the cells of such statements with everybody counted.
    """

    order: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()
    cells_full_base: tuple[Cell, ...] = ()

    def to_json(self) -> Json:
        """Give the table by name."""
        return {
            "order": list(self.order),
            "cells": [cell.to_json() for cell in self.cells],
            "cells_full_base": [cell.to_json() for cell in self.cells_full_base],
        }

    @classmethod
    def from_json(cls, body: Json) -> Correlations:
        """Undo `to_json`."""
        cells = (tuple(Cell.from_json(cell) for cell in body[name]) for name in ("cells", "cells_full_base"))
        return cls(tuple(body["order"]), *cells)


def _hidden(body: Json) -> Hidden | None:
    return Hidden(Suppression(body["suppressed"])) if "suppressed" in body else None


def frequency_from_json(body: Json) -> Frequency:
    """Undo `to_json` of a frequency."""
    if "counts" in body:
        return Choices(body["base"], {int(code): count for code, count in body["counts"].items()})
    return _hidden(body) or Texts(**body)


def choices_from_json(body: Json) -> dict[str, Choices | Hidden]:
    """Undo `to_json` of some groups' distributions."""
    found = {name: frequency_from_json(each) for name, each in body.items()}
    return {name: each for name, each in found.items() if not isinstance(each, Texts)}


def unanimity(group: Choices | GradeFigures | Hidden) -> Json:
    """Flag a group of which everybody answered alike: who is known to be in it, has answered that too."""
    return {} if isinstance(group, Hidden) or not group.is_unanimous else {"unanimous": True}


def _grade_figures(body: Json) -> GradeFigures | Hidden:
    figures = {name: value for name, value in body.items() if name != "unanimous"}
    return _hidden(body) or GradeFigures(**figures)


def _coefficient(body: Json) -> Coefficient | Hidden:
    reason = body.get("undefined")
    return _hidden(body) or Coefficient(**{**body, "undefined": Undefined(reason) if reason else None})
