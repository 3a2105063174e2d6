"""Every figure to 10 significant digits as base R computes it (correlations.R, output/)."""

import csv
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from enquete_app.statistics import cross_table, holm, pearson, rate, spearman, summarise

HERE = Path(__file__).parent
TABLES = ("correlations.csv", "summaries.csv", "rates.csv")
METHODS = {"pearson": pearson, "spearman": spearman}


def rows(table, folder=HERE / "output"):
    with (folder / table).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def figures(row, *names):
    return [None if row[name] == "NA" else float(row[name]) for name in names]


def agree(found, expected, *, digits=10):
    """Whether figures are the same to so many significant digits, and undefined together."""
    return all(
        ours is theirs
        if ours is None or theirs is None
        else float(ours) == pytest.approx(theirs, rel=10**-digits, abs=0)
        for ours, theirs in zip(found, expected, strict=True)
    )


def name_of(row):
    return "-".join(text for text in list(row.values())[:4] if not text[0].isdigit())


@pytest.mark.parametrize("row", rows("correlations.csv"), ids=name_of)
def test_a_correlation_is_that_of_r(datasets, row):
    data = datasets[row["dataset"]]
    found = METHODS[row["method"]](cross_table(data[row["row"]], data[row["column"]]))
    assert found.n == int(row["n"])
    assert agree([found.r, found.p], figures(row, "r", "p"))


@pytest.mark.parametrize("dataset", ["published", "random"])
@pytest.mark.parametrize("method", METHODS)
def test_adjusted_p_values_are_those_of_r(datasets, dataset, method):
    family = [row for row in rows("correlations.csv") if (row["dataset"], row["method"]) == (dataset, method)]
    data = datasets[dataset]
    tables = [cross_table(data[row["row"]], data[row["column"]]) for row in family]
    found = holm([METHODS[method](table).p for table in tables])
    assert agree(found, [figures(row, "holm_p")[0] for row in family])


@pytest.mark.parametrize("row", rows("summaries.csv"), ids=name_of)
def test_a_summary_is_that_of_r(datasets, row):
    column = datasets[row["dataset"]][row["column"]]
    counts = Counter(value for value in column if value is not None)
    found, of_336 = summarise(counts), summarise(counts, population=336)
    assert found.n == int(row["n"])
    assert agree(
        [found.mean, found.median, found.share_6_up, found.sd, found.low, found.high],
        figures(row, "mean", "median", "share_6_up", "sd", "low", "high"),
    )
    assert agree([of_336.low, of_336.high], figures(row, "low_of_336", "high_of_336"))


@pytest.mark.parametrize("row", rows("rates.csv"), ids=lambda r: f"{r['successes']}of{r['trials']}")
def test_a_wilson_interval_is_that_of_r(row):
    found = rate(int(row["successes"]), int(row["trials"]))
    expected = figures(row, "estimate", "low", "high")
    assert agree([found.estimate, found.low, found.high], expected)


@pytest.mark.skipif(
    shutil.which("Rscript") is None and "CI" not in os.environ,
    reason="R is not installed; the stored output stands in for it",
)
def test_the_stored_output_is_what_r_prints_now(tmp_path):
    subprocess.run(
        ["Rscript", "--vanilla", str(HERE / "correlations.R"), str(tmp_path)],
        check=True,
        timeout=120,
    )
    for table in TABLES:
        stored, printed = rows(table), rows(table, tmp_path)
        assert len(stored) == len(printed)
        for before, now in zip(stored, printed, strict=True):
            texts = [name for name in before if not _is_figure(before[name])]
            numeric = [name for name in before if name not in texts]
            assert {name: before[name] for name in texts} == {name: now[name] for name in texts}
            # Not to the last bit: that is the processor's and the library's, not R's.
            assert agree(figures(now, *numeric), figures(before, *numeric), digits=12)


def _is_figure(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
