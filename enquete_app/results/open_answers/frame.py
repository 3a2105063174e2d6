"""The code frame: the themes of each open question, shared by all editions of a questionnaire."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app.db import put
from enquete_app.questionnaire import ItemType, TextField
from enquete_app.results.open_answers.models import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from enquete_app.questionnaire import Item, Questionnaire

LONGEST_LABEL = 100
MOST_THEMES = 60
STARTING = (
    ("speed", "Snelheid en termijnen", "Speed and deadlines"),
    ("news", "Op de hoogte houden", "Being kept informed"),
    ("reach", "Bereikbaarheid en vaste contactpersoon", "Being reachable, one person to turn to"),
    ("listening", "Luisteren en begrip", "Listening and understanding"),
    ("conversation", "Persoonlijk gesprek", "A conversation in person"),
    ("explanation", "Uitleg van de uitkomst", "Explanation of the outcome"),
    ("language", "Begrijpelijke taal", "Plain language"),
    ("fairness", "Onpartijdigheid", "Impartiality"),
    ("solution", "Oplossing en afspraken nakomen", "Solving it, and keeping promises"),
    ("filing", "Klacht indienen: website en formulier", "Making a complaint: website and form"),
    ("praise", "Tevreden, compliment", "Content, a compliment"),
    ("survey", "Over dit onderzoek", "About this survey"),
    ("other", "Overig", "Other"),
)
"""Where the themes of an open question begin; each team goes on from there."""


class FrameError(Exception):
    """The frame cannot be changed so; the message is the name of the reason."""


class Labels(NamedTuple):
    """A theme in words."""

    nl: str
    en: str


def begin_frame(session: Session, questionnaire: Questionnaire) -> None:
    """Give each open question of a questionnaire that has no themes yet those with which to begin.

    "Anders, namelijk" begins with the question's own answers, since many belong to one of them.

    Args:
        session: a session that may write.
        questionnaire: what was asked.
    """
    known = set(session.scalars(select(Theme.field).where(Theme.questionnaire_id == questionnaire.id)))
    rows = [
        {
            "questionnaire_id": questionnaire.id,
            "field": name,
            "code": code,
            "label_nl": nl[:LONGEST_LABEL],
            "label_en": en[:LONGEST_LABEL],
            "place": place,
            "retired": False,
        }
        for name, item in open_fields(questionnaire)
        if name not in known
        for place, (code, nl, en) in enumerate(_first_themes(item))
    ]
    if rows:
        put(session, Theme, rows)


def open_fields(questionnaire: Questionnaire) -> list[tuple[str, Item]]:
    """The fields that hold a text, each with its question; tips before "anders, namelijk"."""
    found = [
        (name, questionnaire.items_by_field[name])
        for name, each in questionnaire.fields.items()
        if isinstance(each, TextField)
    ]
    return sorted(found, key=lambda each: each[1].type is not ItemType.TEXT)


def themes_of(session: Session, questionnaire_id: str, field: str | None = None) -> Sequence[Theme]:
    """The themes of a questionnaire, retired ones too, by field and in their order."""
    found = select(Theme).where(Theme.questionnaire_id == questionnaire_id)
    if field is not None:
        found = found.where(Theme.field == field)
    return session.scalars(found.order_by(Theme.field, Theme.place, Theme.id)).all()


def add_theme(session: Session, questionnaire_id: str, field: str, labels: Labels) -> Theme:
    """Add a theme to a field's frame, as its last.

    Raises:
        FrameError: if there is one of that name, or there are too many.
    """
    known = _locked(session, questionnaire_id, field)
    if len(known) >= MOST_THEMES:
        raise FrameError("full")
    _refuse_same(known, labels)
    codes = {each.code for each in known}
    theme = Theme(
        questionnaire_id=questionnaire_id,
        field=field,
        code=next(code for code in _codes(labels.nl) if code not in codes),
        label_nl=labels.nl,
        label_en=labels.en,
        place=max((each.place for each in known), default=-1) + 1,
        retired=False,
    )
    session.add(theme)
    session.flush()
    return theme


def rename_theme(session: Session, theme: Theme, labels: Labels) -> bool:
    """Give a theme other words; its code stays.

    Returns:
        Whether they are others.

    Raises:
        FrameError: if another one has that name.
    """
    others = [each for each in _locked(session, theme.questionnaire_id, theme.field) if each is not theme]
    _refuse_same(others, labels)
    before = theme.label_nl, theme.label_en
    theme.label_nl, theme.label_en = labels
    return before != labels


def move_theme(session: Session, theme: Theme, *, up: bool) -> bool:
    """Let a theme change places with its neighbour.

    Returns:
        Whether it has one on that side.
    """
    themes = _locked(session, theme.questionnaire_id, theme.field)
    at = themes.index(theme)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(themes):
        return False
    themes[at], themes[to] = themes[to], themes[at]
    for place, each in enumerate(themes):
        each.place = place
    return True


def _locked(session: Session, questionnaire_id: str, field: str) -> list[Theme]:
    """The themes of a field, which nobody else changes meanwhile."""
    own = select(Theme).where(Theme.questionnaire_id == questionnaire_id, Theme.field == field)
    session.scalars(own.order_by(Theme.id).with_for_update()).all()
    fresh = own.order_by(Theme.place, Theme.id).execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def _refuse_same(known: Sequence[Theme], labels: Labels) -> None:
    if labels.nl.casefold() in {each.label_nl.casefold() for each in known}:
        raise FrameError("same")


def _first_themes(item: Item) -> Iterator[tuple[str, str, str]]:
    if item.type is ItemType.TEXT:
        yield from STARTING
        return
    for option in item.options:
        if not option.opens_text:
            nl = option.text["nl"].rstrip(":")
            yield f"answer-{option.code}", nl, option.text.get("en", "").rstrip(":")
    yield "other", "Iets anders", "Something else"


def _codes(label: str) -> Iterator[str]:
    """Codes for a theme, the shortest first."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "theme"
    yield stem
    for number in range(2, MOST_THEMES + 3):
        yield f"{stem}-{number}"
