"""The results as a workbook, read by the headings of its sheets: its cells, or what a program shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from e2e.touchstone import printed
from openpyxl import load_workbook

from enquete_app.questionnaire import load
from enquete_app.results.wording import FIELDWORK

Rows = Sequence[Sequence[object]]
RATES = {
    "response_of_invited": "Respons van de uitgenodigden",
    "response_of_delivered": "Respons van wie de e-mail ontving",
}


def cells_of(content: bytes) -> dict[str, Rows]:
    """The sheets of a workbook, with numbers as numbers; a coefficient comes with its format."""
    book = load_workbook(io.BytesIO(content))
    return {
        sheet.title: [[_with_stars(cell) for cell in row] for row in sheet.iter_rows()]
        for sheet in book.worksheets
    }


def shown_in(folder: Path) -> dict[str, Rows]:
    """The sheets as LibreOffice wrote them, one file each: texts, as a reader sees them."""
    return {
        file.stem.rpartition("-")[2]: list(csv.reader(io.StringIO(file.read_text("utf-8"))))
        for file in folder.glob("*.csv")
    }


class XlsxResults:
    """The results as a workbook.

    Args:
        sheets: its sheets, in Dutch.
    """

    def __init__(self, sheets: Mapping[str, Rows]) -> None:
        self._sheets = sheets
        outcome = load("klachtbehandeling", "2024").outcome
        self._outcomes = {str(each.code): each.text["nl"].removesuffix(":") for each in outcome.options}

    def fieldwork(self, name: str) -> str:
        return str(self._find("Veldwerk", {"Veldwerk": FIELDWORK[name]})["Aantal"])

    def rate(self, name: str) -> str:
        return _percent(self._find("Veldwerk", {"Veldwerk": RATES[name]})["Aandeel"])

    def count(self, item: str, code: str) -> str:
        return str(self._find("Vragen", {"Vraag": item, "Code": code})["Aantal"])

    def written(self, item: str) -> str:
        return str(self._find("Vragen", {"Vraag": item})["Aantal"])

    def grades(self, group: str) -> str:
        return str(self._grade(group)["n"])

    def mean(self, group: str) -> str:
        return _decimal(self._grade(group)["Gemiddelde"], 1)

    def correlation(self, row: str, column: str) -> str:
        rows = self._sheets["Samenhang"]
        [head] = [line for line in rows if "Stelling" in map(str, line)]
        [place] = [number for number, line in enumerate(rows) if line[0] == row]
        value, n = (rows[number][head.index(column)] for number in (place, place + 1))
        number, stars = value if isinstance(value, tuple) else _apart(str(value))
        return f"{_decimal(number, 2)}{stars}|{str(n).removeprefix('n = ')}"

    def _grade(self, group: str) -> Mapping[str, object]:
        label = "Iedereen" if group == "all" else self._outcomes[group]
        return self._find("Rapportcijfer", {"Groep": label})

    def _find(self, sheet: str, wanted: Mapping[str, str]) -> Mapping[str, object]:
        rows = self._sheets[sheet]
        headings = {*wanted, "Aantal" if sheet != "Rapportcijfer" else "n"}
        [top] = [number for number, line in enumerate(rows) if headings <= set(map(str, line))]
        tables = (dict(zip(map(str, rows[top]), line, strict=False)) for line in rows[top + 1 :])
        [found] = [line for line in tables if all(str(line[name]) == value for name, value in wanted.items())]
        return found


def _with_stars(cell) -> object:
    stars = cell.number_format.partition('"')[2].rstrip('"')
    in_triangle = cell.parent.title == "Samenhang" and cell.number_format.startswith("0.00")
    return (cell.value, stars) if in_triangle and isinstance(cell.value, int | float) else cell.value


def _apart(shown: str) -> tuple[str, str]:
    number = shown.rstrip("*")
    return number, shown[len(number) :]


def _decimal(value: object, digits: int) -> str:
    return value.replace(".", ",") if isinstance(value, str) else printed(float(value), digits)


def _percent(value: object) -> str:
    return _decimal(value.removesuffix("%"), 1) if isinstance(value, str) else printed(100 * float(value))
