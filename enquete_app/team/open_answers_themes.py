"""The code frame on a page: adding themes, other words for them, their order, taking them out of use."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.instruments import load
from enquete_app.results.open_answers.frame import (
    LONGEST_LABEL,
    FrameError,
    Labels,
    add_theme,
    move_theme,
    open_fields,
    rename_theme,
    themes_of,
)
from enquete_app.results.open_answers.models import Theme
from enquete_app.results.open_answers.queue import queue_of
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.forms import small_number
from enquete_app.team.open_answers_wording import FRAME_FAULTS
from enquete_app.team.questionnaires_texts import said
from enquete_app.web.transaction import refuse_commit, session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Wave
    from enquete_app.questionnaire import Item


@access(Role.ANALYST)
def index(wave_id: str) -> str:
    """Show the code frame of a wave's questionnaire."""
    return _page(queue_of(session(), wave_id))


@access(Role.ANALYST)
def change(wave_id: str) -> tuple[str, int] | Response:
    """Add a theme, or change one: its words, its place, whether it is offered."""
    wave, go = queue_of(session(), wave_id), request.form.get("go", "")
    labels = Labels(_given("nl"), _given("en"))
    if go in {"add", "rename"} and not 0 < len(labels.nl) <= LONGEST_LABEL >= len(labels.en):
        words = gettext("Geef het thema een naam van hoogstens %(most)s tekens.", most=LONGEST_LABEL)
        return _refused(wave, words)
    try:
        theme = _add(wave, labels) if go == "add" else _changed(wave, go, labels)
    except FrameError as error:
        return _refused(wave, str(FRAME_FAULTS[str(error)]))
    at = f"thema-{theme.id}"
    here = url_for("team.open_answers_themes_index", wave_id=wave.id, thema=theme.id, _anchor=at)
    return redirect(here, HTTPStatus.SEE_OTHER)


def _add(wave: Wave, labels: Labels) -> Theme:
    field = request.form.get("veld", "")
    if field not in _asked(wave):
        abort(HTTPStatus.BAD_REQUEST)
    theme = add_theme(session(), wave.questionnaire_id, field, labels)
    _note(Act.THEME_ADDED, theme)
    flash(gettext("Het thema ‘%(name)s’ is toegevoegd.", name=theme.label_nl))
    return theme


def _changed(wave: Wave, go: str, labels: Labels) -> Theme:
    theme = session().get(Theme, request.form.get("thema", 0, type=small_number))
    if theme is None or theme.questionnaire_id != wave.questionnaire_id:
        abort(HTTPStatus.NOT_FOUND)
    if go == "rename":
        if rename_theme(session(), theme, labels):
            _note(Act.THEME_RENAMED, theme)
            flash(gettext("Het thema heet nu ‘%(name)s’.", name=theme.label_nl))
    elif go in {"up", "down"}:
        if move_theme(session(), theme, up=go == "up"):
            _note(Act.THEME_MOVED, theme)
    elif go in {"retire", "back"}:
        if theme.retired != (go == "retire"):
            theme.retired = go == "retire"
            _note(Act.THEME_RETIRED if theme.retired else Act.THEME_BROUGHT_BACK, theme)
    else:
        abort(HTTPStatus.BAD_REQUEST)
    return theme


def _note(act: Act, theme: Theme) -> None:
    note(act, f"questionnaire {theme.questionnaire_id}", field=theme.field, theme=theme.code)


def _given(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\0", "").split())


def _refused(wave: Wave, fault: str) -> tuple[str, int]:
    refuse_commit()
    return _page(wave, fault), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(wave: Wave, fault: str | None = None) -> str:
    themes, given = themes_of(session(), wave.questionnaire_id), request.form
    return render_template(
        "team/open_answers_themes.html",
        wave=wave,
        fields=[
            (name, item, [each for each in themes if each.field == name])
            for name, item in _asked(wave).items()
        ],
        said=said,
        fault=fault,
        at=f"thema-{given['thema']}" if "thema" in given else f"nieuw-{given.get('veld')}",
        given=given,
        longest=LONGEST_LABEL,
    )


def _asked(wave: Wave) -> dict[str, Item]:
    return dict(open_fields(load(session(), wave.questionnaire_id, wave.questionnaire_version)))


PAGES = (
    ("/waves/<wave_id>/answers/themes", "GET", index),
    ("/waves/<wave_id>/answers/themes", "POST", change),
)
