"""Mailing a one-time link; where no mail can go, the admin sees it, once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from enquete_app.accounts.service import password_token
from enquete_app.fieldwork.messages.mailer import open_post
from enquete_app.fieldwork.messages.mails import BadSettingError
from enquete_app.fieldwork.messages.staff_mails import hand_over, write_link_mail
from enquete_app.jobs.due import sender_of
from enquete_app.web.transaction import keyring, settle

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from enquete_app.accounts.models import Account
    from enquete_app.fieldwork.messages.staff_mails import LinkKind

SEE_OTHER = 303


def send_link(account: Account, kind: LinkKind) -> str | Response:
    """Commit what was done, mail the link, and say what became of it.

    Args:
        account: whose password it sets.
        kind: why they get it.
    """
    link = f"{current_app.config['BASE_URL']}/team/password/{password_token(account, keyring())}"
    email, page = account.email, url_for("team.accounts_show", account_id=account.id)
    # A link that left must fit an account that is there, and a slow mail server must not keep others waiting.
    settle()
    if not _mailed(kind, email, link):
        return render_template("team/account_link.html", email=email, link=link, back=page)
    flash(gettext("De link is gemaild naar %(email)s.", email=email))
    return redirect(page, SEE_OTHER)


def _mailed(kind: LinkKind, email: str, link: str) -> bool:
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        mail = write_link_mail(kind, email, link, sender=sender_of(app), now=datetime.now(UTC))
    except BadSettingError:
        return False
    return hand_over(mail, open_post(app))
