"""The list of waves, and how one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from sqlalchemy import select
from sqlalchemy.orm import defer, selectinload

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.fieldwork.waves import STEP, fieldwork_so_far, find_wave
from enquete_app.results.wording import FIELDWORK
from enquete_app.team.access import access
from enquete_app.team.wording import DRAW_COLUMNS, GATES, STATES
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def index() -> str:
    """List the waves, the newest first; without any, say what to do."""
    draws, survey = selectinload(Wave.draws).options(defer(Draw.frame)), selectinload(Wave.survey)
    waves = session().scalars(select(Wave).options(draws, survey).order_by(Wave.id.desc())).all()
    return render_template("team/waves.html", waves=waves, states=STATES)


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(wave_id: str) -> str:
    """Show how the fieldwork stands, and the record of the draw."""
    wave = find_wave(session(), wave_id)
    return render_template(
        "team/wave.html",
        wave=wave,
        draws=draws_of(wave),
        fieldwork=fieldwork_so_far(session(), wave),
        states=STATES,
        labels=FIELDWORK,
        gates=GATES,
        columns=DRAW_COLUMNS,
        step=STEP,
    )


def draws_of(wave: Wave) -> Sequence[Draw]:
    """The draws of a wave, without their frames, which are large."""
    draws = select(Draw).options(defer(Draw.frame)).where(Draw.wave_id == wave.id).order_by(Draw.id)
    return session().scalars(draws).all()


PAGES = (
    ("/", "GET", index),
    ("/waves/<wave_id>", "GET", show),
)
