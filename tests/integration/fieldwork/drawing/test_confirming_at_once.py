"""Colleagues who confirm, move and discard at the same moment, while mails are being sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from builders import MORNING, until_somebody_waits
from design_builders import TOMORROW, choice, unconfirmed_draw
from sqlalchemy import func, select

from enquete_app.fieldwork.drawing.confirming import ConfirmationError, Obstacle, confirm, discard
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.models import Draw, Message, Participation


@pytest.fixture
def draw(database, keyring):
    with database.transaction() as session:
        return unconfirmed_draw(session, keyring)


@pytest.fixture
def one_after_the_other(database):
    """Begin one thing, then another before the first is committed; gives what came of the second."""

    def run(first, second):
        def later():
            with database.transaction() as session:
                return second(session)

        with ThreadPoolExecutor(1) as pool, database.session() as session:
            first(session)
            session.flush()
            waiting = pool.submit(later)
            until_somebody_waits(database, or_done=waiting.done)
            session.commit()
            try:
                return waiting.result()
            except ConfirmationError as error:
                return error.obstacle

    return run


def count(database, table):
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(table))


def confirming(draw, **asked):
    return lambda session: confirm(session, draw.id, choice(**asked), MORNING)


def discarding(draw):
    return lambda session: discard(session, draw.id)


def claiming(session):
    return len(outbox.claim(session, now=TOMORROW, clock=TOMORROW, limit=50))


def test_a_double_press_confirms_once(draw, database, one_after_the_other):
    assert one_after_the_other(confirming(draw), confirming(draw)) is False
    assert count(database, Message) == count(database, Participation) == 3


def test_of_two_who_confirm_other_moments_the_second_is_told(draw, database, one_after_the_other):
    later = TOMORROW + timedelta(days=1)

    assert one_after_the_other(confirming(draw), confirming(draw, moment=later)) is Obstacle.CHANGED
    with database.reader() as session:
        assert set(session.scalars(select(Message.due_at))) == {TOMORROW}


def test_discarded_while_it_is_confirmed_it_is_gone(draw, database, one_after_the_other):
    one_after_the_other(confirming(draw), discarding(draw))

    assert count(database, Draw) == count(database, Message) == count(database, Participation) == 0


def test_confirmed_while_it_is_discarded_it_is_gone(draw, database, one_after_the_other):
    assert one_after_the_other(discarding(draw), confirming(draw)) is Obstacle.GONE
    assert count(database, Message) == 0


def test_discarded_twice_at_once_it_is_gone_once(draw, one_after_the_other):
    assert one_after_the_other(discarding(draw), discarding(draw)) is Obstacle.GONE


def test_whoever_sends_takes_nothing_that_is_being_discarded(draw, database, one_after_the_other):
    with database.transaction() as session:
        confirm(session, draw.id, choice(), MORNING)

    assert one_after_the_other(discarding(draw), claiming) == 0


def test_discarding_comes_too_late_once_somebody_is_sending(draw, database, one_after_the_other):
    with database.transaction() as session:
        confirm(session, draw.id, choice(), MORNING)

    assert one_after_the_other(claiming, discarding(draw)) is Obstacle.LEFT
    assert count(database, Message) == 3


def test_moving_comes_too_late_once_somebody_is_sending(draw, database, one_after_the_other):
    with database.transaction() as session:
        confirm(session, draw.id, choice(), MORNING)
    later = confirming(draw, moment=TOMORROW + timedelta(days=1), seen=TOMORROW)

    assert one_after_the_other(claiming, later) is Obstacle.LEFT
