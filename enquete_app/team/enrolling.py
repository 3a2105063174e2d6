"""Setting up the second step of signing in, before anything else can be seen."""

from __future__ import annotations

from datetime import UTC, datetime

import segno
from flask import current_app, render_template, request
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from enquete_app.accounts import sessions, totp
from enquete_app.audit import Act
from enquete_app.team.access import Staff, at_the_door, before_second_step, onward, sign_in_to
from enquete_app.team.auditing import note
from enquete_app.team.forms import CodeForm
from enquete_app.web.limits import limited
from enquete_app.web.transaction import keyring, session

UNPROCESSABLE = 422
GROUP = 4
Page = str | tuple[str, int] | Response


@before_second_step
def show() -> Page:
    """Show the secret, as a QR code and as text, and ask for a code."""
    return _page(CodeForm())


@before_second_step
@limited("20 per minute")
def confirm() -> Page:
    """Set the second step up and show the recovery codes, once; the session begins anew."""
    form, here = CodeForm(), _here()
    if not form.validate_on_submit():
        return _page(form), UNPROCESSABLE
    secret = totp.secret_for(here.token, keyring())
    step = totp.step_of(secret, form.code.data, datetime.now(UTC))
    if step is None:
        form.code.errors = [
            gettext("Deze code klopt niet. Loopt de klok van uw telefoon gelijk? Probeer de volgende code.")
        ]
        return _page(form), UNPROCESSABLE
    codes = totp.enrol(session(), here.account, secret, step, keyring())
    # Others came with the password alone, and would pass now that the account has a second step.
    sessions.end(session(), here.account)
    sign_in_to(here.account)
    note(Act.ENROLLED)
    return render_template("team/recovery_codes.html", codes=codes, onward=onward(request.args.get("next")))


def _page(form: CodeForm) -> str:
    here = _here()
    secret = totp.secret_for(here.token, keyring())
    address = totp.address_for_app(secret, here.account.email, current_app.config["ORGANISATION"])
    # The light ground is drawn too: in dark colours a camera would not find the code.
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, dark="#000", light="#fff", omitsize=True
    )
    return render_template(
        "team/enrol.html",
        form=form,
        email=here.account.email,
        drawing=Markup(drawing),  # noqa: S704 - drawn by us
        groups=[secret[begin : begin + GROUP] for begin in range(0, len(secret), GROUP)],
        address=address,
    )


def _here() -> Staff:
    here = at_the_door()
    if here is None:
        raise RuntimeError("only who is at the door sees these pages")
    return here


PAGES = (("/enrol", "GET", show), ("/enrol", "POST", confirm))
