"""The agenda: what happens when, for all surveys, a month at a time."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request
from flask_babel import gettext

from enquete_app.accounts.models import Role
from enquete_app.fieldwork.agenda.listing import agenda
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.rolling.days import Period, WaveLength, period_of
from enquete_app.spreadsheets import csv_pieces, workbook
from enquete_app.team.access import access, allowed, signed_in
from enquete_app.team.listing import TYPES
from enquete_app.team.retention_wording import ERASABLE
from enquete_app.team.survey_wording import EVENTS, SHORT, WEEKDAYS, survey_name
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from enquete_app.fieldwork.agenda.listing import Entry

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
AHEAD = timedelta(days=200)
NEXT = 5


@access(Role.TEAM, Role.ANALYST)
def index() -> str | Response:
    """Show a month: a picture of it, and what is on, day by day."""
    now = datetime.now(UTC)
    today = local_day(now)
    month = _month(today)
    ahead = Period(min(today, month.first), max(today + AHEAD, month.last)) if today in month else month
    every = agenda(session(), ahead, now)
    entries = [each for each in every if each.day in month]
    if (wanted := request.args.get("als")) is not None:
        return _file(entries, wanted, month)
    account = signed_in()
    return render_template(
        "team/calendar.html",
        month=month,
        today=today,
        days=[(day, list(each)) for day, each in groupby(entries, lambda entry: entry.day)],
        weeks=_weeks(month, entries),
        coming=[each for each in every if not each.is_past][:NEXT] if today in month else [],
        before=month.first - timedelta(days=1),
        after=month.last + timedelta(days=1),
        is_team=account is not None and allowed(account, (Role.TEAM,)),
        weekdays=WEEKDAYS,
        events=EVENTS,
        short=SHORT,
        erasable=ERASABLE,
        name=survey_name,
    )


def _month(today: date) -> Period:
    """The month that the address asks for, else this one."""
    asked = MONTH.fullmatch(request.args.get("maand", ""))
    day = date(int(asked[1]), int(asked[2]), 1) if asked else today
    return period_of(day, WaveLength.MONTH)


def _weeks(month: Period, entries: list[Entry]) -> list[list[tuple[date, list[Entry]]]]:
    """The weeks of a month from Monday to Sunday; days of other months have nothing on."""
    by_day = {day: list(each) for day, each in groupby(entries, lambda entry: entry.day)}
    weeks = calendar.Calendar().monthdatescalendar(month.first.year, month.first.month)
    return [[(day, by_day.get(day, [])) for day in week] for week in weeks]


def _file(entries: list[Entry], wanted: str, month: Period) -> Response:
    """The month as a file for a spreadsheet."""
    if wanted not in TYPES:
        abort(404)
    heading = [gettext("Dag"), gettext("Onderzoek"), gettext("Meting"), gettext("Wat"), gettext("Aantal")]
    rows = [
        (each.day, survey_name(each.survey), each.wave_id, str(EVENTS[each.event][each.is_past]), each.number)
        for each in entries
    ]
    name = f"agenda-{month.first:%Y-%m}"
    content = workbook(name, heading, rows) if wanted == "xlsx" else "".join(csv_pieces(heading, rows))
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{wanted}"'}
    return Response(content, content_type=TYPES[wanted], headers=disposition)


PAGES = (("/calendar", "GET", index),)
