"""What staff see: signing in, the waves, their fieldwork and their results.

This is the table of all its pages. Who may see a page stands with the view, as `access`.
"""

from flask import Blueprint

from enquete_app.team import language, refusals, results, signing_in, waves
from enquete_app.team.access import signed_in

team = Blueprint("team", __name__, url_prefix="/team")
for rule, method, view in (
    ("/sign-in", "GET", signing_in.sign_in_page),
    ("/sign-in", "POST", signing_in.sign_in),
    ("/sign-out", "POST", signing_in.sign_out),
    ("/password/<token>", "GET", signing_in.password_page),
    ("/password/<token>", "POST", signing_in.choose_password),
    ("/language", "POST", language.choose),
    ("/", "GET", waves.index),
    ("/waves/<wave_id>", "GET", waves.show),
    ("/waves/<wave_id>/results", "GET", results.show),
    ("/waves/<wave_id>/results.<file_format>", "GET", results.download),
):
    team.add_url_rule(rule, f"{view.__module__.rpartition('.')[2]}_{view.__name__}", view, methods=[method])
refusals.register(team)
team.before_app_request(language.use_chosen)
team.context_processor(lambda: {"account": signed_in()})

__all__ = ["team"]
