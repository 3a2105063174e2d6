"""A second coder, who does not see what the first found, and how far the two agree."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy import select

from enquete_app.accounts.models import Role
from enquete_app.answers.models import OpenAnswer
from enquete_app.audit import Act
from enquete_app.instruments import load
from enquete_app.results.formatting import decimal, percentage
from enquete_app.results.open_answers.coding import (
    agreements_of,
    code_second,
    codings_of,
    for_second,
    next_for_second,
)
from enquete_app.results.open_answers.frame import open_fields, themes_of
from enquete_app.results.open_answers.marking import marks, pieces
from enquete_app.results.open_answers.queue import answer_of, queue_of, spelled_cases
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.open_answers_form import ThemesForm
from enquete_app.team.open_answers_wording import KINDS, WHY_NO_KAPPA
from enquete_app.team.questionnaires_texts import said
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Wave
    from enquete_app.questionnaire import Item


@access(Role.ANALYST)
def show(wave_id: str, answer_id: int) -> str:
    """Show an answer to its second coder: what was written, and the themes to choose from."""
    wave = queue_of(session(), wave_id)
    answer = _open_to_me(wave, answer_id)
    form = ThemesForm(formdata=None)
    form.offer(list(themes_of(session(), wave.questionnaire_id, answer.field)), set())
    return _page(wave, answer, form)


@access(Role.ANALYST)
def keep(wave_id: str, answer_id: int) -> str | tuple[str, int] | Response:
    """Keep what the second coder found."""
    wave = queue_of(session(), wave_id)
    answer = answer_of(session(), wave.id, answer_id, lock=True) or abort(HTTPStatus.NOT_FOUND)
    form = ThemesForm()
    form.offer(list(themes_of(session(), wave.questionnaire_id, answer.field)), set())
    if not form.validate_on_submit():
        return _page(wave, _open_to_me(wave, answer_id), form), HTTPStatus.UNPROCESSABLE_ENTITY
    if code_second(session(), answer.id, form.themes.data, _account_id()):
        note(Act.ANSWER_CODED_AGAIN, f"wave {wave.id}", field=answer.field, answer=answer.id)
    else:
        flash(gettext("Dit antwoord is al door twee mensen gecodeerd, of u was zelf de eerste."))
    following = next_for_second(session(), wave.id, _account_id(), answer.id)
    if following is None:
        flash(gettext("U heeft alles gecodeerd wat een tweede keer kan."))
        return redirect(url_for("team.open_answers_second_agreement", wave_id=wave.id), HTTPStatus.SEE_OTHER)
    here = url_for("team.open_answers_second_show", wave_id=wave.id, answer_id=following)
    return redirect(here, HTTPStatus.SEE_OTHER)


@access(Role.ANALYST)
def agreement(wave_id: str) -> str:
    """Show Cohen's kappa for each theme, and the answers in which two coders differ."""
    wave = queue_of(session(), wave_id)
    codings = codings_of(session(), wave.id)
    themes = themes_of(session(), wave.questionnaire_id)
    found = [
        (
            name,
            item,
            agreements_of(codings.get(name, {}), [each for each in themes if each.field == name]),
        )
        for name, item in _asked(wave).items()
    ]
    return render_template(
        "team/open_answers_agreement.html",
        wave=wave,
        fields=[each for each in found if each[2].answers],
        second=next_for_second(session(), wave.id, _account_id()),
        said=said,
        decimal=decimal,
        share=percentage,
        why=WHY_NO_KAPPA,
    )


def _page(wave: Wave, answer: OpenAnswer, form: ThemesForm) -> str:
    raw = answer.raw or ""
    return render_template(
        "team/open_answer_second.html",
        wave=wave,
        answer=answer,
        question=said(_asked(wave)[answer.field].text),
        pieces=pieces(raw, marks(raw, spelled_cases(session()))),
        kinds=KINDS,
        form=form,
    )


def _open_to_me(wave: Wave, answer_id: int) -> OpenAnswer:
    """An answer that whoever is signed in may read as its second coder."""
    mine = for_second(wave.id, _account_id()).where(OpenAnswer.id == answer_id)
    found = session().scalar(select(OpenAnswer).where(OpenAnswer.id.in_(mine)))
    return found or abort(HTTPStatus.NOT_FOUND)


def _asked(wave: Wave) -> dict[str, Item]:
    return dict(open_fields(load(session(), wave.questionnaire_id, wave.questionnaire_version)))


def _account_id() -> int:
    account = signed_in()
    return account.id if account else abort(HTTPStatus.FORBIDDEN)


PAGES = (
    ("/waves/<wave_id>/answers/<int:answer_id>/second", "GET", show),
    ("/waves/<wave_id>/answers/<int:answer_id>/second", "POST", keep),
    ("/waves/<wave_id>/answers/agreement", "GET", agreement),
)
