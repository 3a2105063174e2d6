"""What came of the days on which a survey was to draw by itself: the latest on its page, all in a list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import lazy_gettext
from sqlalchemy import String, and_, case, cast, or_, select
from sqlalchemy.orm import contains_eager

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.rolling.models import RollingTurn, TurnOutcome
from enquete_app.fieldwork.surveys import survey_called
from enquete_app.team.access import access
from enquete_app.team.listing import Column, Listing
from enquete_app.team.survey_wording import DISCARDED, OUTCOMES, survey_name
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from werkzeug.wrappers import Response

    from enquete_app.fieldwork.models import Survey

LATEST = 12
_WORDS = {str(outcome): words for outcome, words in OUTCOMES.items()} | {"discarded": DISCARDED}
_IS_DISCARDED = and_(RollingTurn.outcome == TurnOutcome.DRAWN, RollingTurn.draw_id.is_(None))
_WHAT = case((_IS_DISCARDED, "discarded"), else_=cast(RollingTurn.outcome, String))
_WITH_DRAW = contains_eager(RollingTurn.draw)


@access(Role.TEAM, Role.ADMIN)
def index(slug: str) -> str | Response:
    """List the days that have passed, the newest first."""
    survey = survey_called(session(), slug)
    listing = Listing(
        session(),
        _passed(survey),
        (
            Column("dag", lazy_gettext("Dag"), RollingTurn.day),
            Column(
                "wat",
                lazy_gettext("Wat"),
                _WHAT,
                choices=_WORDS,
                shown=lambda what: str(_WORDS[what]),
            ),
            Column("steekproef", lazy_gettext("In de steekproef"), Draw.selected, numeric=True),
            Column("meetellend", lazy_gettext("Telden mee"), Draw.eligible, numeric=True),
            Column("meting", lazy_gettext("Meting"), Draw.wave_id, numeric=True),
        ),
        key=RollingTurn.day,
        order="-dag",
        title=f"trekkingen-{survey.slug}",
        load=(_WITH_DRAW,),
    )
    return listing.export() or render_template(
        "team/rolling_past.html",
        survey=survey,
        name=survey_name,
        listing=listing,
        outcomes=OUTCOMES,
        discarded=DISCARDED,
    )


def latest_turns(survey: Survey) -> Sequence[RollingTurn]:
    """The latest days that have passed, the newest first."""
    latest = _passed(survey).options(_WITH_DRAW).order_by(RollingTurn.day.desc()).limit(LATEST)
    return session().scalars(latest).all()


def _passed(survey: Survey) -> Select[RollingTurn]:
    today = local_day(datetime.now(UTC))
    is_over = RollingTurn.outcome != TurnOutcome.SKIPPED
    return (
        select(RollingTurn)
        .outerjoin(RollingTurn.draw)
        .where(RollingTurn.survey_id == survey.id, or_(RollingTurn.day < today, is_over))
    )


PAGES = (("/surveys/<slug>/rolling/past", "GET", index),)
