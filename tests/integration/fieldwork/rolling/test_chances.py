"""Whatever the register does between rolling draws: one chance each, once, of a known size.

Played on a real database over invented sequences of draws and of changes to the register.
"""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from builders import complaint
from hypothesis import given, settings
from hypothesis import strategies as st
from rolling_builders import rolling_plan
from sqlalchemy import select

from enquete_app.db import Database
from enquete_app.fieldwork.drawing.verifying import verify_draw
from enquete_app.fieldwork.models import Contact, Draw, Invitation, Survey
from enquete_app.fieldwork.rolling.days import WaveLength
from enquete_app.fieldwork.rolling.drawing import take_turn
from enquete_app.fieldwork.rolling.models import RollingPlan
from enquete_app.keys import Keyring
from enquete_app.register.models import Complaint, Withheld
from enquete_app.sampling import Reason, had_its_chance, verdicts

FIRST = date(2025, 5, 1)
KEYRING = Keyring(secret="a secret key", contact="a contact key")
PERSONS = ("ann", "ben", "cas", "")
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 5),  # which complaint
        st.sampled_from(["closed", "reopened", "withheld", "released", "moved", "mailed"]),
        st.integers(0, 40),  # closed so many days ago
    ),
    max_size=4,
)
DRAWS = st.lists(st.tuples(st.integers(1, 30), EVENTS), min_size=2, max_size=6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PERSONS), min_size=6, max_size=6),
    DRAWS,
    st.sampled_from([None, 1, 2]),
    st.sampled_from(WaveLength),
    st.integers(0, 10),
    st.sampled_from([0, 20]),
)
def test_each_complaint_takes_part_exactly_once(
    sqlite_template, persons, steps, size, length, age, cool_down
):
    with TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, file := Path(folder) / "play.sqlite3")
        database = Database(f"sqlite:///{file}")
        with database.transaction() as session:
            survey = session.get_one(Survey, 1)
            survey.min_age_days, survey.cool_down_days, survey.window_months = age, cool_down, 2
            rolling_plan(session, size=size, wave_length=length)
            for number, person in enumerate(persons):
                session.add(complaint(case_number=f"K-{number}", closed=None, email=_email(number, person)))
        _play(database, steps)
        with database.reader() as session:
            _check(session)
        database.engine.dispose()


def _email(number, person):
    return f"{person or number}@inwoner.example"


def _play(database, steps):
    day = FIRST
    for days, events in steps:
        day += timedelta(days=days)
        with database.transaction() as session:
            for number, event, ago in events:
                _happen(session, session.scalars(_case(number)).one(), event, day - timedelta(days=ago))
            session.flush()
            plan = session.get_one(RollingPlan, 1)
            plan.weekday = day.weekday()
            moment = plan.schedule.moment(day)
            plan.since = moment - timedelta(minutes=1)
            take_turn(session, 1, moment, KEYRING)


def _case(number):
    return select(Complaint).where(Complaint.case_number == f"K-{number}")


def _happen(session, case, event, closed):
    match event:
        case "closed":
            case.closed = closed
        case "reopened":
            case.closed = None
        case "withheld":
            case.withheld = Withheld.OMBUDSMAN
        case "released":
            case.withheld = None
        case "moved":
            case.email = f"{case.case_number}.elders@inwoner.example"
        case "mailed":
            session.merge(Contact(hash=KEYRING.contact_hash(case.email), last_delivered_on=closed))


def _check(session):
    took_part, eligible, by_wave = Counter(), Counter(), Counter()
    for draw in session.scalars(select(Draw).order_by(Draw.id)).all():
        for case, person, reason in verdicts(draw.frame):
            had_before = took_part[case] > 0
            took_part[case] += had_its_chance(reason)
            eligible[case] += reason is None
            by_wave[draw.wave_id, person] += reason is None
            # Whoever passes every other gate either had the chance before or has it now.
            assert reason is not Reason.EARLIER_FRAME or had_before
            assert not (had_before and had_its_chance(reason))
        assert verify_draw(session, draw) is None
        invited = session.scalars(select(Invitation).where(Invitation.draw_id == draw.id)).all()
        assert len(invited) == draw.selected
        assert {each.inclusion_probability for each in invited} == {draw.selected / draw.eligible}
    assert set(took_part.values()) <= {0, 1}
    assert set(eligible.values()) <= {0, 1}
    assert set(by_wave.values()) <= {0, 1}


@pytest.mark.parametrize("reason", [each for each in Reason if each is not Reason.SAME_PERSON])
def test_what_another_gate_holds_back_takes_no_part(reason):
    assert not had_its_chance(reason)


def test_whoever_may_be_drawn_takes_part_and_so_does_the_case_that_another_stands_in_for():
    assert had_its_chance(None)
    assert had_its_chance(Reason.SAME_PERSON)
