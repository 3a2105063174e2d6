"""The figures of several waves: drawn when the reports are made, as those of a wave are."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.instruments import load
from enquete_app.results.course import course_of
from enquete_app.results.drawn import COURSE, Period, charts_of, is_drawn, store_period_figures
from enquete_app.results.models import Pool
from enquete_app.results.report import Report
from enquete_app.results.series import reports_by_wave, waves_drawn
from enquete_app.results.side_by_side import columns_by_edition


def store_course(session: Session, survey_id: int) -> None:
    """Draw what changed over the waves of a survey; the caller commits."""
    waves = waves_drawn(session, survey_id)
    reports = reports_by_wave(session, [each.wave.id for each in waves])
    for edition, columns in columns_by_edition(waves, reports):
        charts = partial(course_of, columns, load(session, *edition))
        store_period_figures(session, Period(survey_id, *edition, COURSE), charts)


def store_years(session: Session, survey_id: int) -> None:
    """Draw the figures of the years of a survey that have a report and no figures; the caller commits."""
    for pool in session.scalars(select(Pool).where(Pool.survey_id == survey_id)):
        period = Period(survey_id, pool.questionnaire_id, pool.questionnaire_version, pool.year)
        if pool.body and not is_drawn(session, period):
            questionnaire = load(session, pool.questionnaire_id, pool.questionnaire_version)
            charts = partial(charts_of, Report.from_json(pool.body), questionnaire)
            store_period_figures(session, period, charts)
