"""The formats of a report, and of the answers that it rests on, by name."""

from __future__ import annotations

from datetime import date

from enquete_app.questionnaire import MAIN_LANGUAGE, Questionnaire
from enquete_app.results.as_codebook import as_codebook
from enquete_app.results.as_csv import as_csv
from enquete_app.results.as_docx import as_docx
from enquete_app.results.as_json import as_json
from enquete_app.results.as_pdf import as_pdf
from enquete_app.results.as_r import as_r
from enquete_app.results.as_sav import as_sav
from enquete_app.results.as_xlsx import as_xlsx
from enquete_app.results.chapter import NOTHING_BESIDE, Beside, chapter_of
from enquete_app.results.microdata import Microdata
from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Report, ResultsError

FORMATS = ("json", "csv", "xlsx", "docx", "pdf")
"""Of the report."""
DOCUMENTS = ("docx", "pdf")
"""Those for reading, with figures; in Dutch."""
ANSWERS = ("sav", "r", "codebook")
"""Of the answers, for analysts alone: the data, a script that reads them, what the columns mean."""
BINARY = frozenset({"xlsx", "sav", *DOCUMENTS})
"""Those that are no text."""
BYTE_ORDER_MARK = "\ufeff"


def as_file(  # noqa: PLR0913 - each format has its own wishes
    report: Report,
    questionnaire: Questionnaire,
    file_format: str,
    *,
    dutch: bool = False,
    language: str = MAIN_LANGUAGE,
    made_on: date | None = None,
    released: Released = NOTHING,
    beside: Beside = NOTHING_BESIDE,
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
        made_on: the day that a workbook or a document gives as that of its making.
        released: what was released of the open answers, which is apart from the report.
        beside: what else goes into documents.

    Raises:
        ResultsError: if there is no such format, or a document cannot be laid out.
    """
    if file_format in DOCUMENTS:
        chapter = chapter_of(report, questionnaire, beside=beside, released=released, made_on=made_on)
        return as_docx(chapter) if file_format == "docx" else as_pdf(chapter)
    if file_format == "xlsx":
        return as_xlsx(report, questionnaire, language=language, made_on=made_on, released=released)
    mark = BYTE_ORDER_MARK if dutch and file_format == "csv" else ""
    return (mark + render(report, questionnaire, file_format, dutch=dutch, released=released)).encode()


def answers_as(data: Microdata, file_format: str) -> bytes:
    """Render answers for a file.

    Args:
        data: the answers.
        file_format: one of `ANSWERS`.

    Raises:
        ResultsError: if there is no such format.
    """
    if file_format == "sav":
        return as_sav(data)
    if file_format == "r":
        return as_r(data).encode()
    if file_format == "codebook":
        return as_codebook(data).encode()
    raise ResultsError(
        f"There are answers as {', '.join(ANSWERS[:-1])} and {ANSWERS[-1]}, not as {file_format}."
    )


def render(
    report: Report,
    questionnaire: Questionnaire,
    file_format: str,
    *,
    dutch: bool = False,
    released: Released = NOTHING,
) -> str:
    """Render a report as text.

    Args:
        report: the report.
        questionnaire: what was asked.
        file_format: one of `FORMATS` that is text.
        dutch: CSV with semicolons and decimal commas.
        released: as for `as_file`.

    Returns:
        The text of the file, its line ends included.

    Raises:
        ResultsError: if there is no such format.
    """
    if file_format == "json":
        return as_json(report, released)
    if file_format == "csv":
        return as_csv(report, questionnaire, dutch=dutch, released=released)
    names = f"{', '.join(FORMATS[:-1])} and {FORMATS[-1]}"
    raise ResultsError(f"There are results as {names}, not as {file_format}.")
