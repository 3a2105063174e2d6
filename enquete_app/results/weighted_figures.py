"""The figures under one set of weights, from the count tables of each class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from enquete_app.results.measures import Choices, Correlations, Frequency, Hidden, KeyIndicator
from enquete_app.results.weights import Kind, WeightedCell, WeightedGrade, WeightedShares, Weighting
from enquete_app.statistics import (
    Suppression,
    Weight,
    effective_size,
    round_half_up,
    weighted_frequencies,
    weighted_pearson,
    weighted_summary,
    whole_weights,
)

if TYPE_CHECKING:
    from enquete_app.results.tallying import Tally

TOO_FEW = Hidden(Suppression.TOO_FEW)
MEAN_DIGITS = 1
SHARE_DIGITS = 2
R_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """The unweighted figures beside which the weighted ones stand."""

    frequencies: Mapping[str, Frequency]
    key_indicator: KeyIndicator | None
    correlations: Correlations


def figures_of(
    kind: Kind,
    facts: tuple[str, ...],
    classes: Sequence[tuple[Weight, Tally]],
    shown: Shown,
    fewest: int,
) -> Weighting:
    """Weigh all figures that are shown unweighted and have enough people of each weight.

    Args:
        kind: which weights.
        facts: by what they differ.
        classes: each class's weight and count tables; at least one.
        shown: the unweighted figures.
        fewest: how many people each weight must have, in each figure.
    """
    sized: Counter[Weight] = Counter()
    for weight, tally in classes:
        sized[weight] += tally.responses
    effective = effective_size(sized)
    whole = whole_weights(sized)
    tables = _Tables([(whole[weight], tally) for weight, tally in classes], fewest)
    frequencies = {
        name: tables.shares(name, each)
        for name, each in shown.frequencies.items()
        if isinstance(each, Choices)
    }
    return Weighting(
        kind=kind,
        facts=facts,
        classes=len(sized),
        effective=int(_rounded(effective or Fraction(0), 0)),
        smallest=_rounded(Fraction(min(sized)), 1),
        largest=_rounded(Fraction(max(sized)), 1),
        grade=tables.grade(),
        key_indicator=_indicator(tables, shown.key_indicator),
        frequencies=frequencies,
        correlations=tuple(tables.cells(shown.correlations)),
    )


def _indicator(tables: _Tables, indicator: KeyIndicator | None) -> float | None:
    if indicator is None or isinstance(indicator.figures, Hidden):
        return None
    return tables.share_of(indicator.item, indicator.codes)


class _Tables:
    """Count tables with weights, which are whole numbers; else the arguments are those of `figures_of`."""

    def __init__(self, classes: Sequence[tuple[int, Tally]], fewest: int) -> None:
        self._classes = classes
        self._fewest = fewest

    def grade(self) -> WeightedGrade | Hidden | None:
        grade = self._classes[0][1].questionnaire.grade
        if grade is None:
            return None
        table = self._codes(grade.id)
        found = weighted_summary(table)
        if (
            found.mean is None
            or found.share_6_up is None
            or found.effective is None
            or self._few(_people(table))
        ):
            return TOO_FEW
        return WeightedGrade(
            n=found.n,
            effective=int(_rounded(found.effective, 0)),
            mean=_rounded(found.mean, MEAN_DIGITS),
            share_6_up=_rounded(found.share_6_up, SHARE_DIGITS),
        )

    def shares(self, name: str, unweighted: Choices) -> WeightedShares | Hidden:
        table = self._codes(name)
        found = weighted_frequencies(table, sorted(unweighted.counts))
        if found.effective is None or self._few(_people(table)):
            return TOO_FEW
        return WeightedShares(
            base=found.base,
            effective=int(_rounded(found.effective, 0)),
            shares={
                code: _rounded(share or Fraction(0), SHARE_DIGITS) for code, share in found.shares.items()
            },
        )

    def share_of(self, name: str, codes: tuple[int, ...]) -> float | None:
        table = self._codes(name)
        whole = sum(weight * count for (_, weight), count in table.items())
        if not whole or self._few(_people(table)):
            return None
        part = sum(weight * count for (code, weight), count in table.items() if code in codes)
        return _rounded(Fraction(part, whole), SHARE_DIGITS)

    def cells(self, correlations: Correlations) -> Iterable[WeightedCell]:
        for cell in correlations.cells:
            table: Counter[tuple[int, int, int]] = Counter()
            for weight, tally in self._classes:
                for (x, y), count in tally.scores_of((cell.row, cell.column)).items():
                    table[x, y, weight] += count
            if isinstance(cell.figures, Hidden) or self._few((w, n) for (_, _, w), n in table.items()):
                continue
            found = weighted_pearson(table)
            r = None if found.r is None else _rounded(Fraction(found.r), R_DIGITS)
            yield WeightedCell(row=cell.row, column=cell.column, r=r, n=found.n, undefined=found.undefined)

    def _codes(self, name: str) -> dict[tuple[int, int], int]:
        table: Counter[tuple[int, int]] = Counter()
        for weight, tally in self._classes:
            for code, count in tally.codes_of(name).items():
                table[code, weight] += count
        return dict(table)

    def _few(self, counted: Iterable[tuple[int, int]]) -> bool:
        """Whether some weight has too few people in a figure."""
        people = dict.fromkeys((weight for weight, _ in self._classes), 0)
        for weight, count in counted:
            people[weight] += count
        return min(people.values()) < self._fewest


def _people(table: Mapping[tuple[int, int], int]) -> Iterable[tuple[int, int]]:
    return ((weight, count) for (_, weight), count in table.items())


def _rounded(value: Fraction, digits: int) -> float:
    return float(round_half_up(value, digits))
