"""Entering answers that somebody gave on the phone or on paper, with the code of their letter.

Nothing is noted of it, neither in the audit log nor elsewhere. Nor does it show that a code has been used:
what is entered then is forgotten when it is sent, since the first answers count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.answering import participation, visiting
from enquete_app.fieldwork.answering.entering import Entry
from enquete_app.fieldwork.answering.visiting import Standing
from enquete_app.fieldwork.models import Survey
from enquete_app.questionnaire import path
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.letters_forms import EntryForm
from enquete_app.web.codes import fault_of_code, seconds_until_next, visit_with_code
from enquete_app.web.invitations import known_under, remember
from enquete_app.web.transaction import connection, keyring, session

if TYPE_CHECKING:
    from uuid import UUID

SEE_OTHER = 303
UNPROCESSABLE = 422
TOO_MANY_REQUESTS = 429
Page = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response


@access(Role.TEAM)
def page() -> Page:
    """Ask for the code, and how the answers came; after sending, say so."""
    return _render(EntryForm(formdata=None), sent="verstuurd" in request.args)


@access(Role.TEAM)
def begin() -> Page:
    """Go on to the questions, which are those that respondents see."""
    form = EntryForm()
    if not form.validate_on_submit():
        return _render(form), UNPROCESSABLE
    found = visit_with_code(form.code.data)
    if found is None:
        wait = seconds_until_next()
        form.code.errors = [fault_of_code(form.code.data, wait)]
        if wait:
            return _render(form), TOO_MANY_REQUESTS, {"Retry-After": str(wait)}
        return _render(form), UNPROCESSABLE
    if found.standing is Standing.CLOSED:
        form.code.errors = [gettext("Deze meting is gesloten. Antwoorden kan niet meer.")]
        return _render(form), UNPROCESSABLE
    return _start(found.invitation_id, Entry(form.came.data))


def refuse_strangers() -> Response | None:
    """Ask whoever goes on with an entry in this browser to sign in: it holds answers of somebody else."""
    handle = (request.view_args or {}).get("handle")
    # Pages without one do not look at the cookie, or no proxy could keep them.
    known = known_under(handle) if handle else None
    if known is None or known.entry is None:
        return None
    account = signed_in()
    if account is not None and allowed(account, {Role.TEAM}):
        return None
    return redirect(url_for("team.signing_in_sign_in_page"), SEE_OTHER)


def letters_are_on() -> bool:
    """Whether any survey writes letters, so that there are codes."""
    return session().scalar(select(Survey.id).where(Survey.letters).limit(1)) is not None


def _start(invitation_id: UUID, entry: Entry) -> Response:
    locked = visiting.visit(connection(), invitation_id, keyring(), lock=True, entering=True)
    if locked is None or locked.standing is not Standing.OPEN:
        return redirect(url_for("team.entry_page"), SEE_OTHER)
    # What the person typed before is none of the colleague's business.
    visit = participation.start(connection(), locked, keyring(), language=None, afresh=True)
    first = path(visit.questionnaire, {})[0]
    handle = remember(visit, entry)
    return redirect(url_for("respond.question_page", handle=handle, page_id=first.id), SEE_OTHER)


def _render(form: EntryForm, *, sent: bool = False) -> str:
    return render_template("team/entry.html", form=form, letters_are_on=letters_are_on(), sent=sent)


PAGES = (
    ("/entry", "GET", page),
    ("/entry", "POST", begin),
)
