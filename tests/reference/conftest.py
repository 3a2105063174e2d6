import csv
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[1] / "enquete_app" / "cli" / "klachtbehandeling-2024"


def read_columns(file, *, delimiter=","):
    """Give the columns of a CSV by name, as texts."""
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=delimiter))
    return {name: [row[name] for row in rows] for name in rows[0]}


def numbers(texts):
    return [int(text) if text not in ("", "NA") else None for text in texts]


@pytest.fixture(scope="session")
def answers():
    """The 76 answer sets: codes per question, None where nothing was chosen."""
    texts = read_columns(EXAMPLE / "antwoorden.csv", delimiter=";")
    return {
        name: numbers(column)
        for name, column in texts.items()
        if name[0] == "V" and not name.endswith("_anders") and name not in ("V7", "V8", "V11")
    }


@pytest.fixture(scope="session")
def turned(answers):
    """Statements with 5 = helemaal eens and 6 missing, and the grade, as the report used them."""
    statements = [name for name in answers if name[:3] in ("V6_", "V9_")]
    columns = {
        name: [None if code in (None, 6) else 6 - code for code in answers[name]] for name in statements
    }
    columns["V9_2_everyone"] = columns["V9_2"]
    columns["V9_2"] = [
        code if had_conversation == 1 else None
        for code, had_conversation in zip(columns["V9_2"], answers["V5"], strict=True)
    ]
    return columns | {"V10": answers["V10"]}


@pytest.fixture(scope="session")
def datasets(turned):
    """The three data sets that the scripts read as well."""
    return {
        "published": turned,
        **{
            dataset: {
                name: numbers(column)
                for name, column in read_columns(HERE / "data" / f"{dataset}.csv").items()
            }
            for dataset in ("random", "edges")
        },
    }
