"""What the mails say: discreet, in the person's language, as text and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from flask import render_template
from flask_babel import force_locale, get_locale, gettext
from flask_mail import Message as MailMessage

from enquete_app.fieldwork.credentials import Purpose, credential
from enquete_app.fieldwork.models import Message, MessageKind

if TYPE_CHECKING:
    from enquete_app.keys import Keyring

MINUTES = 5
"""How long answering takes, as the mail and the first page say."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who mails, and under which address the links work.

    Args:
        name: as respondents know it.
        address: of the sender.
        base_url: what links start with, without a slash at the end.
        keyring: from which links are derived.
    """

    name: str
    address: str
    base_url: str
    keyring: Keyring


def compose(message: Message, sender: Sender, now: datetime) -> MailMessage:
    """Write the mail of a message.

    Args:
        message: with its invitation, wave and complaint.
        sender: who mails.
        now: the moment, for the Date header.

    Returns:
        A mail to one person, with text and HTML of equal content and the headers of RFC 8058.

    Raises:
        ValueError: if the invitation has no complaint or the wave no closing day, so that there is no
            address or no term to tell.
    """
    invitation = message.invitation
    complaint, closes_on = invitation.complaint, invitation.wave.closes_on
    if complaint is None or closes_on is None:
        raise ValueError(f"message {message.id} has no address or no term")
    opt_out = f"{sender.base_url}/u/{_credential(message, Purpose.OPT_OUT, sender.keyring)}"
    with force_locale(invitation.language):
        content = {
            "link": f"{sender.base_url}/e/{_credential(message, Purpose.LINK, sender.keyring)}",
            "opt_out": opt_out,
            "genuine": f"{sender.base_url}/echt",
            "received": long_date(complaint.received),
            "last_day": long_date(closes_on - timedelta(days=1)),
            "minutes": MINUTES,
            "is_reminder": message.kind is MessageKind.REMINDER,
            "language": invitation.language,
        }
        subject = (
            gettext("Herinnering: een paar vragen over uw contact met de gemeente")
            if message.kind is MessageKind.REMINDER
            else gettext("Een paar vragen over uw contact met de gemeente")
        )
        text = render_template("mail/invitation.txt", **content)
        html = render_template("mail/invitation.html", subject=subject, **content)
    mail = MailMessage(
        subject=subject,
        recipients=[complaint.email],
        sender=(sender.name, sender.address),
        body=text,
        html=html,
        date=now.timestamp(),
        extra_headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": invitation.language,
            "List-Unsubscribe": f"<{opt_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.msgId = message_id(message.id, sender)
    return mail


def message_id(number: int, sender: Sender) -> str:
    """The Message-ID of a message: the same each time, so that a doubled one could be recognised."""
    name = sender.keyring.derive("message", number).hex()[:32]
    return f"<{name}@{sender.address.rpartition('@')[2]}>"


def long_date(day: date) -> str:
    """A day in words in the language in force, such as "12 maart 2025"."""
    return _long_date(day, str(get_locale()))


@lru_cache(maxsize=1000)
def _long_date(day: date, locale: str) -> str:
    return format_date(day, "d MMMM y", locale=locale)


def _credential(message: Message, purpose: Purpose, keyring: Keyring) -> str:
    invitation = message.invitation
    return credential(purpose, invitation.id, invitation.version, keyring=keyring, key_id=invitation.key_id)
