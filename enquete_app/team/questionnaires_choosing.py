"""Choosing what a survey asks from its next wave on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import SelectField

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.asking import ask
from enquete_app.fieldwork.surveys import survey_called
from enquete_app.instruments import FileError, editions
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.questionnaires_texts import language_of, words_of
from enquete_app.team.questionnaires_wording import WHY_NOT
from enquete_app.team.survey_wording import survey_name
from enquete_app.web.language import language
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Survey
    from enquete_app.questionnaire import Questionnaire

SEE_OTHER, UNPROCESSABLE = 303, 422


class QuestionnaireForm(FlaskForm):  # type: ignore[misc]
    """What is asked."""

    questionnaire = SelectField(lazy_gettext("Vragenlijst voor de volgende meting"))


@access(Role.TEAM)
def page(slug: str) -> str:
    """Ask which questionnaire it is to be, and say what that means."""
    survey = survey_called(session(), slug)
    return _page(survey, _form(survey))


@access(Role.TEAM)
def choose(slug: str) -> str | tuple[str, int] | Response:
    """Let the survey ask it from the next wave on."""
    survey = survey_called(session(), slug)
    form = _form(survey)
    if not form.validate_on_submit():
        return _page(survey, form), UNPROCESSABLE
    before = _name(survey)
    questionnaire_id, _, version = form.questionnaire.data.partition("/")
    try:
        ask(session(), survey, (questionnaire_id, version))
    except FileError as error:
        form.questionnaire.errors = [WHY_NOT[error.why]]
        return _page(survey, form), UNPROCESSABLE
    if _name(survey) != before:
        note(Act.QUESTIONNAIRE_CHOSEN, survey.slug, before=before, after=_name(survey))
    flash(gettext("De volgende meting gebruikt deze vragenlijst."))
    return redirect(url_for("team.surveys_show", slug=slug), SEE_OTHER)


def _form(survey: Survey) -> QuestionnaireForm:
    form = QuestionnaireForm(data={"questionnaire": _name(survey)})
    form.questionnaire.choices = [_choice(each.questionnaire) for each in editions(session())]
    return form


def _choice(asked: Questionnaire) -> tuple[str, str, dict[str, str]]:
    spoken = language_of(asked.title)
    attributes = {} if spoken == language() else {"lang": spoken}
    return f"{asked.id}/{asked.version}", f"{words_of(asked.title)} ({asked.id} {asked.version})", attributes


def _name(survey: Survey) -> str:
    return f"{survey.questionnaire_id}/{survey.questionnaire_version}"


def _page(survey: Survey, form: QuestionnaireForm) -> str:
    return render_template(
        "team/confirm.html",
        title=gettext("Wat vraagt %(name)s?", name=survey_name(survey)),
        form=form,
        consequences=(
            gettext("Metingen die open zijn, houden de vragenlijst waarmee ze begonnen."),
            gettext("Antwoorden van verschillende vragenlijsten worden nooit samen geopend."),
            gettext(
                "Is een eerdere meting nog verzegeld, dan worden die antwoorden ongelezen gewist zodra een "
                "meting met de andere vragenlijst sluit."
            ),
        ),
        button=gettext("Bewaren"),
        danger=False,
        back=url_for("team.surveys_show", slug=survey.slug),
    )


PAGES = (
    ("/surveys/<slug>/questionnaire", "GET", page),
    ("/surveys/<slug>/questionnaire", "POST", choose),
)
