"""Draws a choice: one bar that is split by answer, with a legend."""

from __future__ import annotations

from enquete_app.results.charts.colours import EDGE, categories, on
from enquete_app.results.charts.content import Part, Split
from enquete_app.results.charts.scene import BODY, SMALL, Box, Label, Scene

HEIGHT = 48.0
SWATCH = 14.0
GAP = 18.0
ROW = 23.0


def draw_split(chart: Split, scene: Scene) -> None:
    """Draw the bar under what is there, and the legend under the bar.

    Numbers that do not fit into their part stand with its words in the legend.
    """
    top, left, colours = scene.bottom + 8, 0.5, categories(len(chart.parts))
    length = scene.width - 1
    outside = set()
    for part, colour in zip(chart.parts, colours, strict=True):
        width = length * part.count / chart.base
        if part.count:
            scene.add(Box(x=left, y=top, width=width, height=HEIGHT, fill=colour, edge=EDGE))
        if part.count and _room(part, scene) <= width:
            middle, words = left + width / 2, on(colour)
            scene.add(
                Label(x=middle, y=top + 21, text=part.share, bold=True, colour=words, anchor="middle"),
                Label(x=middle, y=top + 38, text=str(part.count), size=SMALL, colour=words, anchor="middle"),
            )
        else:
            outside.add(part)
        left += width
    legend = [(f"{p.label}: {p.share} ({p.count})" if p in outside else p.label) for p in chart.parts]
    draw_legend(list(zip(legend, colours, strict=True)), scene, top + HEIGHT + 10)


def _room(part: Part, scene: Scene) -> float:
    """How wide a part has to be for its numbers."""
    return 6 + max(scene.measure(part.share, BODY, True), scene.measure(str(part.count), SMALL, False))


def draw_legend(entries: list[tuple[str, str]], scene: Scene, top: float) -> None:
    """Write words with the colour that they have, as many in a row as there is room for."""
    x = 0.0
    for words, colour in entries:
        width = SWATCH + 6 + scene.measure(words, BODY, False)
        if x and x + width > scene.width:
            x, top = 0.0, top + ROW
        scene.add(Box(x=x + 0.5, y=top + 2, width=SWATCH, height=SWATCH, fill=colour, edge=EDGE))
        below = scene.write(words, x + SWATCH + 6, top - 1, scene.width - SWATCH - 6, label=_PLAIN)
        if below > top + ROW:
            x, top = 0.0, below + 5
        else:
            x += width + GAP
    scene.bottom = max(scene.bottom, top + ROW if x else top)


_PLAIN = Label(x=0, y=0, text="", size=BODY)
