"""The correlation tables as PSPP prints them (correlations.sps, output/correlations_pspp.csv).

PSPP computes in floats: of two people it makes a coefficient of 1, of a constant column "not a number"
or infinity. There is nothing to compare then but the number of people.
"""

import csv
import shutil
import subprocess

import pytest
from reference_tables import REFERENCE

from enquete_app.statistics import cross_table, pearson

STORED = REFERENCE / "output" / "correlations_pspp.csv"
DATASETS = ("published", "random", "edges")


def cells(file):
    """Give n, r and p as printed, per data set, row and column, without the diagonal."""
    found, columns, dataset = {}, [], iter(DATASETS)
    with file.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.reader(stream) if line]
    for place, line in enumerate(lines):
        if line[0] == "Table: Correlations":
            name, columns = next(dataset), lines[place + 1][2:]
        elif line[1:2] == ["Pearson Correlation"]:
            assert (lines[place + 1][1], lines[place + 2][1]) == ("Sig. (2-tailed)", "N")
            figures = zip(columns, lines[place + 2][2:], line[2:], lines[place + 1][2:], strict=True)
            found |= {(name, line[0], other): tuple(rest) for other, *rest in figures if other != line[0]}
    return found


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_correlation_table_is_that_of_pspp(datasets, dataset):
    printed = {key[1:]: cell for key, cell in cells(STORED).items() if key[0] == dataset}
    data = datasets[dataset]
    assert set(printed) == {(row, column) for row in data for column in data if row != column}
    for (row, column), (n, r, p) in printed.items():
        found = pearson(cross_table(data[row], data[column]))
        assert found.n == int(n)
        if found.undefined is None:
            # It prints 15 decimals, of which the last ones are rounding on the way.
            assert [found.r, found.p] == pytest.approx([float(r), float(p)], rel=0, abs=1e-12)


def test_pspp_tells_nothing_where_we_do_not_except_by_rounding(datasets):
    undefined = [
        (n, r)
        for (dataset, row, column), (n, r, _) in cells(STORED).items()
        if pearson(cross_table(datasets[dataset][row], datasets[dataset][column])).undefined
    ]
    assert {r for n, r in undefined if int(n) > 2} <= {"NaN", "+Infinity", "-Infinity"}
    assert {r for n, r in undefined if int(n) == 2} <= {"NaN", "1.000000000000000", "-1.000000000000000"}


@pytest.mark.skipif(
    shutil.which("pspp") is None,
    reason="PSPP is not installed; the stored output stands in for it",
)
def test_the_stored_output_is_what_pspp_prints_now(tmp_path):
    made = tmp_path / "correlations.csv"
    subprocess.run(["pspp", "-o", str(made), "correlations.sps"], check=True, timeout=120, cwd=REFERENCE)
    stored, now = cells(STORED), cells(made)
    assert stored.keys() == now.keys()
    for key, cell in stored.items():
        # Infinity or "not a number" of a constant column hangs on the last bit of the processor.
        before, after = (
            [float(x) if "N" not in x and "I" not in x else 0.0 for x in c] for c in (cell, now[key])
        )
        assert after == pytest.approx(before, rel=0, abs=1e-12)
