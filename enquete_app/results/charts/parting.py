"""Draws statements on one scale: bars that part in its middle, most agreement first."""

from __future__ import annotations

from dataclasses import dataclass

from enquete_app.results.charts.colours import APART, EDGE, FAINT, INK, MUTED, diverging, on
from enquete_app.results.charts.content import Line, Part, Scale
from enquete_app.results.charts.scene import BODY, LEADING, SMALL, Box, Label, Scene, Stroke, wrap
from enquete_app.results.charts.splitting import draw_legend

BAR = 26.0
BETWEEN = 14.0
SUM = 42.0
"""Room for a sum beside a bar."""
APART_GAP = 14.0
WIDE = 560.0
"""From this width on the statements stand beside their bars, else above them."""
_PLAIN = Label(x=0, y=0, text="", size=BODY)
_REASON = Label(x=0, y=0, text="", size=SMALL, colour=MUTED)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the bars go: how wide statements are, where the middle of the scale is, how long a person is.

    Args:
        words: the width of the statements.
        middle: the place of the middle of the scale.
        apart: where the bars of the other answers begin.
        whole: the length of a bar with everybody in it.
    """

    words: float
    middle: float
    apart: float
    whole: float


def draw_scale(chart: Scale, scene: Scene) -> None:
    """Draw the statements under what is there, and the legend under them."""
    frame = _frame(chart, scene.width)
    colours = diverging(chart.sides)
    y = _heads(chart, scene, frame)
    ruled = len(scene.shapes)
    first = y
    for line in chart.lines:
        y = _statement(line, chart, colours, scene, frame, y)
    scene.shapes.insert(
        ruled, Stroke(points=((frame.middle, first - 4), (frame.middle, y - BETWEEN + 4)), colour=INK)
    )
    draw_legend(list(zip(chart.options, colours, strict=True)), scene, y + 2)


def _frame(chart: Scale, width: float) -> Frame:
    words = 0.36 * width if width >= WIDE else 0.0
    shown = [line for line in chart.lines if not line.hidden]
    lefts = [_before(line, chart) / line.base for line in shown]
    rights = [sum(p.count for p in line.parts) / line.base - left for line, left in zip(shown, lefts, strict=True)]
    aparts = [line.apart.count / line.base if line.apart else 0.0 for line in shown]
    room = width - words - 2 * SUM - (APART_GAP + SUM if chart.apart else 0)
    whole = room / (max(lefts) + max(rights) + max(aparts) or 1)
    left = words + SUM + max(lefts) * whole
    return Frame(words, left, left + max(rights) * whole + SUM + APART_GAP, whole)


def _before(line: Line, chart: Scale) -> float:
    """How many stand left of the middle, with half of those in it."""
    return sum(
        part.count * (1 if side < 0 else 0.5 if side == 0 else 0)
        for part, side in zip(line.parts, chart.sides, strict=True)
    )


def _heads(chart: Scale, scene: Scene, frame: Frame) -> float:
    """Write what the sums and the bars apart are; gives where the first statement begins."""
    y = scene.bottom + 22
    left, right = chart.heads
    end = frame.middle + 6 + scene.measure(right, SMALL, True)
    if chart.apart:
        start = scene.width - scene.measure(chart.apart, SMALL, True)
        if min(start, frame.apart) < end + 8:
            scene.add(Label(x=scene.width, y=y, text=chart.apart, size=SMALL, bold=True, anchor="end"))
            y += SMALL * LEADING + 2
        else:
            scene.add(Label(x=min(start, frame.apart), y=y, text=chart.apart, size=SMALL, bold=True))
    scene.add(
        Label(x=frame.middle - 6, y=y, text=left, size=SMALL, bold=True, anchor="end"),
        Label(x=frame.middle + 6, y=y, text=right, size=SMALL, bold=True),
    )
    return y + 10


def _statement(
    line: Line, chart: Scale, colours: tuple[str, ...], scene: Scene, frame: Frame, y: float
) -> float:
    """Draw a statement with its bar; gives where the next one begins."""
    beside = frame.words > 0
    room = frame.words - 12 if beside else scene.width
    lines = len(wrap(line.label, room, BODY, False, scene.measure))
    height = lines * BODY * LEADING
    if not beside:
        scene.write(line.label, 0, y - 2, room, label=_PLAIN)
        y += height + 2
    tall = max(BAR, height) if beside else BAR
    if beside:
        scene.write(line.label, 0, y + (tall - height) / 2, room, label=_PLAIN)
    if line.hidden:
        scene.write(line.hidden, frame.words, y + 4, scene.width - frame.words, label=_REASON)
    else:
        _bar(line, chart, colours, scene, frame, y + (tall - BAR) / 2)
    return max(y + tall, scene.bottom) + BETWEEN


def _bar(line: Line, chart: Scale, colours: tuple[str, ...], scene: Scene, frame: Frame, y: float) -> None:
    unit = frame.whole / line.base
    x = start = frame.middle - _before(line, chart) * unit
    for part, colour in zip(line.parts, colours, strict=True):
        x = _segment(part, colour, scene, x, y, unit)
    left, right = line.sums[0], line.sums[-1]
    base = y + BAR / 2 + BODY * 0.36
    scene.add(
        Label(x=start - 5, y=base, text=left.share, bold=True, anchor="end"),
        Label(x=x + 5, y=base, text=right.share, bold=True),
    )
    if line.apart:
        length = line.apart.count * unit
        if line.apart.count:
            scene.add(Box(x=frame.apart, y=y, width=length, height=BAR, fill=APART, edge=EDGE))
        else:
            scene.add(Stroke(points=((frame.apart, y), (frame.apart, y + BAR)), colour=FAINT))
        scene.add(Label(x=frame.apart + length + 5, y=base, text=line.apart.share))


def _segment(part: Part, colour: str, scene: Scene, x: float, y: float, unit: float) -> float:
    """Draw an answer, with its share where that fits; gives where the next one begins."""
    width = part.count * unit
    if part.count:
        scene.add(Box(x=x, y=y, width=width, height=BAR, fill=colour, edge=EDGE))
        digits = part.share.rstrip("%\xa0")
        if scene.measure(digits, SMALL, False) + 5 <= width:
            scene.add(
                Label(x=x + width / 2, y=y + BAR / 2 + SMALL * 0.36, text=digits, size=SMALL,
                      colour=on(colour), anchor="middle")
            )
    return x + width
