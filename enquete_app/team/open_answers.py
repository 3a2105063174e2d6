"""Open answers of a closed wave: a queue in which an analyst redacts, codes and releases or withholds."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from enquete_app.accounts.models import Role
from enquete_app.answers.models import AnswerState, OpenAnswer
from enquete_app.audit import Act
from enquete_app.instruments import load
from enquete_app.results.open_answers.coding import coded_themes, may_be_second, next_for_second
from enquete_app.results.open_answers.frame import open_fields, themes_of
from enquete_app.results.open_answers.marking import marks, pieces
from enquete_app.results.open_answers.queue import (
    ChangedError,
    Decision,
    ErasedError,
    answer_of,
    decide,
    next_waiting,
    progress_of,
    queue_of,
    quote,
    spelled_cases,
    take_back,
)
from enquete_app.results.publishing import standing_of
from enquete_app.team.access import access, signed_in
from enquete_app.team.auditing import note
from enquete_app.team.forms import small_number
from enquete_app.team.listing import Column, Listing
from enquete_app.team.open_answers_form import answer_form
from enquete_app.team.open_answers_wording import KINDS, STATES
from enquete_app.team.questionnaires_texts import said, words_of
from enquete_app.web.transaction import refuse_commit, session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Wave
    from enquete_app.questionnaire import Item
    from enquete_app.team.open_answers_form import AnswerForm

Page = str | tuple[str, int]
GOES = {
    "release": AnswerState.RELEASED,
    "withhold": AnswerState.WITHHELD,
    "later": AnswerState.WAITING,
}
"""What each button makes of an answer."""
ACTS = {AnswerState.RELEASED: Act.ANSWER_RELEASED, AnswerState.WITHHELD: Act.ANSWER_WITHHELD}
CHANGES = {"undo": Act.ANSWER_TAKEN_BACK, "quote": Act.ANSWER_QUOTED, "unquote": Act.ANSWER_UNQUOTED}
"""What each button changes once it was decided."""


@access(Role.ANALYST)
def index(wave_id: str) -> str:
    """Show how far the queue is, and list the answers; without files: nothing unreleased leaves."""
    wave = queue_of(session(), wave_id)
    asked = _asked(wave)
    progress = progress_of(session(), wave.id)
    # In the answers' own order, and not as a file.
    listing = Listing(
        session(),
        select(OpenAnswer).where(OpenAnswer.wave_id == wave.id),
        (
            Column("nummer", lazy_gettext("Antwoord"), OpenAnswer.id),
            Column(
                "vraag",
                lazy_gettext("Vraag"),
                OpenAnswer.field,
                choices={name: _short(item) for name, item in asked.items() if name in progress},
            ),
            Column(
                "stand",
                lazy_gettext("Stand"),
                OpenAnswer.state,
                choices={str(state): words for state, words in STATES.items()},
            ),
        ),
        key=OpenAnswer.id,
        order="nummer",
    )
    return render_template(
        "team/open_answers.html",
        wave=wave,
        asked=asked,
        said=said,
        progress=[progress[name] for name in asked if name in progress],
        waiting={name: next_waiting(session(), wave.id, name) for name in progress},
        second=next_for_second(session(), wave.id, _account_id()),
        listing=listing,
        states=STATES,
    )


@access(Role.ANALYST)
def show(wave_id: str, answer_id: int) -> Page:
    """Show one answer as it was written, with the proposed redaction, or what was decided on it."""
    wave = queue_of(session(), wave_id)
    answer = _found(wave, answer_id)
    return _page(wave, answer, answer_form(answer, wave.questionnaire_id, fresh=True))


@access(Role.ANALYST)
def act(wave_id: str, answer_id: int) -> Page | Response:
    """Release, withhold or leave an answer for later; take that back; pick it for the report."""
    wave = queue_of(session(), wave_id)
    answer = _found(wave, answer_id, lock=True)
    go = request.form.get("go", "")
    if go in CHANGES:
        return _change(wave, answer, go)
    form = answer_form(answer, wave.questionnaire_id, fresh=False)
    if go not in GOES:
        abort(HTTPStatus.BAD_REQUEST)
    is_right = form.validate_on_submit() and (go != "release" or form.judge_release())
    if not is_right:
        return _page(wave, answer, form), HTTPStatus.UNPROCESSABLE_ENTITY
    decision = Decision(form.seen_version, GOES[go], form.text, form.themes.data, _account_id())
    try:
        decide(session(), answer, decision)
    except (ChangedError, ErasedError):
        return _pressed_twice(wave, answer, decision) or _conflict(wave, answer, form)
    if decision.state in ACTS:
        note(ACTS[decision.state], f"wave {wave.id}", field=answer.field, answer=answer.id)
    return _onward(wave, answer)


def _change(wave: Wave, answer: OpenAnswer, go: str) -> Page | Response:
    version = request.form.get("versie", 0, type=small_number)
    try:
        if go == "undo":
            take_back(answer, version)
        else:
            quote(answer, version, quoted=go == "quote")
    except ChangedError:
        form = answer_form(answer, wave.questionnaire_id, fresh=True)
        return _conflict(wave, answer, form)
    note(CHANGES[go], f"wave {wave.id}", field=answer.field, answer=answer.id)
    flash(
        {
            "undo": gettext("De beslissing is teruggenomen."),
            "quote": gettext("Dit antwoord komt als citaat in het rapport."),
            "unquote": gettext("Dit antwoord is geen citaat meer."),
        }[go]
    )
    here = url_for("team.open_answers_show", wave_id=wave.id, answer_id=answer.id)
    return redirect(here, HTTPStatus.SEE_OTHER)


def _pressed_twice(wave: Wave, answer: OpenAnswer, decision: Decision) -> Response | None:
    """Where a second press on the same button leads; none if somebody else decided something else."""
    same = answer.version == decision.version + 1 and answer.state is decision.state
    is_ours = same and answer.redacted == decision.redacted
    if not is_ours or coded_themes(session(), answer.id) != set(decision.themes):
        return None
    return _onward(wave, answer)


def _conflict(wave: Wave, answer: OpenAnswer, form: AnswerForm) -> Page:
    """Show how the answer stands now, and beside it what was typed, which a second press keeps."""
    refuse_commit()
    fresh = _found(wave, answer.id)
    form.version.data = str(fresh.version)
    return _page(wave, fresh, form, conflict=True), HTTPStatus.CONFLICT


def _onward(wave: Wave, answer: OpenAnswer) -> Response:
    """Go to the next answer of the same question, from which one can go back; else to the queue."""
    following = next_waiting(session(), wave.id, answer.field, answer.id)
    if following is None or following == answer.id:
        flash(gettext("Bij deze vraag wacht verder niets."))
        return redirect(url_for("team.open_answers_index", wave_id=wave.id), HTTPStatus.SEE_OTHER)
    address = url_for("team.open_answers_show", wave_id=wave.id, answer_id=following, vorige=answer.id)
    return redirect(address, HTTPStatus.SEE_OTHER)


def _page(wave: Wave, answer: OpenAnswer, form: AnswerForm, *, conflict: bool = False) -> str:
    raw, cases = answer.raw or "", spelled_cases(session())
    previous = request.args.get("vorige", 0, type=small_number)
    asked = _asked(wave)
    chosen = coded_themes(session(), answer.id)
    return render_template(
        "team/open_answer.html",
        wave=wave,
        answer=answer,
        question=said(asked[answer.field].text),
        pieces=pieces(raw, marks(raw, cases)),
        kinds=KINDS,
        states=STATES,
        form=form,
        conflict=conflict,
        themes=[
            each for each in themes_of(session(), wave.questionnaire_id, answer.field) if each.id in chosen
        ],
        progress=progress_of(session(), wave.id)[answer.field],
        may_be_second=may_be_second(session(), answer, _account_id()),
        previous=answer_of(session(), wave.id, previous) if previous else None,
        published=standing_of(session(), wave.id).current,
    )


def _asked(wave: Wave) -> dict[str, Item]:
    return dict(open_fields(load(session(), wave.questionnaire_id, wave.questionnaire_version)))


def _short(item: Item) -> str:
    return f"{item.id}. {words_of(item.text)}"


def _found(wave: Wave, answer_id: int, *, lock: bool = False) -> OpenAnswer:
    return answer_of(session(), wave.id, answer_id, lock=lock) or abort(HTTPStatus.NOT_FOUND)


def _account_id() -> int:
    account = signed_in()
    return account.id if account else abort(HTTPStatus.FORBIDDEN)


PAGES = (
    ("/waves/<wave_id>/answers", "GET", index),
    ("/waves/<wave_id>/answers/<int:answer_id>", "GET", show),
    ("/waves/<wave_id>/answers/<int:answer_id>", "POST", act),
)
