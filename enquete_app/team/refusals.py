"""Pages for what cannot be shown: a wave that does not exist, results that are not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import format_date, gettext

from enquete_app.fieldwork.surveys import SurveyError
from enquete_app.fieldwork.waves.progress import WaveError
from enquete_app.results.open_answers.queue import NoQueueError
from enquete_app.results.report import NotBuiltError, StillOpenError
from enquete_app.team.register.uploads import TooLargeUpload, too_large
from enquete_app.web.transaction import refuse_commit

if TYPE_CHECKING:
    from flask import Blueprint

NOT_FOUND = 404
CONFLICT = 409


def register(blueprint: Blueprint) -> None:
    """Answer these errors with a page, in every view of the blueprint."""
    blueprint.register_error_handler(WaveError, _no_wave)
    blueprint.register_error_handler(SurveyError, _no_survey)
    blueprint.register_error_handler(StillOpenError, _still_open)
    blueprint.register_error_handler(NotBuiltError, _not_built)
    blueprint.register_error_handler(NoQueueError, _no_queue)
    blueprint.register_error_handler(TooLargeUpload, too_large)


def _no_wave(_error: WaveError) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Deze meting bestaat niet")
    return render_template("team/refusal.html", title=title, text=gettext("Klopt het adres?")), NOT_FOUND


def _no_survey(_error: SurveyError) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Dit onderzoek bestaat niet")
    return render_template("team/refusal.html", title=title, text=gettext("Klopt het adres?")), NOT_FOUND


def _still_open(error: StillOpenError) -> tuple[str, int]:
    if error.closes_on is None:
        return _no_results(
            gettext("Meting %(number)s is nog open; resultaten zijn er na sluiting.", number=error.wave_id)
        )
    day = format_date(error.closes_on, "d MMMM y")
    return _no_results(
        gettext(
            "Meting %(number)s is nog open; resultaten zijn er na sluiting op %(day)s.",
            number=error.wave_id,
            day=day,
        )
    )


def _not_built(error: NotBuiltError) -> tuple[str, int]:
    return _no_results(
        gettext(
            "De resultaten van meting %(number)s worden nog gemaakt. Probeer het over een minuut opnieuw.",
            number=error.wave_id,
        )
    )


def _no_queue(error: NoQueueError) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Meting %(number)s heeft zelf geen open antwoorden", number=error.wave_id)
    text = gettext(
        "Er waren te weinig antwoorden. Ze blijven verzegeld tot ze met een latere meting open gaan."
    )
    if error.opened_into is not None:
        text = gettext(
            "Ze staan bij meting %(number)s, waarmee ze samen zijn geopend.", number=error.opened_into
        )
    return render_template("team/refusal.html", title=title, text=text), CONFLICT


def _no_results(text: str) -> tuple[str, int]:
    refuse_commit()
    title = gettext("Er zijn nog geen resultaten")
    return render_template("team/refusal.html", title=title, text=text), CONFLICT
