from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from builders import REGISTER
from sqlalchemy import select

from enquete_app.register.errors import Fault
from enquete_app.register.importing import import_register
from enquete_app.register.models import Complaint
from enquete_app.register.reading import Refusal, Row, read_register


def row(number=2, **values):
    defaults = {
        "case_number": "K-1",
        "kind": "klacht",
        "received": date(2025, 1, 2),
        "closed": date(2025, 2, 3),
        "handling": "formeel",
        "judgement": "gegrond",
        "email": "jan@inwoner.example",
    }
    return Row(number, defaults | values)


@pytest.fixture
def store(database):
    def store(*rows):
        with database.transaction() as session:
            return import_register(session, rows)

    return store


def test_the_example_imports_once_and_then_changes_nothing(store):
    first = store(*read_register(REGISTER, postal=False))
    again = store(*read_register(REGISTER, postal=False))

    assert (first.new, first.changed, first.unchanged, first.refused) == (534, 0, 0, [])
    assert (again.new, again.changed, again.unchanged, again.refused) == (0, 0, 534, [])


def test_only_what_changed_is_changed(store, database):
    store(row(), row(case_number="K-2"))

    done = store(row(closed=None), row(case_number="K-2"), row(case_number="K-3"))

    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    with database.reader() as session:
        assert session.scalar(select(Complaint.closed).where(Complaint.case_number == "K-1")) is None


def test_without_a_postal_survey_no_address_is_stored(store, database):
    store(*read_register(REGISTER, postal=False))

    with database.reader() as session:
        stored = session.execute(
            select(Complaint.name, Complaint.address, Complaint.postcode, Complaint.town).distinct()
        ).all()
    assert stored == [("", "", "", "")]


@pytest.mark.parametrize(
    ("written", "stored"), [("en", "en"), ("EN", "en"), ("English", "en"), ("", "nl"), ("fr", "nl")]
)
def test_a_language_we_do_not_have_is_dutch(store, database, written, stored):
    store(row(language=written))

    with database.reader() as session:
        assert session.scalar(select(Complaint.language)) == stored


def test_what_a_later_file_has_no_column_for_is_left_as_it_was(store, database):
    store(row(language="en", subject="Afval", channel="balie"))

    done = store(row(number=2), row(number=3, case_number="K-2"))

    assert (done.new, done.changed, done.unchanged) == (1, 0, 1)
    with database.reader() as session:
        stored = session.scalars(select(Complaint).order_by(Complaint.case_number)).all()
        assert [(each.language, each.subject, each.channel) for each in stored] == [
            ("en", "Afval", "balie"),
            ("nl", "", ""),
        ]


def test_three_imports_of_one_register_at_a_time_store_it_once(store, database):
    rows = [row(number=number, case_number=f"K-{number}") for number in range(2, 1500)]

    with ThreadPoolExecutor(3) as pool:
        done = [each.result() for each in [pool.submit(store, *rows) for _ in range(3)]]

    assert sorted((each.new, each.changed, each.unchanged) for each in done) == [
        (0, 0, 1498),
        (0, 0, 1498),
        (1498, 0, 0),
    ]


def test_refused_rows_are_told_and_not_stored(store, database):
    refusal = Refusal(3, "ontvangen_op", Fault.EMPTY)

    done = store(row(), Row(3, {}, (refusal,)))

    assert done.refused == [refusal]
    with database.reader() as session:
        assert len(session.scalars(select(Complaint)).all()) == 1


def test_what_staff_decided_about_a_case_survives_a_new_import(store, database):
    store(row())
    with database.transaction() as session:
        session.scalars(select(Complaint)).one().withheld = "represented"

    store(row(judgement="ongegrond"))

    with database.reader() as session:
        assert session.scalars(select(Complaint)).one().withheld == "represented"
