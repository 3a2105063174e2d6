"""Advice on plain language, as far as counting can tell. Nothing here keeps a text from being used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from enquete_app.fieldwork.texts.markup import Button, parse, words_of
from enquete_app.fieldwork.texts.placeholders import Piece, without_placeholders
from enquete_app.languages import SOURCE

MOST_WORDS = 15
"""In a sentence of plain Dutch (B1)."""
MOST_WORDS_ELSEWHERE = 20
MOST_LETTERS = 18
"""In a word; Dutch compounds get this long before most people stumble."""
SHORT_SUBJECT = 60
"""What most telephones show of a subject line."""
MOST_ADVICE = 6
"""More would not be read."""
_INFORMAL = re.compile(r"\b(?:je|jij|jou|jouw|jullie|jezelf)\b", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"\b(?:\w{1,3}\.){2,}|\b(?:bijv|evt|enz|etc|incl|excl|nr|tel|mw|dhr|mbt|ivm)\b\.?", re.IGNORECASE
)


class AdviceKind(StrEnum):
    """What could be plainer."""

    LONG_SUBJECT = "long subject"
    LONG_SENTENCE = "long sentence"
    LONG_WORD = "long word"
    INFORMAL = "informal"
    ABBREVIATION = "abbreviation"


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that could be plainer.

    Args:
        kind: in which way.
        what: the words that it is about.
    """

    kind: AdviceKind
    what: str


def advice(piece: Piece) -> tuple[Advice, ...]:
    """What could be plainer in a text, the first few things.

    Args:
        piece: the text as typed.
    """
    return tuple(dict.fromkeys(_all(piece)))[:MOST_ADVICE]


def _all(piece: Piece) -> Iterator[Advice]:
    subject, is_dutch = piece.text.subject, piece.language == SOURCE
    if len(subject) > SHORT_SUBJECT:
        yield Advice(AdviceKind.LONG_SUBJECT, str(SHORT_SUBJECT))
    most = MOST_WORDS if is_dutch else MOST_WORDS_ELSEWHERE
    text = _prose(piece.text.body)
    for sentence in re.split(r"(?<=[.?!:;])\s+|\n", text):
        if len(_words(sentence)) > most:
            yield Advice(AdviceKind.LONG_SENTENCE, f"{' '.join(sentence.split()[:6])} …")
    for word in _words(text):
        if len(word) > MOST_LETTERS:
            yield Advice(AdviceKind.LONG_WORD, word)
    if is_dutch:
        spoken = f"{subject}\n{text}"
        yield from (Advice(AdviceKind.INFORMAL, found) for found in _INFORMAL.findall(spoken))
        yield from (Advice(AdviceKind.ABBREVIATION, found) for found in _ABBREVIATED.findall(spoken))


def _prose(body: str) -> str:
    """The words of a text, a line each for what stands on a line, with a word for what is filled in."""
    lines = [
        words_of(line)
        for block in parse(re.sub(r"\(\([^()\n]*\)\)(?<!\(\(link\)\))", "Zo", body))
        for line in ((block.line,) if isinstance(block, Button) else block.lines)
    ]
    return re.sub(r"https?://\S+", " ", without_placeholders("\n".join(lines)))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w’'-]*", text)
