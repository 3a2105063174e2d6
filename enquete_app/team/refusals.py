"""Pages for what cannot be shown: a wave that does not exist, results that are not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import gettext

from enquete_app.fieldwork.waves import WaveError
from enquete_app.results.report import ResultsError
from enquete_app.web.transaction import refuse_commit

if TYPE_CHECKING:
    from flask import Blueprint

NOT_FOUND = 404
CONFLICT = 409


def register(blueprint: Blueprint) -> None:
    """Answer these errors with a page, in every view of the blueprint."""
    blueprint.register_error_handler(WaveError, _no_wave)
    blueprint.register_error_handler(ResultsError, _no_results)


def _no_wave(_error: WaveError) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Deze meting bestaat niet")
    return render_template("team/refusal.html", title=title, text=gettext("Klopt het adres?")), NOT_FOUND


def _no_results(error: ResultsError) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Er zijn nog geen resultaten")
    return render_template("team/refusal.html", title=title, text=str(error)), CONFLICT
