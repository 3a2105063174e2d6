"""The figures of a report: drawn when the report is made, kept with it, found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import NamedTuple

from babel.support import Translations
from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from enquete_app.languages import ENGLISH, FOLDER, SOURCE
from enquete_app.questionnaire import Questionnaire
from enquete_app.results.charts import Chart, Drawing, Words, chart_of, draw, planned
from enquete_app.results.models import PeriodFigure, StoredFigure
from enquete_app.results.report import Report

EDITION = 2
"""Of the drawing; whoever changes how figures look raises it, and the next run draws all of them again."""
LANGUAGES = (SOURCE, ENGLISH)
"""Those of the staff, for whose pages and documents figures are."""


COURSE = 0
"""The year of figures that are of no year, but over all waves."""


class Period(NamedTuple):
    """Which waves of a survey: of an edition those of a year, or for `COURSE` all of them."""

    survey_id: int
    questionnaire_id: str
    questionnaire_version: str
    year: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a page shows it: name, number and its drawings, which are safe to stand in the page."""

    name: str
    number: int
    drawings: str


def store_figures(session: Session, report: Report, questionnaire: Questionnaire) -> None:
    """Draw the figures of a report, which must be stored before, in place of those that there are.

    Args:
        session: a session that may write; the caller commits.
        report: the report; one that is withheld has none.
        questionnaire: what was asked.
    """
    wave_id = int(report.wave)
    session.execute(delete(StoredFigure).where(StoredFigure.wave_id == wave_id))
    for words in _all_words():
        for name, drawing in _drawings(str(wave_id), charts_of(report, questionnaire, words), words):
            session.add(StoredFigure(wave_id=wave_id, name=name, language=words.language, **asdict(drawing)))


def charts_of(report: Report, questionnaire: Questionnaire, words: Words) -> dict[str, Chart]:
    """What the figures of a report show, by the id of their item; none for what may not be shown."""
    charts = {each.name: chart_of(each, report, questionnaire, words) for each in planned(questionnaire)}
    return {name: chart for name, chart in charts.items() if chart is not None}


def store_period_figures(
    session: Session, period: Period, charts: Callable[[Words], Mapping[str, Chart]]
) -> None:
    """Draw the figures of a period in place of those that there are; the caller commits.

    Args:
        session: a session that may write.
        period: which.
        charts: what they show, by name, in the language of some words.
    """
    session.execute(delete(PeriodFigure).where(*_of(period)))
    where = f"{period.questionnaire_version}-{period.year}"
    for words in _all_words():
        for name, drawing in _drawings(where, charts(words), words):
            own = {"name": name, "language": words.language, "drawn": EDITION, **asdict(drawing)}
            session.add(PeriodFigure(**period._asdict(), **own))


def is_drawn(session: Session, period: Period) -> bool:
    """Whether a period has figures of this edition."""
    drawn = select(PeriodFigure.name).where(*_of(period), PeriodFigure.drawn == EDITION)
    return session.scalar(drawn.limit(1)) is not None


def period_drawings(session: Session, period: Period, language: str) -> Mapping[str, str]:
    """Find the figures of a period as a page shows them, by name."""
    found = select(PeriodFigure).where(*_of(period), PeriodFigure.language == language)
    return {each.name: each.page for each in session.scalars(found)}


def figures_on_page(
    session: Session, report: Report, questionnaire: Questionnaire, language: str
) -> Mapping[str, Figure]:
    """Find the figures of a report, by the id of their item."""
    statement = select(StoredFigure.name, StoredFigure.page).where(
        StoredFigure.wave_id == int(report.wave), StoredFigure.language == language
    )
    return _numbered({row.name: row.page for row in session.execute(statement)}, questionnaire)


def figures_of_year(
    session: Session, period: Period, questionnaire: Questionnaire, language: str
) -> Mapping[str, Figure]:
    """Find the figures of a year, by the id of their item."""
    return _numbered(period_drawings(session, period, language), questionnaire)


def _numbered(pages: Mapping[str, str], questionnaire: Questionnaire) -> dict[str, Figure]:
    return {
        each.name: Figure(each.name, each.number, pages[each.name])
        for each in planned(questionnaire)
        if each.name in pages
    }


def figure_file(session: Session, wave_id: int, name: str, language: str, file_format: str) -> bytes | None:
    """Find a figure as a file.

    Args:
        session: any session.
        wave_id: the wave.
        name: the id of the item that it shows.
        language: of its words.
        file_format: "svg" or "png".

    Returns:
        The file; none if there is no such figure or format.
    """
    return _file(session.get(StoredFigure, (wave_id, name, language)), file_format)


def period_figure_file(
    session: Session, period: Period, name: str, language: str, file_format: str
) -> bytes | None:
    """Find a figure of a period as a file; as `figure_file`."""
    return _file(session.get(PeriodFigure, (*period, name, language)), file_format)


def _file(figure: StoredFigure | PeriodFigure | None, file_format: str) -> bytes | None:
    files = {"svg": figure.svg.encode(), "png": figure.png} if figure else {}
    return files.get(file_format)


def _drawings(where: str, charts: Mapping[str, Chart], words: Words) -> Iterator[tuple[str, Drawing]]:
    for name, chart in charts.items():
        yield name, draw(chart, name=f"figuur-{where}-{name}", language=words.language)


def _of(period: Period) -> list[ColumnElement[bool]]:
    return [getattr(PeriodFigure, name) == value for name, value in period._asdict().items()]


@cache
def _all_words() -> tuple[Words, ...]:
    return tuple(Words(each, Translations.load(FOLDER, [each]).gettext) for each in LANGUAGES)
