"""The report as an Excel workbook: a sheet for each table, with real numbers and charts of Excel's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from enquete_app.questionnaire import MAIN_LANGUAGE, Questionnaire
from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Report
from enquete_app.results.speaking import Say, words_in
from enquete_app.results.wording import N_
from enquete_app.results.xlsx.answers import outcomes_sheet, questions_sheet, statements_sheet
from enquete_app.results.xlsx.backing import population_sheet, waiting_sheet, weighted_sheet
from enquete_app.results.xlsx.book import Book, Written
from enquete_app.results.xlsx.charts import figures_sheet
from enquete_app.results.xlsx.correlations import list_sheet, triangle_sheet
from enquete_app.results.xlsx.grades import grades_sheet
from enquete_app.results.xlsx.overview import fieldwork_sheet, first_sheet, overview
from enquete_app.results.xlsx.tips import texts_sheet, themes_sheet

SHEETS: tuple[Callable[[Book, Report, Questionnaire], Written | None], ...] = (
    fieldwork_sheet,
    grades_sheet,
    outcomes_sheet,
    questions_sheet,
    statements_sheet,
    triangle_sheet,
    list_sheet,
    population_sheet,
    weighted_sheet,
    waiting_sheet,
)
"""In their order; then come what people wrote, and the charts."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_xlsx(
    report: Report,
    questionnaire: Questionnaire,
    *,
    language: str = MAIN_LANGUAGE,
    made_on: date | None = None,
    released: Released = NOTHING,
) -> bytes:
    """Write the report as a workbook; the same report gives the same bytes.

    Its size hangs on the questionnaire and not on the number of answers, so that it is made in memory.

    Args:
        report: the report.
        questionnaire: what was asked.
        language: of our words, and of the questionnaire's where it has them.
        made_on: the day that the file gives as that of its making.
        released: what was released of the open answers.

    Returns:
        The file.
    """
    say = words_in(language)
    title = _title(report, say)
    book = Book(say, language, title, made_on)
    opening = first_sheet(book, title)
    overview(opening, report, questionnaire, _tables(book, report, questionnaire, released))
    return book.content()


def _title(report: Report, say: Say) -> str:
    if report.period:
        return say(N_("Resultaten over %(year)s")) % {"year": report.period}
    return say(N_("Resultaten van meting %(number)s")) % {"number": report.wave}


def _tables(book: Book, report: Report, questionnaire: Questionnaire, released: Released) -> list[Written]:
    """Write all sheets but the first; gives their names and what is in them."""
    if report.withheld:
        return [fieldwork_sheet(book, report, questionnaire)]
    written = [
        *(write(book, report, questionnaire) for write in SHEETS),
        *(write(book, released, questionnaire) for write in (themes_sheet, texts_sheet)),
        figures_sheet(book, report, questionnaire),
    ]
    return [each for each in written if each]
