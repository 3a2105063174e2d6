"""The three forms of the results, read the way their readers do: by key, and by the headers of a table."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from e2e.touchstone import printed

from enquete_app.questionnaire import load
from enquete_app.results.wording import EVERYBODY, FIELDWORK

RATES = {
    "response_of_invited": "Respons van de uitgenodigden",
    "response_of_delivered": "Respons van wie de e-mail ontving",
}


class JsonResults:
    """The results as JSON."""

    def __init__(self, results: dict[str, Any]) -> None:
        self._results = results
        cells = results["correlations"]["cells"]
        self._cells = {(cell["row"], cell["column"]): cell for cell in cells}
        assert len(self._cells) == len(cells)

    def fieldwork(self, name: str) -> str:
        return str(self._results["fieldwork"][name])

    def rate(self, name: str) -> str:
        return printed(100 * self._results["fieldwork"][name]["estimate"])

    def count(self, item: str, code: str) -> str:
        return str(self._results["frequencies"][item]["counts"][code])

    def written(self, item: str) -> str:
        return str(self._results["frequencies"][item]["answered"])

    def grades(self, group: str) -> str:
        return str(self._group(group)["n"])

    def mean(self, group: str) -> str:
        return printed(self._group(group)["mean"])

    def correlation(self, row: str, column: str) -> str:
        cell = self._cells[row, column]
        return f"{printed(cell['r'], 2)}{cell['stars']}|{cell['n']}"

    def _group(self, group: str) -> dict[str, Any]:
        grades = self._results["grades"]
        return grades["all"] if group == "all" else grades["by"]["V3"][group]


class CsvResults:
    """The results as CSV, with points or as a Dutch spreadsheet wants them."""

    def __init__(self, text: str, *, dutch: bool) -> None:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if dutch else ","))
        assert [*rows[0]] == ["section", "item", "group", "measure", "value", "note"]
        self._lines = {(row["section"], row["item"], row["group"], row["measure"]): row for row in rows}
        assert len(self._lines) == len(rows)
        self._point = "," if dutch else "."

    def fieldwork(self, name: str) -> str:
        return self._value("fieldwork", "", "", name)

    def rate(self, name: str) -> str:
        return printed(100 * self._number("fieldwork", name, "", "estimate"))

    def count(self, item: str, code: str) -> str:
        return self._value("frequencies", item, code, "count")

    def written(self, item: str) -> str:
        return self._value("frequencies", item, "", "answered")

    def grades(self, group: str) -> str:
        return self._value("grades", *_group_key(group), "n")

    def mean(self, group: str) -> str:
        return printed(self._number("grades", *_group_key(group), "mean"))

    def correlation(self, row: str, column: str) -> str:
        key = ("correlations", row, column)
        stars = self._lines[*key, "r"]["note"]
        return f"{printed(self._number(*key, 'r'), 2)}{stars}|{self._value(*key, 'n')}"

    def _value(self, *key: str) -> str:
        return self._lines[key]["value"]

    def _number(self, *key: str) -> float:
        return float(self._value(*key).replace(self._point, "."))


class PageResults:
    """The results as the page of the staff shows them, found by row and column headers."""

    def __init__(self, page: BeautifulSoup) -> None:
        self._page = page
        self._questionnaire = load("klachtbehandeling", "2024")
        self._triangle = cells_of(_one(page, "table.team-triangle"))
        self._tables = page("table")
        self._read: dict[int, dict[tuple[str, str], str]] = {}

    def fieldwork(self, name: str) -> str:
        return cells_of(_one(self._page, "#veldwerk ~ table"))[FIELDWORK[name], ""]

    def rate(self, name: str) -> str:
        shown = {_text(pair.dt): _text(pair.dd) for pair in self._page.select(".team-rates > div")}
        return shown[RATES[name]].removesuffix(" %")

    def count(self, item: str, code: str) -> str:
        option = self._option(item, code)
        if statement := self._page.find("th", id=f"vraag-{item}"):
            # A table of statements tells the number and the share in one cell.
            return self._cells(statement.find_parent("table"))[_text(statement), option].split()[0]
        table = self._page.find("table", attrs={"aria-labelledby": f"vraag-{item}"})
        return self._cells(table)[option, "Aantal"]

    def written(self, item: str) -> str:
        sentence = _text(_one(self._page, f'section[aria-labelledby="vraag-{item}"] > p'))
        return re.fullmatch(r"(\d+) van \d+ mensen schreven hier iets\.", sentence)[1]

    def grades(self, group: str) -> str:
        return self._grade(group, "n")

    def mean(self, group: str) -> str:
        return self._grade(group, "Gemiddelde")

    def correlation(self, row: str, column: str) -> str:
        [cell] = [
            text for (head, over), text in self._triangle.items() if (head.split()[0], over) == (row, column)
        ]
        return cell.replace(" n = ", "|")

    def _cells(self, table: Tag) -> dict[tuple[str, str], str]:
        """The cells of a table of the page, which is read once."""
        if id(table) not in self._read:
            self._read[id(table)] = cells_of(table)
        return self._read[id(table)]

    def _grade(self, group: str, column: str) -> str:
        outcome = self._questionnaire.outcome
        title, row = (
            (EVERYBODY, EVERYBODY) if group == "all" else (outcome.text["nl"], self._option("V3", group))
        )
        tables = [each for each in self._tables if each.caption and _text(each.caption) == title]
        [grades] = [cells for cells in map(self._cells, tables) if (row, "Gemiddelde") in cells]
        return grades[row, column]

    def _option(self, item: str, code: str) -> str:
        options = self._questionnaire.items_by_field[item].options
        [text] = [option.text["nl"] for option in options if option.code == int(code)]
        return text.removesuffix(":")


def cells_of(table: Tag) -> dict[tuple[str, str], str]:
    """A table's cells by the headers of their row and column; one without a header has an empty name."""
    columns = [_text(head) for head in table.select("thead th, thead td")][1:]
    found = {}
    for row in table.select("tbody tr"):
        head, *cells = row(["th", "td"])
        for column, cell in zip(columns or [""], cells, strict=False):
            assert (_text(head), column) not in found
            found[_text(head), column] = _text(cell)
    return found


def _group_key(group: str) -> tuple[str, str]:
    return ("all", "") if group == "all" else ("V3", group)


def _one(page: Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert found, selector
    return found[0]


def _text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())
