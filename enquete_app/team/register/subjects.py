"""Which subjects respondents may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext, lazy_gettext
from sqlalchemy import case, func, select

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.models import Survey
from enquete_app.fieldwork.surveys import approve_subjects
from enquete_app.register.complaints import subjects_known
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

SEE_OTHER = 303
APPROVED, NOT_APPROVED = "ja", "nee"
APPROVALS = {APPROVED: lazy_gettext("Ja"), NOT_APPROVED: lazy_gettext("Nee")}


@access(Role.TEAM)
def show() -> str | Response:
    """List the subjects, with those that were approved."""
    surveys, survey = _surveys()
    listing = _listing(survey)
    return listing.export() or render_template(
        "team/register/subjects.html",
        surveys=surveys,
        survey=survey,
        listing=listing,
        approved=set(survey.shown_subjects),
    )


@access(Role.TEAM)
def approve() -> Response:
    """Keep which subjects are approved; those on the page that are not ticked are not."""
    _, survey = _surveys()
    offered, ticked = set(request.form.getlist("offered")), set(request.form.getlist("subject"))
    approve_subjects(session(), survey, offered=offered, approved=ticked)
    note(Act.SUBJECTS_APPROVED, survey.slug, approved=len(survey.shown_subjects))
    flash(gettext("De onderwerpen zijn bewaard."))
    return redirect(_listing(survey).address(pagina=request.args.get("pagina")), SEE_OTHER)


def _listing(survey: Survey) -> Listing:
    rows = subjects_known(survey.shown_subjects).c
    is_approved = case((rows.subject.in_(survey.shown_subjects), APPROVED), else_=NOT_APPROVED)
    return Listing(
        session(),
        select(rows.subject, rows.number),
        (
            Column("onderwerp", lazy_gettext("Onderwerp"), rows.subject),
            Column("zaken", lazy_gettext("Zaken"), rows.number, numeric=True),
            Column(
                "te-zien",
                lazy_gettext("Mag de klager zien"),
                is_approved,
                choices=APPROVALS,
                shown=lambda value: str(APPROVALS[value]),
            ),
        ),
        key=rows.subject,
        order="onderwerp",
        search=lambda sought: func.lower(rows.subject).contains(sought.lower(), autoescape=True),
        title="onderwerpen",
        endpoint="team.subjects_show",
        also={"onderzoek": survey.slug},
    )


def _surveys() -> tuple[Sequence[Survey], Survey]:
    surveys = session().scalars(select(Survey).order_by(Survey.id)).all()
    asked = request.args.get("onderzoek") or request.form.get("onderzoek")
    survey = next((each for each in surveys if asked in {None, each.slug}), None)
    return surveys, survey or abort(404)


PAGES = (
    ("/register/subjects", "GET", show),
    ("/register/subjects", "POST", approve),
)
