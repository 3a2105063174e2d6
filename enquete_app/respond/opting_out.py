"""Opting out with one POST, and back in; also by the mail program's own button (RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from enquete_app.fieldwork.answering.opting_out import has_opted_out, invitation_of_opt_out, set_opted_out
from enquete_app.respond.stops import UnknownCredentialError
from enquete_app.web.language import offered, use_language
from enquete_app.web.transaction import keyring, session

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Invitation


def opt_out_page(token: str) -> str:
    """Say whether the person gets mail, and offer to change it."""
    invitation = _invitation(token)
    return render_template("respond/opt_out.html", opted_out=has_opted_out(session(), invitation.id))


def opt_out(token: str) -> str | Response:
    """Opt out, unless the form asks for something else: mail programs send no button's name."""
    invitation, go = _invitation(token), request.form.get("go")
    if go in offered():
        return redirect(url_for("respond.opt_out_page", token=token, taal=go), HTTPStatus.SEE_OTHER)
    set_opted_out(session(), invitation, keyring(), opted_out=go != "in")
    if go is None:
        return render_template("respond/opt_out.html", opted_out=has_opted_out(session(), invitation.id))
    return redirect(url_for("respond.opt_out_page", token=token, taal=_asked()), HTTPStatus.SEE_OTHER)


def _invitation(token: str) -> Invitation:
    invitation = invitation_of_opt_out(session(), token)
    if invitation is None:
        raise UnknownCredentialError
    use_language(_asked(), invitation.language)
    return invitation


def _asked() -> str | None:
    return request.args.get("taal")
