"""From waiting to posted: batches, what counts, reminders, closing."""

from datetime import timedelta

import pytest
from builders import DRAW_DAY, MORNING, invitation_ids, sent, started
from letters_builders import messages, wave_with_letters

from enquete_app.fieldwork.drawing.confirming import discard
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters import posting as letter_posting
from enquete_app.fieldwork.letters.judging import LetterError, WhyNot
from enquete_app.fieldwork.messages.planning import plan_reminders
from enquete_app.fieldwork.models import Contact, MessageKind, MessageState, Wave
from enquete_app.fieldwork.waves.closing import close_today, close_wave
from enquete_app.fieldwork.waves.progress import count_daily, count_messages, find_wave
from enquete_app.jobs.due import close_and_forget, run_due
from enquete_app.register.models import Withheld

FIRST, AGAIN = MessageKind.INVITATION, MessageKind.REMINDER


@pytest.fixture
def wave(database, keyring):
    with database.transaction() as session:
        return wave_with_letters(session, keyring, people=3, mails=1)


@pytest.fixture
def acts(database, keyring, wave):
    return Acts(database, keyring, wave.id)


class Acts:
    """What staff do with letters, each in a transaction of its own."""

    def __init__(self, database, keyring, wave_id):
        self.database, self.keyring, self.wave_id = database, keyring, wave_id

    def __call__(self, act):
        with self.database.transaction() as session:
            return act(session, find_wave(session, str(self.wave_id)))

    def make(self, kind=FIRST, days=0, dated=None):
        now = MORNING + timedelta(days=days)
        day = dated or DRAW_DAY + timedelta(days=days)
        return self(lambda s, w: letters.make_batch(s, w, kind, day, now=now, keyring=self.keyring)).id

    def post(self, batch_id, days=0, on=None):
        now, day = MORNING + timedelta(days=days), on or DRAW_DAY + timedelta(days=days)

        def act(session, wave):
            batch = letters.find_batch(session, wave, str(batch_id), lock=True)
            return letter_posting.post(session, wave, batch, day, now=now, keyring=self.keyring)

        return self(act)

    def take_back(self, batch_id, days=0):
        def act(session, wave):
            batch = letters.find_batch(session, wave, str(batch_id), lock=True)
            letter_posting.take_back(session, wave, batch, MORNING + timedelta(days=days))

        return self(act)

    def take_apart(self, batch_id, days=0):
        day = DRAW_DAY + timedelta(days=days)
        return self(lambda s, w: letters.take_apart(s, w, letters.find_batch(s, w, str(batch_id)), day))

    def waiting(self, kind=FIRST, days=0):
        return self(lambda s, w: letters.count_waiting(s, w, kind, MORNING + timedelta(days=days)))

    def counts(self):
        return self(lambda s, w: count_messages(s, w.id))

    def states(self, kind=FIRST):
        return self(lambda s, w: [m.state for m in messages(s, w) if m.by_letter and m.kind is kind])

    def plan(self):
        return self(lambda s, _: plan_reminders(s))


def test_mails_go_and_letters_wait_for_people(app, acts):
    lines = list(run_due(app, MORNING))

    assert lines[0] == "1 invitations sent"
    assert acts.states() == [MessageState.PLANNED] * 3
    assert acts.waiting().now == 3


def test_posting_counts_as_sending(acts):
    acts.post(acts.make())

    counts = acts.counts()
    assert (counts["invited"], counts["delivered"], counts["waiting"]) == (3, 3, 1)
    assert acts.waiting().now == 0


def test_the_first_batch_fixes_the_day_on_which_the_wave_closes(acts):
    batch = acts.make(dated=DRAW_DAY + timedelta(days=2))

    assert acts(lambda _, w: w.closes_on) == DRAW_DAY + timedelta(days=2 + 28)
    acts.take_apart(batch)
    assert acts(lambda _, w: w.closes_on) is None


def test_a_batch_that_is_given_up_leaves_a_wave_that_is_to_close_alone(app, acts):
    batch = acts.make()
    acts(lambda _, w: close_today(w, MORNING))
    acts.take_apart(batch)

    assert acts(lambda _, w: w.closes_on) == DRAW_DAY
    assert f"wave {acts.wave_id} closed" in list(run_due(app, MORNING))


def test_a_batch_that_is_given_up_later_leaves_the_day_of_a_closed_wave_alone(app, acts):
    batch = acts.make()
    close_and_forget(app, acts.wave_id)
    acts.take_apart(batch)

    assert acts(lambda _, w: w.closes_on) == DRAW_DAY + timedelta(days=28)


def test_letters_keep_the_terms_of_the_wave_and_leave_time_for_the_draws_to_come(acts):
    def more_is_drawn(_, wave):
        wave.survey.closes_after_days = 7
        wave.last_draw_on = DRAW_DAY + timedelta(days=60)

    acts(more_is_drawn)
    acts.make()

    assert acts(lambda _, w: w.closes_on) == DRAW_DAY + timedelta(days=60 + 28)


def test_a_draw_can_be_thrown_away_though_letters_lay_ready_and_days_were_counted(app, acts, database):
    batch = acts.make()
    with database.transaction() as session:
        assert count_daily(session, MORNING) == 1
    acts.take_apart(batch)

    acts(lambda session, wave: discard(session, wave.draws[0].id))

    with database.reader() as session:
        assert session.get(Wave, acts.wave_id) is None


def test_a_batch_leaves_the_day_alone_once_mails_have_gone(app, acts):
    list(run_due(app, MORNING))
    batch = acts.make(days=3)

    assert acts(lambda _, w: w.closes_on) == DRAW_DAY + timedelta(days=28)
    acts.take_apart(batch)
    assert acts(lambda _, w: w.closes_on) == DRAW_DAY + timedelta(days=28)
    assert acts.waiting(days=3).now == 3


