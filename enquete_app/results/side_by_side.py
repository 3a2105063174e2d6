"""Waves laid out for reading side by side: a column each, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.formatting import DASH, decimal, percentage
from enquete_app.results.measures import GradeFigures, Hidden, Share
from enquete_app.results.questions import LANGUAGE, headline_of, labels_of
from enquete_app.results.report import Report
from enquete_app.results.series import Change, Changes, Drawn, Edition, Series, outcome_groups
from enquete_app.results.wording import WHY_HIDDEN
from enquete_app.statistics import Rate

MINUS, PLUS = "\u2212", "+"


@dataclass(frozen=True, slots=True)
class Column:
    """A wave: its number, the day of its first draw, and its report."""

    number: str
    day: date
    report: Report


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a wave: as text, its interval, of how many people it is; or why it is hidden.

    A response counts nobody besides those in the table.
    """

    text: str = DASH
    interval: str | None = None
    n: int | None = None
    hidden: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A change: against which wave, whether it is plain, up or down, by how much, and its bounds."""

    against: str
    is_plain: bool | None
    is_up: bool
    amount: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A wave in a trend."""

    number: str
    day: date
    figure: Figure
    change: ChangeWords | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure over the waves.

    Args:
        name: which: `response`, `key_indicator`, `grade` or `outcome`.
        title: the questionnaire's words for it; empty where ours do.
        rows: a wave each.
        is_share: whether a difference is in percentage points.
    """

    name: str
    title: str
    rows: tuple[TrendRow, ...]
    is_share: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to compare."""
        return any(row.change for row in self.rows)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The waves of a survey with the same edition."""

    columns: tuple[Column, ...]
    trends: tuple[Trend, ...]


def columns_by_edition(
    waves: Sequence[Drawn], reports: Mapping[int, Report]
) -> list[tuple[Edition, list[Column]]]:
    """Sort waves that have a report by what they asked, what was asked last first.

    Args:
        waves: all waves of a survey.
        reports: their reports, by the waves' ids.
    """
    latest = {each.edition: each.day for each in waves}
    in_order = sorted(waves, key=lambda each: (latest[each.edition], each.edition), reverse=True)
    found = []
    for edition, members in groupby(in_order, key=lambda each: each.edition):
        columns = [
            Column(str(each.wave.id), each.day, reports[each.wave.id])
            for each in sorted(members, key=lambda each: (each.day, each.wave.id))
            if each.wave.id in reports
        ]
        if columns:
            found.append((edition, columns))
    return found


def lay_out_side_by_side(
    columns: Sequence[Column], series: Series, questionnaire: Questionnaire
) -> SideBySide:
    """Lay out waves with the same edition.

    Args:
        columns: the waves, in order.
        series: what changed.
        questionnaire: the edition.
    """
    waves = [(each, series.get(each.number, Changes())) for each in columns]
    trends = [_trend("response", "", waves, _response, lambda changes: changes.response, is_share=True)]
    headline = next(filter(None, (headline_of(each.report, questionnaire) for each in columns)), None)
    if headline:
        title = f"{headline.question} – {headline.answer}"
        trends.append(
            _trend("key_indicator", title, waves, _indicator, lambda each: each.key_indicator, is_share=True)
        )
    if questionnaire.grade:
        trends.append(_trend("grade", "", waves, _everybody, lambda changes: changes.grade))
    if questionnaire.grade and questionnaire.outcome:
        for code, label in labels_of(questionnaire.outcome).items():
            trends.append(_trend_of_outcome(str(code), label, waves))
    return SideBySide(tuple(columns), tuple(trends))


def outcome_question(questionnaire: Questionnaire) -> str | None:
    """The question whose answers are the outcomes; none if there is none."""
    return questionnaire.outcome.text[LANGUAGE] if questionnaire.outcome else None


def _trend_of_outcome(code: str, label: str, waves: list[tuple[Column, Changes]]) -> Trend:
    return _trend(
        "outcome",
        label,
        waves,
        lambda report: _grade(outcome_groups(report).get(code)),
        lambda changes: changes.outcomes.get(code),
    )


def _trend(  # noqa: PLR0913 - a figure has a name, words, a value and a change
    name: str,
    title: str,
    waves: list[tuple[Column, Changes]],
    figure: Callable[[Report], Figure],
    change: Callable[[Changes], Change | None],
    *,
    is_share: bool = False,
) -> Trend:
    rows = tuple(
        TrendRow(each.number, each.day, figure(each.report), _words(change(changes), is_share=is_share))
        for each, changes in waves
    )
    return Trend(name, title, rows, is_share)


def _response(report: Report) -> Figure:
    found, fieldwork = report.fieldwork.response_of_invited, report.fieldwork
    return Figure(percentage(found.estimate, fieldwork.invited), _bounds(found), fieldwork.invited)


def _indicator(report: Report) -> Figure:
    figures = report.key_indicator.figures if report.key_indicator else None
    if isinstance(figures, Share):
        return Figure(percentage(figures.share, figures.base), None, figures.base)
    return Figure(hidden=WHY_HIDDEN[figures.reason] if figures else None)


def _everybody(report: Report) -> Figure:
    return _grade(report.grades.all if report.grades and not report.withheld else None)


def _grade(group: GradeFigures | Hidden | None) -> Figure:
    if isinstance(group, GradeFigures):
        interval = None
        if group.low_trend is not None:
            interval = f"{decimal(group.low_trend)} – {decimal(group.high_trend)}"
        return Figure(decimal(group.mean, group.n), interval, group.n)
    return Figure(hidden=WHY_HIDDEN[group.reason] if group else None)


def _bounds(found: Rate) -> str | None:
    return None if found.low is None else f"{percentage(found.low)} – {percentage(found.high)}"


def _words(change: Change | None, *, is_share: bool) -> ChangeWords | None:
    if change is None:
        return None
    scale = 100 if is_share else 1
    amount, low, high = (
        DASH if each is None else _signed(scale * each) for each in (change.estimate, change.low, change.high)
    )
    return ChangeWords(change.against, change.is_plain, change.estimate > 0, amount, low, high)


def _signed(value: float) -> str:
    text = decimal(abs(value))
    sign = "" if text == "0,0" else PLUS if value > 0 else MINUS
    return f"{sign}{text}"
