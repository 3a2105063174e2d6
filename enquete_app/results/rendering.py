"""The formats of a report, by name."""

from __future__ import annotations

from enquete_app.questionnaire import MAIN_LANGUAGE, Questionnaire
from enquete_app.results.as_csv import as_csv
from enquete_app.results.as_json import as_json
from enquete_app.results.as_xlsx import as_xlsx
from enquete_app.results.report import Report, ResultsError

FORMATS = ("json", "csv", "xlsx")
BINARY = frozenset({"xlsx"})
"""Those that are no text."""
BYTE_ORDER_MARK = "\ufeff"


def as_file(
    report: Report,
    questionnaire: Questionnaire,
    file_format: str,
    *,
    dutch: bool = False,
    language: str = MAIN_LANGUAGE,
) -> bytes:
    """Render a report for a file: text is UTF-8, for a Dutch spreadsheet with a byte order mark.

    Without the mark Excel takes a file for Windows text and spoils every "ë". In a pipe, for which `render`
    is, it would only be in the way.

    Args:
        report: the report.
        questionnaire: what was asked.
        file_format: one of `FORMATS`.
        dutch: CSV with semicolons and decimal commas.
        language: of the words in a workbook.

    Raises:
        ResultsError: if there is no such format.
    """
    if file_format == "xlsx":
        return as_xlsx(report, questionnaire, language=language)
    mark = BYTE_ORDER_MARK if dutch and file_format == "csv" else ""
    return (mark + render(report, questionnaire, file_format, dutch=dutch)).encode()


def render(report: Report, questionnaire: Questionnaire, file_format: str, *, dutch: bool = False) -> str:
    """Render a report as text.

    Args:
        report: the report.
        questionnaire: what was asked.
        file_format: one of `FORMATS`, but none of `BINARY`.
        dutch: CSV with semicolons and decimal commas.

    Returns:
        The text of the file, its line ends included.

    Raises:
        ResultsError: if there is no such format, or it is no text.
    """
    if file_format == "json":
        return as_json(report)
    if file_format == "csv":
        return as_csv(report, questionnaire, dutch=dutch)
    if file_format in BINARY:
        raise ResultsError(f"Results as {file_format} only go into a file.")
    names = f"{', '.join(FORMATS[:-1])} and {FORMATS[-1]}"
    raise ResultsError(f"There are results as {names}, not as {file_format}.")
