"""One's own account: password, second step, and where one is signed in."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from enquete_app.accounts import changing, sessions, totp
from enquete_app.accounts.models import Role, Way
from enquete_app.accounts.signing_in import Given, sign_in
from enquete_app.audit import Act
from enquete_app.team.access import Staff, access, at_the_door, sign_in_to, terms
from enquete_app.team.auditing import note
from enquete_app.team.forms import ChangePasswordForm, ProofForm
from enquete_app.team.signing_in import waiting
from enquete_app.team.wording import ROLES
from enquete_app.web.limits import limited
from enquete_app.web.transaction import keyring, session

SEE_OTHER = 303
UNPROCESSABLE = 422
Page = str | tuple[str, int] | Response


@access(*Role)
def show() -> Page:
    """Show the account, its second step and its sessions."""
    here = _here()
    return render_template(
        "team/account.html",
        here=here,
        roles=[words for role, words in ROLES.items() if role in here.account.roles],
        sessions=sessions.sessions_of(session(), here.account, terms(), datetime.now(UTC)),
        codes_left=totp.recovery_codes_left(session(), here.account),
        by_password=here.session.way is Way.PASSWORD,
    )


@access(*Role)
def password_page() -> Page:
    """Ask for the password of now and a new one."""
    _by_password()
    return render_template("team/account_form.html", **_password_words(), form=ChangePasswordForm())


@access(*Role)
@limited("10 per minute")
def change_password() -> Page:
    """Change the password; all other sessions end."""
    here, form = _by_password(), ChangePasswordForm()
    if not form.validate_on_submit() or not _proves(form, here):
        return render_template("team/account_form.html", **_password_words(), form=form), UNPROCESSABLE
    changing.change_password(session(), here.account, form.password.data, but=here.session.id)
    note(Act.PASSWORD_SET)
    flash(gettext("Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd."))
    return redirect(url_for("team.account_show"), SEE_OTHER)


@access(*Role)
def second_step_page() -> Page:
    """Ask for password and code before the second step is set up anew."""
    _enrolled()
    return render_template("team/account_form.html", **_second_step_words(), form=ProofForm())


@access(*Role)
@limited("10 per minute")
def renew_second_step() -> Page:
    """Forget the second step; it is set up anew at once."""
    here, form = _enrolled(), ProofForm()
    if not form.validate_on_submit() or not _proves(form, here):
        return render_template("team/account_form.html", **_second_step_words(), form=form), UNPROCESSABLE
    totp.reset(session(), here.account)
    note(Act.SECOND_STEP_RESET, here.account.email)
    sessions.end(session(), here.account)
    sign_in_to(here.account)
    return redirect(url_for("team.enrolling_show", next=url_for("team.account_show")), SEE_OTHER)


@access(*Role)
def codes_page() -> Page:
    """Ask for password and code before new recovery codes are made."""
    _enrolled()
    return render_template("team/account_form.html", **_codes_words(), form=ProofForm())


@access(*Role)
@limited("10 per minute")
def make_codes() -> Page:
    """Make new recovery codes and show them, once."""
    here, form = _enrolled(), ProofForm()
    if not form.validate_on_submit() or not _proves(form, here):
        return render_template("team/account_form.html", **_codes_words(), form=form), UNPROCESSABLE
    codes = totp.new_recovery_codes(session(), here.account, keyring())
    note(Act.RECOVERY_CODES_MADE)
    return render_template("team/recovery_codes.html", codes=codes, onward=url_for("team.account_show"))


@access(*Role)
def end_session(session_id: int) -> Page:
    """End one of one's own sessions."""
    ended = sessions.end(session(), _here().account, only=session_id)
    return _ended(ended)


@access(*Role)
def end_others() -> Page:
    """End all of one's own sessions but this one."""
    here = _here()
    return _ended(sessions.end(session(), here.account, but=here.session.id))


def _ended(number: int) -> Page:
    if number:
        note(Act.SESSIONS_ENDED, _here().account.email, sessions=number)
    flash(gettext("De sessie is beëindigd.") if number == 1 else gettext("De sessies zijn beëindigd."))
    return redirect(url_for("team.account_show"), SEE_OTHER)


def _proves(form: FlaskForm, here: Staff) -> bool:
    """Whether password and code are right; failures count as those of signing in do."""
    code = form.code.data if "code" in form else ""
    given = Given(here.account.email, form.current.data, code)
    attempt = sign_in(session(), given, keyring=keyring(), now=datetime.now(UTC), codes="code" in form)
    if attempt.account is not None:
        return True
    wrong = (
        gettext("Het wachtwoord of de code klopt niet.") if code else gettext("Het wachtwoord klopt niet.")
    )
    form.current.errors = [waiting(attempt.minutes) if attempt.minutes else wrong]
    return False


def _here() -> Staff:
    here = at_the_door()
    if here is None:
        raise RuntimeError("only who is signed in sees these pages")
    return here


def _by_password() -> Staff:
    here = _here()
    if here.session.way is not Way.PASSWORD:
        abort(404)
    return here


def _enrolled() -> Staff:
    here = _by_password()
    if not here.account.is_enrolled:
        abort(404)
    return here


def _password_words() -> dict[str, str]:
    return {
        "title": gettext("Wachtwoord wijzigen"),
        "text": gettext("Op andere apparaten wordt u uitgelogd."),
        "button": gettext("Wachtwoord bewaren"),
    }


def _second_step_words() -> dict[str, str]:
    return {
        "title": gettext("Inlogcode op een andere telefoon"),
        "text": gettext(
            "De app van nu en de herstelcodes werken daarna niet meer. U stelt de app meteen opnieuw in."
        ),
        "button": gettext("Verder"),
    }


def _codes_words() -> dict[str, str]:
    return {
        "title": gettext("Nieuwe herstelcodes"),
        "text": gettext("De herstelcodes die u nog heeft, werken daarna niet meer."),
        "button": gettext("Nieuwe codes maken"),
    }


PAGES = (
    ("/account", "GET", show),
    ("/account/password", "GET", password_page),
    ("/account/password", "POST", change_password),
    ("/account/second-step", "GET", second_step_page),
    ("/account/second-step", "POST", renew_second_step),
    ("/account/recovery-codes", "GET", codes_page),
    ("/account/recovery-codes", "POST", make_codes),
    ("/account/sessions/<int:session_id>/end", "POST", end_session),
    ("/account/sessions/end-others", "POST", end_others),
)
