"""What earlier waves tell whoever designs the next one: what answered, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.models import Draw, Survey, Wave, WaveState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

LATEST_WAVES = 4
"""Of so many closed waves the response counts: a year of quarters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came of earlier waves.

    Args:
        waves: the numbers of the waves, the newest first.
        invited: whom a mail was tried for, together.
        completed: who answered, together.
    """

    waves: tuple[int, ...]
    invited: int
    completed: int

    @property
    def percent(self) -> int:
        """Answers per hundred invited, at least 1."""
        return max(1, round(self.completed * 100 / self.invited))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the earlier waves of a survey mean for a new draw.

    Args:
        response: of its latest closed waves; none if there is none that tells.
        drawn_on: the days for which there is a draw, with its wave.
        unconfirmed: the waves that wait for somebody to confirm them.
        open: the other waves that are still open.
    """

    response: Response | None
    drawn_on: Mapping[date, int]
    unconfirmed: tuple[int, ...]
    open: tuple[int, ...]


def look_back(session: Session, survey: Survey) -> Earlier:
    """Look at the earlier waves of a survey."""
    asked = (
        select(Wave.id, Wave.state, Wave.fieldwork, Draw.as_of, Draw.awaits_confirmation)
        .join(Draw, Draw.wave_id == Wave.id)
        .where(Wave.survey_id == survey.id)
        .order_by(Wave.id.desc(), Draw.id)
    )
    rows = session.execute(asked).all()
    unconfirmed = _once(row.id for row in rows if row.awaits_confirmation)
    is_open = _once(row.id for row in rows if row.state is WaveState.OPEN)
    return Earlier(
        response=_response(rows),
        drawn_on={row.as_of: row.id for row in rows},
        unconfirmed=unconfirmed,
        open=tuple(each for each in is_open if each not in unconfirmed),
    )


def _response(rows: Sequence[Row[Any]]) -> Response | None:
    closed: dict[int, dict[str, int]] = {
        row.id: row.fieldwork
        for row in rows
        if row.state is WaveState.CLOSED and row.fieldwork and row.fieldwork["invited"]
    }
    latest = tuple(closed)[:LATEST_WAVES]
    if not latest:
        return None
    return Response(
        waves=latest,
        invited=sum(closed[each]["invited"] for each in latest),
        completed=sum(closed[each]["completed"] for each in latest),
    )


def _once(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))
