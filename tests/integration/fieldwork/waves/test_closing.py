"""Closing a wave: ballots opened together, traces gone, small waves waiting."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import DRAW_DAY, MORNING, complaint, sent, started
from sqlalchemy import select

from enquete_app.answers.models import Ballot, Draft, Response
from enquete_app.fieldwork.answering.visiting import Standing, visit
from enquete_app.fieldwork.messages import outbox
from enquete_app.fieldwork.models import Invitation, Participation, Wave, WaveState
from enquete_app.fieldwork.waves.closing import close_wave
from enquete_app.fieldwork.waves.progress import WaveError, find_wave
from enquete_app.jobs.due import close_and_forget, run_due
from enquete_app.register.models import Withheld
from enquete_app.results.building import build_report

pytestmark = pytest.mark.both

DOMAINS = ("Fysiek domein", "Sociaal domein")


def test_responses_hold_answers_and_coarse_strata_and_nothing_else(app, drawn, answer, database):
    people = drawn(10)
    list(run_due(app, MORNING))
    for number, invitation_id in enumerate(people[:5]):
        answer(invitation_id, {"V10": number + 1})
    close_and_forget(app, 1)

    with database.reader() as session:
        responses = session.scalars(select(Response)).all()
    assert {column.name for column in Response.__table__.columns} == {
        *("id", "wave_id", "questionnaire_version", "answers"),
        *("handling", "judgement", "domain", "language", "mode"),
    }
    assert sorted(response.answers["V10"] for response in responses) == [1, 2, 3, 4, 5]
    assert {(response.handling, response.mode) for response in responses} == {("informeel", "e-mail")}


def test_rare_strata_are_coarsened_until_nobody_stands_out(app, drawn, answer, database, keyring):
    with database.transaction() as session:
        session.add_all([complaint(domain="Sociaal domein"), *(complaint() for _ in range(11))])
    people = drawn(0)
    list(run_due(app, MORNING))
    for invitation_id in people:
        answer(invitation_id, {"V10": 5})
    close_and_forget(app, 1)

    with database.reader() as session:
        strata = session.execute(select(Response.handling, Response.domain).distinct()).all()
    assert strata == [("informeel", None)]


def test_a_wave_with_fewer_than_five_stays_sealed_and_is_opened_with_the_next(
    app, drawn, answer, database, count
):
    for invitation_id in drawn(10, kind="klacht")[:4]:
        answer(invitation_id, {"V10": 1})
    assert close_and_forget(app, 1) == ["wave 1 sealed", "wave 1: traces erased"]
    assert (count(Response), count(Ballot)) == (0, 4)

    [next_one, *_] = drawn(10, DRAW_DAY + timedelta(days=30), kind="andere klacht")
    answer(next_one, {"V10": 10})
    assert close_and_forget(app, 2) == ["wave 2 closed", "wave 2: traces erased"]

    assert (count(Response), count(Ballot)) == (5, 0)
    with database.reader() as session:
        assert set(session.scalars(select(Response.wave_id))) == {2}
        first = session.get(Wave, 1)
        assert (first.state, first.opened_into_id, first.salt) == (WaveState.CLOSED, 2, None)


def test_a_wave_that_nobody_answered_is_simply_closed(app, drawn, count, database):
    drawn(10)

    assert close_and_forget(app, 1) == ["wave 1 closed", "wave 1: traces erased"]
    with database.reader() as session:
        assert session.get(Wave, 1).fieldwork["completed"] == 0


def test_an_empty_send_counts_as_blank_and_not_as_completed(app, drawn, answer, database):
    people = drawn(10)
    for invitation_id in people[:5]:
        answer(invitation_id, {"V10": 5})
    answer(people[5], {"V1": 1})
    close_and_forget(app, 1)

    with database.reader() as session:
        fieldwork = session.get(Wave, 1).fieldwork
    assert (fieldwork["completed"], fieldwork["blank"], fieldwork["started"]) == (5, 1, 6)


def test_of_waves_opened_together_no_count_tells_in_which_somebody_sent_a_blank_one(
    app, drawn, answer, database
):
    answer(drawn(10, kind="klacht")[0], {"V1": 1})
    close_and_forget(app, 1)
    for invitation_id in drawn(10, DRAW_DAY + timedelta(days=30), kind="andere klacht")[:6]:
        answer(invitation_id, {"V10": 5})
    close_and_forget(app, 2)

    with database.reader() as session:
        fieldwork = [session.get(Wave, number).fieldwork for number in (1, 2)]
    assert [(each["completed"], each["blank"]) for each in fieldwork] == [(1, 0), (6, 0)]


def test_closing_ends_links_and_drafts_and_who_started(app, drawn, database, keyring, count):
    [somebody, *_] = drawn(3)
    with database.transaction() as session:
        started(session, somebody, keyring)
    close_and_forget(app, 1)

    assert (count(Draft), count(Participation)) == (0, 0)
    with database.transaction() as session:
        assert visit(session, somebody, keyring).standing is Standing.CLOSED
        assert sent(session, somebody, keyring) is Standing.CLOSED


def test_a_closed_wave_cannot_be_closed_again(app, drawn):
    drawn(3)
    close_and_forget(app, 1)

    with pytest.raises(WaveError, match="closed already"):
        close_and_forget(app, 1)


def test_if_closing_fails_nothing_has_happened(drawn, answer, database, keyring, count):
    for invitation_id in drawn(10)[:5]:
        answer(invitation_id, {"V10": 5})
    with database.session() as session:
        close_wave(session, 1, keyring)
        session.rollback()

    assert (count(Ballot), count(Participation), count(Response)) == (5, 10, 0)


@pytest.mark.parametrize("typed", ["x", "0", "-1", "1.0", "99999999999999999999", ""])
def test_a_wave_that_does_not_exist_is_a_clear_error(database, typed):
    with database.reader() as session, pytest.raises(WaveError, match="no wave"):
        find_wave(session, typed)


def test_who_was_drawn_but_never_mailed_does_not_count_as_invited(app, drawn, answer, database):
    """Of both domains twelve were drawn, but of one only six were invited, so it may not stand alone."""
    with database.transaction() as session:
        session.add_all(complaint(domain="Sociaal domein") for _ in range(12))
    drawn(12)
    with database.transaction() as session:
        mailed = select(Invitation).order_by(Invitation.domain, Invitation.id)
        physical, social = (
            session.scalars(mailed.where(Invitation.domain == name)).all() for name in DOMAINS
        )
        for invitation in social[:6]:
            invitation.complaint.withheld = Withheld.REPRESENTED
        answering = [invitation.id for invitation in [*physical[:8], *social[6:]]]
    list(run_due(app, MORNING))
    for invitation_id in answering:
        answer(invitation_id, {"V10": 5})
    close_and_forget(app, 1)

    with database.reader() as session:
        assert session.scalars(select(Response.domain).distinct()).all() == [None]


def test_both_domains_stay_if_enough_were_invited_of_each(app, drawn, answer, database):
    with database.transaction() as session:
        session.add_all(complaint(domain="Sociaal domein") for _ in range(12))
    people = drawn(12)
    list(run_due(app, MORNING))
    for invitation_id in people:
        answer(invitation_id, {"V10": 5})
    close_and_forget(app, 1)

    with database.reader() as session:
        assert set(session.scalars(select(Response.domain))) == set(DOMAINS)


def test_what_is_just_leaving_when_the_wave_closes_counts_as_uncertain(app, drawn, database, keyring):
    drawn(5)
    with database.transaction() as session:
        first, second = outbox.claim(session, now=MORNING, clock=datetime.now(UTC), limit=2)
        held = {"now": MORNING, "clock": datetime.now(UTC), "keyring": keyring}
        leaving = outbox.begin_sending(session, first.id, first.lease_until, **held)
        claimed = second.id, second.lease_until
    list(run_due(app, MORNING))

    close_and_forget(app, 1)

    with database.transaction() as session:
        fieldwork = session.get(Wave, 1).fieldwork
        assert (fieldwork["invited"], fieldwork["delivered"], fieldwork["uncertain"]) == (4, 3, 1)
        with pytest.raises(outbox.LeaseLostError):
            outbox.record_sent(session, leaving.id, leaving.lease_until, now=MORNING)
        with pytest.raises(outbox.LeaseLostError):
            outbox.begin_sending(session, *claimed, **held)


def test_how_many_were_reminded_is_kept(app, drawn, answer, database):
    people = drawn(8)
    list(run_due(app, MORNING))
    for invitation_id in people[:6]:
        answer(invitation_id, {"V10": 5})
    list(run_due(app, MORNING + timedelta(days=11)))
    close_and_forget(app, 1)

    with database.reader() as session:
        assert session.get(Wave, 1).fieldwork["reminded"] == 2


def test_answers_to_another_edition_do_not_help_a_small_wave(app, drawn, answer, database):
    answer(drawn(10)[0], {"V10": 5})
    close_and_forget(app, 1)
    [first, second, *_] = drawn(10, DRAW_DAY + timedelta(days=30), kind="andere klacht")
    answer(first, {"V10": 5})
    answer(second, {"V10": 5})
    with database.transaction() as session:
        session.get(Wave, 1).questionnaire_version = "2019"
    close_and_forget(app, 2)

    with database.reader() as session:
        assert build_report(session, session.get(Wave, 2)).still_needed == 3
