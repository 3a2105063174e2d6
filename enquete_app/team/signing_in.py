"""Signing in and out, and choosing a password with a one-time link."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from enquete_app.accounts import attempts, changing, service
from enquete_app.accounts.demo import DEMO_EMAIL, DEMO_PASSWORD
from enquete_app.accounts.models import Account, Way
from enquete_app.accounts.signing_in import Attempt, Given
from enquete_app.accounts.signing_in import sign_in as try_to_sign_in
from enquete_app.audit import Act, record
from enquete_app.team import provider
from enquete_app.team.access import (
    HOME,
    at_the_door,
    is_over,
    onward,
    open_to_all,
    sign_in_to,
    sign_out_of_session,
)
from enquete_app.team.forms import ForgottenForm, PasswordForm, SignInForm
from enquete_app.web.limits import limited
from enquete_app.web.transaction import keyring, session

SEE_OTHER = 303
GONE = 410
UNPROCESSABLE = 422
TOO_MANY_REQUESTS = 429
Page = str | tuple[str, int] | Response


@open_to_all
def sign_in_page() -> Page:
    """Ask for an address, a password and a code."""
    return _sign_in_page(SignInForm())


@open_to_all
@limited("10 per minute")
def sign_in() -> Page:
    """Check what was filled in; the answer does not tell which part of it is wrong."""
    _refuse_unless_local()
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), UNPROCESSABLE
    given = Given(form.email.data, form.password.data, form.code.data or "")
    codes, now = not current_app.config["DEMO"], datetime.now(UTC)
    attempt = try_to_sign_in(session(), given, keyring=keyring(), now=now, codes=codes)
    if attempt.account is None:
        return _refused(form, attempt)
    sign_in_to(attempt.account)
    record(session(), attempt.account.email, Act.SIGNED_IN, at=now)
    return redirect(onward(request.args.get("next")), SEE_OTHER)


@open_to_all
def sign_out() -> Page:
    """End the session; of whom the provider let in, there too."""
    here = at_the_door()
    sign_out_of_session()
    if here is not None:
        record(session(), here.account.email, Act.SIGNED_OUT, at=datetime.now(UTC))
        if here.session.way is Way.PROVIDER:
            return redirect(url_for("team.oidc_signed_out"), SEE_OTHER)
    return redirect(url_for("team.signing_in_sign_in_page"), SEE_OTHER)


@open_to_all
def forgotten_page() -> Page:
    """Ask for the address of somebody who forgot the password."""
    _refuse_unless_local()
    return render_template("team/forgotten.html", form=ForgottenForm())


@open_to_all
@limited("5 per minute")
def forgotten() -> Page:
    """Have a link mailed; neither the answer nor the time it takes tells whether there is an account."""
    _refuse_unless_local()
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("team/forgotten.html", form=form), UNPROCESSABLE
    attempts.ask_for_link(session(), form.email.data, keyring(), datetime.now(UTC))
    flash(gettext("Is er een account bij dit adres? Dan krijgt u binnen enkele minuten een e-mail."))
    return redirect(url_for("team.signing_in_sign_in_page"), SEE_OTHER)


@open_to_all
def password_page(token: str) -> Page:
    """Ask for a new password."""
    _refuse_unless_local()
    account = service.account_of_token(session(), token, keyring())
    if account is None or not provider.leaves_local(account):
        return _link_is_over()
    return render_template("team/password.html", form=PasswordForm(), email=account.email)


@open_to_all
@limited("10 per minute")
def choose_password(token: str) -> Page:
    """Set the password, which uses the link up; whoever has a second step signs in with it."""
    _refuse_unless_local()
    form = PasswordForm()
    account = service.account_of_token(session(), token, keyring(), lock=True)
    # An account that the provider has taken over has no password any more, whatever links were made before.
    if account is None or not provider.leaves_local(account):
        return _link_is_over()
    if not form.validate_on_submit():
        return render_template("team/password.html", form=form, email=account.email), UNPROCESSABLE
    _set_password(account, form.password.data)
    if account.is_enrolled:
        flash(gettext("Uw wachtwoord is bewaard. Log nu in."))
        return redirect(url_for("team.signing_in_sign_in_page"), SEE_OTHER)
    sign_in_to(account)
    return redirect(url_for(HOME), SEE_OTHER)


def _set_password(account: Account, password: str) -> None:
    changing.change_password(session(), account, password)
    attempts.forget_failures(session(), account.email, keyring())
    record(session(), account.email, Act.PASSWORD_SET, at=datetime.now(UTC))


def _refused(form: SignInForm, attempt: Attempt) -> Page:
    if attempt.minutes:
        return _sign_in_page(form, waiting(attempt.minutes)), TOO_MANY_REQUESTS
    if attempt.failed_on is not None:
        record(session(), attempt.failed_on.email, Act.SIGN_IN_FAILED, at=datetime.now(UTC))
    fault = gettext("Het e-mailadres, het wachtwoord of de code klopt niet.")
    if current_app.config["DEMO"]:
        fault = gettext("Het e-mailadres of wachtwoord klopt niet.")
    return _sign_in_page(form, fault), UNPROCESSABLE


def waiting(minutes: int) -> str:
    """Say how long to wait."""
    return str(
        ngettext(
            "Te veel pogingen. Probeer het over %(num)s minuut opnieuw.",
            "Te veel pogingen. Probeer het over %(num)s minuten opnieuw.",
            minutes,
        )
    )


def _sign_in_page(form: SignInForm, fault: str | None = None) -> str:
    is_demo = current_app.config["DEMO"]
    if is_demo:
        del form.code
    return render_template(
        "team/sign_in.html",
        form=form,
        fault=fault,
        demo=(DEMO_EMAIL, DEMO_PASSWORD) if is_demo else None,
        over=is_over(),
        provider=provider.is_used(),
        local=provider.leaves_local(),
        onward=request.args.get("next"),
    )


def _refuse_unless_local() -> None:
    if not provider.leaves_local():
        abort(404)


def _link_is_over() -> Page:
    return render_template("team/link_is_over.html", days=service.LINK_SECONDS // 86400), GONE


PAGES = (
    ("/sign-in", "GET", sign_in_page),
    ("/sign-in", "POST", sign_in),
    ("/sign-out", "POST", sign_out),
    ("/forgotten", "GET", forgotten_page),
    ("/forgotten", "POST", forgotten),
    ("/password/<token>", "GET", password_page),
    ("/password/<token>", "POST", choose_password),
)
