"""Correction for looking at many tests at once."""

from collections.abc import Sequence


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Adjust p values so that the chance of any false star stays at its nominal level.

    Source: Holm, S. (1979), A simple sequentially rejective multiple test procedure, Scandinavian
    Journal of Statistics 6, 65-70: the i-th smallest of m is multiplied by m - i + 1, never below
    an earlier one and never above 1.

    Args:
        ps: Unrounded p values; None where a test is undefined, which does not count as a test.

    Returns:
        The adjusted values in the same order, None where it was None.
    """
    tested = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    highest = 0.0
    for done, (p, place) in enumerate(tested):
        highest = max(highest, min(1.0, p * (len(tested) - done)))
        adjusted[place] = highest
    return adjusted
