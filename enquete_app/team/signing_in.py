"""Signing in and out, and choosing a password with a one-time link."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from enquete_app.accounts import service
from enquete_app.accounts.demo import DEMO_EMAIL, DEMO_PASSWORD
from enquete_app.team.access import HOME, onward, open_to_all, sign_in_to, sign_out_of_session
from enquete_app.team.forms import PasswordForm, SignInForm
from enquete_app.web.limits import limited
from enquete_app.web.transaction import keyring, session

SEE_OTHER = 303
GONE = 410
UNPROCESSABLE = 422
Page = str | tuple[str, int] | Response


@open_to_all
def sign_in_page() -> Page:
    """Ask for an address and a password."""
    return _sign_in_page(SignInForm())


@open_to_all
@limited("10 per minute")
def sign_in() -> Page:
    """Check the address and password; the answer does not tell which of the two is wrong."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form), UNPROCESSABLE
    account = service.sign_in(session(), form.email.data, form.password.data)
    if account is None:
        fault = gettext("Het e-mailadres of wachtwoord klopt niet.")
        return _sign_in_page(form, fault), UNPROCESSABLE
    sign_in_to(account)
    return redirect(onward(request.args.get("next")), SEE_OTHER)


@open_to_all
def sign_out() -> Page:
    """End the session."""
    sign_out_of_session()
    return redirect(url_for("team.signing_in_sign_in_page"), SEE_OTHER)


@open_to_all
def password_page(token: str) -> Page:
    """Ask for a new password."""
    if service.account_of_token(session(), token, keyring()) is None:
        return _link_is_over()
    return render_template("team/password.html", form=PasswordForm())


@open_to_all
@limited("10 per minute")
def choose_password(token: str) -> Page:
    """Set the password, which uses the link up, and sign in."""
    form = PasswordForm()
    account = service.account_of_token(session(), token, keyring(), lock=True)
    if account is None:
        return _link_is_over()
    if not form.validate_on_submit():
        return render_template("team/password.html", form=form), UNPROCESSABLE
    service.set_password(account, form.password.data)
    sign_in_to(account)
    return redirect(url_for(HOME), SEE_OTHER)


def _sign_in_page(form: SignInForm, fault: str | None = None) -> str:
    demo = (DEMO_EMAIL, DEMO_PASSWORD) if current_app.config["DEMO"] else None
    return render_template("team/sign_in.html", form=form, fault=fault, demo=demo)


def _link_is_over() -> Page:
    return render_template("team/link_is_over.html", days=service.LINK_SECONDS // 86400), GONE


PAGES = (
    ("/sign-in", "GET", sign_in_page),
    ("/sign-in", "POST", sign_in),
    ("/sign-out", "POST", sign_out),
    ("/password/<token>", "GET", password_page),
    ("/password/<token>", "POST", choose_password),
)
