"""The mails of a wave as somebody would get them, filled in with an example that is nobody's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from enquete_app.fieldwork.mails import compose
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, Wave
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from datetime import date

    from enquete_app.fieldwork.mails import Sender

RECEIVED_DAYS_AGO = 60
NOBODY = UUID(int=0)
_EXAMPLE_KEYS = Keyring("an example that opens nothing")


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail as it would be.

    Args:
        kind: invitation or reminder.
        language: its code.
        subject: the subject line.
        text: the text part; the HTML part says the same.
    """

    kind: MessageKind
    language: str
    subject: str
    text: str


def sample_mail(kind: MessageKind, language: str, sender: Sender, *, closes_on: date) -> Sample:
    """Write a mail whose links open nothing.

    Args:
        kind: invitation or reminder.
        language: its code.
        sender: who mails.
        closes_on: the first day on which links would no longer work.

    Raises:
        UnwritableError: if there is no such language.
        BadSettingError: if the settings make no good mail.
    """
    received = closes_on - timedelta(days=RECEIVED_DAYS_AGO)
    example = Invitation(
        id=NOBODY,
        version=1,
        key_id=_EXAMPLE_KEYS.current_id,
        language=language,
        complaint=Complaint(email="voorbeeld@inwoner.example", received=received),
        wave=Wave(closes_on=closes_on),
    )
    made = compose(
        Message(kind=kind, invitation=example),
        replace(sender, keyring=_EXAMPLE_KEYS),
        datetime(closes_on.year, closes_on.month, closes_on.day, tzinfo=UTC),
    )
    return Sample(kind, language, str(made.subject), str(made.body))
