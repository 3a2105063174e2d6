"""The account of a report in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import format_date, gettext

from enquete_app.results.account_wording import said

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from enquete_app.results.account_wording import Chapter


def chapters_said(chapters: Iterable[Chapter]) -> list[tuple[str, list[str]]]:
    """Give each chapter's heading and sentences."""
    return [
        (gettext(each.heading), [said(sentence, gettext, _day) for sentence in each.sentences])
        for each in chapters
    ]


def _day(day: date) -> str:
    return str(format_date(day, "d MMMM y"))
