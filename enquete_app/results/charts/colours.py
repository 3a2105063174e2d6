"""Colours that stay apart for who sees no red or green, in greyscale, and on paper.

Neighbours differ in lightness before they differ in hue.
"""

from __future__ import annotations

from collections.abc import Sequence

PAPER = "#ffffff"
INK = "#1b2430"
MUTED = "#4c5a6b"
FAINT = "#cfd8e1"
EDGE = "#5b6876"
ACCENT = "#154273"
APART = "#aab4be"
"""For what is no point of a scale."""
CATEGORIES = (
    "#154273",
    "#f2b84b",
    "#00695c",
    "#bcdcf5",
    "#8c2f6b",
    "#e3e3d8",
    "#4a4a4a",
    "#f4c7b8",
)
"""By turns dark and light; with more answers they begin again."""
_LEFT = ("#154273", "#669ccf")
_MIDDLE = "#eeeeee"
_RIGHT = ("#f9b878", "#9a4208")
_LINEAR = 0.04045


def categories(number: int) -> tuple[str, ...]:
    """Give a colour to each of so many answers in a row."""
    return tuple(CATEGORIES[index % len(CATEGORIES)] for index in range(number))


def diverging(sides: Sequence[int]) -> tuple[str, ...]:
    """Give a colour to each point of a scale: blue left of its middle (-1), grey in it, orange right."""
    before = (*_steps(_LEFT, sides.count(-1), PAPER), *(_MIDDLE,) * sides.count(0))
    return (*before, *_steps(_RIGHT, sides.count(1), before[-1] if before else PAPER))


def on(colour: str) -> str:
    """The colour of words on a ground: dark or light, whichever is read better."""
    return max((INK, PAPER), key=lambda words: contrast(words, colour))


def contrast(one: str, other: str) -> float:
    """The ratio of contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _steps(ends: tuple[str, str], number: int, beside: str) -> tuple[str, ...]:
    """Colours from one end to the other; one alone is what differs most from the colour beside it."""
    if number <= 1:
        return (max(ends, key=lambda each: contrast(each, beside)),) * number
    first, last = (_channels(each) for each in ends)
    parts = [index / (number - 1) for index in range(number)]
    mixed = [[round(a + (b - a) * part) for a, b in zip(first, last, strict=True)] for part in parts]
    return tuple("#{:02x}{:02x}{:02x}".format(*each) for each in mixed)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (
        share / 12.92 if share <= _LINEAR else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
