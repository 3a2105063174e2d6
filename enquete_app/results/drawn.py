"""The figures of a report: drawn when the report is made, kept with it, found again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel.support import NullTranslations, Translations
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from enquete_app.languages import ENGLISH, FOLDER, SOURCE
from enquete_app.questionnaire import Questionnaire
from enquete_app.results.chapter.parts import Picture
from enquete_app.results.charts import MARGIN, WIDEST, Words, chart_of, draw, planned
from enquete_app.results.models import StoredFigure
from enquete_app.results.report import Report

EDITION = 1
"""Of the drawing; whoever changes how figures look raises it, and the next run draws all of them again."""
EDGE = 2.0
"""What is left of the margin, so that no edge of a letter is cut off."""
LANGUAGES = (SOURCE, ENGLISH)
"""Those of the staff, for whose pages and documents figures are."""

_LENGTHS = {name: re.compile(rf'<svg[^>]* {name}="([\d.]+)"') for name in ("width", "height")}


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
    for language in LANGUAGES:
        words = Words(language, _catalogue(language).gettext)
        for figure in planned(questionnaire):
            chart = chart_of(figure, report, questionnaire, words)
            if chart is not None:
                name = f"figuur-{wave_id}-{figure.name}"
                drawing = draw(chart, name=name, language=language)
                session.add(
                    StoredFigure(
                        wave_id=wave_id,
                        name=figure.name,
                        language=language,
                        svg=drawing.svg,
                        page=drawing.page,
                        png=drawing.png,
                    )
                )


def figures_on_page(
    session: Session, report: Report, questionnaire: Questionnaire, language: str
) -> Mapping[str, Figure]:
    """Find the figures of a report, by the id of their item."""
    statement = select(StoredFigure.name, StoredFigure.page).where(
        StoredFigure.wave_id == int(report.wave), StoredFigure.language == language
    )
    pages = {row.name: row.page for row in session.execute(statement)}
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
    this = (StoredFigure.wave_id, StoredFigure.name, StoredFigure.language)
    found = [column == value for column, value in zip(this, (wave_id, name, language), strict=True)]
    if file_format == "png":
        return session.scalar(select(StoredFigure.png).where(*found))
    svg = session.scalar(select(StoredFigure.svg).where(*found)) if file_format == "svg" else None
    return None if svg is None else svg.encode()


def pictures_of(session: Session, report: Report, questionnaire: Questionnaire) -> Mapping[str, Picture]:
    """Find the figures of a wave's report for a document in Dutch, by the id of their item."""
    if not report.wave:
        return {}
    statement = select(StoredFigure.name, StoredFigure.svg, StoredFigure.page, StoredFigure.png).where(
        StoredFigure.wave_id == int(report.wave), StoredFigure.language == SOURCE
    )
    stored = {row.name: row for row in session.execute(statement)}
    words = Words(SOURCE, str)
    found = {}
    for each in planned(questionnaire):
        chart = chart_of(each, report, questionnaire, words) if each.name in stored else None
        if chart is not None:
            row = stored[each.name]
            untitled, _, _ = row.page.partition("</svg>")
            found[each.name] = Picture(
                number=each.number,
                caption=words.asked(questionnaire.items_by_id[each.name].text),
                alt=chart.description,
                svg=f"{untitled}</svg>",
                width=_length("width", untitled) / WIDEST,
                png=row.png,
                cut=_cut(row.svg, untitled),
            )
    return found


def _cut(titled: str, untitled: str) -> tuple[float, float, float, float]:
    """Which parts of a titled drawing have to go for it to be as the untitled one."""
    width, height = _length("width", titled), _length("height", titled)
    side, bottom = (MARGIN - EDGE) / width, (MARGIN - EDGE) / height
    return side, 1 - bottom - (_length("height", untitled) + 2 * EDGE) / height, side, bottom


def _length(name: str, svg: str) -> float:
    return float(_LENGTHS[name].findall(svg)[0])


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(FOLDER, [language])
