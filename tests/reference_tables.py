"""Tables of figures that other programs made, and how ours are compared with them."""

import csv
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parent / "reference"


def rows(table, folder=REFERENCE / "output"):
    with (folder / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def figures(row, *names):
    return [None if row[name] == "NA" else float(row[name]) for name in names]


def agree(found, expected, *, digits=10, near_zero=0.0):
    """Whether figures are the same to so many significant digits, and undefined together."""
    return all(
        ours is theirs
        if ours is None or theirs is None
        else float(ours) == pytest.approx(theirs, rel=10**-digits, abs=near_zero)
        for ours, theirs in zip(found, expected, strict=True)
    )


def name_of(row):
    return "-".join(text for text in list(row.values())[:4] if not text[0].isdigit())


def same_tables(table, folder, *, near_zero):
    """Whether a table made anew is the stored one."""
    stored, made = rows(table), rows(table, folder)
    return len(stored) == len(made) and all(
        _same_row(before, now, near_zero) for before, now in zip(stored, made, strict=True)
    )


def _same_row(before, now, near_zero):
    numeric = [name for name in before if _is_figure(before[name])]
    texts = before.keys() - numeric
    # Not to the last bit: that is the processor's and the library's, not R's.
    return {name: before[name] for name in texts} == {name: now[name] for name in texts} and agree(
        figures(now, *numeric), figures(before, *numeric), digits=12, near_zero=near_zero
    )


def _is_figure(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
