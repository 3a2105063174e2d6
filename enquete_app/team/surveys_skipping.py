"""Holding and ending a survey that draws by itself: pause, resume, leave a day out, stop."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.rolling import plans as rolling
from enquete_app.fieldwork.rolling.plans import PlanError
from enquete_app.fieldwork.surveys import open_waves, survey_called
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.survey_wording import survey_name
from enquete_app.team.surveys_rolling import refused
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Callable

    from enquete_app.fieldwork.models import Survey

    Page = str | tuple[str, int]

SEE_OTHER = 303


@access(Role.TEAM)
def pause(slug: str) -> Page | Response:
    """Let the days of a plan pass until it is resumed."""
    told = gettext("Gepauzeerd. Er wordt niets getrokken tot u hervat; open metingen lopen door.")
    return _done(slug, Act.ROLLING_PAUSED, told, lambda survey: rolling.pause(session(), survey))


@access(Role.TEAM)
def resume(slug: str) -> Page | Response:
    """Let a paused plan draw again."""
    told = gettext("Hervat. Trekkingen die in de pauze vielen, worden niet ingehaald.")
    now = datetime.now(UTC)
    return _done(slug, Act.ROLLING_RESUMED, told, lambda survey: rolling.resume(session(), survey, now))


@access(Role.TEAM)
def skip(slug: str) -> Page | Response:
    """Leave one draw out."""
    day, now = _day(), datetime.now(UTC)

    def leave_out(survey: Survey) -> None:
        rolling.skip(session(), survey, day or date.min, now)

    told = gettext("De trekking van %(day)s wordt overgeslagen.", day=_words(day))
    return _done(slug, Act.ROLLING_SKIPPED, told, leave_out, day=str(day))


@access(Role.TEAM)
def take_in(slug: str) -> Page | Response:
    """Have a draw after all that was left out."""
    day, now = _day(), datetime.now(UTC)

    def take(survey: Survey) -> None:
        rolling.take_in_again(session(), survey, day or date.min, now)

    told = gettext("De trekking van %(day)s gaat toch door.", day=_words(day))
    return _done(slug, Act.ROLLING_TAKEN_IN, told, take, day=str(day))


@access(Role.TEAM)
def stop_page(slug: str) -> str:
    """Ask before a plan is ended, and say what becomes of open waves."""
    survey = survey_called(session(), slug)
    waves = [
        gettext(
            "Meting %(number)s loopt door tot haar sluiting op %(day)s, met herinneringen.",
            number=wave.id,
            day=format_date(wave.closes_on, "d MMMM y"),
        )
        if wave.closes_on
        else gettext("Meting %(number)s loopt door tot haar sluiting, met herinneringen.", number=wave.id)
        for wave in open_waves(session(), survey)
    ]
    return render_template(
        "team/confirm.html",
        title=gettext("Zelf trekken van %(name)s stoppen?", name=survey_name(survey)),
        consequences=[
            gettext("Er wordt niets meer getrokken. Overgeslagen dagen worden vergeten."),
            *waves,
            gettext("Wie al een kans had, telt ook na een nieuwe start niet nog eens mee."),
            gettext("Opnieuw beginnen kan, met een nieuwe bevestiging."),
        ],
        button=gettext("Stoppen"),
        back=url_for("team.surveys_rolling_show", slug=slug),
    )


@access(Role.TEAM)
def stop(slug: str) -> Page | Response:
    """End a plan."""
    told, now = gettext("Gestopt. Er wordt niets meer vanzelf getrokken."), datetime.now(UTC)
    return _done(slug, Act.ROLLING_STOPPED, told, lambda survey: rolling.stop(session(), survey, now))


def _done(slug: str, act: Act, told: str, change: Callable[[Survey], None], **facts: str) -> Page | Response:
    survey = survey_called(session(), slug)
    try:
        change(survey)
    except PlanError as error:
        return refused(survey, error)
    note(act, survey.slug, **facts)
    flash(told)
    return redirect(url_for("team.surveys_rolling_show", slug=slug), SEE_OTHER)


def _day() -> date | None:
    """The day that was posted; none if it is no day."""
    try:
        return date.fromisoformat(request.form.get("dag", ""))
    except ValueError:
        return None


def _words(day: date | None) -> str:
    return str(format_date(day, "EEEE d MMMM y")) if day else ""


PAGES = (
    ("/surveys/<slug>/rolling/pause", "POST", pause),
    ("/surveys/<slug>/rolling/resume", "POST", resume),
    ("/surveys/<slug>/rolling/skip", "POST", skip),
    ("/surveys/<slug>/rolling/take-in", "POST", take_in),
    ("/surveys/<slug>/rolling/stop", "GET", stop_page),
    ("/surveys/<slug>/rolling/stop", "POST", stop),
)
