"""The results of a wave, as a page and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request
from flask_babel import get_locale

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.results import as_docx, as_pdf, as_xlsx
from enquete_app.results.backing_layout import lay_out_backing
from enquete_app.results.beside import beside_wave
from enquete_app.results.building import stored_report
from enquete_app.results.chapter import NOTHING_BESIDE
from enquete_app.results.drawn import figure_file, figures_on_page
from enquete_app.results.open_answers.released import released_of
from enquete_app.results.publishing import standing_of
from enquete_app.results.rendering import DOCUMENTS, FORMATS, as_file
from enquete_app.results.report import NotBuiltError, Report
from enquete_app.results.tables import lay_out
from enquete_app.team.access import access
from enquete_app.team.questionnaires_texts import said
from enquete_app.team.results_account import chapters_said
from enquete_app.team.survey_wording import survey_name
from enquete_app.team.waves import draws_of, is_analyst
from enquete_app.team.wording import GATES
from enquete_app.web.language import language
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Wave

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "xlsx": as_xlsx.MEDIA_TYPE,
    "docx": as_docx.MEDIA_TYPE,
    "pdf": as_pdf.MEDIA_TYPE,
}


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(wave_id: str) -> str:
    """Show the stored report."""
    wave = find_wave(session(), wave_id)
    report = _report(wave)
    questionnaire = load(session(), report.questionnaire_id, report.questionnaire_version)
    backing = lay_out_backing(report, questionnaire)
    return render_template(
        "team/results.html",
        report=report,
        tables=lay_out(report, questionnaire),
        questionnaire=questionnaire,
        wave=wave,
        name=survey_name,
        said=said,
        draws=draws_of(wave),
        drawn=figures_on_page(session(), report, questionnaire, language()),
        backing=backing,
        chapters=chapters_said(backing.chapters) if backing else (),
        gates=GATES,
        open_answers=released_of(session(), wave.id),
        is_analyst=is_analyst(),
        is_public=False,
        published=standing_of(session(), wave.id).current,
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def download(wave_id: str, file_format: str) -> Response:
    """Give the stored report as a file; with `?dutch=1` as a Dutch spreadsheet reads it."""
    if file_format not in FORMATS:
        abort(404)
    wave = find_wave(session(), wave_id)
    report = _report(wave)
    dutch = request.args.get("dutch") == "1"
    questionnaire = load(session(), report.questionnaire_id, report.questionnaire_version)
    content = as_file(
        report,
        questionnaire,
        file_format,
        dutch=dutch,
        language=str(get_locale()),
        made_on=wave.closes_on,
        released=released_of(session(), wave.id),
        beside=beside_wave(session(), wave, report, questionnaire)
        if file_format in DOCUMENTS
        else NOTHING_BESIDE,
    )
    name = f"meting-{report.wave}{'-excel' if dutch else ''}.{file_format}"
    return Response(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def figure(wave_id: str, figure: str, file_format: str) -> Response:
    """Give a figure of the stored report as a file, in the language of the page."""
    wave = find_wave(session(), wave_id)
    content = figure_file(session(), wave.id, figure, language(), file_format)
    if content is None:
        abort(404)
    name = f"meting-{wave.id}-{figure}-{language()}.{file_format}"
    return Response(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report(wave: Wave) -> Report:
    report = stored_report(session(), wave.id)
    if report is None:
        raise NotBuiltError(wave.id)
    return report


PAGES = (
    ("/waves/<wave_id>/results", "GET", show),
    ("/waves/<wave_id>/results.<file_format>", "GET", download),
    ("/waves/<wave_id>/results/figures/<figure>.<file_format>", "GET", figure),
)
