"""The formats of a report, by name."""

from __future__ import annotations

from enquete_app.results.as_csv import as_csv
from enquete_app.results.as_json import as_json
from enquete_app.results.report import Report, ResultsError

FORMATS = ("json", "csv")


def render(report: Report, file_format: str, *, dutch: bool = False) -> str:
    """Render a report.

    Args:
        report: the report.
        file_format: one of `FORMATS`.
        dutch: CSV with semicolons and decimal commas.

    Returns:
        The text of the file, its line ends included.

    Raises:
        ResultsError: if there is no such format.
    """
    if file_format == "json":
        return as_json(report)
    if file_format == "csv":
        return as_csv(report, dutch=dutch)
    raise ResultsError(f"There are results as {' and '.join(FORMATS)}, not as {file_format}.")
