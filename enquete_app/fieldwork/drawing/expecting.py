"""How many answers may be expected, going by the waves before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app.fieldwork.models import Wave

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

USUAL_RESPONSE = 0.25
"""Before a survey has waves of its own: about what municipalities find (the survey of 2024: 24 %)."""
WAVES = 4
"""How many of the latest waves count: a year of quarters."""


class Expectation(NamedTuple):
    """What may be expected.

    Args:
        response: answers per delivered mail, from 0 to 1.
        waves: the numbers of the waves it was taken from; without any it is what is usual.
    """

    response: float
    waves: tuple[int, ...]


def expected_response(session: Session, survey_id: int) -> Expectation:
    """The response of the latest waves of a survey that have ended, taken together."""
    ended = (
        select(Wave.id, Wave.fieldwork)
        .where(Wave.survey_id == survey_id, Wave.fieldwork.is_not(None), Wave.state != "open")
        .order_by(Wave.id.desc())
        .limit(WAVES)
    )
    found = [
        (number, counts["completed"], counts["delivered"])
        for number, counts in session.execute(ended)
        if counts and counts["delivered"]
    ]
    completed, delivered = sum(each[1] for each in found), sum(each[2] for each in found)
    if not completed:
        return Expectation(USUAL_RESPONSE, ())
    return Expectation(completed / delivered, tuple(sorted(each[0] for each in found)))
