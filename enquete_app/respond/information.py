"""Pages that are the same for everybody."""

from __future__ import annotations

from flask import render_template

from enquete_app.fieldwork.retention.erasing import terms_of
from enquete_app.web.transaction import session


def start() -> str:
    """The way in for whoever has a letter, and for staff."""
    return render_template("respond/start.html")


def privacy() -> str:
    """What happens to somebody's data, with nothing left out."""
    return render_template("respond/privacy.html", terms=terms_of(session()))


def accessibility() -> str:
    """How far everybody can use the questionnaire, and what to do if not."""
    return render_template("respond/accessibility.html")


def genuine() -> str:
    """How to make sure that a mail is from the municipality."""
    return render_template("respond/genuine.html")


def trial() -> str:
    """Where the links of a trial mail lead, which staff send to themselves."""
    return render_template("respond/trial.html")
