"""Texts as they will look: on a page, and as a mail to whoever writes them. Nothing in them is anybody's."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from flask_babel import force_locale, gettext

from enquete_app.fieldwork.messages.mailer import Mail
from enquete_app.fieldwork.messages.mails import Sender, as_sent, long_date, places_of, to_one
from enquete_app.fieldwork.messages.wire import LARGEST, size_of
from enquete_app.fieldwork.texts.checking import Fault, FaultKind, Where, faults
from enquete_app.fieldwork.texts.placeholders import Piece, Placeholder, TextKind
from enquete_app.fieldwork.texts.rendering import Frame, Written, write_letter, write_mail
from enquete_app.fieldwork.texts.standard import Texts, text_of
from enquete_app.languages import LANGUAGES

TRIAL_PATH = "/proefmail"
"""The page that the links of previews and trial mails lead to; it says that they are trials."""
RECEIVED_DAYS_AGO = 60
LARGEST_EXAMPLE = LARGEST - 10_000
"""Bytes: others' dates and links are longer, and headers come on top."""
EXAMPLE_CODE = "XXXX-XXXX-XXXX-XXXX"
"""Looks like a letter's code and can be none: that would have other signs too."""

Preview = Written
"""`subject`, `text`, `html` (empty for a letter) and `blocks` of a text with example values."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """What example values are made from.

    Args:
        base_url: what links start with.
        today: the day on which the first mail would leave.
        minutes: how long answering takes.
        closes_after_days: how long the survey's waves are open.
    """

    base_url: str
    today: date
    minutes: int
    closes_after_days: int = 28

    @property
    def trial_page(self) -> str:
        """Where links lead that are no real ones."""
        return f"{self.base_url}{TRIAL_PATH}"

    def values(self, kind: TextKind, language: str) -> dict[Placeholder, str]:
        """A value for every placeholder, as somebody could get it in a text of a kind."""
        with force_locale(language):
            return {
                **places_of(language, self.base_url, minutes=self.minutes, by_post=kind.is_letter),
                Placeholder.LINK: f"{self.trial_page}?taal={language}",
                Placeholder.RECEIVED: long_date(self.today - timedelta(days=RECEIVED_DAYS_AGO)),
                Placeholder.LAST_DAY: long_date(self.today + timedelta(days=self.closes_after_days - 1)),
                Placeholder.NAME: "A. Voorbeeld",
                Placeholder.CODE: EXAMPLE_CODE,
                Placeholder.SHORT_ADDRESS: short_address(self.base_url),
            }


def render_preview(texts: Texts, kind: TextKind, language: str, example: Example) -> Preview:
    """Show what somebody would get.

    Args:
        texts: of a version; `texts_of(wave.text_edition)` for those of a wave.
        kind: invitation, reminder or a letter.
        language: that it is in.
        example: what values are made from.

    Returns:
        What the mails say to the letter, with links that only lead to an explanation.
    """
    return preview_of(Piece(kind, language, text_of(texts, kind, language)), example)


def preview_of(piece: Piece, example: Example, *, notice: str = "") -> Preview:
    """Fill a text in with example values; one that is not sound yet too.

    Args:
        piece: the text.
        example: what values are made from.
        notice: a line on top of a mail.
    """
    values = example.values(piece.kind, piece.language)
    if piece.kind.is_letter:
        return write_letter(piece.text, values)
    frame = Frame(opt_out=f"{example.trial_page}?taal={piece.language}", notice=notice)
    return write_mail(piece.text, LANGUAGES[piece.language], values, frame)


def faults_of(piece: Piece, example: Example) -> tuple[Fault, ...]:
    """All that is wrong with a text, also what only shows once it is filled in: that its mail is too large.

    Args:
        piece: the text.
        example: what values are made from.
    """
    found = faults(piece.text, piece.kind)
    if found or piece.kind.is_letter:
        return found
    filled = preview_of(piece, example)
    size = size_of(filled.text, filled.html)
    return (Fault(Where.BODY, FaultKind.TOO_LARGE, str(size // 1000)),) if size > LARGEST_EXAMPLE else ()


def short_address(base_url: str) -> str:
    """The page for a letter's code as people type it, without what a browser adds by itself."""
    return f"{base_url.partition('://')[2]}/code"


def compose_trial(piece: Piece, example: Example, sender: Sender, *, to: str, now: datetime) -> Mail:
    """Write a mail with example values, marked as a trial in its subject and on top.

    Args:
        piece: a text in which `faults_of` finds none, for a mail.
        example: what values are made from.
        sender: who mails.
        to: the address of whoever wrote the text.
        now: the moment.

    Raises:
        UnwritableError: if it is too large.
        BadSettingError: if the settings make no good mail.
    """
    with force_locale(piece.language):
        notice = str(gettext("Dit is een proefmail. De knop en de links openen geen vragenlijst."))
        written = preview_of(piece, example, notice=notice)
        subject = str(gettext("Proefmail: %(subject)s", subject=written.subject))
    content = to_one(
        to,
        replace(written, subject=subject),
        sender,
        now,
        message_id=f"<{secrets.token_hex(16)}@{sender.envelope_address.rpartition('@')[2]}>",
        headers={"Content-Language": piece.language},
    )
    return as_sent(content, sender)
