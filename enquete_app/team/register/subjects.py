"""Which subjects respondents may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy import select

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.models import Survey
from enquete_app.register.complaints import subjects_known
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

SEE_OTHER = 303


@access(Role.TEAM)
def show() -> str:
    """List the subjects, with those that were approved."""
    surveys, survey = _surveys()
    subjects = subjects_known(session())
    known = {subject for subject, _ in subjects}
    return render_template(
        "team/register/subjects.html",
        surveys=surveys,
        survey=survey,
        subjects=[*subjects, *((gone, 0) for gone in survey.shown_subjects if gone not in known)],
        approved=set(survey.shown_subjects),
    )


@access(Role.TEAM)
def approve() -> Response:
    """Keep which subjects are approved; those on the page that are not ticked are not."""
    _, survey = _surveys()
    offered, ticked = set(request.form.getlist("offered")), set(request.form.getlist("subject"))
    kept = [subject for subject in survey.shown_subjects if subject not in offered]
    survey.shown_subjects = sorted({*kept, *(offered & ticked)})
    note(Act.SUBJECTS_APPROVED, survey.slug, approved=len(survey.shown_subjects))
    flash(gettext("De onderwerpen zijn bewaard."))
    return redirect(url_for("team.subjects_show", onderzoek=survey.slug), SEE_OTHER)


def _surveys() -> tuple[Sequence[Survey], Survey]:
    surveys = session().scalars(select(Survey).order_by(Survey.id)).all()
    asked = request.args.get("onderzoek") or request.form.get("onderzoek")
    survey = next((each for each in surveys if asked in {None, each.slug}), None)
    return surveys, survey or abort(404)


PAGES = (
    ("/register/subjects", "GET", show),
    ("/register/subjects", "POST", approve),
)
