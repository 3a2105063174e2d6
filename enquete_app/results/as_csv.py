"""The report as CSV in long form: one figure a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import NamedTuple

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.backing_csv import backing_lines
from enquete_app.results.measures import (
    Cell,
    Choices,
    Frequency,
    GradeFigures,
    Grades,
    Hidden,
    KeyIndicator,
)
from enquete_app.results.open_answers.released import NOTHING, Released
from enquete_app.results.report import Fieldwork, Report
from enquete_app.results.tallying import FACTS
from enquete_app.spreadsheets import neutral

LANGUAGE = "nl"
UNANIMOUS = "unanimous"
"""Beside the base or share of a group of which everybody answered alike."""


class Line(NamedTuple):
    """One figure; an undefined or suppressed one has no value but a note."""

    section: str
    item: str
    group: str
    measure: str
    value: float | str | None
    note: str = ""


def as_csv(
    report: Report, questionnaire: Questionnaire, *, dutch: bool = False, released: Released = NOTHING
) -> str:
    """Write the report with a line for each figure, unrounded.

    Args:
        report: the report.
        questionnaire: what was asked.
        dutch: with semicolons and decimal commas, as a Dutch spreadsheet reads them.
        released: what was released of the open answers.

    Returns:
        The text, with a heading; texts that a spreadsheet would take for a formula begin with an apostrophe.
    """
    return written(lines_of(report, questionnaire, released), dutch=dutch)


def lines_of(report: Report, questionnaire: Questionnaire, released: Released = NOTHING) -> Iterator[Line]:
    """Give each figure of the report as a line."""
    yield from _lines(report, questionnaire)
    yield from _open_answers(released)


def written(lines: Iterable[Line], *, dutch: bool = False) -> str:
    """Write lines below a heading; as for `as_csv`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if dutch else ",")
    writer.writerow(Line._fields)
    for line in lines:
        writer.writerow(_cell(value, dutch=dutch) for value in line)
    return text.getvalue()


def _lines(report: Report, questionnaire: Questionnaire) -> Iterator[Line]:
    if report.period:
        yield Line("report", "", "", "period", report.period, f"waves {' '.join(report.waves)}")
    else:
        yield Line("report", "", "", "wave", report.wave)
    yield Line("report", "", "", "questionnaire", f"{questionnaire.id} {questionnaire.version}")
    if report.withheld:
        why = f"still needed: {report.still_needed}" if report.still_needed else report.opened_into or ""
        yield Line("report", "", "", "suppressed", report.withheld.value, why)
    yield from _fieldwork(report.fieldwork)
    if report.key_indicator:
        yield from _key_indicator(report.key_indicator, questionnaire)
    for name, frequency in report.frequencies.items():
        yield from _frequency(name, frequency, questionnaire)
    if report.grades:
        yield from _grades(report.grades, questionnaire)
    if report.outcome_by_judgement is not None:
        yield from _outcomes(report.outcome_by_judgement, questionnaire)
    yield from _correlations("correlations", report.correlations.cells)
    yield from _correlations("correlations_full_base", report.correlations.cells_full_base)
    if report.backing:
        for each in backing_lines(report.backing):
            yield Line(*each)


def _fieldwork(fieldwork: Fieldwork) -> Iterator[Line]:
    for measure, value in asdict(fieldwork).items():
        if not isinstance(value, dict):
            yield Line("fieldwork", "", "", measure, value)
            continue
        for part, number in value.items():
            note = "" if part == "estimate" else "Wilson, 95 %, as a draw from a continuing process"
            yield Line("fieldwork", measure, "", part, number, note)


def _key_indicator(indicator: KeyIndicator, questionnaire: Questionnaire) -> Iterator[Line]:
    codes = " ".join(map(str, indicator.codes))
    if isinstance(indicator.figures, Hidden):
        yield _suppressed("key_indicator", indicator.item, codes, indicator.figures)
        return
    options = questionnaire.items_by_field[indicator.item].options
    note = " / ".join(each.text[LANGUAGE] for each in options if each.code in indicator.codes)
    for measure, value in asdict(indicator.figures).items():
        yield Line("key_indicator", indicator.item, codes, measure, value, note)


