"""Staff opt people out, or back in, by what they are told, under every address of theirs."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint
from retention_builders import CLOSING, due
from sqlalchemy import func, select, update

from enquete_app.fieldwork.answering.opting_out import has_opted_out, set_opted_out
from enquete_app.fieldwork.answering.opting_out_for import Told, is_opted_out, opt_out_for
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Contact, Invitation
from enquete_app.register.contact import PostalAddress
from enquete_app.register.models import Complaint

OLD, BETWEEN, NEW = "jan.smit@inwoner.example", "jan@tussendoor.example", "j.smit@verhuisd.example"
NOWHERE = PostalAddress("", "", "", "")
AT_HOME = PostalAddress("Jan Smit", "Dorpsstraat 1", "1234 AB", "Voorbeeldstad")
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(email):
    return Told(email, NOWHERE)


@pytest.fixture
def app(make_app, smtp):
    app = make_app(**smtp.settings)
    with app.app_context():
        yield app


@pytest.fixture
def jan(database):
    """Jan, who reads English and so can be told from others."""
    with database.transaction() as session:
        session.add_all([complaint(case_number="K-1", email=OLD, language="en"), complaint()])


@pytest.fixture
def draw(database, keyring):
    def draw(days=0, **survey):
        with database.transaction() as session:
            found = find_survey(session, "klachtbehandeling")
            found.cool_down_days = 0
            for name, value in survey.items():
                setattr(found, name, value)
            session.flush()
            return make_draw(session, found, Order(as_of=DRAW_DAY + timedelta(days=days)), keyring).excluded

    return draw


@pytest.fixture
def wish(database, keyring):
    def wish(given, *, opted_out=True):
        with database.transaction() as session:
            opt_out_for(session, given, keyring, opted_out=opted_out)

    return wish


@pytest.fixture
def stands(database, keyring):
    def stands(given):
        with database.reader() as session:
            return is_opted_out(session, given, keyring)

    return stands


@pytest.fixture
def by_link(database, keyring):
    """What Jan's link says, and does if asked to."""

    def by_link(*, opted_out=None):
        with database.transaction() as session:
            asked = select(Invitation).where(Invitation.language == "en").order_by(Invitation.wave_id)
            invitation = session.scalars(asked).first()
            if opted_out is not None:
                set_opted_out(session, invitation, keyring, opted_out=opted_out)
            return has_opted_out(session, invitation.id)

    return by_link


@pytest.fixture
def moves(database):
    def moves(email):
        with database.transaction() as session:
            session.execute(update(Complaint).where(Complaint.case_number == "K-1").values(email=email))

    return moves


@pytest.mark.parametrize("spelling", [OLD, "Jan.Smit@Inwoner.Example", "  JAN.SMIT@INWONER.EXAMPLE "])
def test_somebody_of_the_register_is_in_no_later_draw_however_it_is_spelled(
    jan, draw, wish, stands, spelling
):
    assert not stands(told(spelling))
    wish(told(spelling))

    assert stands(told(OLD))
    assert draw()["opted_out"] == 1
    wish(told(spelling), opted_out=False)
    assert draw(1)["opted_out"] == 0


def test_somebody_unknown_is_opted_out_for_the_day_on_which_they_complain(database, draw, wish, stands):
    wish(told(OLD))
    with database.transaction() as session:
        session.add_all([complaint(email=OLD), complaint()])

    assert stands(told(OLD))
    assert draw()["opted_out"] == 1


@sqlite_alone
def test_an_address_with_a_domain_of_other_signs_is_found_under_both_its_names(database, wish, stands, draw):
    with database.transaction() as session:
        session.add_all([complaint(email="jan@xn--mnchen-3ya.example"), complaint()])
    wish(told("jan@münchen.example"))

    assert stands(told("jan@xn--mnchen-3ya.example"))
    assert draw()["opted_out"] == 1


def test_somebody_without_an_e_mail_address_is_found_by_where_they_live(database, wish, stands, draw):
    with database.transaction() as session:
        lives = {name: getattr(AT_HOME, name) for name in PostalAddress._fields}
        session.add_all([complaint(email="", **lives), complaint()])
    wish(Told("", PostalAddress("jan smit", "dorpsstraat  1", "1234ab", "VOORBEELDSTAD")))

    assert stands(Told("", AT_HOME))
    assert draw(letters=True)["opted_out"] == 1


def test_mails_of_a_wave_under_way_that_have_not_left_do_not_leave(app, smtp, jan, draw, wish):
    draw()
    wish(told(OLD))
    due(app, MORNING)

    assert [mail["To"] for mail in smtp.mails if mail["To"] == OLD] == []
    assert len(smtp.mails) == 1


def test_the_address_of_the_draw_and_todays_are_one_person(jan, draw, wish, stands, moves, by_link):
    draw()
    moves(NEW)
    wish(told(NEW))

    assert stands(told(OLD))
    assert by_link() is True
    wish(told(OLD), opted_out=False)
    assert not stands(told(NEW))
    assert by_link() is False


@pytest.mark.parametrize("staff", [True, False])
def test_opting_back_in_clears_an_address_the_register_had_only_in_between(
    jan, draw, wish, stands, moves, by_link, staff
):
    draw()
    moves(BETWEEN)
    if staff:
        wish(told(BETWEEN))
    else:
        by_link(opted_out=True)
    moves(NEW)
    assert stands(told(BETWEEN))
    by_link(opted_out=False)

    assert not any(stands(told(each)) for each in (OLD, BETWEEN, NEW))


@sqlite_alone
def test_after_retention_the_link_still_undoes_what_was_done_under_any_address(
    app, database, jan, draw, wish, stands, moves, by_link
):
    draw()
    moves(NEW)
    due(app, MORNING)
    moves(BETWEEN)
    wish(told(BETWEEN))
    due(app, CLOSING)
    due(app, CLOSING + timedelta(days=30))
    with database.reader() as session:
        assert session.scalars(select(Invitation.complaint_id)).all() == [None, None]

    assert all(stands(told(each)) for each in (OLD, BETWEEN, NEW))
    assert by_link() is True
    by_link(opted_out=False)
    assert not any(stands(told(each)) for each in (OLD, BETWEEN, NEW))


@sqlite_alone
def test_who_opted_out_and_moved_stays_opted_out_when_the_link_to_the_complaint_goes(
    app, jan, draw, moves, by_link, stands
):
    draw()
    due(app, MORNING)
    by_link(opted_out=True)
    moves(NEW)
    due(app, CLOSING)
    due(app, CLOSING + timedelta(days=30))

    assert stands(told(NEW))


@sqlite_alone
def test_a_year_after_closing_nobody_knows_whose_the_link_is_but_who_opted_out_stays_so(
    app, jan, draw, by_link, stands
):
    draw()
    due(app, MORNING)
    by_link(opted_out=True)
    for days in (0, 30, 366):
        due(app, CLOSING + timedelta(days=days))

    assert by_link() is None
    assert stands(told(OLD))


def test_others_are_left_alone(database, jan, draw, wish):
    draw()
    wish(told(OLD))

    with database.reader() as session:
        assert session.scalar(select(func.count()).where(Contact.opted_out)) == 1


def test_what_is_no_address_finds_nobody(database, keyring):
    assert told("jan").identity is None
    assert Told("", NOWHERE).identity is None
    with database.reader() as session, pytest.raises(ValueError, match="nobody"):
        is_opted_out(session, told("jan"), keyring)
