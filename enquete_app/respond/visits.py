"""Which invitation a request is about.

The browser's session holds, for each link that was used in it, a handle and the invitation. Addresses and
forms carry the handle, so that two questionnaires open in one browser never mix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering import visiting
from enquete_app.fieldwork.answering.visiting import Standing
from enquete_app.respond.stops import NotOpenError, UnknownCredentialError, UnknownHandleError
from enquete_app.web.codes import visit_with_code
from enquete_app.web.csrf import token_for_respondents
from enquete_app.web.invitations import known_under
from enquete_app.web.language import offer, use_language
from enquete_app.web.transaction import connection, keyring

if TYPE_CHECKING:
    from enquete_app.fieldwork.answering.visiting import Visit


def own_of_form(handle: str) -> dict[str, str]:
    """What makes a form this browser's and this invitation's."""
    return {"csrf_token": token_for_respondents(), "handle": handle}


def visit_of_link(token: str) -> Visit:
    """Look up the invitation of a link and choose the language of the page.

    Raises:
        UnknownCredentialError: if there is none.
    """
    found = visiting.visit_of_link(connection(), token, keyring(), lock=_changes())
    if found is None:
        raise UnknownCredentialError
    return _in_its_language(found)


def visit_of_code(code: str) -> Visit | None:
    """Look up the invitation of a letter's code, if there is one, and choose the language of the page."""
    found = visit_with_code(code)
    return found and _in_its_language(found)


def visit_of_handle(handle: str) -> Visit:
    """Look up the invitation that this browser knows under a handle and choose the page's language.

    Raises:
        UnknownHandleError: if the browser does not know it, or the form is that of another one.
    """
    known = known_under(handle)
    mixed = request.method == "POST" and request.form.get("handle") != handle
    if not known or mixed:
        raise UnknownHandleError
    entering = known.entry is not None
    found = visiting.visit(connection(), known.invitation_id, keyring(), lock=_changes(), entering=entering)
    if found is None or found.version != known.version:
        raise UnknownHandleError
    return _in_its_language(found)


def open_visit(handle: str) -> Visit:
    """Like `visit_of_handle`, for pages that only make sense while the invitation can be answered.

    Raises:
        NotOpenError: if it cannot.
        UnknownHandleError: see there.
    """
    return still_open(visit_of_handle(handle))


def still_open(visit: Visit) -> Visit:
    """Return the visit if it can be answered.

    Raises:
        NotOpenError: if it cannot.
    """
    if visit.standing is not Standing.OPEN:
        raise NotOpenError(visit)
    return visit


def typed_so_far(visit: Visit) -> Typed:
    """The draft, or an empty one in the language of the invitation."""
    return visit.typed or Typed(language=visit.language)


def _changes() -> bool:
    return request.method == "POST"


def _in_its_language(found: Visit) -> Visit:
    offer(found.questionnaire.languages)
    use_language(request.values.get("taal"), typed_so_far(found).language)
    return found
