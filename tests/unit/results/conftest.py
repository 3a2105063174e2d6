import csv
import json
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from enquete_app.answers.models import Response
from enquete_app.db import Base
from enquete_app.fieldwork.models import Draw, Survey, Wave, WaveState
from enquete_app.questionnaire import load
from enquete_app.register.models import Complaint  # noqa: F401 - a table that others refer to
from enquete_app.results.models import StoredReport  # noqa: F401 - its table must be made too

EXAMPLE = Path(__file__).parents[3] / "enquete_app" / "cli" / "klachtbehandeling-2024"
FACTS = ("handling", "judgement", "domain", "language", "mode")
COUNTS = (
    "invited",
    "bounced",
    "delivered",
    "uncertain",
    "failed",
    "started",
    "completed",
    "blank",
    "opted_out",
    "reminded",
)


@pytest.fixture(scope="session")
def questionnaire():
    return load("klachtbehandeling", "2024")


@pytest.fixture(scope="session")
def expected():
    return json.loads((EXAMPLE / "verwacht.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def example():
    """The example's answer sets, each with the facts of its complaint."""
    with (EXAMPLE / "klachtenregister.csv").open(encoding="utf-8", newline="") as file:
        register = {row["zaaknummer"]: row for row in csv.DictReader(file, delimiter=";")}
    with (EXAMPLE / "antwoorden.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [(facts(register[row.pop("zaaknummer")]), answers(row)) for row in rows]


def facts(row):
    return dict(
        zip(
            FACTS,
            (row["behandeling"], row["oordeel"], row["domein"], row["taal"], "e-mail"),
            strict=True,
        )
    )


def answers(row):
    return {
        name: int(value) if value.isdecimal() and "anders" not in name else value
        for name, value in row.items()
        if value
    }


@pytest.fixture(scope="session")
def empty():
    """An empty database, which is copied in a hundredth of the time that making one takes."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine.raw_connection().driver_connection
    engine.dispose()


@pytest.fixture
def db(empty):
    engine = create_engine("sqlite://")
    empty.backup(engine.raw_connection().driver_connection)
    with Session(engine, expire_on_commit=False) as session:
        yield session
    engine.dispose()


@pytest.fixture
def survey(db):
    survey = Survey(
        slug="klachtbehandeling",
        questionnaire_id="klachtbehandeling",
        questionnaire_version="2024",
        kinds=["klacht"],
        window_months=6,
        min_age_days=0,
        cool_down_days=365,
        reminder_after_days=11,
        closes_after_days=28,
        letters=False,
        shown_subjects=[],
    )
    db.add(survey)
    db.flush()
    return survey


@pytest.fixture
def make_wave(db, survey):
    """Store a wave with its draw and responses."""

    def make(replies=(), *, state=WaveState.CLOSED, eligible=336, **values):
        counts = dict.fromkeys(COUNTS, 0) | {name: values.pop(name) for name in COUNTS if name in values}
        wave = Wave(
            survey_id=survey.id,
            questionnaire_id="klachtbehandeling",
            questionnaire_version="2024",
            state=state,
            fieldwork=None if state is WaveState.OPEN else counts,
            **values,
        )
        db.add(wave)
        db.flush()
        db.add(draw(survey.id, wave.id, eligible))
        db.add_all(
            Response(
                id=uuid4(),
                wave_id=wave.id,
                questionnaire_version="2024",
                answers=given,
                **(dict.fromkeys(FACTS) | known),
            )
            for known, given in replies
        )
        db.flush()
        return wave

    return make


def draw(survey_id, wave_id, eligible):
    return Draw(
        survey_id=survey_id,
        wave_id=wave_id,
        as_of=date(2025, 5, 15) + timedelta(days=wave_id),
        person_salt=b"",
        frame=b"",
        frame_sha256="f" * 64,
        seed=b"",
        seed_supplied=False,
        seed_sha256="5" * 64,
        design={"by": []},
        excluded={"not_closed": 6, "no_email": 21},
        strata=[{"key": [], "population": eligible, "selected": eligible}],
        eligible=eligible,
        selected=eligible,
        selection_sha256="e" * 64,
    )


@pytest.fixture
def example_wave(make_wave, example):
    return make_wave(example, invited=336, bounced=19, delivered=317, started=80, completed=76)
