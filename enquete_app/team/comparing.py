"""The waves of a survey side by side, and its years."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from flask import Response, abort, render_template, request

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.rolling.outlook import is_live, plan_of, turns_of
from enquete_app.fieldwork.surveys import open_waves, survey_called
from enquete_app.instruments import load
from enquete_app.results.beside import beside_year
from enquete_app.results.chapter import NOTHING_BESIDE
from enquete_app.results.drawn import COURSE, Period, figures_of_year, period_drawings, period_figure_file
from enquete_app.results.pooling import outlook, stored_pools
from enquete_app.results.rendering import DOCUMENTS, FORMATS, as_file
from enquete_app.results.series import Drawn, reports_by_wave, stored_series, waves_drawn
from enquete_app.results.side_by_side import (
    SideBySide,
    columns_by_edition,
    lay_out_side_by_side,
    outcome_question,
)
from enquete_app.results.tables import lay_out
from enquete_app.team.access import access
from enquete_app.team.questionnaires_texts import said
from enquete_app.team.results import TYPES
from enquete_app.team.survey_wording import survey_name
from enquete_app.web.language import language
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from enquete_app.fieldwork.models import Survey
    from enquete_app.questionnaire import Questionnaire
    from enquete_app.results.report import Report
    from enquete_app.results.series import Series


class EditionPart(NamedTuple):
    """The waves that asked the same."""

    questionnaire: Questionnaire
    table: SideBySide
    outcome: str | None
    drawn: Mapping[str, str]


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(slug: str) -> str:
    """Show the waves that have ended side by side, those that asked something else apart, and the years."""
    survey = survey_called(session(), slug)
    today = local_day(datetime.now(UTC))
    waves = waves_drawn(session(), survey.id)
    reports = reports_by_wave(session(), [each.wave.id for each in waves])
    ended = [each for each in waves if each.wave.state is not WaveState.OPEN]
    return render_template(
        "team/comparing.html",
        survey=survey,
        name=survey_name,
        said=said,
        editions=_editions(survey, waves, reports, stored_series(session(), survey.id)),
        building=[each.wave for each in ended if each.wave.id not in reports],
        still_open=open_waves(session(), survey),
        next_draw=_next_draw(survey),
        years=outlook(session(), survey.id, today),
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def pooled(slug: str, year: int) -> str:
    """Show the figures of a year."""
    survey = survey_called(session(), slug)
    report = _pool(survey, year)
    questionnaire = load(session(), report.questionnaire_id, report.questionnaire_version)
    return render_template(
        "team/pooled.html",
        survey=survey,
        name=survey_name,
        said=said,
        report=report,
        tables=lay_out(report, questionnaire),
        questionnaire=questionnaire,
        drawn=figures_of_year(session(), _period(survey, report), questionnaire, language()),
        backing=None,
        open_answers=None,
        is_public=False,
        withheld=[
            each for each in reports_by_wave(session(), map(int, report.waves)).values() if each.withheld
        ],
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def download(slug: str, year: int, file_format: str) -> Response:
    """Give the figures of a year as a file; with `?dutch=1` as a Dutch spreadsheet reads it."""
    if file_format not in FORMATS:
        abort(404)
    survey = survey_called(session(), slug)
    report = _pool(survey, year)
    dutch = request.args.get("dutch") == "1"
    questionnaire = load(session(), report.questionnaire_id, report.questionnaire_version)
    name = f"{slug}-{year}{'-excel' if dutch else ''}.{file_format}"
    return Response(
        as_file(
            report,
            questionnaire,
            file_format,
            dutch=dutch,
            language=language(),
            made_on=date(year, 12, 31),
            beside=beside_year(session(), survey, report, questionnaire)
            if file_format in DOCUMENTS
            else NOTHING_BESIDE,
        ),
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def figure(slug: str, year: int, figure: str, file_format: str) -> Response:
    """Give a figure of a year, or for 0 over all waves, as a file in the language of the page."""
    edition = (request.args.get("vragenlijst", ""), request.args.get("editie", ""))
    period = Period(survey_called(session(), slug).id, *edition, year)
    content = period_figure_file(session(), period, figure, language(), file_format)
    if content is None:
        abort(404)
    name = f"{slug}-{year or 'verloop'}-{figure}-{language()}.{file_format}"
    return Response(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pool(survey: Survey, year: int) -> Report:
    """The report of a year, in the edition that the address names or in the one asked last."""
    edition = request.args.get("editie")
    found = [
        report
        for report in stored_pools(session(), survey.id)
        if report.period == str(year) and edition in {None, report.questionnaire_version}
    ]
    return found[0] if found else abort(404)


def _period(survey: Survey, report: Report) -> Period:
    return Period(
        survey.id, report.questionnaire_id, report.questionnaire_version, int(report.period or COURSE)
    )


def _editions(
    survey: Survey, waves: list[Drawn], reports: Mapping[int, Report], series: Series
) -> list[EditionPart]:
    """The waves by what they asked, what was asked last first."""
    found = []
    for edition, columns in columns_by_edition(waves, reports):
        asked = load(session(), *edition)
        table = lay_out_side_by_side(columns, series, asked)
        drawn = period_drawings(session(), Period(survey.id, *edition, COURSE), language())
        found.append(EditionPart(asked, table, outcome_question(asked), drawn))
    return found


def _next_draw(survey: Survey) -> date | None:
    """The day on which the survey draws next by itself."""
    plan = plan_of(session(), survey)
    if plan is None or not is_live(plan):
        return None
    turns = turns_of(session(), survey, plan.wish, datetime.now(UTC))
    return next((each.day for each in turns if not each.is_skipped), None)


PAGES = (
    ("/surveys/<slug>/results", "GET", show),
    ("/surveys/<slug>/results/<int:year>", "GET", pooled),
    ("/surveys/<slug>/results/<int:year>.<file_format>", "GET", download),
    ("/surveys/<slug>/results/<int:year>/figures/<figure>.<file_format>", "GET", figure),
)
