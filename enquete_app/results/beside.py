"""What goes into a document beside the report: the figures that were drawn with it, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.languages import SOURCE
from enquete_app.results.chapter.parts import Beside, Picture
from enquete_app.results.charts import MARGIN, WIDEST, Words, planned
from enquete_app.results.drawn import Period, charts_of
from enquete_app.results.models import PeriodFigure, StoredFigure
from enquete_app.results.series import reports_by_wave

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Survey, Wave
    from enquete_app.questionnaire import Questionnaire
    from enquete_app.results.report import Report

EDGE = 2.0
"""What is left of the margin, so that no edge of a letter is cut off."""
_LENGTHS = {name: re.compile(rf'<svg[^>]* {name}="([\d.]+)"') for name in ("width", "height")}


def beside_wave(session: Session, wave: Wave, report: Report, questionnaire: Questionnaire) -> Beside:
    """Gather what goes with the report of a wave; the questionnaire is what was asked."""
    return Beside(survey=_name(wave.survey), pictures=pictures_of(session, report, questionnaire))


def beside_year(session: Session, survey: Survey, report: Report, questionnaire: Questionnaire) -> Beside:
    """Gather what goes with the report of a year; the questionnaire is what was asked."""
    reports = reports_by_wave(session, map(int, report.waves)).values()
    period = Period(survey.id, report.questionnaire_id, report.questionnaire_version, int(report.period or 0))
    return Beside(
        survey=_name(survey),
        pictures=pictures_of(session, report, questionnaire, period),
        withheld=tuple(each for each in reports if each.withheld),
    )


def _name(survey: Survey) -> str:
    return survey.name_nl or survey.slug


def pictures_of(
    session: Session, report: Report, questionnaire: Questionnaire, period: Period | None = None
) -> Mapping[str, Picture]:
    """Find the figures of a report, by the id of their item; those that are not drawn yet are left out.

    Args:
        session: any session.
        report: of a wave or of a year.
        questionnaire: what was asked.
        period: the year; none for a wave.
    """
    stored = {each.name: each for each in _stored(session, report, period)}
    words = Words(SOURCE, str)
    charts = charts_of(report, questionnaire, words)
    return {
        each.name: _picture(
            stored[each.name],
            number=each.number,
            caption=words.asked(questionnaire.items_by_id[each.name].text),
            alt=charts[each.name].description,
        )
        for each in planned(questionnaire)
        if each.name in stored and each.name in charts
    }


def _stored(session: Session, report: Report, period: Period | None) -> list[StoredFigure | PeriodFigure]:
    if period is None:
        found = select(StoredFigure).where(StoredFigure.wave_id == int(report.wave))
        return list(session.scalars(found.where(StoredFigure.language == SOURCE)))
    named = [getattr(PeriodFigure, name) == value for name, value in period._asdict().items()]
    return list(session.scalars(select(PeriodFigure).where(*named, PeriodFigure.language == SOURCE)))


def _picture(stored: StoredFigure | PeriodFigure, *, number: int, caption: str, alt: str) -> Picture:
    untitled, _, _ = stored.page.partition("</svg>")
    return Picture(
        number=number,
        caption=caption,
        alt=alt,
        svg=f"{untitled}</svg>",
        width=_length("width", untitled) / WIDEST,
        png=stored.png,
        cut=_cut(stored.svg, untitled),
    )


def _cut(titled: str, untitled: str) -> tuple[float, float, float, float]:
    """Which parts of a titled drawing have to go for it to be as the untitled one."""
    width, height = _length("width", titled), _length("height", titled)
    side, bottom = (MARGIN - EDGE) / width, (MARGIN - EDGE) / height
    return side, 1 - bottom - (_length("height", untitled) + 2 * EDGE) / height, side, bottom


def _length(name: str, svg: str) -> float:
    return float(_LENGTHS[name].findall(svg)[0])
