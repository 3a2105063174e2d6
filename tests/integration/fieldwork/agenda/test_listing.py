"""What happens when: the same before and after it happened, whoever answered."""

from datetime import date, timedelta

import pytest
from builders import complaint, invitation_ids
from rolling_builders import at, rolling_plan, rolling_survey
from sqlalchemy import event, update

from enquete_app.fieldwork.agenda.listing import Event, agenda, next_of
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.models import Participation
from enquete_app.fieldwork.retention.terms import Erasable
from enquete_app.fieldwork.rolling.days import Period
from enquete_app.fieldwork.rolling.models import PlanState, RollingTurn, TurnOutcome
from enquete_app.jobs.due import run_due

MAY = Period(date(2025, 5, 1), date(2025, 5, 31))
SUMMER = Period(date(2025, 5, 1), date(2025, 8, 31))


@pytest.fixture
def seen(database):
    def seen(period, now):
        with database.reader() as session:
            return [
                (each.day, each.event, each.is_past, each.wave_id, each.number)
                for each in agenda(session, period, now)
            ]

    return seen


@pytest.fixture
def by_hand(database, keyring):
    with database.transaction() as session:
        session.add_all(complaint(closed=date(2025, 4, 20)) for _ in range(3))
        session.flush()
        make_draw(session, find_survey(session, "klachtbehandeling"), Order(as_of=date(2025, 5, 5)), keyring)


def test_nothing_is_on_before_there_is_anything(seen):
    assert seen(MAY, at(5, 1)) == []


def test_a_draw_by_hand_its_mails_reminders_and_closing(app, by_hand, seen):
    assert seen(SUMMER, at(5, 5, 6)) == [
        (date(2025, 5, 5), Event.DRAW, True, 1, 3),
        (date(2025, 5, 5), Event.MAILING, False, 1, 3),
        (date(2025, 5, 16), Event.REMINDER, False, 1, 3),
    ]

    list(run_due(app, at(5, 5)))

    planned = (date(2025, 6, 2), Event.CLOSING, False, 1, None)
    assert seen(SUMMER, at(5, 6)) == [
        (date(2025, 5, 5), Event.DRAW, True, 1, 3),
        (date(2025, 5, 5), Event.MAILING, True, 1, 3),
        (date(2025, 5, 16), Event.REMINDER, False, 1, 3),
        planned,
        (date(2025, 7, 2), Event.ERASURE, False, 1, None),
    ]
    list(run_due(app, at(6, 2)))
    assert seen(SUMMER, at(6, 3))[-3:] == [
        (date(2025, 5, 16), Event.REMINDER, True, 1, 3),
        (date(2025, 6, 2), Event.CLOSING, True, 1, None),
        (date(2025, 7, 2), Event.ERASURE, False, 1, None),
    ]


def test_what_retention_erases_is_said_before_and_after(app, by_hand, database):
    for day in (at(5, 5), at(6, 2)):
        list(run_due(app, day))
    year = Period(date(2025, 5, 1), date(2026, 12, 31))
    with database.reader() as session:
        coming = [each for each in agenda(session, year, at(6, 3)) if each.event is Event.ERASURE]
    assert [(each.day, each.what, each.is_past) for each in coming] == [
        (date(2025, 7, 2), (Erasable.MESSAGES, Erasable.LINKS), False),
        (date(2026, 6, 2), (Erasable.OPEN_ANSWERS, Erasable.OPT_OUT_LINKS), False),
    ]

    list(run_due(app, at(7, 2)))

    with database.reader() as session:
        gone = next(each for each in agenda(session, year, at(7, 3)) if each.event is Event.ERASURE)
        assert (gone.day, gone.what, gone.is_past) == (
            *(date(2025, 7, 2), (Erasable.MESSAGES, Erasable.LINKS)),
            True,
        )


def test_however_many_surveys_and_waves_there_are_few_statements_tell_it(app, by_hand, database):
    with database.transaction() as session:
        rolling_survey(session)
        rolling_plan(session)
    list(run_due(app, at(5, 8)))
    statements = []
    with database.reader() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *each: statements.append(each[2]))
        agenda(session, SUMMER, at(5, 9))

    assert len(statements) <= 8


def test_reminders_are_for_all_who_were_mailed_whoever_answered(app, by_hand, seen, database):
    list(run_due(app, at(5, 5)))
    moments = [at(5, 6), at(5, 16), at(5, 17)]
    before = [seen(MAY, now) for now in moments]
    with database.transaction() as session:
        some = invitation_ids(session)[:2]
        session.execute(
            update(Participation).where(Participation.invitation_id.in_(some)).values(answered=True)
        )

    assert [seen(MAY, now) for now in moments] == before
    list(run_due(app, at(5, 16)))
    assert seen(MAY, at(5, 17)) == before[-1]


def test_a_plan_shows_its_draws_to_come_skipped_and_past(app, database, seen):
    with database.transaction() as session:
        rolling_plan(session)
        session.add(complaint(closed=date(2025, 4, 20)))
        session.add(RollingTurn(survey_id=1, day=date(2025, 5, 15), outcome=TurnOutcome.SKIPPED))
    for day in (at(5, 1), at(5, 8)):
        list(run_due(app, day))

    found = [each[:3] for each in seen(MAY, at(5, 9)) if each[1] not in (Event.MAILING, Event.REMINDER)]

    assert found == [
        (date(2025, 5, 1), Event.DRAW, True),
        (date(2025, 5, 8), Event.NOBODY, True),
        (date(2025, 5, 15), Event.SKIPPED, False),
        (date(2025, 5, 22), Event.DRAW, False),
        (date(2025, 5, 29), Event.DRAW, False),
    ]
    assert seen(MAY, at(5, 16))[-3][1:3] == (Event.SKIPPED, True)


def test_what_was_made_up_for_says_when_it_was_due(app, database):
    with database.transaction() as session:
        rolling_plan(session)
        session.add(complaint(closed=date(2025, 4, 20)))
    list(run_due(app, at(5, 10)))

    with database.reader() as session:
        entries = agenda(session, MAY, at(5, 10))
        made = [each for each in entries if each.event is Event.DRAW and each.is_past]
        assert [(each.day, each.due_on, each.by_hand) for each in made] == [
            (date(2025, 5, 10), date(2025, 5, 8), False)
        ]
        assert [each.day for each in entries if each.event is Event.MISSED] == [date(2025, 5, 1)]


def test_a_paused_plan_shows_the_days_that_pass(database, seen):
    with database.transaction() as session:
        rolling_plan(session, state=PlanState.PAUSED)

    assert {event for _, event, _, _, _ in seen(MAY, at(5, 1, 8))} == {Event.PAUSED}


def test_the_next_thing_of_a_survey(database, app, by_hand):
    list(run_due(app, at(5, 5)))
    with database.reader() as session:
        survey = find_survey(session, "klachtbehandeling")
        coming = next_of(survey, agenda(session, SUMMER, at(5, 6)))
        assert coming is not None
        assert (coming.day, coming.event) == (date(2025, 5, 5) + timedelta(days=11), Event.REMINDER)
