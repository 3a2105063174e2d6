"""Open data: the figures of a published page as CSV, and nothing that the page does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.as_csv import Line, lines_of, written
from enquete_app.results.open_answers.released import Released
from enquete_app.results.report import Report
from enquete_app.statistics import round_half_up

DIGITS = dict.fromkeys(("mean", "median", "sd", "low", "high", "low_trend", "high_trend"), 1) | {
    "share_6_up": 3
}
LARGEST_GROUP = 1_000_000
"""Of so many people a mean is found again as the fraction that it was, so that it is rounded right."""
LICENCE = "CC0-1.0"
LICENCE_ADDRESS = "https://creativecommons.org/publicdomain/zero/1.0/"


def as_open_data(
    report: Report, questionnaire: Questionnaire, released: Released, about: Mapping[str, str | int]
) -> bytes:
    """Write the figures in long form: UTF-8, comma and point.

    Args:
        report: the report.
        questionnaire: what was asked.
        released: the quotations, of which no others are taken.
        about: facts of the publication by name, which come first, with the licence.
    """
    facts = [Line("publication", "", "", name, value) for name, value in about.items()]
    licence = Line("publication", "", "", "licence", LICENCE, LICENCE_ADDRESS)
    lines = lines_of(report, questionnaire, released)
    figures = (_as_on_page(line) for line in lines if _is_on_page(line))
    return written([*facts, licence, *figures]).encode()


def _is_on_page(line: Line) -> bool:
    """Whether the page tells it too; the staff's files hold more."""
    if line.section == "fieldwork":
        return line.item == "" or line.measure == "estimate"
    if line.section == "waiting":
        return line.measure != "count"
    # The correlations, of which the page has no weighted ones.
    return not (line.section.startswith("weighted_") and line.measure in {"r", "n"})


def _as_on_page(line: Line) -> Line:
    """Round grades as the page does: the exact mean and spread of five of them nearly tell all five."""
    digits = DIGITS.get(line.measure) if line.section == "grades" else None
    if digits is None or not isinstance(line.value, float):
        return line
    exact = Fraction(line.value).limit_denominator(LARGEST_GROUP)
    return line._replace(value=float(round_half_up(exact, digits)))
