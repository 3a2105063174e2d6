"""Every figure to 10 significant digits as base R computes it (correlations.R, comparisons.R, output/)."""

import os
import shutil
import subprocess
from collections import Counter

import pytest
from reference_tables import REFERENCE, agree, figures, name_of, rows, same_tables

from enquete_app.statistics import (
    NoInterval,
    NoKappa,
    Undefined,
    cohen_kappa,
    cross_table,
    difference_of_means,
    difference_of_rates,
    frequencies,
    holm,
    pearson,
    rate,
    spearman,
    summarise,
)

TABLES = {
    "correlations.R": ("correlations.csv", "summaries.csv", "rates.csv"),
    "comparisons.R": (
        "frequencies.csv",
        "holm.csv",
        "mean_differences.csv",
        "rate_differences.csv",
        "kappas.csv",
    ),
}
ROUNDED_P = 1e-50
"""Of a perfect correlation R's p may be so small instead of 0."""
METHODS = {"pearson": pearson, "spearman": spearman}


@pytest.mark.parametrize("row", rows("correlations.csv"), ids=name_of)
def test_a_correlation_is_that_of_r(datasets, row):
    data = datasets[row["dataset"]]
    found = METHODS[row["method"]](cross_table(data[row["row"]], data[row["column"]]))
    assert found.n == int(row["n"])
    assert agree([found.r, found.p], figures(row, "r", "p"), near_zero=ROUNDED_P)


@pytest.mark.parametrize("dataset", ["published", "random", "edges"])
@pytest.mark.parametrize("method", METHODS)
def test_adjusted_p_values_are_those_of_r(datasets, dataset, method):
    family = [row for row in rows("correlations.csv") if (row["dataset"], row["method"]) == (dataset, method)]
    data = datasets[dataset]
    tables = [cross_table(data[row["row"]], data[row["column"]]) for row in family]
    found = holm([METHODS[method](table).p for table in tables])
    assert agree(found, [figures(row, "holm_p")[0] for row in family], near_zero=ROUNDED_P)


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


@pytest.mark.parametrize("row", rows("frequencies.csv")[::10], ids=name_of)
def test_counts_are_those_of_r_empty_options_included(datasets, row):
    dataset, column = row["dataset"], row["column"]
    found = frequencies(datasets[dataset][column], range(1, 11))
    expected = [r for r in rows("frequencies.csv") if (r["dataset"], r["column"]) == (dataset, column)]
    assert found.base == int(row["base"])
    assert found.counts == {int(r["code"]): int(r["count"]) for r in expected}


@pytest.mark.parametrize("family", dict.fromkeys(row["family"] for row in rows("holm.csv")))
def test_any_adjusted_p_values_are_those_of_r(family):
    members = [figures(row, "p", "holm_p") for row in rows("holm.csv") if row["family"] == family]
    assert agree(holm([p for p, _ in members]), [adjusted for _, adjusted in members])


def told(counts):
    """Read "3*2 7*1": two people with a 3 and one with a 7."""
    return {int(value): int(count) for value, count in (part.split("*") for part in counts.split())}


@pytest.mark.parametrize("row", rows("mean_differences.csv"), ids=range(len(rows("mean_differences.csv"))))
def test_the_interval_of_a_difference_of_means_is_that_of_r(row):
    earlier, later = told(row["earlier"]), told(row["later"])
    found, expected = difference_of_means(earlier, later), figures(row, "low", "high")
    assert agree([found.estimate], figures(row, "estimate"), near_zero=1e-14)
    if len(earlier) == len(later) == 1 and min(*earlier.values(), *later.values()) > 1:
        # R refuses two constant groups; here their interval has no width, as a constant mean's.
        assert expected == [None, None]
        expected = [float(found.estimate)] * 2
    assert agree([found.low, found.high], expected, near_zero=1e-13)
    assert found.undefined == (NoInterval.TOO_FEW if expected[0] is None else None)


@pytest.mark.parametrize(
    "row", rows("rate_differences.csv"), ids=lambda r: "{s1}of{n1}-{s2}of{n2}".format(**r)
)
def test_the_interval_of_a_difference_of_rates_is_that_of_r(row):
    found = difference_of_rates((int(row["s1"]), int(row["n1"])), (int(row["s2"]), int(row["n2"])))
    expected = figures(row, "estimate", "low", "high")
    assert agree([found.estimate, found.low, found.high], expected, near_zero=1e-14)


@pytest.mark.parametrize("row", rows("kappas.csv"), ids=lambda row: row["counts"])
def test_a_kappa_is_that_of_r(row):
    counts = [[int(count) for count in line.split()] for line in row["counts"].split("/")]
    found = cohen_kappa({(i, j): n for i, line in enumerate(counts) for j, n in enumerate(line)})
    assert found.n == int(row["n"])
    assert agree([found.share, found.kappa], figures(row, "share", "kappa"), near_zero=1e-14)
    reason = NoKappa.ONE_CODE if found.n else NoKappa.NOTHING_CODED
    assert found.undefined == (reason if row["kappa"] == "NA" else None)


def test_the_tables_hold_the_edge_cases(datasets):
    """What is compared above is not only the ordinary."""
    kinds = Counter()
    for row in rows("correlations.csv"):
        data = datasets[row["dataset"]]
        found = pearson(cross_table(data[row["row"]], data[row["column"]]))
        kinds[found.undefined] += 1
        kinds["nobody"] += found.n == 0
        kinds["perfect"] += found.r in (1, -1)
    assert min(kinds[kind] for kind in (*Undefined, None, "nobody", "perfect")) >= 10


@pytest.mark.skipif(
    shutil.which("Rscript") is None and "CI" not in os.environ,
    reason="R is not installed; the stored output stands in for it",
)
@pytest.mark.parametrize("script", TABLES)
def test_the_stored_output_is_what_r_prints_now(tmp_path, script):
    subprocess.run(
        ["Rscript", "--vanilla", str(REFERENCE / script), str(tmp_path)],
        check=True,
        timeout=120,
    )
    near_zero = ROUNDED_P if script == "correlations.R" else 1e-14
    assert [table for table in TABLES[script] if not same_tables(table, tmp_path, near_zero=near_zero)] == []
