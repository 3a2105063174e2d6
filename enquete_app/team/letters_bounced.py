"""Mails that did not arrive and may go on by letter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext
from sqlalchemy import func, or_, select
from werkzeug.wrappers import Response

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.letters.going_on import did_not_arrive, go_on_by_letter, may_go_on
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.keys import UnknownKeyError
from enquete_app.register.models import Complaint
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.listing import Column, Listing
from enquete_app.web.transaction import keyring, refuse_commit, session

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from enquete_app.fieldwork.models import Wave

SEE_OTHER = 303
Page = str | Response


@access(Role.TEAM)
def index(wave_id: str) -> Page:
    """List the people whose mail did not arrive and who have a postal address."""
    wave = find_wave(session(), wave_id)
    listing = _listing(wave)
    possible = may_go_on(wave, datetime.now(UTC))
    return listing.export() or render_template(
        "team/letters_bounced.html", wave=wave, listing=listing, possible=possible
    )


@access(Role.TEAM)
def go_on(wave_id: str) -> Page:
    """Let letters wait for the people chosen."""
    wave, now = find_wave(session(), wave_id), datetime.now(UTC)
    chosen = [int(each) for each in request.form.getlist("mail") if each.isdecimal() and len(each) < 10]  # noqa: PLR2004 - a 32-bit key
    try:
        count = go_on_by_letter(session(), wave, chosen, keyring=keyring(), now=now)
    except UnknownKeyError:
        refuse_commit()
        flash(gettext("Dit lukt niet: er ontbreekt een sleutel in de instellingen. Vraag het de beheerder."))
        return redirect(url_for("team.letters_bounced_index", wave_id=wave.id), SEE_OTHER)
    if not count:
        flash(gettext("Kies eerst één of meer mensen."))
        return redirect(url_for("team.letters_bounced_index", wave_id=wave.id), SEE_OTHER)
    note(Act.LETTERS_INSTEAD_OF_MAIL, f"wave {wave.id}", people=count)
    flash(ngettext("%(num)s brief staat klaar.", "%(num)s brieven staan klaar.", count))
    return redirect(url_for("team.letters_index", wave_id=wave.id), SEE_OTHER)


def count_bounced(wave: Wave) -> int:
    """How many people could go on by letter."""
    return session().scalar(select(func.count()).select_from(did_not_arrive(wave).subquery())) or 0


def _listing(wave: Wave) -> Listing:
    def search(sought: str) -> ColumnElement[bool]:
        columns = (Complaint.case_number, Complaint.name, Complaint.email, Complaint.town)
        return or_(*(column.icontains(sought, autoescape=True) for column in columns))

    return Listing(
        session(),
        did_not_arrive(wave),
        (
            Column("zaak", lazy_gettext("Zaaknummer"), Complaint.case_number),
            Column("naam", lazy_gettext("Naam"), Complaint.name),
            Column("mail", lazy_gettext("E-mailadres"), Complaint.email),
            Column("adres", lazy_gettext("Adres"), Complaint.address),
            Column("postcode", lazy_gettext("Postcode"), Complaint.postcode),
            Column("plaats", lazy_gettext("Plaats"), Complaint.town),
        ),
        key=Complaint.case_number,
        order="zaak",
        search=search,
        title=f"per-brief-meting-{wave.id}",
    )


PAGES = (
    ("/waves/<wave_id>/by-letter", "GET", index),
    ("/waves/<wave_id>/by-letter", "POST", go_on),
)
