"""A drawn wave that mails to the test's server."""

from collections import Counter

import pytest
from builders import drawn_wave
from sqlalchemy import func, select

from enquete_app.fieldwork.models import Message, MessageKind, MessageState


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
