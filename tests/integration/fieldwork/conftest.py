"""Waves: a small one over real SMTP, others as large as asked, answered as asked."""

from collections import Counter
from datetime import date, timedelta

import pytest
from builders import DRAW_DAY, at_the_same_time, complaint, drawn_wave, invitation_ids, saved, sent
from rolling_builders import rolling_plan
from sqlalchemy import func, select

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Draw, Message, MessageKind, MessageState

BEFORE_MAY = date(2025, 4, 25)


@pytest.fixture
def people():
    """How many are drawn; a test may ask for more by a parameter of this name."""
    return 3


@pytest.fixture
def wave(make_app, smtp, people):
    """An application with a drawn wave, mailing to the test's server."""
    app = make_app(**smtp.settings)
    with app.app_context():
        with app.extensions["database"].transaction() as session:
            drawn_wave(session, app.extensions["keyring"], people=people)
        yield app


@pytest.fixture
def states(wave):
    def states(kind=MessageKind.INVITATION):
        with wave.extensions["database"].reader() as session:
            found = session.execute(select(Message.state, Message.reason).where(Message.kind == kind))
            return Counter((state.value, reason) for state, reason in found)

    return states


@pytest.fixture
def untouched(wave):
    """How many invitations nobody has tried to send, going by what is recorded."""

    def untouched():
        with wave.extensions["database"].reader() as session:
            return session.scalar(
                select(func.count()).where(
                    Message.kind == MessageKind.INVITATION,
                    Message.state == MessageState.PLANNED,
                    Message.attempts == 0,
                    Message.first_attempt_at.is_(None),
                    Message.lease_until.is_(None),
                )
            )

    return untouched


@pytest.fixture
def change(wave):
    """Change rows, committed."""

    def change(statement):
        with wave.extensions["database"].transaction() as session:
            session.execute(statement)

    return change


@pytest.fixture
def answer(database, keyring):
    def answer(invitation_id, answers):
        with database.transaction() as session:
            saved(session, invitation_id, keyring, Typed(answers))
            sent(session, invitation_id, keyring)

    return answer


@pytest.fixture
def drawn(database, keyring):
    """A wave of so many people; returns their invitations."""

    def draw(people, day=DRAW_DAY, **values):
        with database.transaction() as session:
            before = set(invitation_ids(session))
            session.add_all(complaint(**values) for _ in range(people))
            session.flush()
            survey = find_survey(session, "klachtbehandeling")
            survey.cool_down_days = 0
            make_draw(session, survey, Order(as_of=day, kinds=(values.get("kind", "klacht"),)), keyring)
            return [each for each in invitation_ids(session) if each not in before]

    return draw


@pytest.fixture
def count(database):
    def count(table):
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(table))

    return count


@pytest.fixture
def at_once(database):
    """Do the same twice at the same time."""
    return lambda work: at_the_same_time(database, work)


@pytest.fixture
def closed(database):
    """Add complaints that were closed on a day."""

    def closed(people=3, day=BEFORE_MAY, **values):
        with database.transaction() as session:
            received = {"received": day - timedelta(days=30)}
            session.add_all(complaint(closed=day, **(received | values)) for _ in range(people))

    return closed


@pytest.fixture
def planned(database):
    """A plan; see `rolling_plan`."""

    def planned(**values):
        with database.transaction() as session:
            rolling_plan(session, **values)

    return planned


@pytest.fixture
def draws(database):
    def draws():
        with database.reader() as session:
            found = session.execute(select(Draw.as_of, Draw.wave_id, Draw.selected).order_by(Draw.id))
            return [tuple(each) for each in found]

    return draws
