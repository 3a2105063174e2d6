"""A questionnaire as respondents will see it: their own templates, with everything typed kept in the address.

Nothing is stored and nobody is invited. Long texts are cut, since an address has no room for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from enquete_app.questionnaire import (
    check_answers,
    merge,
    path,
    read_page,
    sections,
    shown,
    step_of,
)
from enquete_app.team.access import access
from enquete_app.team.questionnaires import EVERYBODY, find
from enquete_app.web.faults import faults_of
from enquete_app.web.fragments import plain
from enquete_app.web.language import language, offer, offered, use_language

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.questionnaire import Answers, Page, Questionnaire

    Shown = str | tuple[str, int] | Response

CHECK, THANKS = "controle", "verstuurd"
"""Pages that every questionnaire has, as respondents' addresses call them."""
LONGEST_TEXT = 60
LONGEST_ADDRESS = 3000


@dataclass(frozen=True, slots=True)
class Preview:
    """A questionnaire as it is being looked at.

    Args:
        asked: the questionnaire.
        answers: what was chosen and typed so far.
    """

    asked: Questionnaire
    answers: dict[str, int | str]

    def page(self, page_id: str) -> Page:
        """A page that is on the path, or the answer that there is no such page."""
        found = (page for page in path(self.asked, self.answers) if page.id == page_id)
        return next(found, None) or abort(404)

    def address(self, page_id: str | None, answers: Answers | None = None) -> str:
        """Where a page is shown; the first one for None."""
        given = self.answers if answers is None else answers
        query: dict[str, Any] = {"taal": language()}
        for name, value in given.items():
            query[name] = value[:LONGEST_TEXT] if isinstance(value, str) else value
        if sum(len(name) + len(str(value)) for name, value in query.items()) > LONGEST_ADDRESS:
            query = {name: value for name, value in query.items() if isinstance(value, int) or name == "taal"}
        asked = self.asked
        endpoint = "team.questionnaires_preview_" + ("begin_page" if page_id is None else "page")
        parts: dict[str, Any] = {"questionnaire_id": asked.id, "version": asked.version, "page_id": page_id}
        return url_for(endpoint, **{name: part for name, part in parts.items() if part}, **query)

    def beside(self, page_id: str, answers: Answers, *, by: int) -> str:
        """The address of the page so many steps on; before the first one stands the welcome."""
        steps = [None, *(page.id for page in path(self.asked, answers)), CHECK, THANKS]
        return self.address(steps[steps.index(page_id) + by], answers)


@access(*EVERYBODY)
def begin_page(questionnaire_id: str, version: str) -> Shown:
    """Show what respondents see first."""
    preview = _preview(questionnaire_id, version)
    dates = {"received": gettext("(datum van ontvangst)"), "last_day": gettext("(laatste dag)")}
    return _render(preview, "welcome", **dates, opt_out="#", opted_out=False, begun=False)


@access(*EVERYBODY)
def begin(questionnaire_id: str, version: str) -> Shown:
    """Go on to the first page with questions, or show this one in another language."""
    preview = _preview(questionnaire_id, version)
    if _in_another_language():
        return _to(preview.address(None))
    return _to(preview.address(preview.asked.pages[0].id))


@access(*EVERYBODY)
def page(questionnaire_id: str, version: str, page_id: str) -> Shown:
    """Show a page with questions, the check page or the thanks."""
    preview = _preview(questionnaire_id, version)
    if page_id == THANKS:
        return _render(preview, "thanks")
    if page_id == CHECK:
        return _check(preview)
    return _questions(preview, preview.page(page_id), preview.answers)


