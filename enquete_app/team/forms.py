"""The forms of the staff pages."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from enquete_app.accounts.service import SHORTEST_PASSWORD

LONGEST_PASSWORD = 200
"""Hashing must not become a way to keep the server busy."""


class SignInForm(FlaskForm):  # type: ignore[misc]
    """An address and a password."""

    email = EmailField(lazy_gettext("E-mailadres"), [InputRequired(lazy_gettext("Vul uw e-mailadres in."))])
    password = PasswordField(
        lazy_gettext("Wachtwoord"),
        [
            InputRequired(lazy_gettext("Vul uw wachtwoord in.")),
            Length(max=LONGEST_PASSWORD, message=lazy_gettext("Dit wachtwoord is te lang.")),
        ],
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password."""

    password = PasswordField(
        lazy_gettext("Nieuw wachtwoord"),
        [
            InputRequired(lazy_gettext("Kies een wachtwoord.")),
            Length(
                SHORTEST_PASSWORD,
                LONGEST_PASSWORD,
                lazy_gettext("Kies een wachtwoord van minstens %(min)d en hoogstens %(max)d tekens."),
            ),
        ],
    )
