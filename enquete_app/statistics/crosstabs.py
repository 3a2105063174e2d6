"""Count tables of all pairs of questions at once, from answers by the million."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate, combinations
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy import float64, int64, integer
    from numpy.typing import NDArray

MISSING = 0
"""Stands for no answer in a column of codes."""
AT_ONCE = 65_536
"""How many people are counted at a time: their answers stay in the processor's own memory."""
MOST_WAYS = 256
"""In how many ways the questions of a group may be answered: two groups' table stays there as well."""


class _Group(NamedTuple):
    """Questions that are counted as one, whose answer is the combination of theirs.

    Args:
        names: of the questions.
        codes: where their codes stand among those of all questions.
        members: per combination (a row) and code (a column) 1 if the code is in it, else 0.
    """

    names: list[str]
    codes: NDArray[int64]
    members: NDArray[float64]

    @property
    def ways(self) -> int:
        """In how many ways the questions can be answered."""
        return len(self.members)


class CrossTables:
    """How many people gave which two answers, for any two of some questions.

    Questions are counted in groups: how often each combination of answers to two groups occurs, of which the
    tables of any two of their questions are sums. Few people wait until there are more.

    Args:
        codes: per question the codes that may be given, each at least 1.
    """

    def __init__(self, codes: Mapping[str, Iterable[int]]) -> None:
        import numpy as np  # noqa: PLC0415 - heavy: loaded on first use only

        self._np = np
        self._codes = {name: sorted(each) for name, each in codes.items()}
        starts = accumulate(map(len, self._codes.values()), initial=0)
        self._slices = {
            name: slice(start, start + len(each))
            for start, (name, each) in zip(starts, self._codes.items(), strict=False)
        }
        width = sum(map(len, self._codes.values()))
        highest = max((code for each in self._codes.values() for code in each), default=MISSING)
        self._type = np.min_scalar_type(-highest - 1)
        self._together: NDArray[int64] = np.zeros((width, width), np.int64)
        self._waiting: list[dict[str, NDArray[Any]]] = []
        self._people = 0

    def add(self, columns: Mapping[str, Sequence[int] | NDArray[integer]]) -> None:
        """Count some people.

        Args:
            columns: per question one code per person, or `MISSING`; all of one length.

        Raises:
            ValueError: if a code is not one of the question's; at the latest when the tables are read.
            OverflowError: if it is far larger than any of the questions'.
        """
        np = self._np
        given = {
            name: column if isinstance(column, np.ndarray) else np.array(column, self._type)
            for name, column in ((name, columns[name]) for name in self._codes)
        }
        self._waiting.append(given)
        self._people += len(next(iter(given.values()), ()))
        if self._people >= AT_ONCE:
            self._count()

    def absorb(self, other: CrossTables) -> None:
        """Count also all whom other tables of the same questions have counted."""
        other._count()
        self._together += other._together

    def counts(self, name: str) -> Counter[int]:
        """Give the number of people per code that occurs."""
        self._count()
        own = self._together.diagonal()[self._slices[name]].tolist()
        return Counter({code: count for code, count in zip(self._codes[name], own, strict=True) if count})

    def table(self, row: str, column: str) -> Counter[tuple[int, int]]:
        """Give the number of people per pair of codes that occurs; who lacks either is not in it."""
        self._count()
        counts = self._together[self._slices[row], self._slices[column]].tolist()
        return Counter(
            {
                (x, y): count
                for x, line in zip(self._codes[row], counts, strict=True)
                for y, count in zip(self._codes[column], line, strict=True)
                if count
            }
        )

    def _count(self) -> None:
        """Count those who wait."""
        if not self._people:
            return
        np = self._np
        joined = {name: np.concatenate([each[name] for each in self._waiting]) for name in self._codes}
        # A table should not have many more cells than there are people to count.
        groups = self._groups(min(isqrt(self._people), MOST_WAYS))
        rounds = [
            [self._given(group, joined, slice(at, at + AT_ONCE)) for group in groups]
            for at in range(0, self._people, AT_ONCE)
        ]
        alone: dict[int, NDArray[int64]] = {}
        if len(groups) == 1:
            alone[0] = self._occurring(groups[0].ways, (given for (given,) in rounds))
        for (place, one), (beside, other) in combinations(enumerate(groups), 2):
            room = np.min_scalar_type(one.ways * other.ways)
            both = (given[place].astype(room) * room.type(other.ways) + given[beside] for given in rounds)
            counts = self._occurring(one.ways * other.ways, both).reshape(one.ways, other.ways)
            self._add(one, other, counts)
            alone |= {place: counts.sum(axis=1), beside: counts.sum(axis=0)}
        for place, counts in alone.items():
            self._add(groups[place], groups[place], np.diag(counts))
        self._waiting.clear()
        self._people = 0

    def _groups(self, most: int) -> list[_Group]:
        """Put questions together as long as there are no more ways to answer them than that."""
        found: list[list[str]] = []
        ways = most + 1
        for name, codes in self._codes.items():
            ways *= len(codes) + 1
            if ways > most:
                found.append([])
                ways = len(codes) + 1
            found[-1].append(name)
        return [self._group(names) for names in found]

    def _group(self, names: list[str]) -> _Group:
        np = self._np
        sizes = [len(self._codes[name]) + 1 for name in names]
        places = np.indices(sizes).reshape(len(names), -1)
        members = [each[:, None] == range(1, size) for each, size in zip(places, sizes, strict=True)]
        codes = np.concatenate([np.r_[self._slices[name]] for name in names])
        return _Group(names, codes, np.concatenate(members, axis=1).astype(np.float64))

    def _given(self, group: _Group, columns: Mapping[str, NDArray[Any]], some: slice) -> NDArray[Any]:
        """Number the ways in which some people answered the questions of a group."""
        first, *others = ((self._place(name, columns[name][some]), name) for name in group.names)
        numbers = first[0].astype(self._np.min_scalar_type(group.ways))
        for places, name in others:
            numbers *= numbers.dtype.type(len(self._codes[name]) + 1)
            numbers += places.astype(numbers.dtype)
        return numbers

    def _place(self, name: str, column: NDArray[Any]) -> NDArray[Any]:
        """Number the codes of a question from one; `MISSING` stays nought."""
        np = self._np
        codes = self._codes[name]
        known = column.min() >= MISSING and column.max() <= codes[-1]
        if known and codes[-1] != len(codes):
            places = np.full(codes[-1] + 1, len(codes) + 1, np.uint16)
            places[[MISSING, *codes]] = range(len(codes) + 1)
            column = places[column]
            known = column.max() <= len(codes)
        if not known:
            unknown = set(column.tolist()) - {MISSING, *codes}
            raise ValueError(f"Values outside the codes of {name}: {sorted(unknown)}")
        return column

    def _occurring(self, ways: int, rounds: Iterable[NDArray[Any]]) -> NDArray[int64]:
        """How often each number below `ways` occurs."""
        counts = self._np.zeros(ways, self._np.int64)
        for numbers in rounds:
            counts += self._np.bincount(numbers, minlength=ways)
        return counts

    def _add(self, one: _Group, other: _Group, counts: NDArray[int64]) -> None:
        """Add the tables of the questions of two groups."""
        # Sums of whole numbers this small are exact.
        shared = (one.members.T @ counts @ other.members).astype(self._np.int64)
        self._together[one.codes[:, None], other.codes] += shared
        if one is not other:
            self._together[other.codes[:, None], one.codes] += shared.T
