"""Open data: the figures of a published page as CSV, and nothing that the page does not tell."""

from __future__ import annotations

from collections.abc import Mapping

from enquete_app.questionnaire import Questionnaire
from enquete_app.results.as_csv import Line, lines_of, written
from enquete_app.results.open_answers.released import Released
from enquete_app.results.report import Report

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
    figures = (line for line in lines_of(report, questionnaire, released) if _is_on_page(line))
    return written([*facts, licence, *figures]).encode()


def _is_on_page(line: Line) -> bool:
    """Whether the page tells it too; the staff's files hold more."""
    if line.section == "fieldwork":
        return line.item == "" or line.measure == "estimate"
    if line.section == "waiting":
        return line.measure != "count"
    # The correlations, of which the page has no weighted ones.
    return not (line.section.startswith("weighted_") and line.measure in {"r", "n"})
