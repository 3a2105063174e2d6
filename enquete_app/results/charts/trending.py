"""Draws a value over waves: a dot for each, with its interval."""

from __future__ import annotations

from itertools import pairwise

from enquete_app.results.charts.colours import ACCENT, EDGE, FAINT, INK, MUTED, PAPER
from enquete_app.results.charts.content import Trend
from enquete_app.results.charts.scene import BODY, SMALL, Box, Dot, Label, Scene, Stroke

HEIGHT = 190.0
STEPS = 4
CAP = 5.0
DASH = "–"


def draw_trend(chart: Trend, scene: Scene) -> None:
    """Draw axis, intervals, a line from wave to wave, dots and values under what is there."""
    top, floor = scene.bottom + 18, scene.bottom + 18 + HEIGHT
    marks = [chart.lowest + (chart.highest - chart.lowest) * step / STEPS for step in range(STEPS + 1)]
    margin = max(scene.measure(chart.write(mark), SMALL, False) for mark in marks) + 8
    room = (scene.width - margin) / max(1, len(chart.points))
    places = [margin + room * (index + 0.5) for index in range(len(chart.points))]

    def height(value: float) -> float:
        share = (value - chart.lowest) / ((chart.highest - chart.lowest) or 1)
        return floor - min(max(share, 0.0), 1.0) * HEIGHT

    for mark in marks:
        scene.add(
            Stroke(points=((margin, height(mark)), (scene.width, height(mark))), colour=FAINT),
            Label(x=margin - 8, y=height(mark) + 4, text=chart.write(mark), size=SMALL, colour=MUTED, anchor="end"),
        )
    _line(chart, scene, places, [None if p.value is None else height(p.value) for p in chart.points])
    for x, point in zip(places, chart.points, strict=True):
        if point.value is None:
            scene.add(Label(x=x, y=floor - 6, text=DASH, colour=MUTED, anchor="middle"))
            continue
        known = point.low is not None and point.high is not None
        bounds = (height(point.low or 0.0), height(point.high or 0.0)) if known else None
        _point(x, height(point.value), bounds, chart.write(point.value), scene)
    bottom = floor
    for x, point in zip(places, chart.points, strict=True):
        words = Label(x=0, y=0, text="", size=SMALL, anchor="middle")
        bottom = max(bottom, scene.write(point.label, x, floor + 6, room - 4, label=words))
    scene.bottom = bottom + 4


def _line(chart: Trend, scene: Scene, places: list[float], heights: list[float | None]) -> None:
    """Draw from each value to the next; where one is missing, the line is broken."""
    for one, other in pairwise(zip(places, heights, strict=True)):
        if one[1] is not None and other[1] is not None:
            scene.add(Stroke(points=((one[0], one[1]), (other[0], other[1])), colour=EDGE, width=1.5))


def _point(
    x: float, y: float, bounds: tuple[float, float] | None, words: str, scene: Scene
) -> None:
    if bounds:
        low, high = bounds
        scene.add(
            Stroke(points=((x, low), (x, high)), colour=INK, width=1.5),
            Stroke(points=((x - CAP, low), (x + CAP, low)), colour=INK, width=1.5),
            Stroke(points=((x - CAP, high), (x + CAP, high)), colour=INK, width=1.5),
        )
    wide, left = scene.measure(words, BODY, True), x + 9
    if left + wide > scene.width:
        left = x - 9 - wide
    scene.add(
        Dot(x=x, y=y, radius=4.5, fill=ACCENT),
        Box(x=left - 2, y=y - 9, width=wide + 4, height=18, fill=PAPER),
        Label(x=left, y=y + 5, text=words, bold=True),
    )
