"""Days and shares stand in one way on the pages of staff."""

import re
from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parents[2] / "templates/team").rglob("*.html"))
IN_A_CELL = re.compile(r"<t[dh][^>]*>\{\{ [^}]*\|date(?:time)?format\(\"(?!EEEE)")
"""A moment to come is written out with its day of the week also in a table."""
OTHERWISE = re.compile("percentformat|yyyy-MM-dd|dd-MM|d MMM y")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_days_and_shares_have_one_form(template):
    text = template.read_text("utf-8")

    assert IN_A_CELL.findall(text) + OTHERWISE.findall(text) == []
