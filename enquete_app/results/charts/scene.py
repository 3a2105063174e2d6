"""A drawing as boxes, lines, dots and words with a place; the unit is a pixel of a page, y goes down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from enquete_app.results.charts.colours import INK

Anchor = Literal["start", "middle", "end"]
Measure = Callable[[str, float, bool], float]
"""The width of words: of these, in this size, bold or not."""
SMALL = 13.0
BODY = 14.0
HEADING = 16.0
LEADING = 1.3
"""From one line to the next, in sizes of the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled rectangle, with an edge or without."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    edge: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words on one line; y is their baseline."""

    x: float
    y: float
    text: str
    size: float = BODY
    colour: str = INK
    bold: bool = False
    anchor: Anchor = "start"


Shape = Box | Stroke | Dot | Label


@dataclass(slots=True)
class Scene:
    """What is drawn, back to front, and how far down it goes.

    Args:
        width: of the drawing.
        measure: tells the width of words.
        bottom: the lowest place used so far.
    """

    width: float
    measure: Measure
    shapes: list[Shape] = field(default_factory=list)
    bottom: float = 0.0

    def add(self, *shapes: Shape) -> None:
        """Draw in front of what is there."""
        self.shapes.extend(shapes)

    def write(self, text: str, x: float, y: float, width: float, *, label: Label) -> float:
        """Write lines of words under each other.

        Args:
            text: the words.
            x: where they begin.
            y: where the first line's top is.
            width: where they have to break.
            label: size, colour and weight.

        Returns:
            Where the next line's top would be.
        """
        for line in wrap(text, width, label.size, label.bold, self.measure):
            y += label.size * LEADING
            self.add(
                Label(
                    x=x,
                    y=y - label.size * 0.3,
                    text=line,
                    size=label.size,
                    colour=label.colour,
                    bold=label.bold,
                    anchor=label.anchor,
                )
            )
        self.bottom = max(self.bottom, y)
        return y

    def frame(self, margin: float) -> None:
        """Leave room around what is drawn."""
        self.shapes = [_moved(shape, margin) for shape in self.shapes]
        self.width += 2 * margin
        self.bottom += 2 * margin


def _moved(shape: Shape, by: float) -> Shape:
    if isinstance(shape, Stroke):
        return replace(shape, points=tuple((x + by, y + by) for x, y in shape.points))
    return replace(shape, x=shape.x + by, y=shape.y + by)


def wrap(text: str, width: float, size: float, bold: bool, measure: Measure) -> list[str]:  # noqa: FBT001
    """Break words into lines; a word that is too long for a line goes on in the next."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width, size, bold, measure)
    return lines


def _pieces(word: str, width: float, size: float, bold: bool, measure: Measure) -> list[str]:  # noqa: FBT001
    if measure(word, size, bold) <= width:
        return [word]
    fits = next((end for end in range(len(word) - 1, 0, -1) if measure(word[:end], size, bold) <= width), 1)
    rest = word[fits:]
    return [word[:fits], *(_pieces(rest, width, size, bold, measure) if rest else [])]
