"""From which day on it is known who was contacted, whatever becomes of the cool-downs of surveys."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from enquete_app.fieldwork.models import Contact, Survey
from enquete_app.fieldwork.retention import register
from enquete_app.fieldwork.retention.erasing import record_erasure
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.register import erase_in_register, known_since
from enquete_app.fieldwork.retention.terms import Erasable

NOON = datetime(2025, 5, 15, 12, tzinfo=UTC)
TODAY = date(2025, 5, 15)


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture
def cool_down(database):
    """Let the survey have a cool-down of so many days."""

    def cool_down(days):
        with database.transaction() as session:
            session.execute(update(Survey).values(cool_down_days=days))

    return cool_down


@pytest.fixture
def contacted(database):
    """Somebody was contacted, for each so many days ago."""

    def contacted(*days, opted_out=False):
        with database.transaction() as session:
            for each in days:
                key = each.to_bytes(32)
                session.add(Contact(hash=key, opted_out=opted_out, last_delivered_on=ago(each)))

    return contacted


@pytest.fixture
def erase(database):
    def erase(now=NOON):
        with database.transaction() as session:
            return erase_in_register(session, Erasable.COOL_DOWNS, now=now)

    return erase


@pytest.fixture
def known(database):
    def known(today=TODAY):
        with database.reader() as session:
            return known_since(session, today)

    return known


@pytest.fixture
def erased_by_an_earlier_release(database):
    def erased(on):
        with database.transaction() as session:
            session.add(Erasure(what=Erasable.COOL_DOWNS, number=1, erased_on=on))

    return erased


def test_until_something_was_erased_everybody_is_known(known, contacted, erase):
    contacted(300)

    assert erase() == 0
    assert known() is None


@pytest.mark.parametrize("later", [100, 365, 500])
def test_the_day_is_that_of_the_erasure_and_stays_when_cool_downs_change(
    known, contacted, cool_down, erase, later
):
    contacted(400)
    erase()
    cool_down(later)

    assert known() == known(TODAY + timedelta(days=50)) == ago(365)


def test_an_erasure_of_the_same_day_under_a_longer_cool_down_brings_nobody_back(
    known, contacted, cool_down, erase
):
    contacted(400)
    erase()
    cool_down(500)
    contacted(600)
    assert erase() == 1

    assert known() == ago(365)


def test_an_erasure_under_a_shorter_cool_down_moves_the_day(known, contacted, cool_down, erase):
    contacted(400, 200)
    erase()
    cool_down(100)
    assert erase() == 1

    assert known() == ago(100)


def test_batches_of_one_erasure_stay_one_line(database, contacted, erase, monkeypatch):
    monkeypatch.setattr(register, "BATCH", 2)
    contacted(400, 401, 402)
    assert [erase(), erase(), erase()] == [2, 1, 0]

    with database.reader() as session:
        rows = session.execute(select(Erasure.number, Erasure.known_since)).all()
    assert rows == [(3, ago(365))]


def test_what_is_recorded_is_what_was_erased_though_a_survey_changes_meanwhile(
    database, known, contacted, erase, monkeypatch
):
    # As where cool-downs are raised in between: later statements would see a longer one.
    days = iter([ago(365), ago(500)])
    monkeypatch.setattr(register, "_cool_downs_begin", lambda *_: next(days))
    contacted(400)
    assert erase() == 1

    with database.reader() as session:
        assert session.scalars(select(Erasure.known_since)).all() == [ago(365)]


def test_other_erasures_tell_nothing_of_contacts(database, known):
    with database.transaction() as session:
        record_erasure(session, Erasable.COMPLAINTS, 3, now=NOON)

    assert known() is None


def test_of_an_earlier_release_it_is_known_back_to_the_oldest_that_was_kept(
    known, contacted, cool_down, erased_by_an_earlier_release
):
    erased_by_an_earlier_release(ago(10))
    contacted(450, opted_out=True)
    contacted(300, 5)
    cool_down(500)

    assert known() == ago(300)


def test_of_an_earlier_release_that_kept_nobody_it_is_known_from_its_erasure(
    known, contacted, cool_down, erased_by_an_earlier_release
):
    erased_by_an_earlier_release(ago(30))
    contacted(5)
    cool_down(500)

    assert known() == ago(30)


def test_an_erasure_by_an_earlier_release_does_not_count_for_ever(
    known, contacted, erased_by_an_earlier_release
):
    erased_by_an_earlier_release(ago(370))
    contacted(5)

    assert known() == ago(365)


def test_the_line_of_an_earlier_release_keeps_its_own_when_both_erase_on_one_day(
    database, contacted, erase, erased_by_an_earlier_release
):
    erased_by_an_earlier_release(TODAY)
    contacted(400)
    erase()

    with database.reader() as session:
        rows = session.execute(select(Erasure.number, Erasure.known_since).order_by(Erasure.id)).all()
    assert rows == [(1, None), (1, ago(365))]
