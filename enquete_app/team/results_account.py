"""The account of a report in the language of the page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import format_date, gettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from enquete_app.results.account_wording import Chapter, Sentence


def chapters_said(chapters: Iterable[Chapter]) -> list[tuple[str, list[str]]]:
    """Give each chapter's heading and sentences."""
    return [(gettext(each.heading), [_said(sentence) for sentence in each.sentences]) for each in chapters]


def _said(sentence: Sentence) -> str:
    values = {
        name: format_date(value, "d MMMM y") if isinstance(value, date) else value
        for name, value in sentence.values.items()
    }
    words = {name: _listed([gettext(word) for word in several]) for name, several in sentence.words.items()}
    return str(gettext(sentence.text, **values, **words))


def _listed(words: list[str]) -> str:
    *first, last = words
    return gettext("%(first)s en %(last)s", first=", ".join(first), last=last) if first else last
