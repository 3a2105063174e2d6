"""The audit log: who did what when, and whether it is as it was written."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from flask import render_template
from flask_babel import lazy_gettext
from sqlalchemy import and_, or_, select

from enquete_app.accounts.models import Role
from enquete_app.audit import verify
from enquete_app.audit.models import AuditLine
from enquete_app.fieldwork.calendar import AMSTERDAM, start_of_day
from enquete_app.team.access import access
from enquete_app.team.audit_wording import ACT_WORDS, about_words, act_words, facts_words
from enquete_app.team.listing import Column, Listing
from enquete_app.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from werkzeug.wrappers import Response

_PERIOD = re.compile(r"(20\d\d)(?:-(\d\d))?(?:-(\d\d))?")
_DAY_FIRST = re.compile(r"(?:(\d\d?)-)?(\d\d?)-(20\d\d)")


@access(Role.ADMIN)
def index() -> str | Response:
    """List the log, the newest line first."""
    people = session().scalars(select(AuditLine.who).distinct().order_by(AuditLine.who)).all()
    listing = Listing(
        session(),
        select(AuditLine),
        (
            Column("regel", lazy_gettext("Regel"), AuditLine.id, numeric=True),
            Column("wanneer", lazy_gettext("Wanneer"), AuditLine.at, shown=_in_amsterdam),
            Column("wie", lazy_gettext("Wie"), AuditLine.who, choices={each: each for each in people}),
            Column("wat", lazy_gettext("Wat"), AuditLine.act, choices=ACT_WORDS, shown=act_words),
            Column("waarover", lazy_gettext("Over"), AuditLine.about, shown=about_words),
            Column("meer", lazy_gettext("Meer"), AuditLine.facts, sorts=False, shown=facts_words),
            Column("zegel", lazy_gettext("Zegel"), AuditLine.seal, sorts=False),
        ),
        key=AuditLine.id,
        order="-regel",
        search=found_by,
        title="logboek",
    )
    if (file := listing.export()) is not None:
        return file
    words = {"act_words": act_words, "about_words": about_words, "facts_words": facts_words}
    return render_template("team/audit_log.html", listing=listing, **words)


@access(Role.ADMIN)
def check() -> str:
    """Check that nobody changed a line or took one out."""
    return render_template("team/audit_check.html", found=verify(session()))


def found_by(sought: str) -> ColumnElement[bool]:
    """The condition that a line is about what somebody searches for: words, or a year, month or day."""
    period = period_of(sought)
    if period is not None:
        first, after = period
        return and_(AuditLine.at >= start_of_day(first), AuditLine.at < start_of_day(after))
    columns = (AuditLine.who, AuditLine.about)
    return or_(*(column.icontains(sought, autoescape=True) for column in columns))


def period_of(sought: str) -> tuple[date, date] | None:
    """Read a period, such as `2026`, `2026-03`, `2026-03-15`, `3-2026` or `15-3-2026`.

    Returns:
        Its first day and the one after its last; none if it is none.
    """
    if found := _PERIOD.fullmatch(sought):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(sought):
        day, month, year = found.groups()
    else:
        return None
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return first, first + relativedelta(
        years=not month, months=bool(month and not day), days=bool(month and day)
    )


def _in_amsterdam(at: datetime) -> str:
    return at.replace(tzinfo=at.tzinfo or UTC).astimezone(AMSTERDAM).isoformat(" ", "seconds")


PAGES = (
    ("/audit", "GET", index),
    ("/audit/check", "GET", check),
)
