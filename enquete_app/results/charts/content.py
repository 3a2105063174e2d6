"""What a figure shows: words and numbers, before any of it has a place or a colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """An answer: its words, how many gave it, and its share as text."""

    label: str
    count: int
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One bar that is split by answer.

    Args:
        title: with the figure's number.
        note: about how many people it is, and in which units.
        description: the same figures as sentences.
        base: how many people.
        parts: the answers in the order of the question.
    """

    title: str
    note: str
    description: str
    base: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A bar for each grade; the rest as `Split`.

    Args:
        parts: the grades, whose words are numbers.
        above: what stands above the bar of each.
        lowest: what the lowest grade means.
        highest: what the highest means.
        mean: as a place between the grades, 0 at the first; none if it may not be shown.
        mean_label: the mean in words.
    """

    title: str
    note: str
    description: str
    base: int
    parts: tuple[Part, ...]
    above: tuple[str, ...]
    lowest: str
    highest: str
    mean: float | None
    mean_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A statement.

    Args:
        label: the statement.
        base: how many people; 0 if it is hidden.
        parts: the answers on the scale.
        sums: those left and right of the middle.
        apart: the answers that are no point of the scale, together.
        hidden: why there are no numbers.
    """

    label: str
    base: int = 0
    parts: tuple[Part, ...] = ()
    sums: tuple[Part, ...] = ()
    apart: Part | None = None
    hidden: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Statements on one scale, as bars that part in its middle; the rest as `Split`.

    Args:
        options: the words of the scale.
        sides: for each, whether it stands left of the middle (-1), in it or right of it.
        heads: the words of the sums, left and right.
        apart: what the answers that are no point of the scale are called; empty without any.
        lines: the statements in the order in which they are drawn.
    """

    title: str
    note: str
    description: str
    options: tuple[str, ...]
    sides: tuple[int, ...]
    heads: tuple[str, str]
    apart: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A wave in a trend: its label, the value with its interval; none where it is hidden or undefined."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that an axis names, from the lowest to the highest, and how a value is written."""

    marks: tuple[float, ...]
    write: Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A figure over waves.

    Args:
        title: what it is about.
        note: what the intervals are.
        description: the same figures as sentences.
        points: the waves in order.
        axis: of the values.
    """

    title: str
    note: str
    description: str
    points: tuple[Point, ...]
    axis: Axis


Chart = Split | Distribution | Scale | Trend
