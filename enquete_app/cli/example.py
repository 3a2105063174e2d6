"""The example of 2024: its register moved to another day, its answers, and a few complaints of today."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering.participation import save, send, start
from enquete_app.fieldwork.answering.visiting import Standing, visit
from enquete_app.fieldwork.models import Invitation
from enquete_app.register.models import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from enquete_app.keys import Keyring
    from enquete_app.register.reading import Row

FOLDER = Path(__file__).parent / "klachtbehandeling-2024"
REGISTER = FOLDER / "klachtenregister.csv"
DRAWN_ON = date(2025, 5, 15)
WINDOW_FIRST_DAY = date(2024, 11, 15)
LONGER_AGO = timedelta(days=7)
"""Six months before another day may be up to three days more than before the example's."""

NEW_KIND = "klacht balie"
NEW = (
    ("K-DEMO-01", "Wachttijd aan de balie", "Sanne Voorbeeld", "nl"),
    ("K-DEMO-02", "Paspoortaanvraag", "Mehmet Voorbeeld", "nl"),
    ("K-DEMO-03", "Bejegening aan de telefoon", "Zoë Voorbeeld", "nl"),
    ("K-DEMO-04", "Afvalcontainer", "Alex Example", "en"),
)


def moved(rows: Iterable[Row], drawn_on: date) -> Iterator[Row]:
    """Move the dates of the example so that a draw on another day finds what one on 15 May 2025 does.

    Args:
        rows: of the example's register.
        drawn_on: the day of the draw.

    Yields:
        The rows with their dates moved.
    """
    for row in rows:
        closed = row.values["closed"]
        too_old = isinstance(closed, date) and closed < WINDOW_FIRST_DAY
        by = drawn_on - DRAWN_ON - (LONGER_AGO if too_old else timedelta())
        values = {name: each + by if isinstance(each, date) else each for name, each in row.values.items()}
        yield type(row)(row.number, values, row.refusals)


def example_answers() -> list[tuple[str, dict[str, int | str]]]:
    """The 76 example answer sets: case numbers with answers by field name."""
    with (FOLDER / "antwoorden.csv").open(encoding="utf-8", newline="") as file:
        return [(row.pop("zaaknummer"), _answers(row)) for row in csv.DictReader(file, delimiter=";")]


def play_answers(session: Session, keyring: Keyring) -> int:
    """Send the example answers the way a respondent does, in the caller's transaction.

    Returns:
        How many were sent.
    """
    ids: dict[str, Any] = dict(
        session.execute(select(Complaint.case_number, Invitation.id).join(Invitation.complaint)).all()
    )
    sent = 0
    for case_number, answers in example_answers():
        found = visit(session, ids[case_number], keyring, lock=True)
        if found is None:
            raise RuntimeError(f"nobody was invited about {case_number}")
        started = start(session, found, keyring, language=None)
        standing, _ = send(session, save(session, started, Typed(answers), keyring), keyring)
        sent += standing is Standing.ANSWERED
    return sent


def new_complaints(closed: date) -> list[Complaint]:
    """A few invented complaints for an open wave."""
    return [
        Complaint(
            case_number=case_number,
            kind=NEW_KIND,
            subject=subject,
            domain="In- en externe dienstverlening",
            department="Burgerzaken",
            channel="digitaal",
            handling="informeel",
            judgement="gegrond",
            received=closed - timedelta(days=30),
            closed=closed,
            language=language,
            email=f"{name.split()[0].lower().replace('ë', 'e')}@inwoner.example",
        )
        for case_number, subject, name, language in NEW
    ]


def _answers(row: dict[str, str]) -> dict[str, int | str]:
    return {
        field: int(value) if value.isdecimal() and not field.endswith("_anders") else value
        for field, value in row.items()
        if value
    }
