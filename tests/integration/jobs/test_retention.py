"""What was kept long enough goes: from the rows, from the files, from the mailbox and the queue."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, drawn_wave
from design_builders import unconfirmed_draw
from retention_builders import (
    ADDRESS,
    CASE,
    CLOSING,
    EMAIL,
    NAME,
    OTHER_WORDS,
    OWN_WORDS,
    TOWN,
    bytes_of,
    closed_wave,
    due,
    found_in,
    planted,
)
from sqlalchemy import func, select, text

from enquete_app import db
from enquete_app.answers.models import Ballot, Response
from enquete_app.audit import verify
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Contact, Draw, Invitation, Message, Wave, WaveState
from enquete_app.fieldwork.retention.erasing import choose_terms
from enquete_app.fieldwork.retention.models import Erasure
from enquete_app.fieldwork.retention.terms import Erasable, Terms
from enquete_app.register.models import Complaint
from enquete_app.results.building import build_report, stored_report
from enquete_app.results.report import Withheld

MONTH, YEAR = CLOSING + timedelta(days=30), CLOSING + timedelta(days=366)
GONE = MORNING + timedelta(days=220)
"""By then the complaints of the example have left the window of six months."""


@pytest.fixture
def closed(app):
    closed_wave(app)
    return app


@pytest.fixture
def count(database):
    def count(entity, *conditions):
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(entity).where(*conditions))

    return count


def erased(database):
    with database.reader() as session:
        rows = session.scalars(select(Erasure).order_by(Erasure.id))
        return {(each.what, each.wave_id): (each.number, each.verified_on is not None) for each in rows}


def test_a_month_after_closing_messages_and_who_was_invited_go(closed, database, count, tmp_path):
    mails = list((tmp_path / "mailbox").glob("*.eml"))
    assert len(mails) == 8 + 2

    assert due(closed, MONTH - timedelta(days=1)) == []
    assert due(closed, MONTH) == [
        "wave 1: messages erased: 8",
        "wave 1: links erased: 8",
        "made sure that nothing is left of what was erased",
    ]

    assert count(Message) == 0
    assert count(Invitation, Invitation.complaint_id.is_not(None)) == 0
    assert count(Draw, Draw.frame.is_not(None)) == 0
    assert list((tmp_path / "mailbox").iterdir()) == []
    assert count(Complaint, Complaint.email != "") == 8, "the register may still be drawn from"
    assert erased(database) == {(Erasable.MESSAGES, 1): (8, True), (Erasable.LINKS, 1): (8, True)}
    assert due(closed, MONTH) == due(closed, MONTH + timedelta(days=3)) == []
    with database.reader() as session:
        assert (verify(session).lines, verify(session).broken) == (2, None)


def test_contact_data_go_a_month_after_no_draw_can_take_the_complaint(closed, count):
    due(closed, MONTH)
    due(closed, GONE)
    assert due(closed, GONE + timedelta(days=29)) == []
    lines = due(closed, GONE + timedelta(days=30))

    assert lines[0] == "contact data erased: 8"
    assert count(Complaint, Complaint.email + Complaint.name + Complaint.address + Complaint.town != "") == 0
    assert count(Complaint) == 8


def test_what_an_import_brings_back_goes_with_the_next_run(closed, database, count):
    for moment in (MONTH, GONE, GONE + timedelta(days=30)):
        due(closed, moment)
    with database.transaction() as session:
        session.scalars(select(Complaint)).first().email = EMAIL.format("terug")

    assert due(closed, GONE + timedelta(days=31))[0] == "contact data erased: 1"
    assert count(Complaint, Complaint.email != "") == 0


def test_a_complaint_that_is_reopened_keeps_its_contact_data(closed, database, count):
    due(closed, MONTH)
    due(closed, GONE)
    with database.transaction() as session:
        session.scalars(select(Complaint)).first().closed = None
    due(closed, GONE + timedelta(days=30))

    assert count(Complaint, Complaint.email != "") == 1


def test_nothing_that_an_open_wave_needs_goes_however_old_it_is(app, database, keyring, count):
    with database.transaction() as session:
        drawn_wave(session, keyring)
        session.execute(text("UPDATE survey SET closes_after_days = 9999"))
        session.execute(text("UPDATE wave SET closes_after_days = 9999"))
        session.add(complaint(closed=DRAW_DAY - timedelta(days=900)))
    for days in (0, 400, 800, 1200):
        due(app, MORNING + timedelta(days=days))

    assert count(Complaint) == count(Complaint, Complaint.email != "") == 3
    assert count(Message) == 6
    assert count(Invitation, Invitation.complaint_id.is_not(None)) == 3


def test_complaints_leave_the_register_two_years_after_their_closing(closed, count):
    due(closed, MONTH)
    due(closed, GONE)
    due(closed, MORNING + timedelta(days=2 * 366))

    assert count(Complaint) == 0


def test_open_answers_go_after_a_year_and_the_results_stay_the_same(closed, database, count):
    with database.reader() as session:
        before = stored_report(session, 1).to_json()
        rows = {each.id: each.answers for each in session.scalars(select(Response))}
    assert before["frequencies"]["V11"]["answered"] == 6
    lines = due(closed, YEAR)

    assert "wave 1: open answers erased: 6" in lines
    with database.reader() as session:
        assert stored_report(session, 1).to_json() == before
        assert build_report(session, session.get(Wave, 1)).to_json() == before
        after = session.scalars(select(Response)).all()
    assert {each.id for each in after} == rows.keys()
    assert [each.answers for each in after] == [{"V1": 5, "V1_anders": "", "V10": 4, "V11": ""}] * 6


@pytest.mark.both
@pytest.mark.new_files
def test_rows_of_answers_lie_in_the_order_of_their_ids_and_have_one_writer(closed, database):
    due(closed, YEAR)

    order = "rowid" if database.is_sqlite else "ctid"
    with database.reader() as session:
        ids = session.scalars(text(f"SELECT id FROM response ORDER BY {order}")).all()  # noqa: S608
        writers = [] if database.is_sqlite else session.scalars(text("SELECT xmin::text FROM response")).all()
    assert ids == sorted(ids)
    assert len(set(writers)) <= 1


@pytest.mark.both
@pytest.mark.new_files
def test_no_file_of_the_database_holds_what_was_erased(closed, database_url, database):
    number = 3
    names = [each.format(number) for each in (EMAIL, NAME, ADDRESS, CASE)] + [TOWN, OWN_WORDS, OTHER_WORDS]
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")  # As PostgreSQL does by itself: it keeps samples of columns.
        connection.commit()
    assert found_in(bytes_of(database_url), *names) == set(names)

    for moment in (MONTH, GONE, YEAR):
        due(closed, moment)
    assert found_in(bytes_of(database_url), *names) == {CASE.format(number)}, "the register's own number"
    due(closed, MORNING + timedelta(days=2 * 366))

    assert found_in(bytes_of(database_url), *names) == set()
    assert all(is_verified for _, is_verified in erased(database).values())


def test_while_somebody_looks_at_the_old_state_it_is_not_said_that_nothing_is_left(
    closed, database, monkeypatch
):
    monkeypatch.setattr(db, "FORGET_MILLISECONDS", 500)
    with database.reader() as looking:
        looking.scalars(select(Message)).all()
        lines = due(closed, MONTH)
        assert lines[-1] == "erased data may still be in the database's files; the next run tries again"
        assert {is_verified for _, is_verified in erased(database).values()} == {False}

    assert due(closed, MONTH) == ["made sure that nothing is left of what was erased"]


def test_a_sealed_wave_that_no_other_came_to_open_is_destroyed_unread_after_a_year(app, database, count):
    closed_wave(app, answers=3)
    assert count(Ballot) == 3
    lines = due(app, YEAR)

    assert "wave 1: sealed ballots erased: 3" in lines
    assert "wave 1: results built" in lines
    with database.reader() as session:
        wave, report = session.get(Wave, 1), stored_report(session, 1)
    assert (count(Ballot), count(Response), wave.salt) == (0, 0, None)
    assert (wave.state, wave.fieldwork["unopened"]) == (WaveState.CLOSED, 3)
    assert report.withheld is Withheld.NEVER_OPENED


def test_a_sealed_wave_waits_as_long_as_an_open_one_asks_the_same(app, database, keyring, count):
    closed_wave(app, answers=3)
    with database.transaction() as session:
        session.add(complaint())
        session.execute(text("UPDATE survey SET closes_after_days = 9999, cool_down_days = 0"))
        session.flush()
    from_now = DRAW_DAY + timedelta(days=40)
    with database.transaction() as session:
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=from_now), keyring)
    due(app, MORNING + timedelta(days=40))
    due(app, YEAR)

    assert count(Ballot) == 3


def test_cool_downs_go_when_they_are_over_and_opt_outs_stay(closed, database, count):
    with database.transaction() as session:
        session.scalars(select(Contact).order_by(Contact.hash)).first().opted_out = True
    due(closed, MORNING + timedelta(days=365))
    assert count(Contact) == 8
    due(closed, MORNING + timedelta(days=366))

    assert count(Contact) == count(Contact, Contact.opted_out) == 1


def test_terms_that_are_chosen_hold(closed, database, count):
    with database.transaction() as session:
        choose_terms(session, Terms(message_days=7, contact_days=60))
    assert due(closed, CLOSING + timedelta(days=7))[0] == "wave 1: messages erased: 8"

    assert count(Invitation, Invitation.complaint_id.is_not(None)) == 8
    due(closed, CLOSING + timedelta(days=60))
    assert count(Invitation, Invitation.complaint_id.is_not(None)) == 0


def test_an_old_register_that_is_imported_for_a_trial_can_be_drawn_from_for_a_month(app, database, count):
    with database.transaction() as session:
        session.add(planted())
    later = MORNING + timedelta(days=500)
    due(app, later)
    due(app, later + timedelta(days=29))
    assert count(Complaint, Complaint.email != "") == 1
    due(app, later + timedelta(days=30))

    assert count(Complaint, Complaint.email != "") == 0


def test_a_draw_that_nobody_confirmed_in_time_goes_with_all_it_tells(app, database, keyring, count):
    with database.transaction() as session:
        seed = unconfirmed_draw(session, keyring).seed
    last = MORNING + timedelta(days=14 + 30)

    due(app, last)
    assert count(Invitation) == 3
    due(app, last + timedelta(days=1))

    assert (count(Invitation), count(Draw), count(Wave)) == (0, 0, 0)
    assert erased(database) == {(Erasable.LINKS, None): (3, True)}
    with database.reader() as session:
        [line] = session.scalars(select(AuditLine).where(AuditLine.act == "draw.discarded"))
        assert (line.who, line.facts["seed"]) == ("retention", seed.hex())
