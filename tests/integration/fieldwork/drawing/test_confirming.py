"""Nothing leaves before a person confirms it; until the first mail leaves it can be moved or called off."""

from dataclasses import replace
from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, token
from design_builders import TOMORROW, choice, unconfirmed_draw
from sqlalchemy import func, select, update
from texts_builders import kept

from enquete_app.db import Base
from enquete_app.fieldwork.answering.visiting import Standing, visit_of_link
from enquete_app.fieldwork.drawing.confirming import (
    ConfirmationError,
    Obstacle,
    batch_of,
    confirm,
    days_after,
    discard,
    has_left,
    newest_draw,
    proposed_moment,
    text_of_draw,
)
from enquete_app.fieldwork.drawing.draws import make_draw
from enquete_app.fieldwork.drawing.ordering import Order, find_survey
from enquete_app.fieldwork.drawing.verifying import verify_draw
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.models import Draw, Invitation, Message, MessageKind, Participation, Survey, Wave
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.fieldwork.waves.progress import WaveError
from enquete_app.jobs.due import run_due


@pytest.fixture
def draw(database, keyring):
    with database.transaction() as session:
        return unconfirmed_draw(session, keyring)


@pytest.fixture
def do(database):
    """Do something in a transaction of its own."""

    def do(work, *arguments):
        with database.transaction() as session:
            return work(session, *arguments)

    return do


@pytest.fixture
def refused(do):
    """Do something that must be refused; gives why."""

    def refused(work, *arguments):
        with pytest.raises(ConfirmationError) as caught:
            do(work, *arguments)
        return caught.value.obstacle

    return refused


def sent(app):
    return len(list(app.config["MAILBOX"].glob("*.eml"))) if app.config["MAILBOX"].exists() else 0


def count(database, table):
    with database.reader() as session:
        return session.scalar(select(func.count()).select_from(table))


def standing(database, keyring):
    with database.reader() as session:
        invitation_id = session.scalars(select(Invitation.id)).first()
        return visit_of_link(session, token(invitation_id, keyring), keyring).standing


def test_before_it_is_confirmed_nothing_leaves_whatever_is_due(app, draw, database, keyring):
    for days in (0, 1, 13, 40):
        list(run_due(app, MORNING + timedelta(days=days)))

    assert sent(app) == 0
    assert count(database, Message) == count(database, Participation) == 0
    assert standing(database, keyring) is Standing.CLOSED


def test_once_confirmed_it_leaves_at_the_moment_and_not_before(app, draw, do, database, keyring):
    assert do(confirm, draw.id, choice(), MORNING) is True

    list(run_due(app, TOMORROW - timedelta(minutes=1)))
    assert sent(app) == 0
    assert standing(database, keyring) is Standing.OPEN
    list(run_due(app, TOMORROW))
    assert sent(app) == 3


def test_who_confirmed_what_and_when_is_kept(draw, do, database):
    do(confirm, draw.id, choice(), MORNING)

    with database.reader() as session:
        kept = newest_draw(session, draw.wave_id)
        assert (kept.confirmed_by, kept.confirmed_at, kept.mails_at) == (
            "ann@gemeente.example",
            MORNING,
            TOMORROW,
        )
        assert not kept.awaits_confirmation
        assert verify_draw(session, kept) is None


def test_a_second_press_on_the_button_changes_nothing(draw, do, database):
    do(confirm, draw.id, choice(), MORNING)

    assert do(confirm, draw.id, choice(who="ben@gemeente.example"), MORNING) is False
    assert count(database, Message) == 3


def test_a_colleague_who_has_not_seen_the_confirmation_cannot_overrule_it(draw, do, refused):
    do(confirm, draw.id, choice(), MORNING)

    assert refused(confirm, draw.id, choice(TOMORROW + timedelta(days=1)), MORNING) is Obstacle.CHANGED


def test_the_moment_can_be_moved_until_the_first_mail_has_left(app, draw, do, refused):
    later = TOMORROW + timedelta(days=2)
    do(confirm, draw.id, choice(), MORNING)
    assert do(confirm, draw.id, choice(later, seen=TOMORROW), MORNING) is True

    list(run_due(app, TOMORROW + timedelta(days=1)))
    assert sent(app) == 0
    list(run_due(app, later))
    assert sent(app) == 3
    assert refused(confirm, draw.id, choice(later + timedelta(days=1), seen=later), later) is Obstacle.LEFT
    assert refused(discard, draw.id) is Obstacle.LEFT


@pytest.mark.parametrize(
    ("moment", "obstacle"),
    [
        (MORNING - timedelta(minutes=1), Obstacle.PAST),
        (MORNING + timedelta(days=15), Obstacle.TOO_LATE),
    ],
)
def test_a_moment_that_is_past_or_too_late_is_refused(draw, refused, moment, obstacle):
    assert refused(confirm, draw.id, choice(moment), MORNING) is obstacle


def test_the_last_day_is_the_fourteenth_after_the_draw(app, draw, do):
    moment = MORNING + timedelta(days=14)
    do(confirm, draw.id, choice(moment), MORNING)

    list(run_due(app, moment))
    assert sent(app) == 3


