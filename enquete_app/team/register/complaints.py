"""The list of complaints, and one complaint: what the register holds, and whether it is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import format_date, gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import or_
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.db import begins_with
from enquete_app.register import intake
from enquete_app.register.complaints import all_complaints, find_complaint, kinds_known
from enquete_app.register.errors import Trouble
from enquete_app.register.headings import POSTAL
from enquete_app.register.models import Complaint, Withheld
from enquete_app.register.uploads import UploadState
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.team.register.wording import FIELDS, STATES
from enquete_app.team.wording import WITHHELD
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from werkzeug.wrappers import Response

    from enquete_app.register.uploads import Upload

    Page = str | tuple[str, int] | Response

SEE_OTHER, UNPROCESSABLE = 303, 422
SHOWN = ("case_number", "kind", "subject", "received", "closed", "handling", "judgement", "withheld")


class WithholdForm(FlaskForm):  # type: ignore[misc]
    """Why a complainant is kept out of every draw."""

    reason = RadioField(
        lazy_gettext("Waarom krijgt deze klager geen uitnodiging?"),
        [InputRequired(lazy_gettext("Kies een reden."))],
        choices=[SelectChoice(reason.value, words) for reason, words in WITHHELD.items()],
    )


@access(Role.TEAM)
def index() -> Page:
    """List the complaints; without any, say what to do."""
    listing = Listing(
        session(),
        all_complaints(),
        _columns(),
        key=Complaint.id,
        order="-received",
        search=_search,
        title="register",
    )
    return listing.export() or render_template(
        "team/register/list.html",
        listing=listing,
        shown=SHOWN,
        withheld=WITHHELD,
        uploads=intake.in_hand(session()),
        states=STATES,
        is_fetched=bool(current_app.config["ZGW_ZAKEN_URL"]),
        not_fetched=_not_fetched(),
    )


@access(Role.TEAM)
def show(complaint_id: int) -> Page:
    """Show what the register holds of a complaint. Nothing here tells of draws, mails or answers."""
    return _page(_found(complaint_id), WithholdForm())


@access(Role.TEAM)
def withhold(complaint_id: int) -> Page:
    """Keep a complainant out of every draw, or admit them again when no reason is asked."""
    complaint, form = _found(complaint_id), WithholdForm()
    if complaint.withheld is None and not form.validate_on_submit():
        return _page(complaint, form), UNPROCESSABLE
    if complaint.withheld is None:
        complaint.withheld = Withheld(form.reason.data)
        note(Act.COMPLAINT_WITHHELD, f"complaint {complaint.id}", reason=complaint.withheld.value)
        flash(gettext("Deze klager krijgt geen uitnodiging."))
    else:
        complaint.withheld = None
        note(Act.COMPLAINT_ADMITTED, f"complaint {complaint.id}")
        flash(gettext("Deze klager kan weer worden uitgenodigd."))
    return redirect(url_for("team.complaints_show", complaint_id=complaint.id), SEE_OTHER)


def _not_fetched() -> Upload | None:
    """The last register from the case system, if it did not come."""
    newest = intake.newest_fetched(session())
    if newest is None or newest.state is not UploadState.UNREADABLE or newest.trouble is None:
        return None
    return None if newest.trouble["code"] == Trouble.NO_CASES.name else newest


def _page(complaint: Complaint, form: WithholdForm) -> str:
    postal = any(getattr(complaint, name) for name in POSTAL)
    return render_template(
        "team/register/complaint.html",
        complaint=complaint,
        form=form,
        fields={name: words for name, words in FIELDS.items() if postal or name not in POSTAL},
        withheld=WITHHELD,
    )


def _found(complaint_id: int) -> Complaint:
    return find_complaint(session(), complaint_id) or abort(404)


def _search(sought: str) -> ColumnElement[bool]:
    """A case number, or what it begins with; or a whole e-mail address."""
    if "@" in sought:
        return Complaint.email.in_([sought, sought.lower()])
    written = {sought, sought.upper()}
    return or_(*(begins_with(session(), Complaint.case_number, each) for each in sorted(written)))


def _columns() -> list[Column]:
    values = {name: getattr(Complaint, name) for name in FIELDS if name not in POSTAL}
    kinds = kinds_known(session())
    choices = {"kind": {kind: kind for kind in kinds}} if len(kinds) > 1 else {}
    columns = [
        Column(name, FIELDS[name], value, choices=choices.get(name), shown=_day if name in DAYS else None)
        for name, value in values.items()
    ]
    reasons = {reason.value: words for reason, words in WITHHELD.items()}
    return [
        *columns,
        Column(
            "withheld",
            lazy_gettext("Uitgesloten"),
            Complaint.withheld,
            choices=reasons,
            shown=lambda reason: str(WITHHELD[reason]),
        ),
    ]


DAYS = ("received", "closed")


def _day(day: date) -> str:
    return str(format_date(day, "yyyy-MM-dd"))


PAGES = (
    ("/register", "GET", index),
    ("/register/complaints/<int:complaint_id>", "GET", show),
    ("/register/complaints/<int:complaint_id>", "POST", withhold),
)
