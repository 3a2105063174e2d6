"""The table of the security standard is whole, and each test that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(
    r"\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|partly|not met|n\.a\.) \| ([^|]*) \| ([^|]*) \|"
)
SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""How many requirements of levels 1 and 2 each section of a chapter has; they bear the lowest numbers."""


@pytest.fixture(scope="module")
def rows():
    text = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
    rows = [each.groups() for each in map(ROW.fullmatch, text.splitlines()) if each]
    assert len(rows) == len(re.findall(r"^\| \d", text, re.MULTILINE)), "a row is not as the others"
    return rows


def test_no_requirement_is_left_out_or_there_twice(rows):
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, sections in SECTIONS.items()
        for section, count in enumerate(sections, start=1)
        for number in range(1, count + 1)
    ]

    assert [number for number, *_ in rows] == wanted


def test_each_says_how_or_why_not(rows):
    assert [number for number, _, _, _, how, _ in rows if not how.strip()] == []


def test_the_sums_above_the_table_are_right(rows):
    stands = [each[3] for each in rows]
    text = " ".join((ROOT / "docs/asvs.md").read_text(encoding="utf-8").split())

    assert (
        f"Of the {len(stands)}, {stands.count('met')} are met, {stands.count('partly')} partly, "
        f"{stands.count('not met')} not, and {stands.count('n.a.')} do not apply."
    ) in text


def test_each_test_that_is_named_is_there(rows):
    lacking = []
    for number, *_, named in rows:
        for test in re.findall("`([^`]+)`", named):
            file, _, function = test.partition("::")
            path = ROOT / "tests" / file
            if not path.is_file() or f"def {function}" not in path.read_text(encoding="utf-8"):
                lacking.append(f"{number}: {test}")

    assert lacking == []
