"""What the mails say: discreet, in the person's language, as text and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.policy import SMTP
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from email_validator import EmailNotValidError, validate_email
from flask import render_template
from flask_babel import force_locale, get_locale, gettext
from flask_mail import Message as MailMessage
from sqlalchemy.orm import object_session

from enquete_app.fieldwork.credentials import Purpose, credential
from enquete_app.fieldwork.mailer import Mail
from enquete_app.fieldwork.models import Message, MessageKind
from enquete_app.instruments import load
from enquete_app.languages import LANGUAGES, Language
from enquete_app.register.contact import mailable_email

if TYPE_CHECKING:
    from enquete_app.keys import Keyring

MINUTES = 5
"""How long answering takes, where it is not known what is asked."""

_AS_WRITTEN = SMTP.clone(refold_source="none")
"""Python's own folding of long lines would undo the encoding of a name, and then a comma in it ends it."""


class UnwritableError(ValueError):
    """No mail can be made of this one message; others are not concerned."""


class BadSettingError(Exception):
    """No mail can be made with these settings. Values are left out of the message: they may be personal."""


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

    @cached_property
    def envelope_address(self) -> str:
        """The address in ASCII, as mail servers take it.

        Raises:
            BadSettingError: if it has no such form.
        """
        try:
            checked = validate_email(
                self.address, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
            )
        except EmailNotValidError as error:
            raise BadSettingError("ENQUETE_MAIL_FROM is no address that mail can be sent from") from error
        return str(checked.ascii_email)


def write(message: Message, sender: Sender, now: datetime) -> Mail:
    """Make the bytes of a mail and of its envelope, so that nothing is left that could fail while it leaves.

    Args:
        message: with its invitation, wave and complaint.
        sender: who mails.
        now: the moment, for the Date header.

    Raises:
        UnwritableError: as `compose`.
        UnknownKeyError: as `compose`.
        BadSettingError: if the settings make no good mail.
    """
    mail = compose(message, sender, now)
    refuse_line_breaks(mail)
    try:
        content = mail._message().as_bytes(policy=_AS_WRITTEN)  # noqa: SLF001 - as_bytes has no policy
    except UnicodeError as error:
        # The recipient is ASCII by now, so that it must be one of the texts about the organisation.
        raise BadSettingError("a setting holds signs that no mail can carry") from error
    return Mail(
        id=mail.msgId.strip("<>").partition("@")[0],
        sender=sender.envelope_address,
        recipient=str(mail.recipients[0]),
        content=content,
    )


def compose(message: Message, sender: Sender, now: datetime) -> MailMessage:
    """Write the mail of a message.

    Args:
        message: with its invitation, wave and complaint.
        sender: who mails.
        now: the moment, for the Date header.

    Returns:
        A mail to one person, with text and HTML of equal content and the headers of RFC 8058.

    Raises:
        UnwritableError: if there is no address to mail to, no term to tell, or no such language.
        UnknownKeyError: if the links were made under a secret key that is not known any more.
        BadSettingError: if the sender's address is not good.
    """
    invitation, language = message.invitation, _language(message.invitation.language)
    complaint, closes_on = invitation.complaint, invitation.wave.closes_on
    recipient = mailable_email(complaint.email) if complaint else None
    if complaint is None or recipient is None or closes_on is None:
        raise UnwritableError(f"message {message.id} has no address or no term")
    opt_out = f"{sender.base_url}/u/{_credential(message, Purpose.OPT_OUT, sender.keyring)}"
    with force_locale(language.code):
        content = {
            "link": f"{sender.base_url}/e/{_credential(message, Purpose.LINK, sender.keyring)}",
            "opt_out": opt_out,
            # That page does not know who asks; the other two do.
            "genuine": f"{sender.base_url}/echt?taal={language.code}",
            "received": long_date(complaint.received),
            "last_day": long_date(closes_on - timedelta(days=1)),
            "minutes": _minutes(message),
            "is_reminder": message.kind is MessageKind.REMINDER,
            "language": language.code,
            "direction": language.direction,
        }
        subject = _subject(message.kind)
        text = render_template("mail/invitation.txt", **content)
        html = render_template("mail/invitation.html", subject=subject, **content)
    mail = MailMessage(
        subject=subject,
        recipients=[recipient],
        sender=sender.envelope_address,
        body=text,
        html=html,
        date=now.timestamp(),
        extra_headers=_extra_headers(language.code, opt_out),
    )
    # Not above, where Flask-Mail would put the two together without quoting the name.
    mail.sender = (sender.name, sender.envelope_address)
    mail.msgId = message_id(message, sender)
    return mail


def message_id(message: Message, sender: Sender) -> str:
    """The Message-ID of a message: the same each time, so that a doubled one could be recognised.

    Not from the row's number, which SQLite gives to another message once this one has been deleted.
    """
    invitation = message.invitation
    # With a new link it is another mail.
    version = (invitation.version,) if invitation.version > 1 else ()
    name = sender.keyring.derive(
        "message", invitation.id.bytes, message.kind, *version, key_id=invitation.key_id
    ).hex()[:32]
    return f"<{name}@{sender.envelope_address.rpartition('@')[2]}>"


def refuse_line_breaks(message: MailMessage) -> None:
    """Refuse a message in which any header would hold a line break.

    Raises:
        BadSettingError: without the offending value.
    """
    headers = {
        "Subject": message.subject,
        "From": "".join(message.sender),
        "Reply-To": message.reply_to or "",
        "Message-ID": message.msgId,
        "To": "".join(map(str, message.recipients)),
        **(message.extra_headers or {}),
    }
    for name, value in headers.items():
        if any(sign in f"{name}{value}" for sign in "\r\n\0"):
            raise BadSettingError(f"line break in the header {name!r}")


def long_date(day: date) -> str:
    """A day in words in the language in force, such as "12 maart 2025"."""
    return _long_date(day, str(get_locale()))


@lru_cache(maxsize=1000)
def _long_date(day: date, locale: str) -> str:
    return format_date(day, "d MMMM y", locale=locale)


def _minutes(message: Message) -> int:
    wave, session = message.invitation.wave, object_session(message)
    if session is None:
        return MINUTES
    return load(session, wave.questionnaire_id, wave.questionnaire_version).minutes


def _subject(kind: MessageKind) -> str:
    if kind is MessageKind.REMINDER:
        return str(gettext("Herinnering: een paar vragen over uw contact met de gemeente"))
    return str(gettext("Een paar vragen over uw contact met de gemeente"))


def _extra_headers(language: str, opt_out: str) -> dict[str, str]:
    return {
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
        "List-Unsubscribe": f"<{opt_out}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _language(code: str) -> Language:
    if code not in LANGUAGES:
        raise UnwritableError(f"there is no language {code!r}")
    return LANGUAGES[code]


def _credential(message: Message, purpose: Purpose, keyring: Keyring) -> str:
    invitation = message.invitation
    return credential(purpose, invitation.id, invitation.version, keyring=keyring, key_id=invitation.key_id)
