"""Making background facts coarser until no combination of them points at few people.

The rule, documented so that an auditor can redo it:

1. Each combination of facts with at least one response is a cell; one without is left out.
2. While a cell has too few invited or too few sent, the smallest such cell (fewest sent, then
   fewest invited, then first by key) is joined with another.
3. A joined cell keeps the facts that both have in common; the others become unknown (None). Cells
   that come to have the same facts are one cell.
4. The other cell is the one that costs least: per fact, in the order of the key, the number of
   sent responses for which it becomes unknown, compared from the first fact on (so that the first
   is given up last), then first by key.
5. It ends when every cell is large enough, or when one is left; that one, if still too small,
   keeps no facts at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_INVITED = 10
FEWEST_SENT = 5

Key = tuple[str | None, ...]
"""A combination of facts, most important first; None where a fact is unknown."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people in a combination of facts were invited, and how many sent answers."""

    invited: int
    sent: int

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.invited + other.invited, self.sent + other.sent)


def coarsen(
    cells: Mapping[Key, Cell], *, min_invited: int = FEWEST_INVITED, min_sent: int = FEWEST_SENT
) -> dict[Key, Key]:
    """Give for each combination of facts the coarser one that may be stored with its responses.

    The outcome depends on the counts alone, not on their order. Invited people in combinations
    without a response do not help to reach the minimum.

    Args:
        cells: People per combination; all keys have the same length, most important fact first.
        min_invited: Fewest invited people per resulting combination.
        min_sent: Fewest sent responses per resulting combination.

    Returns:
        For each combination with a response what becomes of it: the same facts or None instead.
        Each result has the minimum, unless all responses together have not: then all is None.

    Raises:
        ValueError: If the keys differ in length.
    """
    if len({len(key) for key in cells}) > 1:
        raise ValueError("Combinations with different numbers of facts")
    minimum = Cell(min_invited, min_sent)
    answered = {key: cell for key, cell in cells.items() if cell.sent > 0}
    sizes, becomes = dict(answered), {key: key for key in answered}
    while too_small := [key for key in sizes if not _reaches(sizes[key], minimum)]:
        smallest = min(too_small, key=lambda key: (*_size(sizes[key]), _order(key)))
        if len(sizes) == 1:
            return dict.fromkeys(answered, (None,) * len(smallest))
        partner = _cheapest_partner(smallest, sizes)
        joined = _common(smallest, partner)
        grown = sizes.pop(smallest) + sizes.pop(partner)
        sizes[joined] = grown + sizes.pop(joined, Cell(invited=0, sent=0))
        becomes = {key: joined if now in (smallest, partner) else now for key, now in becomes.items()}
    _recount(answered, becomes, minimum)
    return becomes


def _reaches(cell: Cell, minimum: Cell) -> bool:
    return cell.invited >= minimum.invited and cell.sent >= minimum.sent


def _size(cell: Cell) -> tuple[int, int]:
    return cell.sent, cell.invited


def _order(key: Key) -> tuple[tuple[bool, str], ...]:
    """Make keys comparable: unknown before any fact."""
    return tuple((fact is not None, fact or "") for fact in key)


def _common(one: Key, other: Key) -> Key:
    return tuple(a if a == b else None for a, b in zip(one, other, strict=True))


def _cheapest_partner(smallest: Key, sizes: Mapping[Key, Cell]) -> Key:
    return min(
        (key for key in sizes if key != smallest),
        key=lambda key: (_loss(smallest, key, sizes), _order(key)),
    )


def _loss(one: Key, other: Key, sizes: Mapping[Key, Cell]) -> list[int]:
    """Count per fact the responses for which joining makes it unknown."""
    sent_one, sent_other = sizes[one].sent, sizes[other].sent
    return [
        0 if a == b else (a is not None) * sent_one + (b is not None) * sent_other
        for a, b in zip(one, other, strict=True)
    ]


def _recount(answered: Mapping[Key, Cell], becomes: Mapping[Key, Key], minimum: Cell) -> None:
    """Count the outcome afresh, because a mistake here cannot be taken back once stored."""
    totals: dict[Key, Cell] = {}
    for key, cell in answered.items():
        totals[becomes[key]] = totals.get(becomes[key], Cell(invited=0, sent=0)) + cell
    if not all(_reaches(cell, minimum) for cell in totals.values()):
        raise RuntimeError("Coarsening left a combination with too few people")
