"""The language of the staff pages: chosen with a button and kept in the session."""

from __future__ import annotations

from flask import redirect, request
from flask import session as cookie
from werkzeug.wrappers import Response

from enquete_app.team.access import LANGUAGE, STAFF_PATH, onward, open_to_all
from enquete_app.web.language import offer, offered, use_language

SEE_OTHER = 303
LANGUAGES = ("nl", "en")
"""Catalogues in other languages may leave out what only staff read."""


def use_chosen() -> None:
    """Show a staff page in the language chosen, unless the address asks for another; at first in Dutch.

    One that does not exist too, which is no page of this blueprint.
    """
    if not request.path.startswith(STAFF_PATH):
        return
    offer(LANGUAGES)
    use_language(request.args.get("taal"), cookie.get(LANGUAGE), *LANGUAGES)


@open_to_all
def choose() -> Response:
    """Keep the language for this session and go back to the page."""
    if request.form.get("go") in offered():
        cookie[LANGUAGE] = request.form["go"]
    return redirect(onward(request.form.get("page")), SEE_OTHER)


PAGES = (("/language", "POST", choose),)
