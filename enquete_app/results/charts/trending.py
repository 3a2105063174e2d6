"""Draws a value over waves: a dot for each, with its interval."""

from __future__ import annotations

from itertools import pairwise

from enquete_app.results.charts.colours import ACCENT, EDGE, FAINT, INK, MUTED
from enquete_app.results.charts.content import Axis, Trend
from enquete_app.results.charts.scene import SMALL, Dot, Label, Scene, Stroke

HEIGHT = 190.0
CAP = 5.0
DASH = "–"
_NAME = Label(x=0, y=0, text="", size=SMALL, anchor="middle")


def draw_trend(chart: Trend, scene: Scene) -> None:
    """Draw axis, intervals, a line from wave to wave, dots and values under what is there."""
    floor = scene.bottom + 24 + HEIGHT
    margin = _axis(chart.axis, scene, floor)
    room = (scene.width - margin) / max(1, len(chart.points))
    places = [margin + room * (index + 0.5) for index in range(len(chart.points))]
    heights = [_height(chart.axis, point.value, floor) for point in chart.points]
    for (x, y), (next_x, next_y) in pairwise(zip(places, heights, strict=True)):
        # Where a value is missing, the line is broken.
        if y is not None and next_y is not None:
            scene.add(Stroke(points=((x, y), (next_x, next_y)), colour=EDGE, width=1.5))
    for x, y, point in zip(places, heights, chart.points, strict=True):
        bounds = [_height(chart.axis, bound, floor) for bound in (point.low, point.high)]
        known = [bound for bound in bounds if bound is not None]
        if y is None or point.value is None:
            scene.add(Label(x=x, y=floor - 6, text=DASH, colour=MUTED, anchor="middle"))
        else:
            _point(x, y, known, scene)
            above = min([y - 6, *known]) - 6
            scene.add(Label(x=x, y=above, text=chart.axis.write(point.value), bold=True, anchor="middle"))
        scene.write(point.label, x, floor + 6, room - 4, label=_NAME)
    scene.bottom += 4


def _axis(axis: Axis, scene: Scene, floor: float) -> float:
    """Draw a line for each value that the axis names; gives where the lines begin."""
    margin = max(scene.measure(axis.write(mark), SMALL, False) for mark in axis.marks) + 8
    for mark in axis.marks:
        y = _height(axis, mark, floor) or floor
        scene.add(
            Stroke(points=((margin, y), (scene.width, y)), colour=FAINT),
            Label(x=margin - 8, y=y + 4, text=axis.write(mark), size=SMALL, colour=MUTED, anchor="end"),
        )
    return margin


def _height(axis: Axis, value: float | None, floor: float) -> float | None:
    if value is None:
        return None
    lowest, highest = axis.marks[0], axis.marks[-1]
    share = (value - lowest) / (highest - lowest)
    return floor - min(max(share, 0.0), 1.0) * HEIGHT


def _point(x: float, y: float, bounds: list[float], scene: Scene) -> None:
    if bounds:
        scene.add(Stroke(points=tuple((x, bound) for bound in bounds), colour=INK, width=1.5))
    for bound in bounds:
        scene.add(Stroke(points=((x - CAP, bound), (x + CAP, bound)), colour=INK, width=1.5))
    scene.add(Dot(x=x, y=y, radius=4.5, fill=ACCENT))
