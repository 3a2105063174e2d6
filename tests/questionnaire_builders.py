"""Questionnaires that are added to an installation."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from enquete_app.instruments import add, keep_for_preview, sha256_of
from enquete_app.questionnaire import Questionnaire, Source

UPLOADED = datetime(2025, 5, 1, 9, tzinfo=UTC)
REPORTS = (Path(__file__).parent / "data" / "meldingen-2025.toml").read_text(encoding="utf-8")
"""Of another kind: reports about public space, with ids and words of their own."""


def add_questionnaire(session: Session, toml: str, who: str = "admin@gemeente.example") -> Questionnaire:
    """Add a questionnaire file, as an admin does."""
    source = Source(toml)
    asked = keep_for_preview(session, source, now=UPLOADED)
    add(session, (asked.id, asked.version), sha256=sha256_of(source), who=who, now=UPLOADED)
    return asked
