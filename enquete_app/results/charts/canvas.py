"""Matplotlib: how wide words are, and a scene as SVG and as PNG. Loaded when something is drawn, only here."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from enquete_app.results.charts.colours import PAPER
from enquete_app.results.charts.scene import Box, Dot, Label, Scene, Stroke

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

UNITS = 72
"""Pixels of a page in an inch of matplotlib, so that its points are those pixels."""
DOTS = 200
"""Of the PNG, in an inch."""
ALIGNED = {"start": "left", "middle": "center", "end": "right"}
SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "enquete", "path.simplify": False}


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool) -> float:  # noqa: FBT001
    """How wide words are in the font that comes with matplotlib, which is wider than those of most pages."""
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 - heavy: loaded only for drawing

    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold=bold), ismath=False)
    return float(width)


def as_svg(scene: Scene) -> bytes:
    """Draw as SVG, as matplotlib writes it."""
    return _saved(scene, "svg", metadata={"Date": None, "Creator": None})


def as_png(scene: Scene) -> bytes:
    """Draw as PNG."""
    return _saved(scene, "png", dpi=DOTS, metadata={"Software": None})


def _saved(scene: Scene, file_format: str, **options: Any) -> bytes:  # noqa: ANN401 - those of savefig
    from matplotlib import rc_context  # noqa: PLC0415 - heavy: loaded only for drawing

    content = BytesIO()
    with rc_context(SETTINGS):
        _drawn(scene).savefig(content, format=file_format, **options)
    return content.getvalue()


def _drawn(scene: Scene) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy: loaded only for drawing

    figure = Figure(figsize=(scene.width / UNITS, scene.bottom / UNITS), facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.bottom, 0)
    for order, shape in enumerate(scene.shapes):
        _add(axes, shape, order)
    return figure


def _add(axes: Axes, shape: Box | Stroke | Dot | Label, order: int) -> None:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy: loaded only for drawing
    from matplotlib.patches import Circle, Rectangle  # noqa: PLC0415 - the same
    from matplotlib.text import Text  # noqa: PLC0415 - the same

    always: dict[str, Any] = {"zorder": order, "clip_on": False}
    match shape:
        case Box(x=x, y=y, width=width, height=height, fill=fill, edge=edge):
            style = {"facecolor": fill, "edgecolor": edge or "none", "linewidth": 0.8 if edge else 0}
            axes.add_artist(Rectangle((x, y), width, height, **style, **always))
        case Dot(x=x, y=y, radius=radius, fill=fill):
            axes.add_artist(Circle((x, y), radius, facecolor=fill, edgecolor="none", **always))
        case Stroke(points=points, colour=colour, width=width, dashed=dashed):
            xs, ys = zip(*points, strict=True)
            style = {"color": colour, "linewidth": width, "linestyle": (0, (4, 3)) if dashed else "-"}
            axes.add_artist(Line2D(xs, ys, **style, **always))
        case Label():
            font = _font(shape.size, bold=shape.bold)
            text = Text(shape.x, shape.y, shape.text, color=shape.colour, fontproperties=font,
                        horizontalalignment=ALIGNED[shape.anchor], verticalalignment="baseline",
                        parse_math=False, **always)
            axes.add_artist(text)


@lru_cache
def _font(size: float, *, bold: bool) -> FontProperties:
    from matplotlib import get_data_path  # noqa: PLC0415 - heavy: loaded only for drawing
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - the same

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{get_data_path()}/fonts/ttf/{name}", size=size, weight=700 if bold else 400)
