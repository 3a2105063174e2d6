"""Mails leave no faster than the settings say, at quiet hours not at all, and none is lost by that."""

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from builders import DRAW_DAY, MORNING, at_the_same_time
from sqlalchemy import String, case, cast, literal, select, update

from enquete_app.fieldwork.calendar import AMSTERDAM
from enquete_app.fieldwork.models import Draw, Invitation, Message, Participation, Wave
from enquete_app.jobs.due import Waiting, run_due
from enquete_app.jobs.regular import do_due
from enquete_app.register.models import Complaint

EVENING = MORNING.replace(hour=21)
A_REMINDER_LATER = MORNING + timedelta(days=11)


@pytest.fixture
def people():
    return 5


@pytest.fixture
def paced(wave, make_app, smtp):
    """The application of `wave` with other settings."""

    def paced(**settings):
        return make_app(**smtp.settings | settings)

    return paced


@pytest.fixture
def minute_passes():
    """Let what was counted so far be forgotten."""
    return lambda app: app.extensions["attempts"]._shared.storage.reset()


def due(app, now=MORNING, **options):
    with app.app_context():
        return list(run_due(app, now, **options))


def at(domain):
    """An address of each complaint's own at a domain."""
    return cast(Complaint.id, String) + f"@{domain}"


def domains(smtp):
    return Counter(recipients[0].rpartition("@")[2] for _, recipients in smtp.envelopes)


def test_no_more_leave_in_a_minute_than_may_and_the_rest_goes_in_the_next(
    paced, minute_passes, smtp, states, untouched
):
    app = paced(MAIL_PER_MINUTE=2)
    first = due(app)
    assert first[:2] == ["2 invitations sent", "2 mails in a minute is the limit; the rest waits"]
    assert isinstance(first[1], Waiting)
    assert untouched() == 3
    assert due(app)[0] == "2 mails in a minute is the limit; the rest waits"
    for _ in range(2):
        minute_passes(app)
        due(app)

    assert states() == {("sent", None): 5}
    assert set(smtp.by_message_id().values()) == {1}


def test_a_domain_that_is_full_holds_up_no_other(paced, minute_passes, change, smtp, states):
    some = select(Complaint.id).order_by(Complaint.id).limit(4)
    change(update(Complaint).where(Complaint.id.in_(some)).values(email=at("Groot.example")))
    app = paced(MAIL_PER_DOMAIN=1)

    lines = due(app)

    assert "1 mails in a minute to one domain is the limit; the rest waits" in lines
    assert domains(smtp) == {"groot.example": 1, "inwoner.example": 1}
    minute_passes(app)
    due(app)
    assert domains(smtp) == {"groot.example": 2, "inwoner.example": 1}
    assert states() == {("sent", None): 3, ("planned", None): 2}


def test_a_domain_that_is_written_in_two_ways_is_one(paced, change, smtp):
    spellings = case((Complaint.id % 2 == 0, "@xn--mnchen-3ya.example"), else_="@MÜNCHEN.example")
    change(update(Complaint).values(email=literal("klager") + cast(Complaint.id, String) + spellings))

    due(paced(MAIL_PER_DOMAIN=1))

    assert domains(smtp) == {"xn--mnchen-3ya.example": 1}


def test_of_a_large_domain_only_one_batch_is_claimed_before_the_others_have_their_turn(
    paced, change, smtp, monkeypatch
):
    monkeypatch.setattr("enquete_app.fieldwork.messages.sending.BATCH", 2)
    some = select(Complaint.id).order_by(Complaint.id).limit(4)
    change(update(Complaint).where(Complaint.id.in_(some)).values(email=at("groot.example")))

    due(paced(MAIL_PER_DOMAIN=1))

    assert domains(smtp) == {"groot.example": 1, "inwoner.example": 1}


def test_an_address_that_was_removed_or_is_none_is_dealt_with_whatever_domain_is_full(paced, change, states):
    first = select(Complaint.id).order_by(Complaint.id.desc()).limit(1).scalar_subquery()
    second = select(Complaint.id).order_by(Complaint.id.desc()).limit(1).offset(1).scalar_subquery()
    change(update(Complaint).where(Complaint.id == first).values(email=""))
    change(update(Complaint).where(Complaint.id == second).values(email="niemand"))

    due(paced(MAIL_PER_DOMAIN=1))

    assert states() == {("sent", None): 1, ("planned", None): 2, ("dropped", "no_contact"): 2}


