"""Matplotlib: the width of words, and a scene as SVG and as PNG. Loaded only once something is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from enquete_app.results.charts.colours import PAPER
from enquete_app.results.charts.scene import Anchor, Box, Dot, Scene, Shape, Stroke

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

UNITS = 72
"""Pixels of a page in an inch of matplotlib, so that its points are those pixels."""
DOTS = 200
"""Of the PNG, in an inch."""
EDGE_WIDTH = 0.8
DASHES = (4, 3)
ALIGNED: Mapping[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}


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
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "enquete"}):
        _drawn(scene).savefig(content, format=file_format, **options)
    return content.getvalue()


def _drawn(scene: Scene) -> Figure:
    from matplotlib.figure import Figure  # noqa: PLC0415 - heavy: loaded only for drawing
    from matplotlib.transforms import Affine2D  # noqa: PLC0415 - the same

    figure = Figure(figsize=(scene.width / UNITS, scene.bottom / UNITS), facecolor=PAPER)
    downwards = Affine2D().scale(1 / UNITS, -1 / UNITS).translate(0, scene.bottom / UNITS)
    for order, shape in enumerate(scene.shapes):
        artist = _artist(shape)
        artist.set(zorder=order, transform=downwards + figure.dpi_scale_trans)
        figure.add_artist(artist)
    return figure


def _artist(shape: Shape) -> Artist:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - heavy: loaded only for drawing
    from matplotlib.patches import Circle, Rectangle  # noqa: PLC0415 - the same
    from matplotlib.text import Text  # noqa: PLC0415 - the same

    if isinstance(shape, Box):
        return Rectangle(
            (shape.x, shape.y),
            shape.width,
            shape.height,
            facecolor=shape.fill,
            edgecolor=shape.edge or "none",
            linewidth=EDGE_WIDTH if shape.edge else 0,
        )
    if isinstance(shape, Dot):
        return Circle((shape.x, shape.y), shape.radius, facecolor=shape.fill, edgecolor="none")
    if isinstance(shape, Stroke):
        xs, ys = zip(*shape.points, strict=True)
        dashes = (0, DASHES if shape.dashed else ())
        return Line2D(xs, ys, color=shape.colour, linewidth=shape.width, linestyle=dashes)
    return Text(
        shape.x,
        shape.y,
        shape.text,
        color=shape.colour,
        fontproperties=_font(shape.size, bold=shape.bold),
        horizontalalignment=ALIGNED[shape.anchor],
        verticalalignment="baseline",
        # Else a price between two signs of dollars would be set as mathematics.
        parse_math=False,
    )


@lru_cache
def _font(size: float, *, bold: bool) -> FontProperties:
    from matplotlib import get_data_path  # noqa: PLC0415 - heavy: loaded only for drawing
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - the same

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=f"{get_data_path()}/fonts/ttf/{name}", size=size, weight=700 if bold else 400)
