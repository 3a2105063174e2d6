"""Draws the grades: a bar for each, and the mean among them."""

from __future__ import annotations

from enquete_app.results.charts.colours import ACCENT, INK, MUTED, PAPER
from enquete_app.results.charts.content import Distribution
from enquete_app.results.charts.scene import BODY, SMALL, Box, Label, Scene, Stroke

HEIGHT = 150.0
FILLED = 0.74
"""How much of the room of a grade its bar takes."""


def draw_distribution(chart: Distribution, scene: Scene) -> None:
    """Draw the bars under what is there, with how many above each."""
    top = scene.bottom + (26 if chart.mean_label else 8)
    floor, room = top + 18 + HEIGHT, scene.width / len(chart.parts)
    most = max(1, *(part.count for part in chart.parts))
    if chart.mean is not None:
        _mean(chart, scene, room * (chart.mean + 0.5), top, floor)
    for index, (part, label) in enumerate(zip(chart.parts, chart.above, strict=True)):
        middle, height = room * (index + 0.5), HEIGHT * part.count / most
        width = room * FILLED
        wide = scene.measure(label, BODY, True) + 4
        scene.add(
            Box(x=middle - wide / 2, y=floor - height - 18, width=wide, height=16, fill=PAPER),
            Box(x=middle - width / 2, y=floor - height, width=width, height=height, fill=ACCENT),
            Label(x=middle, y=floor - height - 5, text=label, bold=True, anchor="middle"),
            Label(x=middle, y=floor + 18, text=part.label, anchor="middle"),
        )
    scene.add(Stroke(points=((0, floor), (scene.width, floor)), colour=INK))
    half, plain = scene.width / 2, Label(x=0, y=0, text="", size=SMALL, colour=MUTED)
    scene.write(chart.lowest, 0, floor + 22, half, label=plain)
    right = Label(x=0, y=0, text="", size=SMALL, colour=MUTED, anchor="end")
    scene.write(chart.highest, scene.width, floor + 22, half, label=right)
    scene.bottom += 4


def _mean(chart: Distribution, scene: Scene, x: float, top: float, floor: float) -> None:
    half = scene.measure(chart.mean_label, BODY, True) / 2
    middle = min(max(x, half), scene.width - half)
    scene.add(
        Label(x=middle, y=top - 8, text=chart.mean_label, bold=True, anchor="middle"),
        Stroke(points=((x, top - 2), (x, floor)), colour=INK, width=1.5, dashed=True),
    )
