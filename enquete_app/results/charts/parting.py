"""Draws statements on one scale: bars that part in its middle, most agreement first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from enquete_app.results.charts.colours import APART, EDGE, INK, MUTED, diverging, on
from enquete_app.results.charts.content import Line, Part, Scale
from enquete_app.results.charts.scene import BODY, LEADING, SMALL, Box, Label, Measure, Scene, Stroke, wrap
from enquete_app.results.charts.splitting import draw_legend

BAR = 26.0
BETWEEN = 14.0
BESIDE = 5.0
"""From a bar to the share beside it."""
APART_GAP = 14.0
STATEMENTS = 0.36
"""How much of the width the statements take where they stand beside their bars."""
WIDE = 560.0
"""From this width on the statements stand beside their bars, else above them."""
_PLAIN = Label(x=0, y=0, text="", size=BODY)
_REASON = Label(x=0, y=0, text="", size=SMALL, colour=MUTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where the bars of a figure go.

    Args:
        chart: what the figure shows.
        scene: where it is drawn.
        colours: of the points of the scale.
        words: the width of the statements; 0 if they stand above their bars.
        middle: the place of the middle of the scale.
        apart: where the bars of the other answers begin, if they have bars.
        whole: the length of a bar with everybody in it.
    """

    chart: Scale
    scene: Scene
    colours: tuple[str, ...]
    words: float
    middle: float
    apart: float
    whole: float


def draw_scale(chart: Scale, scene: Scene) -> None:
    """Draw the statements under what is there, and the legend under them."""
    frame = _frame(chart, scene)
    y = first = _heads(frame)
    behind = len(scene.shapes)
    for line in chart.lines:
        y = _statement(line, frame, y)
    if frame.words:
        rule = ((frame.middle, first - 4), (frame.middle, y - BETWEEN + 4))
        scene.shapes.insert(behind, Stroke(points=rule, colour=INK))
    draw_legend(list(zip(chart.options, frame.colours, strict=True)), scene, y + 2)


def _frame(chart: Scale, scene: Scene) -> Frame:
    words = STATEMENTS * scene.width if scene.width >= WIDE else 0.0
    shown = [line for line in chart.lines if not line.hidden]
    left = max(_before(line, chart) / line.base for line in shown)
    right = max((sum(p.count for p in line.parts) - _before(line, chart)) / line.base for line in shown)
    # Where there is little room, the other answers are numbers without bars.
    aparts = [line.apart.count / line.base for line in shown if line.apart and words]
    apart = max(aparts, default=0.0)
    sums = [_room(scene, (line.sums[place] for line in shown)) for place in (0, -1)]
    beside = _room(scene, (line.apart for line in shown if line.apart))
    room = scene.width - words - sum(sums) - (APART_GAP + beside if chart.apart else 0)
    whole = room / (left + right + apart or 1)
    head = scene.measure(chart.apart, SMALL, True)
    if words and chart.apart and apart * whole + beside < head:
        # There has to be room for its head beside the other two.
        whole = (room + beside - head) / (left + right or 1)
    middle = words + sums[0] + left * whole
    return Frame(
        chart=chart,
        scene=scene,
        colours=diverging(chart.sides),
        words=words,
        middle=middle,
        apart=middle + right * whole + sums[1] + APART_GAP,
        whole=whole,
    )


def _room(scene: Scene, parts: Iterable[Part]) -> float:
    """How much room shares beside their bars need."""
    return BESIDE + max((scene.measure(part.share, BODY, True) for part in parts), default=0.0)


def _before(line: Line, chart: Scale) -> float:
    """How many stand left of the middle, with half of those in it."""
    halves = {-1: 1.0, 0: 0.5, 1: 0.0}
    return sum(part.count * halves[side] for part, side in zip(line.parts, chart.sides, strict=True))


def _heads(frame: Frame) -> float:
    """Write what the sums and the bars apart are; gives where the first statement begins."""
    scene, apart = frame.scene, frame.chart.apart
    y = scene.bottom + 24
    if apart and frame.words:
        scene.add(Label(x=frame.apart, y=y, text=apart, size=SMALL, bold=True))
    elif apart:
        scene.add(Label(x=scene.width, y=y, text=apart, size=SMALL, bold=True, anchor="end"))
        y += SMALL * LEADING
    left, right = frame.chart.heads
    end = max(frame.middle - 6, scene.measure(left, SMALL, True))
    scene.add(
        Label(x=end, y=y, text=left, size=SMALL, bold=True, anchor="end"),
        Label(x=end + 12, y=y, text=right, size=SMALL, bold=True),
    )
    return y + 10


def _statement(line: Line, frame: Frame, y: float) -> float:
    """Draw a statement with its bar; gives where the next one begins."""
    scene = frame.scene
    room = frame.words - 12 if frame.words else scene.width
    height = len(wrap(line.label, room, BODY, False, scene.measure)) * BODY * LEADING
    tall = max(BAR, height) if frame.words else BAR
    if frame.words:
        scene.write(line.label, 0, y + (tall - height) / 2, room, label=_PLAIN)
    else:
        y = scene.write(line.label, 0, y - 2, room, label=_PLAIN) + 4
    if line.hidden:
        scene.write(line.hidden, frame.words, y + 4, scene.width - frame.words, label=_REASON)
    else:
        _bar(line, frame, y + (tall - BAR) / 2)
    return max(y + tall, scene.bottom) + BETWEEN


def _bar(line: Line, frame: Frame, y: float) -> None:
    scene, unit = frame.scene, frame.whole / line.base
    if not frame.words:
        scene.add(Stroke(points=((frame.middle, y - 4), (frame.middle, y + BAR + 4)), colour=INK))
    x = start = frame.middle - _before(line, frame.chart) * unit
    for part, colour in zip(line.parts, frame.colours, strict=True):
        width = part.count * unit
        if part.count:
            box = Box(x=x, y=y, width=width, height=BAR, fill=colour, edge=EDGE)
            scene.add(box, *_inside(part, box, scene.measure))
        x += width
    base = y + BAR / 2 + BODY * 0.36
    scene.add(
        Label(x=start - BESIDE, y=base, text=line.sums[0].share, bold=True, anchor="end"),
        Label(x=x + BESIDE, y=base, text=line.sums[-1].share, bold=True),
    )
    if line.apart and frame.words:
        width = line.apart.count * unit
        scene.add(
            Box(x=frame.apart, y=y, width=width, height=BAR, fill=APART, edge=EDGE),
            Label(x=frame.apart + width + BESIDE, y=base, text=line.apart.share),
        )
    elif line.apart:
        scene.add(Label(x=scene.width, y=base, text=line.apart.share, anchor="end"))


def _inside(part: Part, box: Box, measure: Measure) -> tuple[Label, ...]:
    """Write a share into its box, without its sign; nothing where there is no room."""
    digits = part.share.rstrip("%\xa0")
    if measure(digits, SMALL, False) + 5 > box.width:
        return ()
    middle, base = box.x + box.width / 2, box.y + box.height / 2 + SMALL * 0.36
    return (Label(x=middle, y=base, text=digits, size=SMALL, colour=on(box.fill), anchor="middle"),)
