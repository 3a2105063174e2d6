"""Mails that did not arrive, what to do about each, and mailing again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import InputRequired

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.messages.correcting import (
    TROUBLE,
    NotAgainError,
    WhyNot,
    corrected_since,
    mail_again,
    may_mail_again,
    needing_attention,
)
from enquete_app.fieldwork.models import Message
from enquete_app.fieldwork.waves.held import held_of
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.register.models import Complaint
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.team.forms import small_number
from enquete_app.team.listing import Column, Listing
from enquete_app.team.wording import TROUBLES, WHY_NOT_AGAIN
from enquete_app.web.transaction import keyring, session

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString
    from sqlalchemy import Row
    from werkzeug.wrappers import Response as AnyResponse

    from enquete_app.fieldwork.models import Wave

SEE_OTHER = 303
UNPROCESSABLE = 422


_GOES = lazy_gettext(
    "Er gaat een nieuwe mail met een nieuwe link naar dit adres. De oude link werkt niet meer."
)
_WENT_ELSEWHERE = lazy_gettext(
    "Er is niets gewijzigd: er ging intussen al een nieuwe mail naar een ander adres. Komt die niet aan, dan "
    "staat zij hier weer."
)


class AddressForm(FlaskForm):  # type: ignore[misc]
    """The address to mail to."""

    email = EmailField(lazy_gettext("E-mailadres"), [InputRequired(lazy_gettext("Vul een e-mailadres in."))])


@access(Role.TEAM)
def index(wave_id: str) -> str | Response:
    """List the first mails of a wave that did not arrive, or may not have."""
    wave = find_wave(session(), wave_id)
    listing = Listing(
        session(),
        needing_attention(wave.id),
        (
            Column("zaaknummer", lazy_gettext("Zaaknummer"), Complaint.case_number),
            Column("e-mail", lazy_gettext("E-mailadres"), Complaint.email),
            Column(
                "wat",
                lazy_gettext("Wat er is"),
                TROUBLE,
                choices={each.value: words for each, (words, _) in TROUBLES.items()},
                shown=lambda value: str(TROUBLES[value][0]),
            ),
        ),
        key=Message.id,
        order="zaaknummer",
        search=lambda sought: Complaint.case_number.startswith(sought, autoescape=True),
        title="onbezorgde-mails",
    )
    now = datetime.now(UTC)
    return listing.export() or render_template(
        "team/attention.html",
        wave=wave,
        listing=listing,
        troubles=TROUBLES,
        may=may_mail_again(wave, now),
        held=held_of(session(), wave, now),
    )


@access(Role.TEAM)
def correct_page(wave_id: str, message_id: int) -> str:
    """Ask for the right address of one mail."""
    wave = find_wave(session(), wave_id)
    row = _found(wave, message_id)
    return _page(wave, row, AddressForm(email=row.Complaint.email))


@access(Role.TEAM)
def correct(wave_id: str, message_id: int) -> str | tuple[str, int] | AnyResponse:
    """Mail again, with a new link, to the address given."""
    wave, form = find_wave(session(), wave_id), AddressForm()
    if landed := _pressed_before(wave, message_id, form):
        return landed
    row = _found(wave, message_id)
    if not form.validate_on_submit():
        return _page(wave, row, form), UNPROCESSABLE
    try:
        mail_again(session(), wave, message_id, form.email.data, keyring=keyring(), now=datetime.now(UTC))
    except NotAgainError as error:
        if error.why is WhyNot.GONE:
            return _pressed_before(wave, message_id, form) or abort(404)
        form.email.errors = [WHY_NOT_AGAIN[error.why]]
        return _page(wave, row, form), UNPROCESSABLE
    note(Act.MAIL_CORRECTED, f"wave {wave.id}", trouble=row.trouble)
    return _to_list(wave, _GOES)


def _pressed_before(wave: Wave, message_id: int, form: AddressForm) -> AnyResponse | None:
    """Where a press on the button leads after which the mail was corrected already; none if it was not."""
    version = request.form.get("version", 0, type=small_number)
    if version < 1 or (address := corrected_since(session(), wave, message_id, version)) is None:
        return None
    return _to_list(wave, _GOES if (form.email.data or "").strip() == address else _WENT_ELSEWHERE)


def _to_list(wave: Wave, words: LazyString) -> AnyResponse:
    flash(str(words))
    return redirect(url_for("team.attention_index", wave_id=wave.id), SEE_OTHER)


def _found(wave: Wave, message_id: int) -> Row[Any]:
    row = session().execute(needing_attention(wave.id).where(Message.id == message_id)).one_or_none()
    return row if row is not None else abort(404)


def _page(wave: Wave, row: Row[Any], form: AddressForm) -> str:
    return render_template(
        "team/correct.html",
        wave=wave,
        complaint=row.Complaint,
        version=row.Message.invitation.version,
        trouble=TROUBLES[row.trouble],
        form=form,
    )


PAGES = (
    ("/waves/<wave_id>/attention", "GET", index),
    ("/waves/<wave_id>/attention/<int:message_id>", "GET", correct_page),
    ("/waves/<wave_id>/attention/<int:message_id>", "POST", correct),
)
