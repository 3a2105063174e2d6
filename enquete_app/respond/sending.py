"""The last page, sending, and the thanks."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, request, url_for
from flask_babel import gettext

from enquete_app.fieldwork.answering import participation
from enquete_app.fieldwork.answering.visiting import Standing
from enquete_app.questionnaire import check_answers, sections, step_of
from enquete_app.respond.steps import address_beside, address_to_resume, addresses_to_change
from enquete_app.respond.stops import NotOpenError
from enquete_app.respond.visits import open_visit, own_of_form, still_open, typed_so_far, visit_of_handle
from enquete_app.web.faults import SUMMARY, faults_of
from enquete_app.web.fragments import filled, fragment, plain
from enquete_app.web.invitations import forget, known_under
from enquete_app.web.language import language, offered
from enquete_app.web.transaction import connection, keyring

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.answering.visiting import Visit
    from enquete_app.questionnaire import Problem


def check_page(handle: str) -> tuple[str, int]:
    """List all answers before they are sent, and what has to be mended if the address asks for it."""
    visit = open_visit(handle)
    asked = "fout" in request.args
    problems = check_answers(visit.questionnaire, typed_so_far(visit).answers) if asked else ()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return _render(handle, visit, problems), status


def send_answers(handle: str) -> Response:
    """Send the answers, or go where another button says."""
    go = request.form.get("go", "")
    visit = visit_of_handle(handle)
    if go == "send":
        return _send(handle, visit)
    still_open(visit)
    if go == "back":
        return redirect(address_beside(handle, None, visit, by=-1), HTTPStatus.SEE_OTHER)
    if go in offered():
        typed = replace(typed_so_far(visit), language=go)
        participation.save(connection(), visit, typed, keyring())
    return redirect(url_for("respond.check_page", handle=handle), HTTPStatus.SEE_OTHER)


def thanks(handle: str) -> str | Response:
    """Confirm that the answers were sent, and say where to go if the complaint is not solved."""
    visit = visit_of_handle(handle)
    if visit.standing is Standing.OPEN:
        return redirect(address_to_resume(handle, visit), HTTPStatus.SEE_OTHER)
    if visit.standing is Standing.CLOSED:
        raise NotOpenError(visit)
    asked = visit.questionnaire
    return fragment("respond/thanks.html", asked.id, asked.version, *offered(), questionnaire=asked)


def _send(handle: str, visit: Visit) -> Response:
    known = known_under(handle)
    entry = known.entry if known else None
    standing, problems = participation.send(connection(), visit, keyring(), entry=entry)
    if standing is Standing.CLOSED:
        raise NotOpenError(replace(visit, standing=standing))
    if problems:
        return redirect(
            url_for("respond.check_page", handle=handle, fout=1, _anchor=SUMMARY), HTTPStatus.SEE_OTHER
        )
    if entry:
        forget(handle)
        return redirect(url_for("team.entry_page", verstuurd=1), HTTPStatus.SEE_OTHER)
    # The draft that knew the language is gone, so the address says it.
    return redirect(url_for("respond.thanks", handle=handle, taal=language()), HTTPStatus.SEE_OTHER)


def _render(handle: str, visit: Visit, problems: tuple[Problem, ...]) -> str:
    questionnaire, answers = visit.questionnaire, typed_so_far(visit).answers
    told, change = sections(questionnaire, answers, language()), addresses_to_change(handle, questionnaire)
    own, step = own_of_form(handle), step_of(None, questionnaire, answers)
    given = [each for section in told for each in section.given]
    for each in given:
        own[each.field] = gettext("Niet ingevuld") if each.answer is None else each.answer
        own[f"{each.field} class"] = "enq-skipped" if each.answer is None else "enq-typed"
        own[f"{each.field} change"] = change[each.field]
    content = {"questionnaire": questionnaire, "sections": told, "step": step}
    if problems:
        mend = addresses_to_change(handle, questionnaire, faulty=True)
        faults = faults_of(problems, questionnaire, mend.__getitem__)
        return plain("respond/check.html", own, faults=faults, **content)
    key = (questionnaire.id, questionnaire.version, tuple(each.field for each in given), step)
    return filled("respond/check.html", key, own, faults={}, **content)
