"""How sample and respondents are composed, beside those they were taken from."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one group in one category.

    Args:
        count: How many they are.
        share: Exact part of the group's people of whom the fact is known, from 0 to 1; None when it
            is known of nobody.
        points: Exact difference of the share with the frame's, in percentage points; None when one of
            the two is.
    """

    count: int
    share: Fraction | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category in the three groups; the frame's own difference is 0."""

    category: str
    frame: Part
    sample: Part
    respondents: Part


@dataclass(frozen=True, slots=True)
class Composition:
    """A known fact over the three groups.

    Args:
        rows: A row per category of the frame, in its order, zeros included.
        unknown: Number of people of whom the fact is unknown, in frame, sample and respondents.
    """

    rows: tuple[CategoryRow, ...]
    unknown: tuple[int, int, int]


def representativeness(
    frame: Mapping[str | None, int], sample: Mapping[str | None, int], respondents: Mapping[str | None, int]
) -> Composition:
    """Compare the composition of sample and respondents with the frame's.

    Args:
        frame: Number of people per category of the fact; under None those of whom it is unknown.
        sample: The same of those drawn.
        respondents: The same of those who answered.

    Returns:
        The composition, with shares of those of whom the fact is known.

    Raises:
        ValueError: If sample or respondents have people in a category that the frame lacks.
    """
    groups = frame, sample, respondents
    present = {category for group in groups for category, count in group.items() if count}
    if present - {None} - {category for category, count in frame.items() if count}:
        raise ValueError("People in a category that the frame lacks")
    expected = {category: _share(frame, category) for category in frame if category is not None}
    return Composition(
        rows=tuple(
            CategoryRow(category, *(_part(group, category, share) for group in groups))
            for category, share in expected.items()
        ),
        unknown=(frame.get(None, 0), sample.get(None, 0), respondents.get(None, 0)),
    )


def _part(group: Mapping[str | None, int], category: str, expected: Fraction | None) -> Part:
    share = _share(group, category)
    points = None if share is None or expected is None else 100 * (share - expected)
    return Part(group.get(category, 0), share, points)


def _share(group: Mapping[str | None, int], category: str) -> Fraction | None:
    known = sum(group.values()) - group.get(None, 0)
    return Fraction(group.get(category, 0), known) if known else None
