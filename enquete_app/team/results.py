"""The results of a wave, as a page and as files."""

from __future__ import annotations

from flask import Response, abort, render_template, request

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.waves import find_wave
from enquete_app.questionnaire import load
from enquete_app.results.building import stored_report
from enquete_app.results.rendering import FORMATS, render
from enquete_app.results.report import NotBuiltError, Report
from enquete_app.results.tables import lay_out
from enquete_app.team.access import access
from enquete_app.web.transaction import session

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(wave_id: str) -> str:
    """Show the stored report."""
    report = _report(wave_id)
    questionnaire = load(report.questionnaire_id, report.questionnaire_version)
    return render_template("team/results.html", report=report, tables=lay_out(report, questionnaire))


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def download(wave_id: str, file_format: str) -> Response:
    """Give the stored report as a file; with `?dutch=1` as a Dutch spreadsheet reads it."""
    if file_format not in FORMATS:
        abort(404)
    report = _report(wave_id)
    content = render(report, file_format, dutch=request.args.get("dutch") == "1")
    name = f"meting-{report.wave}.{file_format}"
    return Response(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _report(wave_id: str) -> Report:
    wave = find_wave(session(), wave_id)
    report = stored_report(session(), wave.id)
    if report is None:
        raise NotBuiltError(wave.id)
    return report
