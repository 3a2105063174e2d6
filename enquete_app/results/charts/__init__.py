"""Figures: which ones a questionnaire gets, what they show of a report, and their drawing.

Pure: no Flask, no database, no clock. Only `canvas` loads matplotlib, and only when it draws, so that whoever
merely wants to know about figures does not carry it.
"""

from enquete_app.results.charts.content import (
    Axis,
    Chart,
    Distribution,
    Line,
    Part,
    Point,
    Scale,
    Split,
    Trend,
)
from enquete_app.results.charts.drawing import MARGIN, WIDEST, Drawing, draw
from enquete_app.results.charts.planning import Kind, Planned, planned
from enquete_app.results.charts.reading import chart_of, trend_of
from enquete_app.results.charts.words import Words

__all__ = [
    "MARGIN",
    "WIDEST",
    "Axis",
    "Chart",
    "Distribution",
    "Drawing",
    "Kind",
    "Line",
    "Part",
    "Planned",
    "Point",
    "Scale",
    "Split",
    "Trend",
    "Words",
    "chart_of",
    "draw",
    "planned",
    "trend_of",
]
