"""What staff see: signing in, the waves, their fieldwork and their results.

This is the table of all its pages; each area adds its own. Who may see a page stands with the view, as
`access`.
"""

from flask import Blueprint

from enquete_app.results import page_wording
from enquete_app.team import (
    account,
    accounts,
    accounts_changes,
    attention,
    audit_log,
    calendar,
    comparing,
    confirming,
    design,
    draws,
    ending,
    enrolling,
    entry,
    language,
    letters,
    letters_batch,
    letters_bounced,
    microdata,
    oidc,
    open_answers,
    open_answers_second,
    open_answers_themes,
    opt_outs,
    publishing,
    questionnaires,
    questionnaires_adding,
    questionnaires_choosing,
    questionnaires_preview,
    refusals,
    register,
    results,
    retention,
    signing_in,
    surveys,
    surveys_rolling,
    surveys_skipping,
    surveys_turns,
    texts,
    waves,
)
from enquete_app.team.access import signed_in
from enquete_app.team.formats import FILTERS
from enquete_app.team.navigation import menu
from enquete_app.web.headers import allow_our_script

AREAS = (
    signing_in,
    language,
    register,
    surveys,
    surveys_rolling,
    surveys_skipping,
    surveys_turns,
    waves,
    design,
    confirming,
    draws,
    attention,
    ending,
    results,
    publishing,
    microdata,
    open_answers,
    open_answers_second,
    open_answers_themes,
    calendar,
    comparing,
    texts,
    enrolling,
    oidc,
    account,
    accounts,
    accounts_changes,
    letters,
    letters_batch,
    letters_bounced,
    entry,
    opt_outs,
    retention,
    audit_log,
    questionnaires,
    questionnaires_adding,
    questionnaires_choosing,
    questionnaires_preview,
)

team = Blueprint("team", __name__, url_prefix="/team")
for rule, method, view in (page for area in AREAS for page in area.PAGES):
    team.add_url_rule(rule, f"{view.__module__.rpartition('.')[2]}_{view.__name__}", view, methods=[method])
for name, shown in FILTERS.items():
    team.add_app_template_filter(shown, name)
refusals.register(team)
team.after_request(allow_our_script)
team.context_processor(lambda: {"account": signed_in(), "menu": menu})
# For templates outside of a request too.
team.record(lambda state: state.app.jinja_env.globals.update(page_words=page_wording))

__all__ = ["team"]
