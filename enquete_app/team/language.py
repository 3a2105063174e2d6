"""The language of the staff pages: chosen with a button and kept in the session."""

from __future__ import annotations

from flask import redirect, request
from flask import session as cookie
from werkzeug.wrappers import Response

from enquete_app.team.access import LANGUAGE, onward, open_to_all
from enquete_app.web.language import LANGUAGES, use_language

SEE_OTHER = 303


def use_chosen() -> None:
    """Show the page in the language chosen, unless the address asks for another."""
    if "taal" not in request.args:
        use_language(cookie.get(LANGUAGE, ""))


@open_to_all
def choose() -> Response:
    """Keep the language for this session and go back to the page."""
    if request.form.get("go") in LANGUAGES:
        cookie[LANGUAGE] = request.form["go"]
    return redirect(onward(request.form.get("page")), SEE_OTHER)
