"""The formats of a report, by name."""

from __future__ import annotations

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.as_csv import as_csv
from enquete_app.results.as_json import as_json
from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Report, ResultsError

FORMATS = ("json", "csv")
BYTE_ORDER_MARK = "\ufeff"


def as_file(
    report: Report,
    questionnaire: Questionnaire,
    file_format: str,
    *,
    dutch: bool = False,
    released: Released = NOTHING,
) -> bytes:
    """Render a report for a file: UTF-8, for a Dutch spreadsheet with a byte order mark.

    Without the mark Excel takes a file for Windows text and spoils every "ë". In a pipe, for which `render`
    is, it would only be in the way.

    Raises:
        ResultsError: if there is no such format.
    """
    mark = BYTE_ORDER_MARK if dutch and file_format == "csv" else ""
    text = render(report, questionnaire, file_format, dutch=dutch, released=released)
    return (mark + text).encode()


def render(
    report: Report,
    questionnaire: Questionnaire,
    file_format: str,
    *,
    dutch: bool = False,
    released: Released = NOTHING,
) -> str:
    """Render a report.

    Args:
        report: the report.
        questionnaire: what was asked.
        file_format: one of `FORMATS`.
        dutch: CSV with semicolons and decimal commas.
        released: what was released of the open answers, which is apart from the report.

    Returns:
        The text of the file, its line ends included.

    Raises:
        ResultsError: if there is no such format.
    """
    if file_format == "json":
        return as_json(report, released)
    if file_format == "csv":
        return as_csv(report, questionnaire, dutch=dutch, released=released)
    raise ResultsError(f"There are results as {' and '.join(FORMATS)}, not as {file_format}.")
