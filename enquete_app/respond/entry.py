"""Coming in, with a link or a letter's code. Looking changes nothing: mail scanners look too."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from enquete_app.fieldwork.answering import participation
from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.answering.opting_out import has_opted_out
from enquete_app.fieldwork.messages.mails import long_date
from enquete_app.respond.steps import address_to_resume
from enquete_app.respond.visits import still_open, visit_of_code, visit_of_link
from enquete_app.web.codes import fault_of_code, seconds_until_next
from enquete_app.web.fragments import filled, place
from enquete_app.web.invitations import remember
from enquete_app.web.language import language, offered
from enquete_app.web.transaction import connection, keyring

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.answering.visiting import Visit


def welcome(token: str) -> str:
    """Say what is asked, of whom and until when, before anything is begun."""
    visit = still_open(visit_of_link(token))
    questionnaire, begun = visit.questionnaire, visit.typed is not None
    opted_out, token = has_opted_out(connection(), visit.invitation_id), _credential(visit, Purpose.OPT_OUT)
    own = {
        "received": long_date(visit.received) if visit.received else "",
        "last_day": long_date(visit.closes_on - timedelta(days=1)) if visit.closes_on else "",
        "opt_out": url_for("respond.opt_out_page", token=token, taal=language()),
    }
    shown = {name: place(name) if words else "" for name, words in own.items()}
    key = (questionnaire.id, questionnaire.version, begun, opted_out, *shown.values())
    facts = {"questionnaire": questionnaire, "begun": begun, "opted_out": opted_out}
    return filled("respond/welcome.html", key, own, **shown, **facts)


def begin(token: str) -> Response:
    """Exchange the link for a session and go to the first page that was not filled in yet."""
    visit = visit_of_link(token)
    go = request.form.get("go")
    if go in offered():
        return redirect(url_for("respond.welcome", token=token, taal=go), HTTPStatus.SEE_OTHER)
    if go == "start":
        return _start(visit)
    return redirect(url_for("respond.welcome", token=token), HTTPStatus.SEE_OTHER)


def code() -> str:
    """Ask for the code of a letter."""
    return render_template("respond/code.html", typed="", fault=None)


def enter_code() -> Response | tuple[str, int, dict[str, str]]:
    """Lead whoever typed a code to the same first page as a link does, or begin at once."""
    visit = visit_of_code(request.form.get("code", ""))
    if visit is None:
        return _wrong_code()
    link, asked = _credential(still_open(visit), Purpose.LINK), request.args.get("taal")
    if request.form.get("go") == "start":
        return _start(visit_of_link(link))
    return redirect(url_for("respond.welcome", token=link, taal=asked), HTTPStatus.SEE_OTHER)


def _wrong_code() -> tuple[str, int, dict[str, str]]:
    """Ask again; those who go on guessing are told to wait. A right code does not come here, so goes on."""
    typed, wait = request.form.get("code", ""), seconds_until_next()
    page = render_template("respond/code.html", typed=typed, fault=fault_of_code(typed, wait))
    if wait:
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)}
    return page, HTTPStatus.UNPROCESSABLE_ENTITY, {}


def _start(visit: Visit) -> Response:
    language = request.form.get("taal")
    chosen = language if language in offered() else None
    visit = participation.start(connection(), still_open(visit), keyring(), language=chosen)
    return redirect(address_to_resume(remember(visit), visit), HTTPStatus.SEE_OTHER)


def _credential(visit: Visit, purpose: Purpose) -> str:
    return credential(purpose, visit.invitation_id, visit.version, keyring=keyring(), key_id=visit.key_id)