@pytest.mark.parametrize("days", [-1, 8])
def test_letters_bear_a_day_of_the_coming_week(acts, days):
    with pytest.raises(LetterError) as error:
        acts.make(dated=DRAW_DAY + timedelta(days=days))
    assert error.value.why is WhyNot.DAY


def test_letters_that_wait_more_than_14_days_are_held(acts):
    assert acts.waiting(days=15) == letters.Waiting(0, late=3)
    with pytest.raises(LetterError) as error:
        acts.make(days=15)
    assert error.value.why is WhyNot.NOBODY


def test_without_anybody_waiting_there_is_no_batch(acts):
    acts.make()

    with pytest.raises(LetterError) as error:
        acts.make()
    assert error.value.why is WhyNot.NOBODY


def test_a_batch_is_bounded(acts, monkeypatch):
    monkeypatch.setattr(letters, "MOST_IN_BATCH", 2)
    acts.make()

    assert acts.waiting().now == 1


def test_who_should_get_nothing_any_more_is_left_out_when_a_batch_is_made(acts):
    def change(session, wave):
        first, second, _ = (each.invitation.complaint for each in messages(session, wave) if each.by_letter)
        first.withheld, second.address = Withheld.DECEASED, ""

    acts(change)
    batch = acts.make()

    inside = acts(lambda s, w: [m.batch_id for m in messages(s, w) if m.by_letter])
    reasons = acts(lambda s, w: [m.reason for m in messages(s, w) if m.by_letter])
    assert inside == [None, None, batch]
    assert reasons == ["withheld", "no_contact", None]


def test_who_opts_out_after_printing_is_to_be_taken_out_and_does_not_count(acts):
    batch = acts.make()

    def opt_out(session, wave):
        first = next(each for each in messages(session, wave) if each.by_letter)
        session.add(Contact(hash=first.invitation.contact_hash, opted_out=True))

    acts(opt_out)
    told = acts(
        lambda s, w: letters.letters_of(s, w, letters.find_batch(s, w, str(batch)), acts.keyring, DRAW_DAY)
    )
    assert [each.reason for each in told] == ["opted_out", None, None]
    assert acts.post(batch) == 2
    assert acts.counts()["delivered"] == 2


def test_whom_another_wave_invited_lately_gets_no_letter(acts):
    def invite(session, wave):
        first = next(each for each in messages(session, wave) if each.by_letter)
        session.add(Contact(hash=first.invitation.contact_hash, last_delivered_on=DRAW_DAY))

    acts(invite)
    acts.make()
    assert acts.states() == [MessageState.DROPPED, MessageState.PLANNED, MessageState.PLANNED]


def test_posting_begins_a_cool_down_and_taking_back_undoes_it(acts):
    batch = acts.make()
    acts.post(batch)
    days = acts(lambda s, _: [each.last_delivered_on for each in s.query(Contact)])
    assert days == [DRAW_DAY] * 3

    acts.take_back(batch)
    assert acts(lambda s, _: [each.last_delivered_on for each in s.query(Contact)]) == [None] * 3
    assert acts.counts()["invited"] == 0
    acts.take_apart(batch)
    assert acts.waiting().now == 3
    assert acts.post(acts.make()) == 3


def test_taking_back_is_for_the_same_day(acts):
    batch = acts.make()
    acts.post(batch)

    with pytest.raises(LetterError):
        acts.take_back(batch, days=1)


def test_a_batch_is_posted_once_and_not_before_it_was_made_nor_tomorrow(acts):
    batch = acts.make(days=1)
    for on in (DRAW_DAY, DRAW_DAY + timedelta(days=3)):
        with pytest.raises(LetterError):
            acts.post(batch, days=2, on=on)
    acts.post(batch, days=2, on=DRAW_DAY + timedelta(days=1))

    with pytest.raises(LetterError):
        acts.post(batch, days=2)
    with pytest.raises(LetterError):
        acts.take_apart(batch)


def test_everybody_who_was_written_to_is_reminded_by_letter_answered_or_not(acts):
    acts.post(acts.make())

    def answer(session, _):
        first = next(m.invitation_id for m in messages(session, find_wave(session, "1")) if m.by_letter)
        started(session, first, acts.keyring)
        sent(session, first, acts.keyring)

    acts(answer)
    acts.plan()
    assert acts.waiting(AGAIN) == letters.Waiting(0, later=3, from_day=DRAW_DAY + timedelta(days=11))
    assert acts.waiting(AGAIN, days=11).now == 3
    assert acts.post(acts.make(AGAIN, days=11), days=11) == 3
    acts.plan()
    assert acts.waiting(AGAIN, days=22).now == 0


def test_a_run_sends_no_mail_for_a_reminder_by_letter(app, acts):
    acts.post(acts.make())
    list(run_due(app, MORNING))
    lines = list(run_due(app, MORNING + timedelta(days=12)))

    assert "1 reminders were due" in lines
    assert acts.states(AGAIN) == [MessageState.PLANNED] * 3


def test_what_was_not_posted_when_the_wave_closes_never_goes(acts):
    acts.make()
    acts(lambda s, w: close_wave(s, w.id, acts.keyring))

    assert acts.states() == [MessageState.DROPPED] * 3
    with pytest.raises(LetterError) as error:
        acts.make()
    assert error.value.why is WhyNot.OVER
    assert acts(lambda _, w: w.fieldwork["invited"]) == 0
    assert len(acts(lambda s, _: invitation_ids(s))) == 4
