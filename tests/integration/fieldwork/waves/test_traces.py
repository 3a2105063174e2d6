"""After closing nothing that is left in the database tells who answered: no row, no file."""

from datetime import timedelta
from pathlib import Path

import pytest
from builders import MORNING, drawn_wave, invitation_ids, saved, sent, started
from sqlalchemy import select, text

from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import Ballot, Draft
from enquete_app.jobs.due import close_and_forget, run_due

pytestmark = [pytest.mark.new_files, pytest.mark.both]

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
postgresql_alone = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
KEPT = ("contact", "message", "invitation")


@pytest.fixture
def mailed(make_app, smtp):
    """Twelve people who have their invitation."""
    app = make_app(**smtp.settings)
    with app.app_context():
        with app.extensions["database"].transaction() as session:
            drawn_wave(session, app.extensions["keyring"], people=12)
        list(run_due(app, MORNING))
        yield app


@pytest.fixture
def answered(mailed):
    """Six of them have answered, a seventh has begun."""
    database, keyring = mailed.extensions["database"], mailed.extensions["keyring"]
    with database.reader() as session:
        people = invitation_ids(session)
    for number, somebody in enumerate(people[:12:2]):
        with database.transaction() as session:
            started(session, somebody, keyring)
            saved(session, somebody, keyring, Typed({"V10": number + 1}))
            sent(session, somebody, keyring)
    with database.transaction() as session:
        started(session, people[1], keyring)
    return mailed


def rows(database, table):
    """All that the table says, in its rows and, on PostgreSQL, in their headers; in the file's order."""
    order, header = ("rowid", "rowid") if database.is_sqlite else ("ctid", "xmin::text")
    only = "WHERE kind = 'invitation'" if table == "message" else ""
    with database.reader() as session:
        return session.execute(text(f"SELECT {header}, t.* FROM {table} t {only} ORDER BY {order}")).all()  # noqa: S608


def test_who_answered_changes_nothing_that_is_left_after_closing(mailed, request, smtp):
    """What is left was there before anybody had answered, and is the same to the last number."""
    database = mailed.extensions["database"]
    before = {table: rows(database, table) for table in KEPT}
    request.getfixturevalue("answered")
    for days in (11, 12, 28):
        list(run_due(mailed, MORNING + timedelta(days=days)))

    assert len(smtp.mails) == 12 + 6
    assert {table: rows(database, table) for table in KEPT} == before
    with database.reader() as session:
        for table in ("participation", "draft", "ballot", "message WHERE kind = 'reminder'"):
            assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608
        for table in KEPT if not database.is_sqlite else ():
            assert set(session.scalars(text(f"SELECT xmax::text FROM {table}"))) == {"0"}  # noqa: S608


def test_responses_lie_in_the_order_of_their_random_ids(answered):
    close_and_forget(answered, 1)

    database = answered.extensions["database"]
    order = "rowid" if database.is_sqlite else "ctid"
    with database.reader() as session:
        ids = session.scalars(text(f"SELECT id FROM response ORDER BY {order}")).all()  # noqa: S608
    assert len(ids) == 6
    assert ids == sorted(ids)


@sqlite_alone
def test_no_byte_of_ballots_and_drafts_is_left_in_the_files(answered, database_url):
    def found(blobs):
        file = Path(database_url.removeprefix("sqlite:///"))
        content = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()
        parts = [blob[at : at + 32] for blob in blobs for at in range(0, len(blob) - 32, 32)]
        return sum(part in content for part in parts)

    with answered.extensions["database"].reader() as session:
        blobs = [*session.scalars(select(Ballot.sealed)), *session.scalars(select(Draft.sealed))]
    assert len(blobs) == 7
    assert found(blobs) > 0

    assert close_and_forget(answered, 1) == ["wave 1 closed", "wave 1: traces erased"]

    assert found(blobs) == 0


@postgresql_alone
def test_nothing_of_ballots_drafts_and_participations_is_left_in_the_files(answered):
    assert close_and_forget(answered, 1) == ["wave 1 closed", "wave 1: traces erased"]

    size = text(
        "SELECT pg_relation_size(oid) + coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0)"
        " FROM pg_class WHERE relname IN ('participation', 'draft', 'ballot')"
    )
    with answered.extensions["database"].reader() as session:
        assert session.scalars(size).all() == [0, 0, 0]


def test_ballots_that_stay_sealed_lie_in_an_order_that_tells_nothing(mailed):
    database, keyring = mailed.extensions["database"], mailed.extensions["keyring"]
    cast = []
    with database.reader() as session:
        people = invitation_ids(session)[:4]
    for somebody in people:
        with database.transaction() as session:
            sent(session, somebody, keyring)
            session.flush()
            cast.append(session.scalars(select(Ballot.sealed).order_by(Ballot.id.desc())).first())

    close_and_forget(mailed, 1)

    with database.reader() as session:
        assert list(session.scalars(select(Ballot.sealed).order_by(Ballot.id))) == sorted(cast)
    writers = {row[0] for row in rows(database, "ballot")}
    assert database.is_sqlite or len(writers) == 1
