"""Whether two coders read the same in the same answers."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class NoKappa(StrEnum):
    """Why there is no coefficient."""

    NOTHING_CODED = "nothing_coded"
    ONE_CODE = "one_code"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree, and how much of it is more than chance.

    Args:
        n: Number of answers that both coded.
        share: Exact share of them with the same code from both, from 0 to 1; None without answers.
        kappa: Cohen's kappa, exact, from -1 to 1; None when undefined.
        undefined: The reason, when there is no kappa.
    """

    n: int
    share: Fraction | None
    kappa: Fraction | None
    undefined: NoKappa | None


def cohen_kappa(table: Mapping[tuple[Hashable, Hashable], int]) -> Agreement:
    """Measure the agreement of two coders beyond that of two who code as often but blindly.

    Source: Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20, 37-46: (observed - expected) / (1 - expected), unweighted.

    Args:
        table: Number of answers per pair of codes, the first coder's first.

    Returns:
        The agreement. Kappa is undefined when nothing was coded twice, and when both gave one and the
        same code to everything: blind coders would have agreed too.

    Raises:
        ValueError: If a number of answers is negative.
    """
    if any(count < 0 for count in table.values()):
        raise ValueError("A number of answers can't be negative")
    n = sum(table.values())
    if n == 0:
        return Agreement(0, None, None, NoKappa.NOTHING_CODED)
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    for (one, other), count in table.items():
        first[one] += count
        second[other] += count
    share = Fraction(sum(count for (one, other), count in table.items() if one == other), n)
    expected = Fraction(sum(count * second[code] for code, count in first.items()), n * n)
    if expected == 1:
        return Agreement(n, share, None, NoKappa.ONE_CODE)
    return Agreement(n, share, (share - expected) / (1 - expected), None)
