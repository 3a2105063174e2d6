"""What happens when, for all surveys: what has happened and what is planned.

Nothing in it depends on who answered. Reminders are counted from the invitations that left, for everybody,
never from the reminders' own rows, which are dropped or tried again as people have or have not answered.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select

from enquete_app.fieldwork.agenda.draws import days_of_plans, draws_made
from enquete_app.fieldwork.agenda.entries import Entry as Entry
from enquete_app.fieldwork.agenda.entries import Event as Event
from enquete_app.fieldwork.agenda.erasures import erasures_of
from enquete_app.fieldwork.calendar import local_day, start_of_day
from enquete_app.fieldwork.messages.due import may_still_go
from enquete_app.fieldwork.messages.planning import reminder_due
from enquete_app.fieldwork.messages.transitions import UNFINISHED
from enquete_app.fieldwork.models import (
    Draw,
    Invitation,
    Message,
    MessageKind,
    Survey,
    Wave,
    WaveState,
)
from enquete_app.fieldwork.retention.models import WaveEnding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.rolling.days import Period


class _Mailed(NamedTuple):
    """How many first mails of a wave left, or are to leave, at a moment."""

    wave_id: int
    moment: datetime
    number: int
    is_past: bool


def agenda(session: Session, period: Period, now: datetime, *, briefly: bool = False) -> list[Entry]:
    """Tell what happens in a period, in order, in as few statements as can be.

    Args:
        session: any session.
        period: the days.
        now: the present moment, which parts what has happened from what is planned.
        briefly: leave out the draws that were made and what retention erases.
    """
    surveys = {survey.id: survey for survey in session.scalars(select(Survey))}
    rows = session.execute(select(Wave, WaveEnding.seen_on).outerjoin(WaveEnding)).all()
    seen: dict[Wave, date | None] = dict(rows)
    waves = {wave.id: wave for wave in seen}
    mailed = _mailed(session, waves, period, local_day(now))
    entries = [
        *_closings(waves.values(), now),
        *days_of_plans(session, surveys, waves, period=period, now=now),
        *_mailings(waves, mailed),
        *_reminders(waves, mailed, now),
    ]
    if not briefly:
        entries += [*draws_made(session, surveys, period), *erasures_of(session, seen)]
    order = {event: number for number, event in enumerate(Event)}
    return sorted(
        (each for each in entries if each.day in period),
        key=lambda each: (each.day, order[each.event], each.survey.slug, each.wave_id or 0),
    )


def next_of(survey: Survey, entries: Iterable[Entry]) -> Entry | None:
    """The first thing to come for a survey, of entries in order."""
    return next((each for each in entries if each.survey is survey and not each.is_past), None)


def _closings(waves: Iterable[Wave], now: datetime) -> Iterator[Entry]:
    today = local_day(now)
    for wave in waves:
        is_open = wave.state is WaveState.OPEN
        # One that was closed by hand before its day has left no day behind.
        if wave.closes_on is not None and (is_open or wave.closes_on <= today):
            yield Entry(
                day=max(wave.closes_on, today) if is_open else wave.closes_on,
                event=Event.CLOSING,
                survey=wave.survey,
                is_past=not is_open,
                wave_id=wave.id,
            )


def _mailed(session: Session, waves: dict[int, Wave], period: Period, today: date) -> list[_Mailed]:
    """The first mails by moment, from as long before the period as reminders may come after them.

    Those that are held, since their draw is too old, are neither past nor to come.
    """
    longest = max((wave.days_to_reminder for wave in waves.values()), default=0)
    begin = start_of_day(period.first - timedelta(days=longest + 1))
    end = start_of_day(period.last + timedelta(days=1))
    moment = func.coalesce(Message.sent_at, Message.due_at)
    statement = (
        select(Invitation.wave_id, moment, Message.sent_at.is_not(None), func.count())
        .select_from(Message)
        .join(Invitation)
        .join(Draw, Draw.id == Invitation.draw_id)
        .where(Message.kind == MessageKind.INVITATION, moment >= begin, moment < end)
        .where(or_(Message.sent_at.is_not(None), and_(Message.state.in_(UNFINISHED), may_still_go(today))))
        .group_by(Invitation.wave_id, moment, Message.sent_at.is_not(None))
    )
    return [_Mailed(wave, at, number, bool(past)) for wave, at, past, number in session.execute(statement)]


def _mailings(waves: dict[int, Wave], mailed: Iterable[_Mailed]) -> Iterator[Entry]:
    counts: Counter[tuple[int, date, bool]] = Counter()
    first: dict[tuple[int, date, bool], datetime] = {}
    for each in mailed:
        key = each.wave_id, local_day(each.moment), each.is_past
        counts[key] += each.number
        first[key] = min(first.get(key, each.moment), each.moment)
    for (wave_id, day, is_past), number in counts.items():
        yield Entry(
            day=day,
            event=Event.MAILING,
            survey=waves[wave_id].survey,
            is_past=is_past,
            wave_id=wave_id,
            number=number,
            moment=None if is_past else first[wave_id, day, is_past],
        )


def _reminders(waves: dict[int, Wave], mailed: Iterable[_Mailed], now: datetime) -> Iterator[Entry]:
    counts: Counter[tuple[int, date, bool]] = Counter()
    for each in mailed:
        wave = waves[each.wave_id]
        due = reminder_due(each.moment, wave.days_to_reminder)
        ends = wave.closes_on
        if ends is None or local_day(due) < ends:
            is_past = due <= now or wave.state is not WaveState.OPEN
            counts[each.wave_id, local_day(due), is_past] += each.number
    for (wave_id, day, is_past), number in counts.items():
        yield Entry(
            day=day,
            event=Event.REMINDER,
            survey=waves[wave_id].survey,
            is_past=is_past,
            wave_id=wave_id,
            number=number,
        )
