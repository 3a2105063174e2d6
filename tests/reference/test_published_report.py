"""The figures of the real 2024 survey, as printed, from the example's answer sets."""

import json
from collections import Counter
from pathlib import Path

import pytest

from enquete_app.statistics import cross_table, frequencies, pearson, rate, round_half_up, summarise

EXAMPLE = Path(__file__).parents[2] / "enquete_app" / "cli" / "klachtbehandeling-2024"
EXPECTED = json.loads((EXAMPLE / "verwacht.json").read_text(encoding="utf-8"))
ORDER = EXPECTED["pearson"]["order"]
CELLS = [
    (row, column, cell)
    for row, cells in EXPECTED["pearson"]["rows"].items()
    for column, cell in zip(ORDER, cells, strict=False)
]


def dutch(value, digits):
    return str(round_half_up(value, digits)).replace(".", ",")


def test_the_table_has_all_55_cells():
    assert len(CELLS) == 55


@pytest.mark.parametrize(("row", "column", "cell"), CELLS)
def test_a_cell_of_the_correlation_table_is_as_printed(turned, row, column, cell):
    found = pearson(cross_table(turned[column], turned[row]))
    assert f"{dutch(found.r, 2)}{found.stars}|{found.n}" == cell


@pytest.mark.parametrize(
    ("group", "outcomes"), [("all", {1, 2, 3, 4}), ("ja", {1}), ("deels", {2}), ("nee", {3})]
)
def test_the_mean_grade_per_outcome_is_as_printed(answers, group, outcomes):
    grades = Counter(
        grade for grade, outcome in zip(answers["V10"], answers["V3"], strict=True) if outcome in outcomes
    )
    found = summarise(grades)
    printed = {"n": found.n, "mean": dutch(found.mean, 1)}
    assert printed == EXPECTED["grade"][group]


def test_the_ends_of_the_grade_distribution_are_as_printed(answers):
    grades = frequencies(answers["V10"], range(1, 11))
    ends = (grades.base, grades.counts[1], grades.counts[10])
    assert ends == (76, EXPECTED["grade"]["ones"], EXPECTED["grade"]["tens"])


@pytest.mark.parametrize("question", ["V1", "V2", "V3", "V4a", "V4b", "V4c", "V5"])
def test_the_frequencies_are_as_printed(answers, question):
    expected = {int(code): count for code, count in EXPECTED["frequencies"][question].items()}
    found = frequencies(answers[question], list(expected))
    assert (found.base, found.counts) == (sum(expected.values()), expected)


@pytest.mark.parametrize("statement", [name for name in ORDER if name != "V10"])
def test_agreement_with_a_statement_is_as_printed(answers, statement):
    counts = frequencies(answers[statement], range(1, 7)).counts
    summed = [counts[1] + counts[2], counts[3], counts[4] + counts[5], counts[6]]
    assert summed == EXPECTED["statements_agree_neutral_disagree_dontknow"][statement]


@pytest.mark.parametrize("base", ["invited", "delivered"])
def test_the_response_is_as_printed(base):
    fieldwork = EXPECTED["fieldwork"]
    found = rate(fieldwork["completed"], fieldwork[base])
    percentage = float(round_half_up(100 * found.estimate, 1))
    assert percentage == fieldwork[f"response_rate_of_{base}_pct"]
