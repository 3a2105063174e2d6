"""The correlation table from answers in memory, against pingouin's `rcorr`; `README.md` tells more."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import combinations
from typing import TypeVar

import numpy as np
import pandas as pd
import pingouin
from numpy.typing import NDArray

from enquete_app.statistics import MISSING, CrossTables, pearson, stars

COLUMNS = {f"V6_{number}": range(1, 6) for number in range(1, 6)}
COLUMNS |= {f"V9_{number}": range(1, 6) for number in range(1, 6)} | {"V10": range(1, 11)}
SKIPPED = 0.1
ROUNDS = 3

T = TypeVar("T")
Columns = dict[str, NDArray[np.int8]]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.correlations", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    print("     rows      ours   pingouin   times as fast")
    for rows in asked.rows:
        columns = answers(rows)
        frame = pd.DataFrame(
            {name: np.where(each == MISSING, np.nan, each) for name, each in columns.items()}
        )
        ours_then_theirs = [(seconds(ours, columns), seconds(rcorr, frame)) for _ in range(ROUNDS)]
        own, other = (min(taken) for taken in zip(*ours_then_theirs, strict=True))
        print(f"{rows:>9,} {own:>8.3f}s {other:>9.3f}s {other / own:>10.1f}", flush=True)
        check(columns, frame)


def answers(rows: int) -> Columns:
    """Answers that hang together a little, a tenth of them skipped."""
    chance = np.random.default_rng(6)
    shared = chance.random(rows)
    columns = {}
    for name, codes in COLUMNS.items():
        place = (0.5 * shared + 0.5 * chance.random(rows)) * len(codes)
        given = np.array(codes)[place.astype(np.int64)]
        columns[name] = np.where(chance.random(rows) < SKIPPED, MISSING, given).astype(np.int8)
    return columns


def ours(columns: Columns) -> dict[tuple[str, str], tuple[float | None, str]]:
    """Coefficient with stars for each pair."""
    tables = CrossTables(COLUMNS)
    tables.add(columns)
    found = {}
    for pair in combinations(COLUMNS, 2):
        coefficient = pearson(tables.table(*pair))
        found[pair] = (coefficient.r, stars(coefficient.p))
    return found


def rcorr(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, by pingouin."""
    return pingouin.rcorr(frame, method="pearson", decimals=6)


def check(columns: Columns, frame: pd.DataFrame) -> None:
    """Whether both come to the same."""
    table = rcorr(frame)
    for (one, other), (r, _) in ours(columns).items():
        if abs(float(table.loc[other, one]) - (r or 0)) > 2e-6:
            raise RuntimeError(f"{one} and {other}: {r} against {table.loc[other, one]}")


def seconds(work: Callable[[T], object], given: T) -> float:
    """How long work takes."""
    begun = time.perf_counter()
    work(given)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
