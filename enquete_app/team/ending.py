"""Ending the fieldwork of a wave before its day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.drawing.confirming import awaits_confirmation
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.waves.closing import close_today
from enquete_app.fieldwork.waves.held import held_of
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Wave

SEE_OTHER = 303
CONFLICT = 409


@access(Role.TEAM)
def close_page(wave_id: str) -> str | tuple[str, int]:
    """Ask whether the wave is to close now, and say what happens then."""
    wave = _to_close(wave_id)
    return render_template(
        "team/confirm.html",
        title=gettext("Meting %(number)s nu sluiten?", number=wave.id),
        consequences=_consequences(wave),
        button=gettext("Meting sluiten"),
        back=url_for("team.waves_show", wave_id=wave.id),
    )


@access(Role.TEAM)
def close(wave_id: str) -> Response:
    """Let the wave close with the next run of what is due."""
    wave = _to_close(wave_id, lock=True)
    close_today(wave, datetime.now(UTC))
    note(Act.WAVE_CLOSED, f"wave {wave.id}")
    flash(gettext("De meting wordt nu gesloten. Over een paar minuten staan hier de resultaten."))
    return redirect(url_for("team.waves_show", wave_id=wave.id), SEE_OTHER)


def _consequences(wave: Wave) -> tuple[str, ...]:
    for_good = gettext("U kunt dit niet ongedaan maken.")
    held = held_of(session(), wave, datetime.now(UTC))
    if held and held.reached_nobody:
        return gettext("Er is niets verstuurd, en er gaat ook niets meer weg."), for_good
    return (
        gettext("De links in de mails werken niet meer. In die mails stond een latere dag."),
        gettext("Wat nog niet verstuurd is, gaat niet meer weg. Half ingevulde vragenlijsten worden gewist."),
        gettext("De antwoorden worden geopend en de resultaten gemaakt. Dat duurt een paar minuten."),
        gettext("Zijn er minder dan 5 antwoorden, dan blijven ze verzegeld tot de volgende meting sluit."),
        for_good,
    )


def _to_close(wave_id: str, *, lock: bool = False) -> Wave:
    """A wave that can be closed: of one that waits for confirmation the draw can be thrown away instead."""
    wave = find_wave(session(), wave_id, lock=lock)
    if wave.state is not WaveState.OPEN or awaits_confirmation(session(), wave):
        abort(CONFLICT)
    return wave


PAGES = (
    ("/waves/<wave_id>/close", "GET", close_page),
    ("/waves/<wave_id>/close", "POST", close),
)
