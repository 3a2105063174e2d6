"""What stands in a text for something of the person or of the installation: `((laatste dag))`.

Filling in is a look-up among these and nothing else: what staff write is never run as a template.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    """What a text is for; the mails are called as in the outbox."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    LETTER = "letter"
    LETTER_REMINDER = "letter-reminder"

    @property
    def is_letter(self) -> bool:
        """Whether it goes by post."""
        return self in {TextKind.LETTER, TextKind.LETTER_REMINDER}


class Placeholder(StrEnum):
    """What can be filled in, by the name that staff write, which is the same in all languages."""

    RECEIVED = "datum ontvangen"
    LAST_DAY = "laatste dag"
    MINUTES = "minuten"
    LINK = "link"
    ORGANISATION = "organisatie"
    PHONE = "telefoon"
    EMAIL = "e-mailadres"
    GENUINE = "controlepagina"
    NAME = "naam"
    CODE = "code"
    SHORT_ADDRESS = "kort adres"

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return f"(({self}))"


@dataclass(frozen=True)
class Text:
    """A text as staff write it: the subject line, and the body with its marks and placeholders."""

    subject: str
    body: str


@dataclass(frozen=True)
class Piece:
    """One text with its place among the others of a survey."""

    kind: TextKind
    language: str
    text: Text


IN_SUBJECT = frozenset({Placeholder.ORGANISATION, Placeholder.LAST_DAY, Placeholder.MINUTES})
"""A subject line is read over shoulders and on locked screens."""
_IN_BOTH = (Placeholder.RECEIVED, Placeholder.LAST_DAY, Placeholder.MINUTES, Placeholder.PHONE)
_AT_WILL = (Placeholder.ORGANISATION, Placeholder.EMAIL)
_MAIL_ONLY = (Placeholder.LINK,)
_LETTER_ONLY = (Placeholder.CODE, Placeholder.SHORT_ADDRESS)

_WRITTEN = re.compile(r"\(\(([^()\n]*)\)\)")
_KNOWN = {str(each): each for each in Placeholder}


def required(kind: TextKind) -> tuple[Placeholder, ...]:
    """What every text of a kind has to tell. Mails get the page for checking them from their frame."""
    if kind.is_letter:
        return (*_LETTER_ONLY, *_IN_BOTH, Placeholder.GENUINE)
    return (*_MAIL_ONLY, *_IN_BOTH)


def allowed(kind: TextKind) -> tuple[Placeholder, ...]:
    """What a text of a kind may hold, what it has to first."""
    others = (Placeholder.NAME,) if kind.is_letter else (Placeholder.GENUINE,)
    return (*required(kind), *_AT_WILL, *others)


def meant(name: str) -> Placeholder | None:
    """The placeholder of a name as typed between the parentheses: capitals and blanks do not matter."""
    return _KNOWN.get(" ".join(name.split()).casefold())


def names_in(text: str) -> list[str]:
    """The names between double parentheses, known or not, as typed and in order."""
    return [name.strip() for name in _WRITTEN.findall(text)]


def without_placeholders(text: str) -> str:
    """A text with a blank where something is filled in."""
    return _WRITTEN.sub(" ", text)
