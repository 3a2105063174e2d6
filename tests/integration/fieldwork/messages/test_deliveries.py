"""A first mail that may have arrived counts as delivered, until it is known that it did not."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint
from smtp_server import HANG_UP
from sqlalchemy import select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.messages.correcting import mail_again
from enquete_app.fieldwork.models import Contact, Message, Wave
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.jobs.due import run_due

TOMORROW = MORNING + timedelta(days=1)
RIGHT = "nieuw@inwoner.example"


@pytest.fixture
def uncertain(wave, smtp):
    """A wave of three, after whose contents the server broke off; whether it kept them nobody knows."""
    smtp.at_data = lambda: HANG_UP
    list(run_due(wave, MORNING))
    smtp.behave()
    return wave


@pytest.fixture
def drawn_tomorrow(wave):
    """Draw the next day with one person more; gives how many are in, and how many were invited lately."""

    def drawn_tomorrow():
        with wave.extensions["database"].transaction() as session:
            session.add(complaint())
            session.flush()
            survey = find_survey(session, "klachtbehandeling")
            order = Order(as_of=DRAW_DAY + timedelta(days=1))
            draw = make_draw(session, survey, order, wave.extensions["keyring"])
            return draw.selected, draw.excluded["recently_invited"]

    return drawn_tomorrow


@pytest.fixture
def days(wave):
    def days():
        with wave.extensions["database"].reader() as session:
            return session.scalars(select(Contact.last_delivered_on)).all()

    return days


def _is_leaving(session, wave):
    [message] = outbox.claim(session, now=MORNING, clock=MORNING, limit=1)
    keyring, lease = wave.extensions["keyring"], message.lease_until
    outbox.begin_sending(session, message.id, lease, now=MORNING, clock=MORNING, keyring=keyring)


def test_who_may_have_been_mailed_is_not_drawn_again(uncertain, states, drawn_tomorrow):
    assert states() == {("uncertain", None): 3}
    assert drawn_tomorrow() == (1, 3)


def test_whoever_died_while_mailing_leaves_a_mail_that_may_have_arrived(wave, states, days):
    database = wave.extensions["database"]
    with database.transaction() as session:
        _is_leaving(session, wave)
    with database.transaction() as session:
        outbox.sweep(session, TOMORROW)

    assert states() == {("uncertain", None): 1, ("planned", None): 2}
    assert days() == [local_day(MORNING)]


def test_a_wave_that_closes_while_a_mail_is_leaving_counts_it_as_delivered(wave, days):
    with wave.extensions["database"].transaction() as session:
        _is_leaving(session, wave)
        close_wave(session, 1, wave.extensions["keyring"])

    assert days() == [local_day(MORNING)]


def test_a_corrected_one_leaves_again_within_the_cool_down(uncertain, smtp, states):
    with uncertain.extensions["database"].transaction() as session:
        message = session.scalars(select(Message).order_by(Message.id)).first()
        wave, keyring = session.get_one(Wave, 1), uncertain.extensions["keyring"]
        mail_again(session, wave, message.id, RIGHT, keyring=keyring, now=TOMORROW)
    list(run_due(uncertain, TOMORROW))

    assert states() == {("uncertain", None): 2, ("sent", None): 1}
    assert smtp.envelopes[-1][1] == [RIGHT]
