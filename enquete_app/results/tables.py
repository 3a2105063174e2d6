"""The report laid out for reading: the tables of the page, with Dutch numbers and the questions' words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.formatting import DASH, coefficient, decimal, percentage
from enquete_app.results.measures import (
    Cell,
    Correlations,
    GradeFigures,
    Grades,
    Hidden,
)
from enquete_app.results.questions import (
    LANGUAGE,
    Headline,
    Question,
    headline_of,
    labels_of,
    outcomes_of,
    questions_of,
)
from enquete_app.results.report import Fieldwork, Report
from enquete_app.results.wording import (
    ALL_PASS,
    EMPTY_VALUE,
    EVERYBODY,
    FACTS,
    FIELDWORK,
    NONE_PASS,
    WHY_HIDDEN,
    WHY_UNDEFINED,
)
from enquete_app.statistics import stars

SHADES = (0.1, 0.3, 0.5, 0.7)
"""From where on a correlation, with or against, is shaded darker."""


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A group: n, mean, median, share of 6 and up, sd and interval as text, or why it is hidden.

    The note tells that everybody in the group answered alike, where the municipality knows who is in it.
    """

    label: str
    figures: tuple[str, ...]
    hidden: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class GradeTable:
    """A breakdown of the grades.

    Args:
        title: what it is by.
        rows: a group each.
        unknown: how many grades are in no group.
        is_asked: whether title and labels are the questionnaire's words, not ours or the register's.
    """

    title: str
    rows: tuple[GradeRow, ...]
    unknown: int | None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class CorrelationCell:
    """A coefficient with its stars, the n under it, or a dash and the reason.

    Args:
        text: the coefficient.
        n: of how many people; none if it is hidden.
        reason: why there is a dash.
        shade: from 0 for next to none to 4 for very strong.
        strict: the coefficient with the stars that are left of a table full of tests (Holm).
        spearman: the rank correlation.
    """

    text: str
    n: int | None
    reason: str | None
    shade: int = 0
    strict: str = DASH
    spearman: str = DASH


@dataclass(frozen=True, slots=True)
class CorrelationRow:
    """A variable and its cells, as many as there are variables before it."""

    id: str
    label: str
    cells: tuple[CorrelationCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Everything that the page shows of a report."""

    fieldwork: tuple[tuple[str, int], ...]
    response_of_invited: str
    response_of_delivered: str
    headline: Headline | None
    questions: tuple[Question, ...]
    outcomes: Question | None
    grades: tuple[GradeTable, ...]
    correlations: tuple[CorrelationRow, ...]
    full_base: tuple[tuple[str, CorrelationCell], ...]


def lay_out(report: Report, questionnaire: Questionnaire) -> Tables:
    """Lay a report out.

    Args:
        report: the report.
        questionnaire: the edition that it is about.
    """
    fieldwork = report.fieldwork
    return Tables(
        fieldwork=_fieldwork(fieldwork),
        response_of_invited=percentage(fieldwork.response_of_invited.estimate, fieldwork.invited),
        response_of_delivered=percentage(fieldwork.response_of_delivered.estimate, fieldwork.delivered),
        headline=headline_of(report, questionnaire),
        questions=questions_of(report.frequencies, questionnaire),
        outcomes=outcomes_of(report, questionnaire),
        grades=_grades(report.grades, questionnaire) if report.grades else (),
        correlations=_correlations(report.correlations, questionnaire),
        full_base=tuple(
            (f"{cell.row} – {cell.column}", _correlation(cell))
            for cell in report.correlations.cells_full_base
        ),
    )


def _fieldwork(fieldwork: Fieldwork) -> tuple[tuple[str, int], ...]:
    return tuple(
        (label, getattr(fieldwork, name))
        for name, label in FIELDWORK.items()
        # Of ballots destroyed unread nothing is said where there were none, as is usual.
        if hasattr(fieldwork, name) and (name != "unopened" or fieldwork.unopened)
    )


def _grades(grades: Grades, questionnaire: Questionnaire) -> tuple[GradeTable, ...]:
    outcome = questionnaire.outcome
    tables = [GradeTable(EVERYBODY, (_grade_row(EVERYBODY, grades.all),), None)]
    for name, groups in grades.by.items():
        if name == "mode" and len(groups) < 2:  # noqa: PLR2004 - one way of inviting is no breakdown
            continue
        is_asked = False
        if outcome is not None and name == outcome.id:
            title, is_asked = outcome.text[LANGUAGE], True
            labels = {str(code): label for code, label in labels_of(outcome).items()}
        else:
            title, labels = FACTS[name], {key: key or EMPTY_VALUE for key in groups}
        rows = tuple(_grade_row(labels[key], group, is_known=not is_asked) for key, group in groups.items())
        tables.append(GradeTable(title, rows, grades.unknown.get(name), is_asked))
    return tuple(tables)


def _grade_row(label: str, group: GradeFigures | Hidden, *, is_known: bool = False) -> GradeRow:
    if isinstance(group, Hidden):
        return GradeRow(label, (), WHY_HIDDEN[group.reason])
    interval = DASH if group.low is None else f"{decimal(group.low)} – {decimal(group.high)}"
    figures = (
        str(group.n),
        decimal(group.mean, group.n),
        decimal(group.median, group.n),
        percentage(group.share_6_up, group.n),
        decimal(group.sd),
        interval,
    )
    note = (ALL_PASS if group.share_6_up else NONE_PASS) if is_known and group.is_unanimous else None
    return GradeRow(label, figures, note=note)


def _correlations(correlations: Correlations, questionnaire: Questionnaire) -> tuple[CorrelationRow, ...]:
    labels = {line.id: line.text[LANGUAGE] for line in questionnaire.statements}
    if questionnaire.grade:
        labels[questionnaire.grade.id] = questionnaire.grade.text[LANGUAGE]
    return tuple(
        CorrelationRow(name, labels[name], _cells_of(name, correlations.cells)) for name in correlations.order
    )


def _cells_of(row: str, cells: Sequence[Cell]) -> tuple[CorrelationCell, ...]:
    return tuple(_correlation(cell) for cell in cells if cell.row == row)


def _correlation(cell: Cell) -> CorrelationCell:
    figures = cell.figures
    if isinstance(figures, Hidden):
        return CorrelationCell(DASH, None, WHY_HIDDEN[figures.reason])
    reason = WHY_UNDEFINED[figures.undefined] if figures.undefined else None
    return CorrelationCell(
        coefficient(figures),
        figures.n,
        reason,
        sum(abs(figures.r or 0) >= bound for bound in SHADES),
        coefficient(replace(figures, stars=stars(figures.holm_p))),
        decimal(figures.spearman, digits=2),
    )
