"""What the mails say: discreet, in the person's language, as text and HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from babel.dates import format_date
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import force_locale, get_locale
from sqlalchemy.orm import object_session

from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.messages.bounces.addresses import return_address
from enquete_app.fieldwork.messages.mailer import Mail
from enquete_app.fieldwork.messages.wire import Content, TooLargeError, UnfitError, written
from enquete_app.fieldwork.models import Invitation, Message, MessageKind
from enquete_app.fieldwork.texts.editions import texts_of
from enquete_app.fieldwork.texts.placeholders import Placeholder, TextKind
from enquete_app.fieldwork.texts.rendering import Frame, Written, write_mail
from enquete_app.fieldwork.texts.standard import text_of
from enquete_app.instruments import load
from enquete_app.languages import LANGUAGES, Language
from enquete_app.register.contact import mailable_email

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Survey, Wave
    from enquete_app.keys import Keyring

MINUTES = 5
"""How long answering takes, where it is not known what is asked."""
_LINK = re.compile(r"https?://[!-;=?-~]+")
"""In ASCII and without angle brackets, between which it stands in a header."""


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
        bounce_address: the mailbox that mails to respondents come back to; if empty, the sender's own.
    """

    name: str
    address: str
    base_url: str
    keyring: Keyring
    bounce_address: str = ""

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
    mail = as_sent(compose(message, sender, now), sender)
    if not sender.bounce_address:
        return mail
    return mail._replace(sender=return_address(sender.bounce_address, message.id, mail.id))


def as_sent(content: Content, sender: Sender) -> Mail:
    """Make the bytes of a composed mail, whose Message-ID becomes its id, and look them over.

    Raises:
        UnwritableError: if it is too large.
        BadSettingError: if the settings make no good mail.
    """
    try:
        sent = written(content)
    except TooLargeError as error:
        # By what staff wrote for those who get it; others' mails are not concerned.
        raise UnwritableError(str(error)) from error
    except UnfitError as error:
        # The recipient is good by now, so that it must be one of the texts about the organisation.
        raise BadSettingError(f"no good mail: {error}") from error
    return Mail(
        id=content.message_id.strip("<>").partition("@")[0],
        sender=sender.envelope_address,
        recipient=content.recipient,
        content=sent,
    )


def compose(message: Message, sender: Sender, now: datetime) -> Content:
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
        BadSettingError: if the sender's address is not good, or the links would not be.
    """
    invitation, language = message.invitation, _language(message.invitation.language)
    complaint, closes_on = invitation.complaint, invitation.wave.closes_on
    recipient = mailable_email(complaint.email) if complaint else None
    if complaint is None or recipient is None or closes_on is None:
        raise UnwritableError(f"message {message.id} has no address or no term")
    opt_out = f"{sender.base_url}/u/{_credential(message, Purpose.OPT_OUT, sender.keyring)}"
    if not _LINK.fullmatch(opt_out):
        raise BadSettingError("ENQUETE_BASE_URL makes no good link")
    with force_locale(language.code):
        values = {
            **places_of(language.code, sender.base_url, minutes=minutes_of(invitation.wave)),
            Placeholder.LINK: f"{sender.base_url}/e/{_credential(message, Purpose.LINK, sender.keyring)}",
            Placeholder.RECEIVED: long_date(complaint.received),
            Placeholder.LAST_DAY: long_date(closes_on - timedelta(days=1)),
        }
    # Of the version that the wave was drawn with: an invitation and its reminder belong together.
    text = text_of(texts_of(invitation.wave.text_edition), TextKind(message.kind.value), language.code)
    return to_one(
        recipient,
        write_mail(text, language, values, Frame(opt_out=opt_out)),
        sender,
        now,
        message_id=message_id(message, sender),
        headers=_headers(language.code, opt_out),
    )


def places_of(language: str, base_url: str, *, minutes: int, by_post: bool = False) -> dict[Placeholder, str]:
    """What stands in everybody's mail or letter in a language the same, by its placeholder.

    Args:
        language: of the text.
        base_url: what links start with.
        minutes: how long answering takes.
        by_post: whether addresses have to be typed.
    """
    short = f"{base_url.partition('://')[2]}/echt"
    return {
        Placeholder.ORGANISATION: current_app.config["ORGANISATION"],
        Placeholder.PHONE: current_app.config["CONTACT_PHONE"],
        Placeholder.EMAIL: current_app.config["CONTACT_EMAIL"],
        Placeholder.MINUTES: str(minutes),
        # That page does not know who asks; those with the links do.
        Placeholder.GENUINE: short if by_post else f"{base_url}/echt?taal={language}",
    }


def to_one(  # noqa: PLR0913 - a mail is made of as many
    recipient: str,
    written: Written,
    sender: Sender,
    now: datetime,
    *,
    message_id: str,
    headers: dict[str, str],
) -> Content:
    """Put what was written in a mail to one person.

    Raises:
        BadSettingError: if the sender's address is not good.
    """
    return Content(
        subject=written.subject,
        sender=(sender.name, sender.envelope_address),
        recipient=recipient,
        date=now,
        message_id=message_id,
        text=written.text,
        html=written.html,
        headers=headers,
    )


def message_id(message: Message, sender: Sender) -> str:
    """The Message-ID of a message: the same each time, so that a doubled one could be recognised.

    Not from the row's number, which SQLite gives to another message once this one has been deleted.
    """
    name = mail_name(message.invitation, message.kind, sender.keyring)
    return f"<{name}@{sender.envelope_address.rpartition('@')[2]}>"


def mail_name(
    invitation: Invitation, kind: MessageKind, keyring: Keyring, *, version: int | None = None
) -> str:
    """What the Message-ID of an invitation's mail begins with, and its file in the mailbox.

    With a new link it is another mail: by default the name is that of the newest.
    """
    version = version or invitation.version
    renewed = (version,) if version > 1 else ()
    key_id = invitation.key_id
    return keyring.derive("message", invitation.id.bytes, kind, *renewed, key_id=key_id).hex()[:32]


def long_date(day: date) -> str:
    """A day in words in the language in force, such as "12 maart 2025"."""
    return _long_date(day, str(get_locale()))


@lru_cache(maxsize=1000)
def _long_date(day: date, locale: str) -> str:
    return format_date(day, "d MMMM y", locale=locale)


def minutes_of(asking: Wave | Survey) -> int:
    """How long answering takes in a wave, or in the next one of a survey, in minutes."""
    session = object_session(asking)
    if session is None:
        return MINUTES
    return load(session, asking.questionnaire_id, asking.questionnaire_version).minutes


def _headers(language: str, opt_out: str) -> dict[str, str]:
    return {
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
