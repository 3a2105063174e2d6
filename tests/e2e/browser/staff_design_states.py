"""What the team sees on the way from a design to mails that leave."""

from datetime import UTC, datetime

from design_builders import CONFIRMED, LATE, WAITING
from e2e.browser.state import State, as_staff
from e2e.browser.visitor import Visitor
from e2e.browser.world import CLOSED, OPEN
from sqlalchemy import select

from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.models import Draw

DESIGN = "/team/surveys/klachtbehandeling/design"


def _design(visitor: Visitor, **changes: str) -> None:
    asked = {
        "dag": str(local_day(datetime.now(UTC))),
        "soort": WAITING,
        "maanden": "6",
        "minstens": "0",
        "rust": "365",
        "omvang": "steekproef",
        "aantal": "8",
        "groep": "handling",
        "verdeling": "equal",
        "minimum": "1",
        "respons": "25",
        "marge": "5",
    } | changes
    as_staff(visitor, f"{DESIGN}?{'&'.join(f'{name}={value}' for name, value in asked.items())}")


def draw_of(visitor: Visitor, kind: str) -> Draw:
    """The draw of complaints of a kind."""
    with visitor.world.database.reader() as session:
        draws = session.scalars(select(Draw)).all()
        return next(draw for draw in draws if draw.design["kinds"] == [kind])


def _wave(visitor: Visitor, kind: str, page: str = "/confirm") -> None:
    as_staff(visitor, f"/team/waves/{draw_of(visitor, kind).wave_id}{page}")


def _confirm_unseen(visitor: Visitor) -> None:
    _wave(visitor, WAITING)
    visitor.press("Versturen bevestigen")


def _record(visitor: Visitor, kind: str, query: str = "") -> None:
    draw = draw_of(visitor, kind)
    as_staff(visitor, f"/team/waves/{draw.wave_id}/draws/{draw.id}/{query}")


STATES = (
    State("a design at first", "team/design.html", lambda v: as_staff(v, DESIGN)),
    State("a sample from groups", "team/design.html", _design),
    State("everyone", "team/design.html", lambda v: _design(v, omvang="iedereen", groep="judgement")),
    State("a design with faults", "team/design.html", lambda v: _design(v, aantal="", maanden="9"), 422),
    State("a design that cannot be drawn", "team/design.html", lambda v: _design(v, aantal="900")),
    State("a draw that waits", "team/confirm_wave.html", lambda v: _wave(v, WAITING)),
    State("confirming unseen", "team/confirm_wave.html", _confirm_unseen, 422),
    State("a draw that waited too long", "team/confirm_wave.html", lambda v: _wave(v, LATE)),
    State("a confirmed draw", "team/confirm_wave.html", lambda v: _wave(v, CONFIRMED)),
    State(
        "mails that have left", "team/confirm_wave.html", lambda v: as_staff(v, f"/team/waves/{OPEN}/confirm")
    ),
    State("throwing a draw away", "team/confirm.html", lambda v: _wave(v, WAITING, "/discard")),
    State("a wave that waits", "team/wave.html", lambda v: _wave(v, WAITING, "")),
    State("the record of a draw", "team/draw.html", lambda v: as_staff(v, f"/team/waves/{CLOSED}/draws/1/")),
    State("a draw redone", "team/draw.html", lambda v: _record(v, WAITING, "?narekenen=1")),
)
