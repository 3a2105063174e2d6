"""How a wave's fieldwork goes, for its page: counts, what is expected, the picture, what needs attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.drawing.expecting import Expectation, expected_response
from enquete_app.fieldwork.messages.correcting import count_needing_attention
from enquete_app.fieldwork.models import Wave, WaveState
from enquete_app.fieldwork.waves.held import Held, held_of
from enquete_app.fieldwork.waves.progress import daily_counts, fieldwork_so_far
from enquete_app.jobs.mailing import pace_of
from enquete_app.team.access import allowed, signed_in
from enquete_app.team.course import Course, course_of
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enquete_app.fieldwork.models import DailyCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Fieldwork:
    """What the page of a wave shows of its fieldwork.

    Args:
        counts: as `fieldwork_so_far` gives them.
        expectation: the response that may be expected, and where that comes from.
        expected: how many answers that makes of what was delivered so far.
        course: the picture; none for a wave that is not open or has not been counted yet.
        attention: how many mails need attention.
        held: what does not leave any more; none if everything can.
        quiet_until: until when no mail leaves; none if they may now, or if the wave is not open.
        is_team: whether the reader may do something about it.
    """

    counts: Mapping[str, int | None]
    expectation: Expectation
    expected: int
    course: Course | None
    attention: int
    held: Held | None
    quiet_until: datetime | None
    is_team: bool


def fieldwork_of(wave: Wave) -> Fieldwork:
    """Look up how the fieldwork of a wave goes, as far as whoever is signed in may know."""
    daily = daily_counts(session(), wave) if wave.state is WaveState.OPEN else ()
    counts, account = fieldwork_so_far(session(), wave, daily), signed_in()
    expectation = expected_response(session(), wave.survey_id)
    expected = round(expectation.response * (counts["delivered"] or 0))
    held = held_of(session(), wave, datetime.now(UTC))
    return Fieldwork(
        counts=counts,
        expectation=expectation,
        expected=expected,
        course=None if held and held.reached_nobody else _course(wave, daily, expected),
        attention=count_needing_attention(session(), wave.id) if wave.state is WaveState.OPEN else 0,
        held=held,
        quiet_until=pace_of(current_app).quiet.end(datetime.now(UTC))
        if wave.state is WaveState.OPEN
        else None,
        is_team=account is not None and allowed(account, (Role.TEAM,)),
    )


def _course(wave: Wave, daily: Sequence[DailyCount], expected: int) -> Course | None:
    if wave.closes_on is None or wave.state is not WaveState.OPEN:
        return None
    first = wave.closes_on - timedelta(days=wave.days_open)
    return course_of(
        daily,
        first=first,
        last=wave.closes_on,
        reminder=first + timedelta(days=wave.days_to_reminder),
        expected=expected,
    )
