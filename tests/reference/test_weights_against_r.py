"""Raking and weighted figures as R's package survey computes them (weights.R, output/)."""

import shutil
import subprocess
from collections import Counter

import pytest
from reference_tables import REFERENCE, agree, figures, name_of, rows, same_tables

from enquete_app.statistics import (
    Profile,
    effective_size,
    rake,
    weighted_frequencies,
    weighted_pearson,
    weighted_summary,
)

TABLES = ("raking.csv", "weighted_summaries.csv", "weighted_frequencies.csv", "weighted_correlations.csv")
TASKS = list(dict.fromkeys((row["problem"], row["largest"]) for row in rows("raking.csv")))


def in_data(table, problem):
    return [row for row in rows(table, REFERENCE / "data") if row["problem"] == problem]


def weights_of(column):
    """Weights that both sides can make: from 0.5 to 10.5, by the row."""
    return [0.5 + (place * 37) % 101 / 10 for place in range(1, len(column) + 1)]


@pytest.mark.parametrize(("problem", "largest"), TASKS, ids=map("-".join, TASKS))
def test_raked_weights_are_those_of_r_to_8_digits(problem, largest):
    facts = list(dict.fromkeys(row["fact"] for row in in_data("margins.csv", problem)))
    margins = [
        {
            row["category"]: int(row["people"])
            for row in in_data("margins.csv", problem)
            if row["fact"] == fact
        }
        for fact in facts
    ]
    profiles = [
        Profile(tuple(row[f"fact{fact}"] or None for fact in facts), float(row["base"]))
        for row in in_data("raking.csv", problem)
    ]
    found = rake(Counter(profiles), margins, largest=None if largest == "NA" else float(largest))
    expected = [
        float(row["weight"])
        for row in rows("raking.csv")
        if (row["problem"], row["largest"]) == (problem, largest)
    ]
    assert agree([found.weights[profile] for profile in profiles], expected, digits=8)


@pytest.mark.parametrize("row", rows("weighted_summaries.csv"), ids=name_of)
def test_a_weighted_summary_is_that_of_r(datasets, row):
    column = datasets[row["dataset"]][row["column"]]
    table = Counter(pair for pair in zip(column, weights_of(column), strict=True) if pair[0] is not None)
    found = weighted_summary(table)
    assert found.n == int(row["n"])
    assert effective_size(Counter(weight for _, weight in table.elements())) == found.effective
    assert agree(
        [found.effective, found.mean, found.share_6_up], figures(row, "effective", "mean", "share_6_up")
    )


@pytest.mark.parametrize("row", rows("weighted_frequencies.csv")[::10], ids=lambda row: row["column"])
def test_weighted_frequencies_are_those_of_r(datasets, row):
    column = datasets["published"][row["column"]]
    table = Counter(pair for pair in zip(column, weights_of(column), strict=True) if pair[0] is not None)
    found = weighted_frequencies(table, range(1, 11))
    expected = [
        figures(r, "share")[0] for r in rows("weighted_frequencies.csv") if r["column"] == row["column"]
    ]
    assert agree(found.shares.values(), expected)


@pytest.mark.parametrize("row", rows("weighted_correlations.csv"), ids=name_of)
def test_a_weighted_correlation_is_that_of_r(datasets, row):
    xs, ys = (datasets[row["dataset"]][row[side]] for side in ("row", "column"))
    table = Counter(cell for cell in zip(xs, ys, weights_of(xs), strict=True) if None not in cell)
    found = weighted_pearson(table)
    assert found.n == int(row["n"])
    assert agree([found.r], figures(row, "r"), near_zero=1e-14)


def _has_survey():
    return (
        shutil.which("Rscript") is not None
        and not subprocess.run(
            ["Rscript", "--vanilla", "-e", "stopifnot(requireNamespace('survey', quietly = TRUE))"],
            check=False,
            capture_output=True,
            timeout=60,
        ).returncode
    )


def test_the_stored_output_is_what_r_prints_now(tmp_path):
    if not _has_survey():
        pytest.skip("R's package survey is not installed; the stored output stands in for it")
    subprocess.run(
        ["Rscript", "--vanilla", str(REFERENCE / "weights.R"), str(tmp_path)],
        check=True,
        timeout=120,
    )
    assert [table for table in TABLES if not same_tables(table, tmp_path, near_zero=1e-14)] == []