def _outcomes(groups: Mapping[str, Choices | Hidden], questionnaire: Questionnaire) -> Iterator[Line]:
    outcome = questionnaire.outcome
    labels = {option.code: option.text[LANGUAGE] for option in outcome.options} if outcome else {}
    for name, choices in groups.items():
        if isinstance(choices, Hidden):
            yield _suppressed("outcome_by_judgement", name, "", choices)
            continue
        flag = UNANIMOUS if choices.is_unanimous else ""
        yield Line("outcome_by_judgement", name, "", "base", choices.base, flag)
        for code, count in choices.counts.items():
            yield Line("outcome_by_judgement", name, str(code), "count", count, labels[code])


def _frequency(name: str, frequency: Frequency, questionnaire: Questionnaire) -> Iterator[Line]:
    item = questionnaire.items_by_field[name]
    if isinstance(frequency, Hidden):
        yield _suppressed("frequencies", name, "", frequency)
        return
    statements = {line.id: line.text for line in item.statements}
    yield Line("frequencies", name, "", "base", frequency.base, statements.get(name, item.text)[LANGUAGE])
    if isinstance(frequency, Choices):
        labels = {option.code: option.text[LANGUAGE] for option in item.options}
        for code, count in frequency.counts.items():
            yield Line("frequencies", name, str(code), "count", count, labels[code])
    else:
        yield Line("frequencies", name, "", "answered", frequency.answered)


def _grades(grades: Grades, questionnaire: Questionnaire) -> Iterator[Line]:
    yield Line("grades", "all", "", "population", grades.population)
    yield from _group("all", "", grades.all)
    outcome = questionnaire.outcome
    labels = {str(each.code): each.text[LANGUAGE] for each in outcome.options} if outcome else {}
    for name, groups in grades.by.items():
        is_outcome = outcome is not None and name == outcome.id
        for key, figures in groups.items():
            yield from _group(name, key, figures, labels[key] if is_outcome else "")
        if grades.unknown.get(name) is not None:
            yield Line("grades", name, "", "unknown", grades.unknown[name])


def _group(name: str, key: str, figures: GradeFigures | Hidden, note: str = "") -> Iterator[Line]:
    if isinstance(figures, Hidden):
        yield _suppressed("grades", name, key, figures)
        return
    flag = UNANIMOUS if name in FACTS and figures.is_unanimous else ""
    for measure, value in asdict(figures).items():
        yield Line("grades", name, key, measure, value, flag if measure == "share_6_up" and flag else note)


def _correlations(section: str, cells: Iterable[Cell]) -> Iterator[Line]:
    for cell in cells:
        figures = cell.figures
        if isinstance(figures, Hidden):
            yield _suppressed(section, cell.row, cell.column, figures)
            continue
        reason = figures.undefined.value if figures.undefined else ""
        yield Line(section, cell.row, cell.column, "r", figures.r, reason or figures.stars)
        for measure in ("n", "p", "spearman", "holm_p"):
            yield Line(section, cell.row, cell.column, measure, getattr(figures, measure))


def _open_answers(released: Released) -> Iterator[Line]:
    for each in (*released.tips, *released.others):
        if isinstance(each.counts, Hidden):
            yield _suppressed("tips", each.field, "", each.counts)
        else:
            yield Line("tips", each.field, "", "coded", each.counts.coded)
            for theme in each.counts.themes:
                yield Line("tips", each.field, theme.code, "count", theme.count, theme.label[LANGUAGE])
        for measure, texts in (("quotation", each.quotations), ("released", each.others)):
            yield from (Line("tips", each.field, "", measure, text) for text in texts)


def _suppressed(section: str, item: str, group: str, hidden: Hidden) -> Line:
    return Line(section, item, group, "suppressed", None, hidden.reason.value)


def _cell(value: float | str | None, *, dutch: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return str(neutral(value))
    return str(value).replace(".", ",") if dutch else str(value)