@access(*EVERYBODY)
def answer(questionnaire_id: str, version: str, page_id: str) -> Shown:
    """Go where the button says, taking along what was chosen, or show what has to be mended first."""
    preview, go = _preview(questionnaire_id, version), request.form.get("go", "next")
    if page_id in {CHECK, THANKS}:
        return _after_the_questions(preview, page_id, go)
    here = preview.page(page_id)
    reading = read_page(shown(here, preview.asked, preview.answers), request.form)
    answers = merge(preview.answers, reading)
    if _in_another_language():
        return _to(preview.address(page_id, answers))
    if go == "back":
        return _to(preview.beside(page_id, answers, by=-1))
    if reading.problems:
        return _questions(preview, here, preview.answers | reading.answers, mend=True)
    return _to(preview.beside(page_id, answers, by=1))


def _after_the_questions(preview: Preview, page_id: str, go: str) -> Shown:
    if _in_another_language() or page_id == THANKS:
        return _to(preview.address(page_id))
    if go == "send" and check_answers(preview.asked, preview.answers):
        return _check(preview, mend=True), HTTPStatus.UNPROCESSABLE_ENTITY
    return _to(preview.beside(page_id, preview.answers, by=1 if go == "send" else -1))


def _preview(questionnaire_id: str, version: str) -> Preview:
    asked = find(questionnaire_id, version).questionnaire
    offer(asked.languages)
    use_language(request.args.get("taal"), language(), *asked.languages)
    given = read_page(tuple(asked.items_by_id.values()), request.args)
    return Preview(asked, given.answers)


def _in_another_language() -> bool:
    go = request.form.get("go")
    use_language(go)
    return go in offered()


def _questions(preview: Preview, page: Page, answers: Answers, *, mend: bool = False) -> Shown:
    asked = preview.asked
    problems = read_page(shown(page, asked, answers), request.form).problems if mend else ()
    html = _render(
        preview,
        "page",
        own=_marks(answers) | {"received": gettext("(datum van ontvangst)")},
        items=shown(page, asked, answers),
        step=step_of(page, asked, answers),
        faults=faults_of(problems, asked),
        received=True,
        subject=False,
    )
    return html, HTTPStatus.UNPROCESSABLE_ENTITY if mend else HTTPStatus.OK


def _check(preview: Preview, *, mend: bool = False) -> str:
    asked, answers = preview.asked, preview.answers
    told, own = sections(asked, answers, language()), {}
    for each in (given for section in told for given in section.given):
        own[each.field] = gettext("Niet ingevuld") if each.answer is None else each.answer
        own[f"{each.field} class"] = "enq-skipped" if each.answer is None else "enq-typed"
        own[f"{each.field} change"] = f"{preview.address(asked.pages_by_field[each.field].id)}#{each.field}"
    faults = faults_of(
        check_answers(asked, answers) if mend else (), asked, lambda name: own.get(f"{name} change", "#")
    )
    return _render(
        preview, "check", own=own, sections=told, step=step_of(None, asked, answers), faults=faults
    )


def _marks(answers: Answers) -> dict[str, str]:
    return {
        name if isinstance(value, str) else f"{name}={value}": value if isinstance(value, str) else " checked"
        for name, value in answers.items()
    }


def _render(preview: Preview, template: str, *, own: dict[str, str] | None = None, **content: object) -> str:
    # Never remembered, as respondents' pages are: another file of this id and version may come.
    asked = preview.asked
    return plain(
        f"team/questionnaire_preview_{template}.html",
        {"csrf_token": generate_csrf(), **(own or {})},
        questionnaire=asked,
        back=url_for("team.questionnaires_show", questionnaire_id=asked.id, version=asked.version),
        **content,
    )


def _to(address: str) -> Response:
    return redirect(address, HTTPStatus.SEE_OTHER)


PAGES = (
    ("/questionnaires/<questionnaire_id>/<version>/preview", "GET", begin_page),
    ("/questionnaires/<questionnaire_id>/<version>/preview", "POST", begin),
    ("/questionnaires/<questionnaire_id>/<version>/preview/<page_id>", "GET", page),
    ("/questionnaires/<questionnaire_id>/<version>/preview/<page_id>", "POST", answer),
)
