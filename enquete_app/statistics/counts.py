"""Count tables: the whole numbers that every other figure follows from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often each code was chosen.

    Args:
        base: Number of people who answered.
        counts: Number of people per code, in the order of the codes, zeros included.
    """

    base: int
    counts: Mapping[int, int]


def frequencies(values: Iterable[int | None], codes: Sequence[int]) -> Frequency:
    """Count how often each code occurs.

    Args:
        values: One answer per person; None where it is missing.
        codes: Every code that may occur, in the order wanted.

    Returns:
        The number of answers, and the count of each of the codes.

    Raises:
        ValueError: If a value is not one of the codes; nothing is dropped silently.
    """
    counted = Counter(value for value in values if value is not None)
    if unknown := counted.keys() - set(codes):
        raise ValueError(f"Values outside the codes: {sorted(unknown)}")
    return Frequency(base=counted.total(), counts={code: counted[code] for code in codes})


def cross_table(xs: Iterable[int | None], ys: Iterable[int | None]) -> dict[tuple[int, int], int]:
    """Count each pair of values, with pairwise deletion of missing ones.

    Args:
        xs: One value per person; None where it is missing.
        ys: The same people's values on the other variable, in the same order.

    Returns:
        The number of people per pair that occurs; who lacks either value is not in it.

    Raises:
        ValueError: If one is longer than the other.
    """
    # Counting pairs first leaves only the few distinct ones to be looked at in Python.
    pairs = Counter(zip(xs, ys, strict=True))
    return {(x, y): count for (x, y), count in pairs.items() if x is not None and y is not None}
