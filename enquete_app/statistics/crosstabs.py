"""Count tables of all pairs of questions at once, from answers by the million."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy import int64
    from numpy.typing import NDArray

MISSING = 0
"""Stands for no answer in a column of codes."""
AT_ONCE = 4096
"""How many people are counted at a time; the counts of so many are exact in single precision."""


class CrossTables:
    """How many people gave which two answers, for any two of some questions.

    With a mark in a row of zeros for each code that somebody gave, the product of all rows with themselves
    holds every table of two questions, and each question's own counts on its diagonal.

    Args:
        codes: per question the codes that may be given, each at least 1.
    """

    def __init__(self, codes: Mapping[str, Iterable[int]]) -> None:
        import numpy as np  # noqa: PLC0415 - heavy: loaded on first use only

        self._np = np
        self._codes = {name: np.array(sorted(each), np.int64) for name, each in codes.items()}
        starts = accumulate(map(len, self._codes.values()), initial=0)
        self._slices = {
            name: slice(start, start + len(each))
            for start, (name, each) in zip(starts, self._codes.items(), strict=False)
        }
        width = sum(map(len, self._codes.values()))
        self._together: NDArray[int64] = np.zeros((width, width), np.int64)

    def add(self, columns: Mapping[str, Sequence[int]]) -> None:
        """Count some people.

        Args:
            columns: per question one code per person, or `MISSING`; all of one length, also as arrays.

        Raises:
            ValueError: if a code is not one of the question's; the tables are of no use then.
        """
        np = self._np
        answers = {name: np.asarray(columns[name], np.int64) for name in self._codes}
        people = len(next(iter(answers.values()), ()))
        for at in range(0, people, AT_ONCE):
            marked = np.zeros((min(AT_ONCE, people - at), len(self._together)), np.float32)
            for name, column in answers.items():
                some, own = column[at : at + AT_ONCE], marked[:, self._slices[name]]
                own[:] = some[:, None] == self._codes[name]
                if own.sum() != np.count_nonzero(some):
                    unknown = set(some.tolist()) - {MISSING, *self._codes[name].tolist()}
                    raise ValueError(f"Values outside the codes of {name}: {sorted(unknown)}")
            self._together += (marked.T @ marked).astype(np.int64)

    def absorb(self, other: CrossTables) -> None:
        """Count also all whom other tables of the same questions have counted."""
        self._together += other._together

    def counts(self, name: str) -> Counter[int]:
        """Give the number of people per code that occurs."""
        own = self._together.diagonal()[self._slices[name]].tolist()
        pairs = zip(self._codes[name].tolist(), own, strict=True)
        return Counter({code: count for code, count in pairs if count})

    def table(self, row: str, column: str) -> Counter[tuple[int, int]]:
        """Give the number of people per pair of codes that occurs; who lacks either is not in it."""
        counts = self._together[self._slices[row], self._slices[column]].tolist()
        return Counter(
            {
                (x, y): count
                for x, line in zip(self._codes[row].tolist(), counts, strict=True)
                for y, count in zip(self._codes[column].tolist(), line, strict=True)
                if count
            }
        )
