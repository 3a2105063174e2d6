"""Whoever opted out gets nothing in any later wave: whatever happens to the register, the keys, old data."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint
from sqlalchemy import delete, select, update

from enquete_app.fieldwork.answering.opting_out import has_opted_out, set_opted_out
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Draw, Invitation, Message
from enquete_app.jobs.due import run_due
from enquete_app.register.importing import import_register
from enquete_app.register.models import Complaint
from enquete_app.register.reading import Row

pytestmark = pytest.mark.both

OLD, NEW = "jan.smit@inwoner.example", "j.smit@verhuisd.example"
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(make_app, smtp):
    app = make_app(**smtp.settings)
    with app.app_context():
        yield app


@pytest.fixture
def register(database):
    """Import rows as an export would have them."""

    def register(case_number, **values):
        with database.transaction() as session:
            known = session.scalar(select(Complaint).where(Complaint.case_number == case_number))
            given = complaint(case_number=case_number, **values)
            names = [
                column.key for column in Complaint.__table__.columns if column.key not in {"id", "withheld"}
            ]
            row = {name: getattr(given, name) for name in names}
            import_register(
                session, [Row(2, row if known is None else values | {"case_number": case_number})]
            )

    return register


@pytest.fixture
def draw(database, keyring):
    """Draw a wave of everybody so many days later, with somebody else who is always in it."""

    def draw(days):
        with database.transaction() as session:
            session.add(complaint())
            survey = find_survey(session, "klachtbehandeling")
            survey.cool_down_days = 0
            return make_draw(session, survey, Order(as_of=DRAW_DAY + timedelta(days=days)), keyring).excluded

    return draw


@pytest.fixture
def wish(database, keyring):
    """Opt the person out, or back in, by the link of a wave."""

    def wish(*, opted_out, wave=1):
        with database.transaction() as session:
            invitation = session.get(Invitation, somebody(session, wave))
            set_opted_out(session, invitation, keyring, opted_out=opted_out)

    return wish


def somebody(session, wave=1):
    """The person's invitation in a wave."""
    asked = select(Invitation.id).where(Invitation.wave_id == wave, Invitation.language == "en")
    return session.scalars(asked).one()


@pytest.fixture
def invited(register, draw):
    """A wave in which Jan, who reads English and so can be told from others, is invited."""
    register("K-1", email=OLD, language="en")
    draw(0)


@pytest.mark.parametrize("spelling", [OLD, "Jan.Smit@Inwoner.Example", "  JAN.SMIT@INWONER.EXAMPLE "])
@sqlite_alone
def test_opting_out_holds_in_all_later_waves_however_the_address_is_spelled(
    invited, register, draw, wish, spelling
):
    wish(opted_out=True)
    register("K-1", email=spelling)

    assert [draw(days)["opted_out"] for days in (30, 60, 90)] == [1, 1, 1]
    register("K-2", email=spelling)
    assert draw(95)["opted_out"] == 2
    wish(opted_out=False)
    assert draw(97)["opted_out"] == 0


@pytest.mark.parametrize("moved_first", [True, False], ids=["moved, then opted out", "opted out, then moved"])
def test_opting_out_goes_along_when_the_register_gets_another_address(
    invited, register, draw, wish, moved_first
):
    for step in (1, 2):
        if moved_first == (step == 1):
            register("K-1", email=NEW)
        else:
            wish(opted_out=True)
    register("K-2", email=NEW)

    assert draw(30)["opted_out"] == 2
    wish(opted_out=False)
    assert draw(60)["opted_out"] == 0


def test_a_later_wave_that_is_drawn_already_heeds_the_old_link_under_a_new_address(
    app, smtp, invited, register, draw, wish
):
    list(run_due(app, MORNING))
    register("K-1", email=NEW)
    draw(30)
    smtp.mails.clear()
    wish(opted_out=True)

    list(run_due(app, MORNING + timedelta(days=30)))

    assert smtp.mails
    assert not any("smit" in mail["To"] for mail in smtp.mails)


@sqlite_alone
def test_a_later_wave_heeds_it_for_another_complaint_under_the_new_address_too(
    app, smtp, invited, register, draw, wish
):
    list(run_due(app, MORNING))
    register("K-1", closed=None)
    register("K-2", email=NEW)
    draw(30)
    register("K-1", email=NEW)
    smtp.mails.clear()
    wish(opted_out=True)

    list(run_due(app, MORNING + timedelta(days=30)))

    assert smtp.mails
    assert not any("smit" in mail["To"] for mail in smtp.mails)


@sqlite_alone
def test_a_later_link_undoes_what_an_earlier_one_did_under_another_address(invited, register, draw, wish):
    register("K-1", email=NEW)
    draw(30)
    wish(opted_out=True, wave=1)
    wish(opted_out=False, wave=2)

    assert draw(60)["opted_out"] == 0


@pytest.mark.parametrize(
    "erased_first", [True, False], ids=["erased, then opted out", "opted out, then erased"]
)
def test_opting_out_outlives_the_complaint_and_the_frame(
    database, invited, register, draw, wish, erased_first
):
    if not erased_first:
        wish(opted_out=True)
    with database.transaction() as session:
        session.execute(update(Draw).values(frame=None))
        session.execute(delete(Complaint).where(Complaint.email == OLD))
    wish(opted_out=True)
    register("K-3", email=OLD)

    assert draw(30)["opted_out"] == 1
    wish(opted_out=False)
    assert draw(60)["opted_out"] == 0


@sqlite_alone
def test_opting_out_outlives_all_contact_data_but_by_then_nobody_knows_whose_the_link_is(
    database, invited, register, draw, wish
):
    wish(opted_out=True)
    with database.transaction() as session:
        session.execute(delete(Complaint).where(Complaint.email == OLD))
        session.execute(update(Invitation).values(contact_hash=None))
        session.execute(update(Message).values(contact_hash=None))
        assert has_opted_out(session, somebody(session)) is None
    wish(opted_out=False)
    register("K-3", email=OLD)

    assert draw(30)["opted_out"] == 1
