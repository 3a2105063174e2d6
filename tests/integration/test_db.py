"""What the database refuses, and what its errors tell."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, StatementError

from enquete_app.accounts.models import Account, Role
from enquete_app.fieldwork.models import Message


def test_an_error_tells_nothing_of_what_was_to_be_stored(database):
    with database.session() as session:
        session.add(Account(email="iemand@gemeente.example", role=Role.TEAM, password_hash="x" * 9))
        session.flush()
        session.add(Account(email="iemand@gemeente.example", role=Role.TEAM, password_hash="y" * 9))
        with pytest.raises(DBAPIError) as refused:
            session.flush()

    assert "y" * 9 not in str(refused.value)


def test_a_reader_cannot_write(database):
    with database.reader() as session:
        session.add(Account(email="iemand@gemeente.example", role=Role.TEAM, password_hash=None))
        with pytest.raises(DBAPIError):
            session.flush()


def test_a_moment_without_a_zone_is_refused(database):
    with database.session() as session, pytest.raises(StatementError, match="needs a time zone"):
        session.execute(select(Message.id).where(Message.due_at == datetime(2025, 5, 15)))  # noqa: DTZ001
