"""A chapter made of a report: what the page shows, in its order and in its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar

from enquete_app.languages import SOURCE
from enquete_app.questionnaire import Questionnaire
from enquete_app.results import page_wording as words
from enquete_app.results.backing_layout import lay_out_backing
from enquete_app.results.chapter.answers import correlations, grades, outcomes, questions
from enquete_app.results.chapter.backing import account, compositions, dutch_day, waiting, weights
from enquete_app.results.chapter.parts import (
    NOTHING_BESIDE,
    Beside,
    Cell,
    Chapter,
    Finding,
    Heading,
    Paragraph,
    Part,
    Picture,
    Row,
    Table,
)
from enquete_app.results.chapter.tips import tips
from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Report
from enquete_app.results.tables import Tables, lay_out

_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")
Made = TypeVar("Made")


def chapter_of(
    report: Report,
    questionnaire: Questionnaire,
    *,
    beside: Beside = NOTHING_BESIDE,
    released: Released = NOTHING,
    made_on: date | None = None,
) -> Chapter:
    """Make a chapter.

    Args:
        report: the report, of a wave or of a year.
        questionnaire: what was asked.
        beside: what goes with it.
        released: what was released of the open answers.
        made_on: the day that a file gives as that of its making.
    """
    tables = lay_out(report, questionnaire)
    parts = [*_opening(report, tables, beside.withheld)]
    if not report.withheld:
        parts += _figures(report, questionnaire, tables, beside.pictures)
        if not report.period:
            parts += tips(report, questionnaire, released)
    backing = lay_out_backing(report, questionnaire)
    if backing and report.backing:
        if not report.withheld:
            parts += [*compositions(backing), *weights(backing)]
        parts += [*waiting(backing), *account(backing, report.backing.account)]
    survey = beside.survey or questionnaire.title[SOURCE]
    title, facts = _title(report, survey), tuple(_particulars(report, questionnaire, beside))
    return _cleaned(Chapter(title=title, facts=facts, made_on=made_on, parts=tuple(parts)))


def _title(report: Report, survey: str) -> str:
    if report.period:
        return words.TITLE_OF_YEAR % {"name": survey, "year": report.period}
    if report.backing is None:
        return words.RESULTS_OF % {"number": report.wave}
    days = ", ".join(dutch_day(draw.as_of) for draw in report.backing.account.draws)
    return words.TITLE % {"number": report.wave, "day": days}


def _particulars(report: Report, questionnaire: Questionnaire, beside: Beside) -> Iterator[tuple[str, str]]:
    if beside.survey:
        yield words.SURVEY, beside.survey
    edition = {"title": questionnaire.title[SOURCE], "version": questionnaire.version}
    yield words.QUESTIONNAIRE, words.EDITION % edition
    if report.waves:
        yield words.WAVES, ", ".join(report.waves)
    if report.backing:
        about = report.backing.account
        if about.closes_on:
            yield words.CLOSED_ON, dutch_day(about.closes_on)
        for draw in about.draws:
            numbers = {"frame": draw.register, "eligible": draw.eligible, "selected": draw.selected}
            yield words.DRAWN_ON, f"{dutch_day(draw.as_of)}: {words.DRAWN % numbers}"
    if report.responses is not None:
        yield words.RESPONSES, str(report.responses)


def _opening(report: Report, tables: Tables, withheld: Iterable[Report]) -> Iterator[Part]:
    """Tell of the fieldwork, and why there is nothing else where there is not."""
    if report.period:
        yield Paragraph(words.OF_A_YEAR % {"year": report.period})
        yield from (Paragraph(_counted(each, report.waves)) for each in withheld)
    yield Heading(words.FIELDWORK)
    yield Finding(words.RESPONSE_OF_INVITED, tables.response_of_invited)
    yield Finding(words.RESPONSE_OF_DELIVERED, tables.response_of_delivered)
    rows = tuple(Row(label, (Cell(str(count)),)) for label, count in tables.fieldwork)
    yield Table(words.FIELDWORK_COUNTS, (words.FIELDWORK, words.COUNT), rows)
    if report.withheld:
        yield Heading(words.NO_FIGURES, 2)
        yield Paragraph(_why_withheld(report))
        return
    if report.opened_with:
        yield Paragraph(words.OPENED_WITH % {"numbers": ", ".join(report.opened_with)})
    yield Paragraph(words.THRESHOLDS, is_note=True)


def _counted(withheld: Report, waves: tuple[str, ...]) -> str:
    """Say whether the answers of a wave without figures of its own count in a year of these waves."""
    numbers = {"number": withheld.wave, "into": withheld.opened_into}
    if withheld.opened_into is None:
        return words.COUNTED_NOWHERE % numbers
    text = words.COUNTED_HERE if withheld.opened_into in waves else words.COUNTED_ELSEWHERE
    return text % numbers


def _why_withheld(report: Report) -> str:
    if report.opened_into:
        return f"{words.OPENED_LATER} {words.RESULTS_OF % {'number': report.opened_into}}."
    if report.fieldwork.unopened:
        return words.NEVER_OPENED % {"number": report.fieldwork.unopened}
    return words.STILL_SEALED % {"number": report.still_needed}


def _figures(
    report: Report, questionnaire: Questionnaire, tables: Tables, pictures: Mapping[str, Picture]
) -> Iterator[Part]:
    """Tell what people answered."""
    headline = tables.headline
    if headline:
        yield Heading(words.KEY_INDICATOR)
        yield Finding(headline.answer, headline.share)
        if headline.hidden:
            yield Paragraph(f"{words.NOT_SHOWN} {headline.hidden}.")
        else:
            numbers = {"count": headline.count, "base": headline.base, "question": headline.question}
            closed = "" if questionnaire.matter else f" {words.ALL_CLOSED}"
            yield Paragraph(f"{words.KEY_COUNT % numbers}{closed}")
    interval = words.GRADE_INTERVAL_OF_YEAR if report.period else words.GRADE_INTERVAL
    population = report.grades.population if report.grades else 0
    yield from grades(tables, interval % {"number": population})
    yield from outcomes(tables)
    yield from questions(tables, pictures)
    yield from correlations(tables)


def _cleaned(part: Made) -> Made:
    """The same without signs that no document can hold; a break within a text becomes a space."""
    cleaned: Any = part
    if isinstance(part, str):
        text = _BREAKS.sub(" ", part).replace("\t", " ")
        cleaned = "".join(each for each in text if unicodedata.category(each) not in {"Cc", "Cs", "Cn"})
    elif isinstance(part, tuple):
        cleaned = tuple(map(_cleaned, part))
    elif is_dataclass(part) and not isinstance(part, type | Picture):
        cleaned = replace(part, **{each.name: _cleaned(getattr(part, each.name)) for each in fields(part)})
    return cleaned  # type: ignore[no-any-return]
