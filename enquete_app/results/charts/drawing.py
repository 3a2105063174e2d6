"""Draws a figure for each of its uses."""

from __future__ import annotations

from dataclasses import dataclass

from enquete_app.results.charts.canvas import as_png, as_svg, width_of
from enquete_app.results.charts.colours import MUTED
from enquete_app.results.charts.content import Chart, Distribution, Scale, Split
from enquete_app.results.charts.distributing import draw_distribution
from enquete_app.results.charts.parting import draw_scale
from enquete_app.results.charts.scene import HEADING, SMALL, Label, Scene
from enquete_app.results.charts.splitting import draw_split
from enquete_app.results.charts.svg import Heading, tidy
from enquete_app.results.charts.trending import draw_trend

NARROW = 288.0
"""What a telephone of 320 pixels has room for."""
WIDE = 480.0
WIDEST = 720.0
"""For statements, which stand beside their bars."""
MARGIN = 12.0
"""Around a figure that stands by itself."""
_TITLE = Label(x=0, y=0, text="", size=HEADING, bold=True)
_NOTE = Label(x=0, y=0, text="", size=SMALL, colour=MUTED)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure for each of its uses.

    Args:
        svg: with its title, as a file.
        page: two drawings for a page that gives the title itself: the first for a wide one, of the class
            `enq-figure-wide` or `enq-figure-widest`, the second for a narrow one, of `enq-figure-narrow`.
        png: as `svg`, for documents.
    """

    svg: str
    page: str
    png: bytes


def draw(chart: Chart, *, name: str, language: str) -> Drawing:
    """Draw a figure.

    Args:
        chart: what it shows.
        name: what ids begin with; no other figure of a page has it.
        language: of its words; a page says it itself.
    """
    wide = WIDEST if isinstance(chart, Scale) else WIDE
    file = _scene(chart, wide, titled=True)
    sizes = {"wide" if wide == WIDE else "widest": wide, "narrow": NARROW}
    page = [
        _svg(_scene(chart, width, titled=False), chart, f"{name}-{size}", style=f"enq-figure-{size}")
        for size, width in sizes.items()
    ]
    return Drawing(svg=_svg(file, chart, name, language=language), page="".join(page), png=as_png(file))


def _scene(chart: Chart, width: float, *, titled: bool) -> Scene:
    scene = Scene(width=width, measure=width_of)
    below = scene.write(chart.title, 0, 0, width, label=_TITLE) + 2 if titled else 0
    if chart.note:
        scene.write(chart.note, 0, below, width, label=_NOTE)
    match chart:
        case Split():
            draw_split(chart, scene)
        case Distribution():
            draw_distribution(chart, scene)
        case Scale():
            draw_scale(chart, scene)
        case _:
            draw_trend(chart, scene)
    if titled:
        scene.frame(MARGIN)
    return scene


def _svg(scene: Scene, chart: Chart, name: str, **said: str) -> str:
    return tidy(as_svg(scene), Heading(name=name, title=chart.title, description=chart.description, **said))
