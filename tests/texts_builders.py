"""Texts that tests need."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.fieldwork.models import TextEdition
from enquete_app.fieldwork.texts.editions import Change, keep, newest_edition, number_of
from enquete_app.fieldwork.texts.placeholders import Piece, Text, TextKind
from enquete_app.fieldwork.texts.standard import standard_text

MADE_AT = datetime(2025, 5, 1, 9, tzinfo=UTC)
WHO = "team@gemeente.example"


def written(more: str = "Tot dan!", kind: TextKind = TextKind.INVITATION, language: str = "nl") -> Text:
    """A sound text that differs from the built-in one."""
    standard = standard_text(kind, language)
    return Text(standard.subject, f"{standard.body}\n\n{more}")


def kept(  # type: ignore[no-untyped-def]
    session: Session,
    text: Text | None = None,
    kind: TextKind = TextKind.INVITATION,
    language: str = "nl",
    **values,
) -> TextEdition | None:
    """A version in which one text of the survey is another."""
    survey = find_survey(session, "klachtbehandeling")
    change = Change(
        piece=Piece(kind, language, text or written(kind=kind, language=language)),
        based_on=values.pop("based_on", number_of(newest_edition(session, survey))),
        **values,
    )
    return keep(session, survey, change, who=WHO, now=MADE_AT)
