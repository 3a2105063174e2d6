"""The forms with which admins manage accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from enquete_app.accounts.models import Role
from enquete_app.team.forms import LONGEST_ADDRESS

CHOICES = [
    SelectChoice(Role.TEAM.value, lazy_gettext("Klachtenteam: al het veldwerk, met contactgegevens")),
    SelectChoice(Role.ANALYST.value, lazy_gettext("Analist: metingen en resultaten, zonder contactgegevens")),
    SelectChoice(
        Role.ADMIN.value, lazy_gettext("Beheerder: accounts en instellingen, zonder contactgegevens")
    ),
]


_A_ROLE = InputRequired(lazy_gettext("Kies minstens één rol."))


class RolesForm(FlaskForm):  # type: ignore[misc]
    """What somebody may do."""

    roles = SelectMultipleField(lazy_gettext("Rollen"), [_A_ROLE], choices=CHOICES)


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Whom to invite, and what they may do."""

    email = EmailField(
        lazy_gettext("E-mailadres"),
        [
            InputRequired(lazy_gettext("Vul een e-mailadres in.")),
            Length(max=LONGEST_ADDRESS, message=lazy_gettext("Dit is te lang.")),
        ],
    )
    roles = SelectMultipleField(lazy_gettext("Rollen"), [_A_ROLE], choices=CHOICES)
