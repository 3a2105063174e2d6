"""Lines are only ever added, and a change is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from enquete_app.audit import Act, record, verify
from enquete_app.audit.models import AuditLine

NOON = datetime(2026, 3, 29, 12, 0, 0, 500, tzinfo=UTC)
UNLOCK = {
    "sqlite": ["DROP TRIGGER audit_line_no_update", "DROP TRIGGER audit_line_no_delete"],
    "postgresql": ["ALTER TABLE audit_line DISABLE TRIGGER USER"],
}


def add(session, number=3):
    for each in range(number):
        facts = {"number": each, "naam": "Zoë 🙂", "yes": True, "none": None}
        record(session, "jan@gemeente.example", Act.WAVE_CLOSED, f"wave {each}", facts, at=NOON)


@pytest.fixture
def lines(database):
    with database.transaction() as session:
        add(session)


def test_an_empty_log_is_whole(database):
    with database.reader() as session:
        assert verify(session) == (0, "0" * 64, None)


def test_each_line_seals_the_one_before(database, lines):
    with database.reader() as session:
        stored = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        checked = verify(session)

    assert [line.id for line in stored] == [1, 2, 3]
    assert [line.previous for line in stored[1:]] == [line.seal for line in stored[:2]]
    assert checked == (3, stored[-1].seal, None)


def test_a_line_is_as_it_was_written_wherever_the_clock_stands(database):
    with database.transaction() as session:
        record(
            session, "jan@gemeente.example", Act.WAVE_CLOSED, at=NOON.astimezone(ZoneInfo("Europe/Amsterdam"))
        )

    with database.reader() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize("statement", ["UPDATE audit_line SET who = 'x'", "DELETE FROM audit_line"])
def test_the_database_refuses_to_change_or_delete_a_line(database, lines, statement):
    with database.session() as session, pytest.raises(DBAPIError, match="only added to"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_line SET who = 'somebody@gemeente.example' WHERE id = 2", 2),
        ("UPDATE audit_line SET about = 'wave 9' WHERE id = 3", 3),
        ("UPDATE audit_line SET facts = '{}' WHERE id = 1", 1),
        ("DELETE FROM audit_line WHERE id = 1", 1),
        ("DELETE FROM audit_line WHERE id = 2", 2),
    ],
)
def test_who_changes_the_log_behind_the_databases_back_is_found_out(database, lines, statement, broken):
    with database.transaction() as session:
        for each in (*UNLOCK[session.get_bind().dialect.name], statement):
            session.execute(text(each))
    with database.reader() as session:
        assert verify(session).broken == broken


def test_a_line_put_in_by_hand_is_found_out(database, lines):
    forged = {
        "id": 4,
        "at": NOON,
        "who": "x",
        "act": "y",
        "about": "",
        "facts": {},
        "previous": "",
        "seal": "",
    }
    with database.transaction() as session:
        session.execute(insert(AuditLine).values(forged))
    with database.reader() as session:
        assert verify(session).broken == 4


def test_lines_added_at_once_make_one_chain(database):
    def one(_):
        with database.transaction() as session:
            add(session, 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(16)))

    with database.reader() as session:
        assert verify(session)[::2] == (16, None)


def test_what_is_undone_leaves_no_line(database):
    with database.session() as session:
        add(session)
        session.rollback()
    with database.reader() as session:
        assert verify(session).lines == 0