def test_what_was_drawn_more_than_fourteen_days_ago_can_only_be_discarded(draw, do, refused, database):
    late = MORNING + timedelta(days=15)
    assert proposed_moment(draw, late) is None
    assert refused(confirm, draw.id, choice(late), late) is Obstacle.TOO_LATE

    do(discard, draw.id)
    assert count(database, Draw) == 0


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_discarding_leaves_nothing_but_what_was_there_before(draw, do, database, is_confirmed):
    if is_confirmed:
        do(confirm, draw.id, choice(), MORNING)

    gone = do(discard, draw.id)

    assert (gone.seed, gone.frame_sha256) == (draw.seed, draw.frame_sha256)
    left = {table.name for table in Base.metadata.sorted_tables if count(database, table)}
    assert left == {"survey", "complaint"}


def test_after_discarding_the_same_day_can_be_drawn_again(draw, do, database, keyring):
    do(discard, draw.id)

    with database.transaction() as session:
        again = make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)
        assert again.selected == 3


def test_what_is_discarded_is_gone_for_whoever_comes_later(draw, do, refused):
    do(discard, draw.id)

    assert refused(discard, draw.id) is Obstacle.GONE
    assert refused(confirm, draw.id, choice(), MORNING) is Obstacle.GONE


def test_a_mail_that_is_just_leaving_counts_as_left(draw, do, refused, database):
    do(confirm, draw.id, choice(), MORNING)
    with database.transaction() as session:
        first = select(func.min(Message.id)).scalar_subquery()
        session.execute(update(Message).where(Message.id == first).values(state="claimed"))

    assert refused(discard, draw.id) is Obstacle.LEFT
    with database.reader() as session:
        assert has_left(session, newest_draw(session, draw.wave_id))


def test_people_of_an_unconfirmed_draw_are_not_drawn_again_while_it_can_be_confirmed(draw, database, keyring):
    for days, eligible in ((14, 1), (15, 4)):
        with database.session() as session:
            session.add(complaint(closed=DRAW_DAY))
            session.flush()
            order = Order(as_of=DRAW_DAY + timedelta(days=days))
            assert (
                make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring).eligible
                == eligible
            )


def test_a_wave_that_waits_for_confirmation_cannot_be_closed(draw, database, keyring):
    with pytest.raises(WaveError, match="waits for somebody"), database.transaction() as session:
        close_wave(session, draw.wave_id, keyring)

    assert count(database, Wave) == 1


def test_what_a_command_draws_needs_no_confirmation_and_can_be_moved(app, database, keyring, do):
    with database.transaction() as session:
        session.add(complaint())
        made = make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=DRAW_DAY), keyring)

    do(confirm, made.id, choice(), MORNING)
    list(run_due(app, MORNING))
    assert sent(app) == 0


def test_it_counts_mails_by_language_and_tells_what_days_follow(database, keyring):
    with database.transaction() as session:
        session.add_all([complaint(language="en"), complaint()])
        made = unconfirmed_draw(session, keyring, people=1)
        batch, days = batch_of(session, made), days_after(made, TOMORROW)

    assert (batch.by_language, batch.mails, batch.letters) == ({"nl": 2, "en": 1}, 3, 0)
    assert (days.reminder, days.last) == (DRAW_DAY + timedelta(days=12), DRAW_DAY + timedelta(days=28))


def test_a_text_that_was_changed_since_it_was_looked_at_has_to_be_looked_at_again(
    draw, do, refused, database
):
    do(kept)

    assert refused(confirm, draw.id, choice(), MORNING) is Obstacle.CHANGED
    assert do(confirm, draw.id, replace(choice(), text=1), MORNING) is True
    with database.reader() as session:
        assert session.get(Wave, draw.wave_id).text_edition_number == 1


def test_a_text_that_is_changed_after_the_confirmation_is_for_later_waves(draw, do, database):
    do(confirm, draw.id, choice(), MORNING)
    do(kept)
    do(confirm, draw.id, choice(TOMORROW + timedelta(days=1), seen=TOMORROW), MORNING)

    with database.reader() as session:
        assert session.get(Wave, draw.wave_id).text_edition_number is None
        assert text_of_draw(session, newest_draw(session, draw.wave_id)) is None


def test_letters_that_lie_ready_may_be_printed_so_that_nothing_can_be_taken_back(draw, do, refused, database):
    do(confirm, draw.id, choice(), MORNING)
    with database.transaction() as session:
        batch = LetterBatch(
            wave_id=draw.wave_id, kind=MessageKind.INVITATION, made_at=MORNING, dated_on=DRAW_DAY
        )
        session.add(batch)
        session.flush()
        first = select(func.min(Message.id)).scalar_subquery()
        session.execute(update(Message).where(Message.id == first).values(batch_id=batch.id))

    assert refused(discard, draw.id) is Obstacle.LEFT
    later = choice(TOMORROW + timedelta(days=1), seen=TOMORROW)
    assert refused(confirm, draw.id, later, MORNING) is Obstacle.LEFT


def test_a_draw_of_a_survey_in_the_archive_can_only_be_discarded_or_its_survey_brought_back(draw, database):
    def confirms():
        with database.transaction() as session:
            return confirm(session, draw.id, choice(), MORNING)

    def archived(*, is_archived):
        with database.transaction() as session:
            session.execute(update(Survey).values(archived=is_archived))

    archived(is_archived=True)
    with pytest.raises(ConfirmationError) as error:
        confirms()
    assert error.value.obstacle is Obstacle.ARCHIVED

    archived(is_archived=False)
    assert confirms()
    archived(is_archived=True)
    with database.transaction() as session:
        # What was confirmed before runs on, and can still be moved.
        assert confirm(session, draw.id, choice(TOMORROW + timedelta(hours=1), seen=TOMORROW), MORNING)
