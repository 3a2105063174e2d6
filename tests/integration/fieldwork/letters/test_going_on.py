"""Whose mail did not arrive may go on by letter, whether they answered or not."""

from datetime import timedelta

import pytest
from builders import MORNING, complaint, sent, started, token
from letters_builders import code_of, messages, wave_with_letters

from enquete_app.answers.models import Draft
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.answering.opting_out import invitation_of_opt_out
from enquete_app.fieldwork.answering.visiting import Standing, visit_of_code, visit_of_link
from enquete_app.fieldwork.letters import batches as letters
from enquete_app.fieldwork.letters import posting as letter_posting
from enquete_app.fieldwork.letters.going_on import did_not_arrive, go_on_by_letter, may_go_on
from enquete_app.fieldwork.messages.planning import plan_reminders
from enquete_app.fieldwork.models import MessageKind, MessageState, Mode
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.fieldwork.waves.progress import count_messages, find_wave
from enquete_app.jobs.due import run_due

ADDRESS = {"name": "De heer Bos", "address": "Laan 1", "postcode": "1234 AB", "town": "Deventer"}


@pytest.fixture
def wave_id(app, database, keyring):
    """A wave in which two of three mails came back; one of the two people has an address."""
    with database.transaction() as session:
        session.add(complaint(email="weg@onbestelbaar.example", **ADDRESS))
        session.add(complaint(email="ook-weg@onbestelbaar.example"))
        wave = wave_with_letters(session, keyring, people=0, mails=1)
    list(run_due(app, MORNING))
    return wave.id


def bounced(session, wave_id):
    [(message, _)] = session.execute(did_not_arrive(find_wave(session, str(wave_id)))).all()
    return message


def go_on(database, keyring, wave_id, *, now=MORNING):
    with database.transaction() as session:
        wave = find_wave(session, str(wave_id))
        return go_on_by_letter(session, wave, [bounced(session, wave_id).id], keyring=keyring, now=now)


def test_only_whose_mail_came_back_and_who_has_an_address_can_go_on(database, wave_id):
    with database.reader() as session:
        message = bounced(session, wave_id)

        assert message.state is MessageState.FAILED
        assert message.invitation.complaint.name == "De heer Bos"


def test_a_letter_waits_and_the_old_link_and_draft_are_gone(database, keyring, wave_id):
    with database.transaction() as session:
        invitation_id = bounced(session, wave_id).invitation_id
        started(session, invitation_id, keyring)
    old = token(invitation_id, keyring), token(invitation_id, keyring, Purpose.CODE)
    assert go_on(database, keyring, wave_id) == 1

    with database.reader() as session:
        [letter] = [each for each in messages(session, find_wave(session, str(wave_id))) if each.by_letter]
        assert (letter.state, letter.invitation.mode) == (MessageState.PLANNED, Mode.LETTER)
        assert visit_of_link(session, old[0], keyring) is None
        assert visit_of_code(session, old[1], keyring) is None
        assert session.query(Draft).count() == 0
        new = visit_of_code(session, code_of(session, letter.invitation, keyring), keyring)
        assert new.standing is Standing.OPEN
        # Opting out still works from the mail, which may have been read all the same.
        assert invitation_of_opt_out(session, token(invitation_id, keyring, Purpose.OPT_OUT))


def test_who_had_answered_already_gets_a_letter_like_anybody_and_its_code_says_so(database, keyring, wave_id):
    with database.transaction() as session:
        invitation_id = bounced(session, wave_id).invitation_id
        started(session, invitation_id, keyring)
        sent(session, invitation_id, keyring)
    assert go_on(database, keyring, wave_id) == 1

    with database.transaction() as session:
        wave = find_wave(session, str(wave_id))
        waiting = letters.count_waiting(session, wave, MessageKind.INVITATION, MORNING)
        [letter] = [each for each in messages(session, wave) if each.by_letter]
        code = code_of(session, letter.invitation, keyring)
        assert waiting.now == 1
        assert visit_of_code(session, code, keyring).standing is Standing.ANSWERED


def test_it_goes_however_long_ago_the_draw_was_and_counts_as_delivered_then(database, keyring, wave_id):
    later = MORNING + timedelta(days=17)
    go_on(database, keyring, wave_id, now=later)
    with database.transaction() as session:
        wave = find_wave(session, str(wave_id))
        batch = letters.make_batch(
            session, wave, MessageKind.INVITATION, later.date(), now=later, keyring=keyring
        )
        before = count_messages(session, wave.id)
        letter_posting.post(session, wave, batch, later.date(), now=later, keyring=keyring)
        after = count_messages(session, wave.id)

    assert (before["invited"], before["bounced"], before["delivered"]) == (3, 1, 1)
    assert (after["invited"], after["bounced"], after["delivered"]) == (3, 1, 2)


def test_their_reminder_goes_by_letter(app, database, keyring, wave_id):
    go_on(database, keyring, wave_id)
    with database.transaction() as session:
        wave = find_wave(session, str(wave_id))
        batch = letters.make_batch(
            session, wave, MessageKind.INVITATION, MORNING.date(), now=MORNING, keyring=keyring
        )
        letter_posting.post(session, wave, batch, MORNING.date(), now=MORNING, keyring=keyring)
        plan_reminders(session)
        reminders = [each for each in messages(session, wave) if each.kind is MessageKind.REMINDER]

    assert sorted(each.by_letter for each in reminders) == [False, True]


def test_a_letter_that_was_never_posted_leaves_a_bounce(database, keyring, wave_id):
    go_on(database, keyring, wave_id)
    with database.transaction() as session:
        wave = close_wave(session, wave_id, keyring)

    assert (wave.fieldwork["invited"], wave.fieldwork["bounced"]) == (3, 2)


def test_without_letters_or_with_too_little_time_it_is_not_offered(database, keyring, wave_id):
    with database.transaction() as session:
        wave = find_wave(session, str(wave_id))
        assert may_go_on(wave, MORNING + timedelta(days=17))
        assert not may_go_on(wave, MORNING + timedelta(days=18))
        wave.survey.letters = False
        assert not may_go_on(wave, MORNING)
        ids = [bounced(session, wave_id).id]
        assert go_on_by_letter(session, wave, ids, keyring=keyring, now=MORNING) == 0
