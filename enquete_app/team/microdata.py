"""The answers of a closed wave as files, for analysts alone; each download is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request
from flask_babel import get_locale, lazy_gettext

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.results.building import stored_report
from enquete_app.results.microdata import WithheldError, may_leave, microdata_of
from enquete_app.results.rendering import ANSWERS, answers_as
from enquete_app.results.report import NotBuiltError
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Wave
    from enquete_app.results.microdata import Microdata
    from enquete_app.results.report import Report

TYPES = {
    "sav": ("sav", "application/x-spss-sav"),
    "r": ("R", "text/plain; charset=utf-8"),
    "codebook": ("html", "text/html; charset=utf-8"),
}
"""How the files are called at the end, and what they are."""
FILES = {
    "sav": (
        lazy_gettext("Download de antwoorden (SPSS)"),
        lazy_gettext("Voor SPSS, PSPP, R, Stata of Python: een rij voor elke ingevulde vragenlijst."),
    ),
    "r": (
        lazy_gettext("Download het R-script"),
        lazy_gettext("Leest dat bestand en toont de belangrijkste cijfers, ook zonder extra pakketten."),
    ),
    "codebook": (
        lazy_gettext("Download het codeboek"),
        lazy_gettext("Wat elke variabele en elke code betekent, en wie de vraag kreeg."),
    ),
}


@access(Role.ANALYST)
def show(wave_id: str) -> str:
    """Tell what is in the files and what not."""
    wave = find_wave(session(), wave_id)
    report = _report(wave)
    number = report.responses if may_leave(report) else None
    return render_template("team/microdata.html", wave=wave, number=number, files=FILES)


@access(Role.ANALYST)
def download(wave_id: str) -> Response:
    """Give one of the files and note it."""
    file_format = request.form.get("go", "")
    if file_format not in ANSWERS:
        abort(404)
    wave = find_wave(session(), wave_id)
    try:
        content = answers_as(_data(wave), file_format)
    except WithheldError:
        abort(404)
    note(Act.ANSWERS_DOWNLOADED, f"wave {wave.id}", format=file_format)
    ending, kind = TYPES[file_format]
    headers = {"Content-Disposition": f'attachment; filename="meting-{wave.id}.{ending}"'}
    return Response(content, content_type=kind, headers=headers)


def _data(wave: Wave) -> Microdata:
    report = _report(wave)
    questionnaire = load(session(), report.questionnaire_id, report.questionnaire_version)
    return microdata_of(session(), wave, report, questionnaire, language=str(get_locale()))


def _report(wave: Wave) -> Report:
    report = stored_report(session(), wave.id)
    if report is None:
        raise NotBuiltError(wave.id)
    return report


PAGES = (
    ("/waves/<wave_id>/microdata", "GET", show),
    ("/waves/<wave_id>/microdata", "POST", download),
)
