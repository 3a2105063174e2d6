"""The record of a draw, redone at the press of a button, and as files to redo it elsewhere."""

from __future__ import annotations

import json

from flask import Response, abort, render_template, request

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.drawing.verifying import check_draw, draw_of_wave
from enquete_app.team.access import access
from enquete_app.team.draw_record import guide_of, parameters_of, record_of
from enquete_app.team.foreseen import flow
from enquete_app.team.waves import may_draw
from enquete_app.team.wording import DRAW_COLUMNS, GATES
from enquete_app.web.transaction import session


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def show(wave_id: str, draw_id: int) -> str:
    """Show the record; with `?narekenen=1` redo the draw and tell whether the same comes of it."""
    draw = draw_of_wave(session(), wave_id, draw_id)
    check = check_draw(session(), draw) if request.args.get("narekenen") == "1" else None
    return render_template(
        "team/draw.html",
        draw=draw,
        wave=draw.wave,
        sees_people=may_draw(),
        parameters=parameters_of(draw),
        steps=flow(draw.eligible + sum(draw.excluded.values()), draw.excluded, draw.eligible, draw.selected),
        open_gates=[words for gate, words in GATES.items() if draw.excluded.get(gate) == 0],
        columns=DRAW_COLUMNS,
        check=check,
    )


@access(Role.TEAM)
def frame(wave_id: str, draw_id: int) -> Response:
    """Give the frozen frame, to the byte."""
    draw = draw_of_wave(session(), wave_id, draw_id, frame=True)
    if draw.frame is None:
        abort(404)
    return _file(draw.frame, f"kader-{draw.wave_id}-{draw.as_of}.tsv", "text/tab-separated-values")


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def record(wave_id: str, draw_id: int) -> Response:
    """Give the record as JSON; the seed only to those who may know who was drawn."""
    draw = draw_of_wave(session(), wave_id, draw_id)
    content = json.dumps(record_of(draw, with_seed=may_draw()), ensure_ascii=False, indent=2)
    return _file(content.encode(), f"trekking-{draw.wave_id}-{draw.as_of}.json", "application/json")


@access(Role.TEAM, Role.ANALYST, Role.ADMIN)
def guide(wave_id: str, draw_id: int) -> Response:
    """Give the text that tells how to redo the draw with nothing but Python's standard library."""
    draw = draw_of_wave(session(), wave_id, draw_id)
    return _file(guide_of(draw).encode(), f"narekenen-{draw.wave_id}-{draw.as_of}.txt", "text/plain")


def _file(content: bytes, name: str, kind: str) -> Response:
    return Response(
        content,
        content_type=f"{kind}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


PAGES = (
    ("/waves/<wave_id>/draws/<int:draw_id>/", "GET", show),
    ("/waves/<wave_id>/draws/<int:draw_id>/frame.tsv", "GET", frame),
    ("/waves/<wave_id>/draws/<int:draw_id>/record.json", "GET", record),
    ("/waves/<wave_id>/draws/<int:draw_id>/verify.txt", "GET", guide),
)
