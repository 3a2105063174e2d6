"""The list of waves, and how one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, selectinload

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.messages.restoring import hold_of
from enquete_app.fieldwork.models import Draw, Survey, Wave
from enquete_app.fieldwork.waves.progress import STEP, find_wave
from enquete_app.results.wording import FIELDWORK
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.entry import letters_are_on
from enquete_app.team.fieldwork import fieldwork_of
from enquete_app.team.listing import Column, Listing
from enquete_app.team.survey_wording import survey_name
from enquete_app.team.wording import DRAW_COLUMNS, GATES, STATES
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def index() -> str | Response:
    """List the waves, the newest first; without any, say what to do."""
    listing = _listing()
    return listing.export() or render_template(
        "team/waves.html",
        listing=listing,
        states=STATES,
        may_draw=may_draw(),
        letters_are_on=letters_are_on(),
        is_stopped=hold_of(session()) is not None,
        name=survey_name,
    )


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(wave_id: str) -> str:
    """Show how the fieldwork stands, and the record of the draw."""
    wave = find_wave(session(), wave_id)
    return render_template(
        "team/wave.html",
        wave=wave,
        name=survey_name,
        draws=draws_of(wave),
        fieldwork=fieldwork_of(wave),
        states=STATES,
        labels=FIELDWORK,
        gates=GATES,
        columns=DRAW_COLUMNS,
        step=STEP,
        may_draw=may_draw(),
        is_analyst=is_analyst(),
    )


def may_draw() -> bool:
    """Whether whoever is signed in may draw, and confirm what is drawn."""
    account = signed_in()
    return account is not None and allowed(account, (Role.TEAM,))


def is_analyst() -> bool:
    """Whether whoever is signed in may read open answers that are not released."""
    account = signed_in()
    return account is not None and allowed(account, (Role.ANALYST,))


def draws_of(wave: Wave) -> Sequence[Draw]:
    """The draws of a wave, without their frames, which are large."""
    draws = select(Draw).where(Draw.wave_id == wave.id).order_by(Draw.id)
    return session().scalars(draws).all()


def _listing() -> Listing:
    drawn = select(func.max(Draw.as_of)).where(Draw.wave_id == Wave.id).scalar_subquery()
    return Listing(
        session(),
        select(Wave).join(Survey),
        (
            Column("meting", lazy_gettext("Meting"), Wave.id),
            Column("onderzoek", lazy_gettext("Onderzoek"), Survey.slug),
            Column(
                "stand",
                lazy_gettext("Stand"),
                Wave.state,
                choices=STATES,
                shown=lambda state: str(STATES[state]),
            ),
            Column("getrokken", lazy_gettext("Getrokken op"), drawn),
            Column("sluit", lazy_gettext("Sluit op"), Wave.closes_on),
        ),
        key=Wave.id,
        order="-meting",
        title="metingen",
        load=(selectinload(Wave.draws), contains_eager(Wave.survey)),
    )


PAGES = (
    ("/", "GET", index),
    ("/waves/<wave_id>", "GET", show),
)
