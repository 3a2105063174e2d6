"""Colours can be told apart by everybody, and what is written on them can be read."""

import itertools

import pytest

from enquete_app.results.charts import colours
from enquete_app.results.charts.colours import (
    CATEGORIES,
    INK,
    MUTED,
    PAPER,
    categories,
    contrast,
    diverging,
    on,
)

DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
PROTANOPIA = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
"""Linear RGB as seen without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""
GREY = ((0.2126, 0.7152, 0.0722),) * 3
EVERYBODY = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
SCALES = [(-1, 1), (-1, 0, 1), (-1, -1, 1, 1), (-1, -1, 0, 1, 1)]
EYES = pytest.mark.parametrize("eyes", [EVERYBODY, DEUTERANOPIA, PROTANOPIA, GREY])


def seen(colour, eyes):
    linear = [
        ((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 255 / 12.92 for c in bytes.fromhex(colour[1:])
    ]
    mixed = [min(1, max(0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in eyes]
    back = [1.055 * c ** (1 / 2.4) - 0.055 if c > 0.0031308 else 12.92 * c for c in mixed]
    return "#" + bytes(round(255 * c) for c in back).hex()


@EYES
@pytest.mark.parametrize("number", range(2, 11))
def test_neighbours_in_a_bar_differ_for_everybody(number, eyes):
    for one, other in itertools.pairwise(categories(number)):
        assert contrast(seen(one, eyes), seen(other, eyes)) >= 3


@EYES
@pytest.mark.parametrize("sides", SCALES, ids=str)
def test_neighbours_on_a_scale_differ_for_everybody(sides, eyes):
    for one, other in itertools.pairwise(diverging(sides)):
        assert contrast(seen(one, eyes), seen(other, eyes)) >= 1.35


@EYES
def test_both_ends_of_a_scale_differ_but_in_greyscale(eyes):
    first, *_, last = (seen(each, eyes) for each in diverging((-1, -1, 0, 1, 1)))
    blue = [int(each[5:], 16) - int(each[1:3], 16) for each in (first, last)]
    assert eyes is GREY or blue[0] - blue[1] > 60


@pytest.mark.parametrize(
    "ground", sorted({*CATEGORIES, *itertools.chain.from_iterable(map(diverging, SCALES)), PAPER})
)
def test_words_can_be_read_on_every_ground(ground):
    assert contrast(on(ground), ground) >= 4.5


@pytest.mark.parametrize("words", [INK, MUTED])
def test_words_beside_bars_can_be_read(words):
    assert contrast(words, PAPER) >= 4.5


def test_edges_and_lines_that_mean_something_can_be_seen():
    assert min(contrast(each, PAPER) for each in (colours.EDGE, colours.ACCENT, INK)) >= 3


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
