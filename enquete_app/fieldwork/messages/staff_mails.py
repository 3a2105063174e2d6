"""Mails to staff with a one-time link; they leave over the same post as the invitations."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import force_locale, gettext

from enquete_app.fieldwork.messages.mailer import Mail, NoConnectionError, Outcome, Post
from enquete_app.fieldwork.messages.mails import BadSettingError, Sender
from enquete_app.fieldwork.messages.wire import Content, UnfitError, written
from enquete_app.register.contact import mailable_email

if TYPE_CHECKING:
    from datetime import datetime

LANGUAGE = "nl"
"""Which language somebody chooses for the pages is only known in their browser."""


class LinkKind(StrEnum):
    """Why somebody gets a link."""

    INVITATION = "invitation"
    RESET = "reset"
    FORGOTTEN = "forgotten"


def write_link_mail(kind: LinkKind, email: str, link: str, *, sender: Sender, now: datetime) -> Mail | None:
    """Write the mail with a link; none if no mail can go to that address.

    Args:
        kind: why they get it.
        email: to whom.
        link: that sets the password.
        sender: who mails.
        now: the moment, for the Date header.

    Raises:
        BadSettingError: if the settings make no good mail.
    """
    recipient = mailable_email(email)
    if recipient is None:
        return None
    name = secrets.token_hex(16)
    with force_locale(LANGUAGE):
        text = render_template("team/link_mail.txt", kind=kind, link=link)
        subject = gettext("Uw account voor de vragenlijsten van %(organisation)s", organisation=sender.name)
    try:
        content = written(
            Content(
                subject=subject,
                sender=(sender.name, sender.envelope_address),
                recipient=recipient,
                date=now,
                message_id=f"<{name}@{sender.envelope_address.rpartition('@')[2]}>",
                text=text,
                headers={"Content-Language": LANGUAGE},
            )
        )
    except UnfitError as error:
        raise BadSettingError(f"no good mail: {error}") from error
    return Mail(id=name, sender=sender.envelope_address, recipient=recipient, content=content)


def hand_over(mail: Mail | None, post: Post) -> bool:
    """Hand a mail over to the post now; whether the post took it."""
    if mail is None:
        return False
    try:
        with post:
            return post.deliver(mail).outcome is Outcome.ACCEPTED
    except NoConnectionError:
        return False
