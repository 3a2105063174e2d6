"""Draws a value over waves: a dot for each, with its interval.

From left to right where the names of the waves have room, else from top to bottom.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from enquete_app.results.charts.colours import ACCENT, EDGE, FAINT, INK, MUTED, PAPER
from enquete_app.results.charts.content import Axis, Point, Trend
from enquete_app.results.charts.scene import BODY, LEADING, SMALL, Box, Dot, Label, Scene, Stroke, wrap

Place = tuple[float, float]
HEIGHT = 190.0
ROW = 34.0
NAMES = 0.36
"""How much of the width the names of waves take at most where they stand in a column."""
CAP = 5.0
GAP = 4.0
"""Between the names of marks."""
DASH = "–"
_UNDER = Label(x=0, y=0, text="", size=SMALL, anchor="middle")
_BEFORE = Label(x=0, y=0, text="", size=SMALL)


def draw_trend(chart: Trend, scene: Scene) -> None:
    """Draw axis, intervals, a line from wave to wave, dots and values under what is there."""
    margin = 8 + max(scene.measure(chart.axis.write(mark), SMALL, False) for mark in chart.axis.marks)
    room = (scene.width - margin) / max(1, len(chart.points))
    words = [word for point in chart.points for word in point.label.split(" ")]
    values = [chart.axis.write(point.value) for point in chart.points if point.value is not None]
    widest = max(
        [*(scene.measure(word, SMALL, False) for word in words)]
        + [scene.measure(value, BODY, True) for value in values],
        default=0.0,
    )
    if widest + 6 <= room:
        _across(chart, scene, margin, room)
    else:
        _down(chart, scene)


def _across(chart: Trend, scene: Scene, margin: float, room: float) -> None:
    floor = scene.bottom + 24 + HEIGHT

    def place(value: float) -> float:
        return floor - _share(chart.axis, value) * HEIGHT

    for mark in chart.axis.marks:
        words = chart.axis.write(mark)
        y = place(mark)
        scene.add(
            Stroke(points=((margin, y), (scene.width, y)), colour=FAINT),
            Label(x=margin - 8, y=y + 4, text=words, size=SMALL, colour=MUTED, anchor="end"),
        )
    middles = [margin + room * (index + 0.5) for index in range(len(chart.points))]
    dots = [
        None if point.value is None else (x, place(point.value))
        for x, point in zip(middles, chart.points, strict=True)
    ]
    _line(dots, scene)
    for x, dot, point in zip(middles, dots, chart.points, strict=True):
        ends = [(x, place(end)) for end in _ends(point)]
        above = min((y for _, y in ends), default=floor if dot is None else dot[1] - 6) - 6
        _value(point, chart.axis, Label(x=x, y=above, text=DASH, anchor="middle"), scene)
        _dot(dot, ends, (CAP, 0.0), scene)
        scene.write(point.label, x, floor + 6, room - 4, label=_UNDER)
    scene.bottom += 4


def _down(chart: Trend, scene: Scene) -> None:
    names = min(NAMES * scene.width, max(scene.measure(p.label, SMALL, False) for p in chart.points))
    left, right = names + 20, scene.width - 52
    top = scene.bottom + 26

    def place(value: float) -> float:
        return left + _share(chart.axis, value) * (right - left)

    heights = [
        max(ROW, 8 + SMALL * LEADING * len(wrap(p.label, names, SMALL, False, scene.measure)))
        for p in chart.points
    ]
    named = _named(chart.axis, right - left, scene)
    for mark in chart.axis.marks:
        x = place(mark)
        scene.add(Stroke(points=((x, top), (x, top + sum(heights))), colour=FAINT))
        if mark in named:
            words = chart.axis.write(mark)
            scene.add(Label(x=x, y=top - 6, text=words, size=SMALL, colour=MUTED, anchor="middle"))
    middles = [top + sum(heights[:index]) + height / 2 for index, height in enumerate(heights)]
    dots = [
        None if point.value is None else (place(point.value), y)
        for y, point in zip(middles, chart.points, strict=True)
    ]
    _line(dots, scene)
    for y, height, dot, point in zip(middles, heights, dots, chart.points, strict=True):
        lines = len(wrap(point.label, names, SMALL, False, scene.measure))
        scene.write(point.label, 0, y - lines * SMALL * LEADING / 2, names, label=_BEFORE)
        _value(point, chart.axis, Label(x=scene.width, y=y + 5, text=DASH, anchor="end"), scene)
        _dot(dot, [(place(end), y) for end in _ends(point)], (0.0, CAP), scene)
        scene.bottom = max(scene.bottom, y + height / 2)


def _named(axis: Axis, width: float, scene: Scene) -> Sequence[float]:
    """The marks that are named along an axis: all, half of them or its ends, as there is room."""
    widest = max(scene.measure(axis.write(mark), SMALL, False) for mark in axis.marks)
    steps = len(axis.marks) - 1
    fitting = (each for each in (1, 2) if steps % each == 0 and width * each / steps >= widest + GAP)
    return axis.marks[:: next(fitting, steps)]


def _share(axis: Axis, value: float) -> float:
    """Tell how far along the axis a value is, from 0 to 1; what is beyond its ends is at them."""
    lowest, highest = axis.marks[0], axis.marks[-1]
    return min(max((value - lowest) / (highest - lowest), 0.0), 1.0)


def _ends(point: Point) -> list[float]:
    return [end for end in (point.low, point.high) if end is not None and point.value is not None]


def _line(dots: list[Place | None], scene: Scene) -> None:
    """Draw from each value to the next; where one is missing, the line is broken."""
    for one, other in pairwise(dots):
        if one and other:
            scene.add(Stroke(points=(one, other), colour=EDGE, width=1.5))


def _dot(dot: Place | None, ends: list[Place], cap: Place, scene: Scene) -> None:
    """Draw a value with its interval, whose ends have a cap to both sides."""
    if len(ends) > 1:
        scene.add(Stroke(points=tuple(ends), colour=INK, width=1.5))
    for x, y in ends:
        across, along = cap
        scene.add(Stroke(points=((x - across, y - along), (x + across, y + along)), colour=INK, width=1.5))
    if dot:
        scene.add(Dot(x=dot[0], y=dot[1], radius=4.5, fill=ACCENT))


def _value(point: Point, axis: Axis, label: Label, scene: Scene) -> None:
    """Write the value on paper of its own, or a dash in its place."""
    if point.value is None:
        scene.add(replace(label, colour=MUTED))
        return
    text = axis.write(point.value)
    width = scene.measure(text, BODY, True)
    left = label.x - width * {"middle": 0.5, "end": 1.0}.get(label.anchor, 0.0)
    scene.add(
        Box(x=left - 1, y=label.y - 12, width=width + 2, height=15, fill=PAPER),
        replace(label, text=text, bold=True),
    )
