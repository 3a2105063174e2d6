"""The forms for signing in and for one's own account."""

from __future__ import annotations

from flask import current_app
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from enquete_app.accounts.guessable import is_guessable
from enquete_app.accounts.service import SHORTEST_PASSWORD

LONGEST_PASSWORD = 200
"""Hashing must not become a way to keep the server busy."""
LONGEST_CODE = 40
LONGEST_ADDRESS = 320
_TOO_LONG = lazy_gettext("Dit is te lang.")


def _hard_to_guess(_form: FlaskForm, field: PasswordField) -> None:
    if not field.errors and is_guessable(field.data, [current_app.config["ORGANISATION"]]):
        raise ValidationError(
            lazy_gettext("Dit wachtwoord is te makkelijk te raden. Kies een paar woorden die niets zeggen.")
        )


_NEW_PASSWORD = (
    InputRequired(lazy_gettext("Kies een wachtwoord.")),
    Length(
        SHORTEST_PASSWORD,
        LONGEST_PASSWORD,
        lazy_gettext("Kies een wachtwoord van minstens %(min)d en hoogstens %(max)d tekens."),
    ),
    _hard_to_guess,
)
_PASSWORD = (
    InputRequired(lazy_gettext("Vul uw wachtwoord in.")),
    Length(max=LONGEST_PASSWORD, message=lazy_gettext("Dit wachtwoord is te lang.")),
)
_ADDRESS = (
    InputRequired(lazy_gettext("Vul uw e-mailadres in.")),
    Length(max=LONGEST_ADDRESS, message=_TOO_LONG),
)
_CODE = {"inputmode": "numeric", "spellcheck": "false", "autocapitalize": "characters"}


class SignInForm(FlaskForm):  # type: ignore[misc]
    """An address, a password and, once the second step has been set up, a code."""

    email = EmailField(lazy_gettext("E-mailadres"), _ADDRESS)
    password = PasswordField(lazy_gettext("Wachtwoord"), _PASSWORD)
    code = StringField(
        lazy_gettext("Code uit de app"),
        [Length(max=LONGEST_CODE, message=_TOO_LONG)],
        description=lazy_gettext(
            "Laat leeg als u voor het eerst inlogt. Telefoon kwijt? Vul een herstelcode in."
        ),
        render_kw={"spellcheck": "false", "autocapitalize": "characters"},
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password."""

    password = PasswordField(lazy_gettext("Nieuw wachtwoord"), _NEW_PASSWORD)


class ForgottenForm(FlaskForm):  # type: ignore[misc]
    """The address of somebody who forgot the password."""

    email = EmailField(lazy_gettext("E-mailadres"), _ADDRESS)


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A code that shows that the app is set up."""

    code = StringField(
        lazy_gettext("Code uit de app"),
        [InputRequired(lazy_gettext("Vul de code in.")), Length(max=LONGEST_CODE, message=_TOO_LONG)],
        render_kw=_CODE,
    )


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """The password of now and a new one."""

    current = PasswordField(lazy_gettext("Wachtwoord van nu"), _PASSWORD)
    password = PasswordField(
        lazy_gettext("Nieuw wachtwoord"),
        _NEW_PASSWORD,
        description=lazy_gettext("Minstens 12 tekens. Een paar woorden achter elkaar is goed te onthouden."),
    )


class ProofForm(FlaskForm):  # type: ignore[misc]
    """Password and code once more, before the second step changes."""

    current = PasswordField(lazy_gettext("Wachtwoord"), _PASSWORD)
    code = StringField(
        lazy_gettext("Code uit de app"),
        [InputRequired(lazy_gettext("Vul de code in.")), Length(max=LONGEST_CODE, message=_TOO_LONG)],
        description=lazy_gettext("Of een herstelcode."),
        render_kw={"spellcheck": "false", "autocapitalize": "characters"},
    )


def small_number(text: str) -> int:
    """A number from a hidden field.

    Raises:
        ValueError: if it is none, or more than a key of 32 bits.
    """
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 - a 32-bit key
        raise ValueError(text)
    return int(text)
