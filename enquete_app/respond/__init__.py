"""What a complainant sees: the questionnaire from link to thanks, opting out, background, published results.

This is the table of all its pages. Those under `CSRF_EXEMPT` carry their own authority in the
address or the form; all others are protected by the browser's session.
"""

from flask import Blueprint

from enquete_app.fieldwork.messages.previewing import TRIAL_PATH
from enquete_app.respond import (
    entry,
    information,
    opting_out,
    published,
    questions,
    sending,
    stops,
    well_known,
)

respond = Blueprint("respond", __name__)
for rule, method, view in (
    ("/e/<token>", "GET", entry.welcome),
    ("/e/<token>", "POST", entry.begin),
    ("/code", "GET", entry.code),
    ("/code", "POST", entry.enter_code),
    ("/vragenlijst/<handle>/<page_id>", "GET", questions.question_page),
    ("/vragenlijst/<handle>/<page_id>", "POST", questions.answer_page),
    ("/vragenlijst/<handle>/controle", "GET", sending.check_page),
    ("/vragenlijst/<handle>/controle", "POST", sending.send_answers),
    ("/vragenlijst/<handle>/verstuurd", "GET", sending.thanks),
    ("/u/<token>", "GET", opting_out.opt_out_page),
    ("/u/<token>", "POST", opting_out.opt_out),
    ("/", "GET", information.start),
    ("/privacy", "GET", information.privacy),
    ("/toegankelijkheid", "GET", information.accessibility),
    ("/echt", "GET", information.genuine),
    (TRIAL_PATH, "GET", information.trial),
    ("/robots.txt", "GET", well_known.robots),
    ("/.well-known/security.txt", "GET", well_known.security),
    ("/resultaten", "GET", published.published_index),
    ("/resultaten/<slug>", "GET", published.published_show),
    ("/resultaten/<slug>/open-data.csv", "GET", published.published_data),
    ("/resultaten/bestanden/<name>", "GET", published.published_file),
):
    respond.add_url_rule(rule, view.__name__, view, methods=[method], strict_slashes=False)
for rule, view in (("/e/", entry.welcome), ("/u/", opting_out.opt_out_page)):
    # A link that was cut off before its token.
    respond.add_url_rule(rule, view.__name__, view, defaults={"token": ""}, strict_slashes=False)
stops.register(respond)

CSRF_EXEMPT = (entry.begin, entry.enter_code, opting_out.opt_out)
"""The views that need no CSRF token: a mail program posts to them, or nobody has a session yet."""

__all__ = ["CSRF_EXEMPT", "respond"]