def test_several_workers_share_the_limit_through_redis(paced, redis_url, smtp):
    apps = [paced(MAIL_PER_MINUTE=3, REDIS_URL=redis_url) for _ in range(2)]
    for app in apps:
        due(app)

    assert len(smtp.mails) == 3


def test_redis_learns_no_address_and_no_domain(paced, redis_url):
    app = paced(MAIL_PER_DOMAIN=3, REDIS_URL=redis_url)
    due(app)
    shared = app.extensions["attempts"]._shared.storage.storage
    keys = b" ".join(shared.keys())

    assert keys
    assert b"inwoner" not in keys


@pytest.mark.parametrize("answered", [0, 3])
def test_where_a_limit_stops_reminders_does_not_tell_how_many_have_answered(
    paced, minute_passes, change, smtp, answered
):
    due(paced())
    some = select(Invitation.id).order_by(Invitation.id).limit(answered)
    change(update(Participation).where(Participation.invitation_id.in_(some)).values(answered=True))
    app, steps, lines = paced(MAIL_PER_MINUTE=2), [], []
    for _ in range(3):
        lines.append(due(app, A_REMINDER_LATER, progress=steps.append)[:2])
        minute_passes(app)

    limit = "2 mails in a minute is the limit; the rest waits"
    assert lines == [
        ["2 reminders were due", limit],
        ["2 reminders were due", limit],
        ["1 reminders were due"],
    ]
    assert sum(steps) == 5
    assert len(smtp.mails) == 5 + 5 - answered


def test_at_quiet_hours_nothing_leaves_and_in_the_morning_everything_does(paced, smtp, untouched):
    app = paced(QUIET_NIGHT="20:00-08:00", QUIET_WEEKENDS=True)

    assert due(app, EVENING)[0] == "quiet until 16-05-2025 08:00; what is due waits"
    assert untouched() == 5
    assert smtp.sessions == 0
    due(app, MORNING + timedelta(days=1))
    assert len(smtp.mails) == 5


def test_a_run_that_lasts_until_it_is_quiet_ends_there(paced, smtp, untouched, monkeypatch):
    """The seconds that pass while a run sends count."""
    now = [0.0]
    monkeypatch.setattr("enquete_app.fieldwork.messages.sending.time.monotonic", lambda: now[0])

    def a_minute_passes():
        now[0] += 60

    smtp.at_mail = a_minute_passes
    lines = due(paced(QUIET_NIGHT="20:00-08:00"), MORNING.replace(hour=19, minute=58))

    assert len(smtp.mails) == 2
    assert lines[:2] == ["2 invitations sent", "quiet until 16-05-2025 08:00; what is due waits"]
    assert untouched() == 3


def test_where_nothing_is_due_quiet_hours_say_nothing(paced, change):
    change(update(Message).values(due_at=EVENING + timedelta(days=1)))

    assert due(paced(QUIET_NIGHT="20:00-08:00"), EVENING) == []


def test_the_term_begins_with_the_mail_that_waited(paced, database):
    app = paced(QUIET_NIGHT="20:00-08:00")
    due(app, EVENING)
    due(app, MORNING + timedelta(days=1))

    with database.reader() as session:
        assert session.scalars(select(Wave.closes_on)).one() == DRAW_DAY + timedelta(days=29)


def test_each_minute_of_a_night_leaves_no_line_in_the_log(paced, change, caplog):
    now = datetime.now(UTC)
    change(update(Message).values(due_at=now))
    change(update(Draw).values(as_of=now.date()))
    local = now.astimezone(AMSTERDAM)
    night = f"{local - timedelta(hours=1):%H:%M}-{local + timedelta(hours=1):%H:%M}"
    always = paced(QUIET_NIGHT=night)
    caplog.set_level(logging.INFO)
    with always.app_context():
        do_due(always, stop=lambda: False)

    assert not [line for line in caplog.messages if "waits" in line]


def test_two_runs_at_once_under_a_limit_double_nothing(paced, smtp):
    app = paced(MAIL_PER_MINUTE=3, MAIL_PER_DOMAIN=2)
    at_the_same_time(app.extensions["database"], lambda _: due(app))

    assert len(smtp.mails) == 2
    assert set(smtp.by_message_id().values()) == {1}
