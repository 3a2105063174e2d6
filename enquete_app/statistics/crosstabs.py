"""Count tables of all pairs of questions at once, from answers by the million."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy import int64, integer, uint64
    from numpy.typing import NDArray

MISSING = 0
"""Stands for no answer in a column of codes."""
AT_ONCE = 65_536
"""How many people are counted at a time: their marks stay in the processor's own memory."""


class CrossTables:
    """How many people gave which two answers, for any two of some questions.

    For each code there is a row of bits, one for each person, set where they gave it. The bits that two rows
    have in common are the people who gave both. Few people wait until there are more.

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
        if not self._waiting:
            return
        joined = {name: self._np.concatenate([each[name] for each in self._waiting]) for name in self._codes}
        for at in range(0, self._people, AT_ONCE):
            self._count_some({name: column[at : at + AT_ONCE] for name, column in joined.items()})
        self._waiting.clear()
        self._people = 0

    def _count_some(self, columns: Mapping[str, NDArray[Any]]) -> None:
        np = self._np
        bits = self._bits(columns)
        # Room that is used again, which is quicker than new room for each row.
        common, ones = np.empty_like(bits), np.empty(bits.shape, np.uint8)
        for row in range(len(bits)):
            np.bitwise_and(bits[row], bits[row:], out=common[row:])
            np.bitwise_count(common[row:], out=ones[row:])
            # Half as wide as the totals and four times as quick to add; no row has more than `AT_ONCE`.
            shared = ones[row:].sum(axis=1, dtype=np.uint32)
            self._together[row, row:] += shared
            self._together[row + 1 :, row] += shared[1:]

    def _bits(self, columns: Mapping[str, NDArray[Any]]) -> NDArray[uint64]:
        """A row of bits for each code, in words of 64."""
        np = self._np
        people = len(next(iter(columns.values())))
        rows = np.zeros((len(self._together), -(-people // 64) * 8), np.uint8)
        for name, column in columns.items():
            marks = column == np.array(self._codes[name], column.dtype)[:, None]
            if np.count_nonzero(marks) != np.count_nonzero(column):
                unknown = set(column.tolist()) - {MISSING, *self._codes[name]}
                raise ValueError(f"Values outside the codes of {name}: {sorted(unknown)}")
            rows[self._slices[name], : -(-people // 8)] = np.packbits(marks, axis=1)
        words: NDArray[uint64] = rows.view(np.uint64)
        return words
