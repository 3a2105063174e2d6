"""Questionnaires that are added to an installation."""

import re
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from enquete_app.fieldwork.models import Survey
from enquete_app.instruments import add, keep_for_preview, sha256_of
from enquete_app.questionnaire import Questionnaire, Source

UPLOADED = datetime(2025, 5, 1, 9, tzinfo=UTC)
REPORTS_FILE = Path(__file__).parent / "data" / "meldingen-2025.toml"
REPORTS = REPORTS_FILE.read_text(encoding="utf-8")
"""Of another kind: reports about public space, with ids and words of their own."""
REPORTS_IN_DUTCH = re.sub(
    r'(?m)^\w+\.en = .*\n|, en = "[^"]*"', "", REPORTS.replace('"nl", "en"', '"nl"').replace("2025", "2026")
)
"""The next edition, which nobody translated."""
REPORTS_EDITION = ("meldingen-openbare-ruimte", "2025")


def add_questionnaire(session: Session, toml: str, who: str = "admin@gemeente.example") -> Questionnaire:
    """Add a questionnaire file, as an admin does."""
    source = Source(toml)
    asked = keep_for_preview(session, source, now=UPLOADED)
    add(session, (asked.id, asked.version), sha256=sha256_of(source), who=who, now=UPLOADED)
    return asked


def survey_of_reports(session: Session, **values: object) -> Survey:
    """A survey among people who reported something, which asks the questionnaire on that."""
    defaults = {
        "slug": "meldingen",
        "questionnaire_id": REPORTS_EDITION[0],
        "questionnaire_version": REPORTS_EDITION[1],
        "kinds": ["melding"],
        "window_months": 6,
        "min_age_days": 0,
        "cool_down_days": 0,
        "reminder_after_days": 11,
        "closes_after_days": 28,
        "letters": False,
        "shown_subjects": [],
    }
    survey = Survey(**(defaults | values))
    session.add(survey)
    session.flush()
    return survey
