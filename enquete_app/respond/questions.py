"""The pages with questions: shown from the draft, saved whichever button is pressed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering import participation
from enquete_app.fieldwork.messages.mails import long_date
from enquete_app.questionnaire import ProblemKind, check_page, merge, read_page, shown, step_of
from enquete_app.respond.steps import (
    address_beside,
    address_to_resume,
    page_on_path,
    still_seen,
)
from enquete_app.respond.visits import open_visit, own_of_form, typed_so_far
from enquete_app.web.faults import SUMMARY, faults_of
from enquete_app.web.fragments import filled, plain
from enquete_app.web.language import offered, use_language
from enquete_app.web.transaction import connection, keyring

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.answering.visiting import Visit
    from enquete_app.questionnaire import Answers, Page, Problem, Reading


def question_page(handle: str, page_id: str) -> Response | tuple[str, int]:
    """Show a page as it was left, and what has to be mended if the address asks for it."""
    visit = open_visit(handle)
    page = page_on_path(page_id, visit)
    if page is None:
        return redirect(address_to_resume(handle, visit), HTTPStatus.SEE_OTHER)
    answers = typed_so_far(visit).answers
    problems = check_page(page, visit.questionnaire, answers) if "fout" in request.args else ()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return _render(handle, page, visit, answers, problems), status


def answer_page(handle: str, page_id: str) -> Response | tuple[str, int]:
    """Keep what was typed, and go where the button says, or show what has to be mended first."""
    visit = open_visit(handle)
    page = page_on_path(page_id, visit)
    if page is None:
        return redirect(address_to_resume(handle, visit), HTTPStatus.SEE_OTHER)
    go = request.form.get("go") or "next"
    reading = read_page(shown(page, visit.questionnaire, typed_so_far(visit).answers), request.form)
    stopping = _stopping(reading.problems, go)
    visit = _saved(visit, page, reading, go="" if stopping and go not in offered() else go)
    if stopping and stopping == check_page(page, visit.questionnaire, typed_so_far(visit).answers):
        # A page of its own, that the browser's Back button can come to again without sending the form again.
        return redirect(_same_page(handle, page, fault=True), HTTPStatus.SEE_OTHER)
    if stopping:
        answers = typed_so_far(visit).answers | reading.answers
        return _render(handle, page, visit, answers, stopping), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(_destination(handle, page, visit, go), HTTPStatus.SEE_OTHER)


def _stopping(problems: tuple[Problem, ...], go: str) -> tuple[Problem, ...]:
    """The problems that keep somebody on the page.

    On the way back and on changing the language only those do whose text would be lost otherwise.
    """
    if go in {"back", *offered()}:
        return tuple(problem for problem in problems if problem.kind is ProblemKind.TOO_LONG)
    return problems


def _saved(visit: Visit, page: Page, reading: Reading, *, go: str) -> Visit:
    before = typed_so_far(visit)
    answers = merge(before.answers, reading)
    seen = still_seen(before, answers, visit.questionnaire)
    goes_on = go not in {"", "back", *offered()} and page.id not in seen
    typed = Typed(
        answers=answers,
        language=go if go in offered() else before.language,
        seen=(*seen, page.id) if goes_on else seen,
    )
    use_language(typed.language)
    return participation.save(connection(), visit, typed, keyring())


def _destination(handle: str, page: Page, visit: Visit, go: str) -> str:
    changing = request.args.get("wijzig")
    if go in offered():
        return _same_page(handle, page)
    if changing and go == "back":
        return url_for("respond.check_page", handle=handle)
    if changing:
        return address_to_resume(handle, visit, changing=True)
    return address_beside(handle, page, visit, by=-1 if go == "back" else 1)


def _same_page(handle: str, page: Page, *, fault: bool = False) -> str:
    fout, anchor = (1, SUMMARY) if fault else (None, None)
    changing = request.args.get("wijzig")
    return url_for(
        "respond.question_page", handle=handle, page_id=page.id, wijzig=changing, fout=fout, _anchor=anchor
    )


def _render(handle: str, page: Page, visit: Visit, answers: Answers, problems: tuple[Problem, ...]) -> str:
    questionnaire = visit.questionnaire
    items, step = shown(page, questionnaire, answers), step_of(page, questionnaire, answers)
    known = {"received": bool(visit.received), "subject": bool(visit.subject)}
    content = {"questionnaire": questionnaire, "items": items, "step": step, **known}
    own = own_of_form(handle) | _about(visit) | _given(answers)
    if problems:
        return plain("respond/page.html", own, faults=faults_of(problems, questionnaire), **content)
    edition, asked = (questionnaire.id, questionnaire.version), tuple(item.id for item in items)
    return filled("respond/page.html", (edition, asked, step, *known.values()), own, faults={}, **content)


def _about(visit: Visit) -> dict[str, str]:
    return {"received": long_date(visit.received) if visit.received else "", "subject": visit.subject or ""}


def _given(answers: Answers) -> dict[str, str]:
    """What the form holds, by text field, or by code field and code."""
    return {
        name if isinstance(value, str) else f"{name}={value}": value if isinstance(value, str) else " checked"
        for name, value in answers.items()
    }
