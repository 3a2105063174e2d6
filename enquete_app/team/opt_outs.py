"""Opting somebody out who called or wrote, looking up whether they are, and opting them back in.

What was typed about a person stands in the forms alone: in no address, cookie, message or log.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from enquete_app.accounts.models import Role
from enquete_app.audit import Act
from enquete_app.fieldwork.answering.opting_out_for import Told, is_opted_out, opt_out_for
from enquete_app.register.contact import PostalAddress
from enquete_app.team.access import access
from enquete_app.team.auditing import note
from enquete_app.web.transaction import keyring, session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response

LONGEST = 1000
ASKED_BY = {
    "phone": lazy_gettext("Iemand belde"),
    "writing": lazy_gettext("Iemand mailde of schreef"),
    "desk": lazy_gettext("Iemand zei het aan de balie of in een gesprek"),
}
LIFTED_BECAUSE = {
    "own request": lazy_gettext("Op eigen verzoek"),
    "mistake": lazy_gettext("Wij meldden de verkeerde persoon af"),
}


def _text(label: Any) -> StringField:  # noqa: ANN401 - a lazy text
    return StringField(label, [Length(max=LONGEST, message=lazy_gettext("Dit is te lang."))])


class PersonForm(FlaskForm):  # type: ignore[misc]
    """Contact data as somebody tells them: an e-mail address, or else a postal address."""

    email = EmailField(
        lazy_gettext("E-mailadres"), [Length(max=LONGEST, message=lazy_gettext("Dit is te lang."))]
    )
    name = _text(lazy_gettext("Naam"))
    address = _text(lazy_gettext("Straat en huisnummer"))
    postcode = _text(lazy_gettext("Postcode"))
    town = _text(lazy_gettext("Plaats"))

    @property
    def told(self) -> Told:
        """What was typed."""
        parts = (self.name, self.address, self.postcode, self.town)
        return Told(
            (self.email.data or "").strip(), PostalAddress(*((each.data or "").strip() for each in parts))
        )

    def validate_email(self, field: EmailField) -> None:
        """Refuse what nobody can be found by."""
        if self.told.identity is None:
            raise ValidationError(
                gettext("Dit is geen e-mailadres waar post naartoe kan.")
                if field.data
                else gettext("Vul een e-mailadres in, of een adres met postcode of plaats.")
            )


def _why(label: Any, missing: Any, choices: Mapping[str, Any]) -> RadioField:  # noqa: ANN401 - lazy texts
    return RadioField(
        label,
        [InputRequired(missing), AnyOf(list(choices), missing)],
        choices=[SelectChoice(*each) for each in choices.items()],
        validate_choice=False,
    )


class OptOutForm(PersonForm):
    """Somebody who is not opted out, and how they asked for it."""

    why = _why(
        lazy_gettext("Hoe weet u dat deze persoon geen post meer wil?"),
        lazy_gettext("Kies hoe u het weet."),
        ASKED_BY,
    )


class LiftForm(PersonForm):
    """Somebody who is opted out, and why no longer."""

    why = _why(
        lazy_gettext("Waarom trekt u de afmelding in?"),
        lazy_gettext("Kies waarom u de afmelding intrekt."),
        LIFTED_BECAUSE,
    )


CHANGES: dict[str, tuple[type[PersonForm], Act, bool]] = {
    "out": (OptOutForm, Act.OPT_OUT_REGISTERED, True),
    "in": (LiftForm, Act.OPT_OUT_LIFTED, False),
}


@access(Role.TEAM)
def index() -> str:
    """Ask whom it is about."""
    return render_template("team/opt_outs.html", form=PersonForm(formdata=None))


@access(Role.TEAM)
def act() -> str | tuple[str, int] | Response:
    """Look somebody up, or change whether they are opted out, as the button says."""
    go = request.form.get("go")
    return _change(go) if go in CHANGES else _look_up()


def _look_up() -> str | tuple[str, int]:
    # No redirect: that would put the person into an address.
    form = PersonForm()
    if not form.validate_on_submit():
        return render_template("team/opt_outs.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    opted_out = is_opted_out(session(), form.told, keyring())
    offered = (LiftForm if opted_out else OptOutForm)()
    return render_template("team/opt_out.html", form=offered, opted_out=opted_out)


def _change(go: str) -> tuple[str, int] | Response:
    kind, what, opted_out = CHANGES[go]
    form = kind()
    if not form.validate_on_submit():
        page = "team/opt_outs.html" if form.told.identity is None else "team/opt_out.html"
        return (
            render_template(page, form=form, opted_out=not opted_out),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    opt_out_for(session(), form.told, keyring(), opted_out=opted_out)
    note(what, why=form["why"].data)
    flash(gettext("De persoon is afgemeld.") if opted_out else gettext("De afmelding is ingetrokken."))
    return redirect(url_for("team.opt_outs_index"), HTTPStatus.SEE_OTHER)


PAGES = (
    ("/opt-outs", "GET", index),
    ("/opt-outs", "POST", act),
)
