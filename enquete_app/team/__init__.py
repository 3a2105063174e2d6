"""What staff see: signing in, the waves, their fieldwork and their results.

This is the table of all its pages; each area adds its own. Who may see a page stands with the view, as
`access`.
"""

from flask import Blueprint

from enquete_app.team import (
    attention,
    ending,
    language,
    questionnaires,
    questionnaires_adding,
    questionnaires_preview,
    refusals,
    results,
    signing_in,
    waves,
)
from enquete_app.team.access import signed_in
from enquete_app.team.navigation import menu
from enquete_app.web.headers import allow_our_script

AREAS = (
    *(signing_in, language, waves, attention, ending, results),
    *(questionnaires, questionnaires_adding, questionnaires_preview),
)

team = Blueprint("team", __name__, url_prefix="/team")
for rule, method, view in (page for area in AREAS for page in area.PAGES):
    team.add_url_rule(rule, f"{view.__module__.rpartition('.')[2]}_{view.__name__}", view, methods=[method])
refusals.register(team)
team.after_request(allow_our_script)
team.before_app_request(language.use_chosen)
team.context_processor(lambda: {"account": signed_in(), "menu": menu})

__all__ = ["team"]
