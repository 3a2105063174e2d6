"""Letters as one PDF/UA-1, a sheet each. Made when asked for and never kept: it holds codes and addresses.

The text is laid out by Typst from `templates/letter/letters.typ`. All that is personal goes in as data, so
that no sign in it is taken for markup. Only the fonts that Typst brings are used: a bare server has no other.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from flask_babel import force_locale, gettext

from enquete_app.fieldwork.answering.credentials import Purpose, credential
from enquete_app.fieldwork.messages.mails import long_date, minutes_of, places_of
from enquete_app.fieldwork.messages.previewing import short_address
from enquete_app.fieldwork.models import MessageKind
from enquete_app.fieldwork.texts.markup import Button, Paragraph, Points, Run
from enquete_app.fieldwork.texts.placeholders import Placeholder, TextKind
from enquete_app.fieldwork.texts.rendering import write_letter
from enquete_app.fieldwork.texts.standard import Texts, text_of
from enquete_app.languages import LANGUAGES, SOURCE
from enquete_app.typesetting import LAST_COMMON_SIGN, LayoutError, compiled, has_glyph, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from enquete_app.fieldwork.letters.models import LetterBatch
    from enquete_app.fieldwork.messages.mails import Sender
    from enquete_app.fieldwork.models import Message
    from enquete_app.register.models import Complaint

LAYOUT = Path(__file__).resolve().parents[3] / "templates/letter/letters.typ"
IN_GROUPS_OF = 4
QR_MASK = 2
"""One of the eight that there are. Trying which is best takes most of the time; phones read each."""
WINDOW_WIDTH, WINDOW_HEIGHT = 226.0, 76.0
"""Of the address, in points: 80 × 27 mm."""
WIDE, NARROW, LINE_HEIGHT = 0.8, 0.55, 1.25
"""Of a sign and of a line, in terms of the size of the letters."""
SIZES = (11.5, 10.5, 9.5, 8.5, 7.5, 6.5, 5.5)
_LONG_WORD = re.compile(r"(\S{10})")
"""What gets a place to break, invisible, so that a name of 200 signs stays within the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is the same on all letters of a PDF.

    Args:
        dated_on: the day that they bear.
        last_day: the last day on which one can take part.
        texts: the wave's own, for `text_of`.
        return_address: where they go back to if they cannot be delivered, in one line.
        logo: the file of the municipality's logo; none to write its name instead.
        made_at: when the batch was made, for the file's own date: the same letters are the same file.
    """

    dated_on: date
    last_day: date
    texts: Texts
    return_address: str
    logo: Path | None
    made_at: datetime


def letters_pdf(messages: Sequence[Message], batch: LetterBatch, sender: Sender, sheet: Sheet) -> bytes:
    """Make the letters of a batch.

    Args:
        messages: with invitation and complaint, whose register entry still is there.
        batch: that they belong to.
        sender: who writes, and from which keys codes are derived.
        sheet: what is the same on all.

    Raises:
        UnknownKeyError: if codes were made under a secret key that is not known any more.
        LayoutError: if it cannot be done.
    """
    letters = [_letter(each, batch, sender, sheet) for each in messages if each.invitation.complaint]
    content: dict[str, Any] = {
        "title": gettext("Brieven"),
        "organisation": sender.name,
        "return_address": sheet.return_address or sender.name,
        "language": LANGUAGES[SOURCE].code,
        "logo": _usable_logo(sheet.logo) if sheet.logo else None,
        "letters": letters,
    }
    return compiled(LAYOUT.read_bytes(), printable(content), sheet.made_at)


def recipient_of(complaint: Complaint) -> list[str]:
    """The lines of the address; without what is not known."""
    place = "  ".join(part for part in (complaint.postcode, complaint.town) if part)
    return [line for line in (complaint.name, complaint.address, place) if line]


def strange_signs(texts: Iterable[str]) -> str:
    """The signs in texts that cannot be printed, each once."""
    return "".join(sorted({sign for text in texts for sign in text if not has_glyph(sign)}))


def in_groups(code: str) -> str:
    """A code as it is easiest to copy: in groups of four."""
    return " ".join(code[at : at + IN_GROUPS_OF] for at in range(0, len(code), IN_GROUPS_OF))


def _letter(message: Message, batch: LetterBatch, sender: Sender, sheet: Sheet) -> dict[str, Any]:
    invitation, complaint = message.invitation, message.invitation.complaint
    if complaint is None:
        raise LayoutError(f"message {message.id} has no address")
    language = LANGUAGES.get(invitation.language, LANGUAGES[SOURCE])

    def own(purpose: Purpose) -> str:
        of = (purpose, invitation.id, invitation.version)
        return credential(*of, keyring=sender.keyring, key_id=invitation.key_id)

    code, recipient = in_groups(own(Purpose.CODE)), recipient_of(complaint)
    kind = TextKind.LETTER_REMINDER if batch.kind is MessageKind.REMINDER else TextKind.LETTER
    with force_locale(language.code):
        values = {
            **places_of(language.code, sender.base_url, minutes=minutes_of(invitation.wave), by_post=True),
            Placeholder.RECEIVED: long_date(complaint.received),
            Placeholder.LAST_DAY: long_date(sheet.last_day),
            Placeholder.NAME: complaint.name,
            Placeholder.CODE: code,
            Placeholder.SHORT_ADDRESS: short_address(sender.base_url),
        }
        written = write_letter(text_of(sheet.texts, kind, language.code), values)
        return {
            "language": language.code,
            "direction": language.direction,
            "recipient_size": _fitting_size(recipient),
            "recipient": [_LONG_WORD.sub("\\1\u200b", line) for line in recipient],
            "dated": long_date(sheet.dated_on),
            "subject": written.subject,
            "blocks": [_block(each, code) for each in written.blocks if not isinstance(each, Button)],
            "alt": gettext("QR-code die naar uw vragen leidt; u kunt ook de code invullen."),
            "qr": _qr(f"{sender.base_url}/e/{own(Purpose.LINK)}"),
        }


def _block(block: Paragraph | Points, code: str) -> dict[str, Any]:
    """A part of the text as the layout takes it."""

    def run(each: Run) -> dict[str, Any]:
        is_code = each.words == code
        return {"words": each.words, "bold": each.is_bold, "address": each.is_address, "code": is_code}

    return {
        "points": isinstance(block, Points),
        "lines": [[run(each) for each in line] for line in block.lines],
    }


def _fitting_size(lines: list[str]) -> float:
    """The largest letters, in points, in which an address fits into its window.

    Reckoned with wide letters: measuring in Typst takes as much memory again as all else together.
    """

    def width(line: str) -> float:
        return sum(WIDE if sign.isupper() or ord(sign) > LAST_COMMON_SIGN else NARROW for sign in line)

    def fits(size: float) -> bool:
        rows = sum(max(1, ceil(width(line) * size / WINDOW_WIDTH)) for line in lines)
        return rows * size * LINE_HEIGHT <= WINDOW_HEIGHT

    return next((size for size in SIZES if fits(size)), SIZES[-1])


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m", mask=QR_MASK, micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()


@cache
def _usable_logo(file: Path) -> dict[str, Any] | None:
    """The logo, if Typst can draw it; read once, like that of the pages."""
    content = file.read_bytes()
    logo = {"bytes": list(content), "format": "png" if content.startswith(b"\x89PNG") else "svg"}
    trial = (
        b'#set document(title: "-")\n#let logo = json(bytes(sys.inputs.data))\n'
        b'#image(bytes(logo.bytes), format: logo.format, alt: "-")'
    )
    try:
        compiled(trial, logo, None)
    except LayoutError:
        return None
    return logo
