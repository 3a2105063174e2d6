"""What the database refuses, and what its errors tell."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime

import pytest
from builders import at_the_same_time
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from enquete_app import engines
from enquete_app.accounts.models import Account, Role
from enquete_app.db import Database, put
from enquete_app.fieldwork.models import Contact, Message

pytestmark = pytest.mark.both

WRITERS, HELD = 8, 0.004


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


def test_of_two_who_put_the_same_row_at_the_same_time_neither_fails(database):
    def opt_out(session):
        put(session, Contact, [{"hash": b"1", "opted_out": True}], update=("opted_out",))

    at_the_same_time(database, opt_out)

    with database.reader() as session:
        assert session.scalars(select(Contact.opted_out)).all() == [True]


def test_putting_changes_only_the_columns_that_are_named(database):
    with database.transaction() as session:
        session.add(Contact(hash=b"1", opted_out=True))
        session.flush()
        new = {"hash": b"1", "opted_out": False, "last_delivered_on": date(2025, 5, 15)}
        put(session, Contact, [new, {**new, "hash": b"2"}], update=("last_delivered_on",))
        put(session, Contact, [{**new, "last_delivered_on": None}])

    with database.reader() as session:
        found = session.execute(select(Contact.opted_out, Contact.last_delivered_on).order_by(Contact.hash))
        assert found.all() == [(True, date(2025, 5, 15)), (False, date(2025, 5, 15))]


def test_sqlite_overwrites_what_is_deleted_however_it_was_compiled():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        engines._set_up_sqlite(connection, None)

        assert connection.execute("PRAGMA secure_delete").fetchone() == (1,)


@pytest.mark.parametrize("reading", [True, False])
def test_a_connection_that_the_server_has_ended_is_replaced(database, reading):
    if database.is_sqlite:
        pytest.skip("SQLite has no server")

    def my_number():
        with database.connection(reading=reading) as connection:
            return connection.scalar(text("SELECT pg_backend_pid()"))

    with database.session() as another:
        another.connection()
        number = my_number()
        assert my_number() == number

        another.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})

        assert my_number() != number


def test_a_connection_for_reading_cannot_write(database):
    with database.connection(reading=True) as connection, pytest.raises(DBAPIError):
        connection.execute(text("UPDATE account SET role = role"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_for_reading_keeps_what_the_address_asks_for(database_url):
    database = Database(f"{database_url}?options=-csearch_path%3Delsewhere")
    with database.connection(reading=True) as connection:
        assert connection.scalar(text("SHOW search_path")) == "elsewhere"
        assert connection.scalar(text("SHOW default_transaction_read_only")) == "on"
    database.engine.dispose()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_writers_of_one_process_stand_in_line_on_sqlite(database):
    # Nobody sleeps until the database happens to be free: whoever came too early would be refused at once.
    event.listen(
        database.engine, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout=0").close()
    )

    def write(number):
        with database.transaction() as session:
            session.add(Contact(hash=str(number).encode()))
            session.flush()
            time.sleep(HELD)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS * 5)))

    with database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == WRITERS * 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_writer_that_fails_gives_its_turn_up(database):
    with pytest.raises(DBAPIError), database.transaction() as session:
        session.execute(text("INSERT INTO no_such_table VALUES (1)"))

    with database.connection(reading=False) as connection:
        for _ in range(2):
            connection.execute(text("DELETE FROM contact"))
            connection.commit()
    with database.transaction() as session:
        session.add(Contact(hash=b"1"))


def test_what_is_read_in_parts_can_be_read_by_a_request_that_only_looks(database):
    with database.connection(reading=True) as connection:
        rows = connection.execute(text("SELECT 1 UNION SELECT 2").execution_options(yield_per=1))
        assert len(rows.all()) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("reading", [True, False])
def test_a_statement_that_takes_too_long_is_broken_off(database_url, monkeypatch, reading):
    monkeypatch.setattr(engines, "LOOKING_MILLISECONDS", 100)
    monkeypatch.setattr(engines.postgresql_engine, "__kwdefaults__", {"longest": 100})
    database = Database(database_url)
    with database.connection(reading=reading) as connection:
        with pytest.raises(DBAPIError, match="statement timeout"):
            connection.execute(text("SELECT pg_sleep(5)"))
        connection.rollback()
    with database.connection(reading=reading) as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    database.engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_an_operator_says_of_time_outs_holds(database_url):
    database = Database(f"{database_url}?options=-c%20statement_timeout%3D1234")
    with database.connection(reading=True) as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "1234ms"
        assert connection.scalar(text("SHOW default_transaction_read_only")) == "on"
    database.engine.dispose()
