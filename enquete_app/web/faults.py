"""What has to be mended on a questionnaire's pages, in words: for the list above and beside the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import format_decimal, gettext

from enquete_app.questionnaire import ProblemKind, option_with_text, question_of
from enquete_app.web.language import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from enquete_app.questionnaire import Problem, Questionnaire

SUMMARY = "melding"
"""The id of the list of faults, which addresses lead to: one that led to a field would keep the focus."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem as a respondent reads it.

    Args:
        address: leads to the field's first control.
        question: what was asked.
        words: what is wrong and how to mend it.
    """

    address: str
    question: str
    words: str


def faults_of(
    problems: Iterable[Problem],
    questionnaire: Questionnaire,
    address: Callable[[str], str] = "#{}".format,
) -> dict[str, Fault]:
    """Put problems into words in the language of the page.

    Args:
        problems: in the order in which they are to be listed.
        questionnaire: that the problems are about.
        address: gives the address of a field's first control, by default on the same page.

    Returns:
        Faults by field name.
    """
    return {
        problem.field: Fault(
            address=address(problem.field),
            question=question_of(problem.field, questionnaire, language()),
            words=_words(problem, questionnaire),
        )
        for problem in problems
    }


def _words(problem: Problem, questionnaire: Questionnaire) -> str:
    words = {
        ProblemKind.INVALID: gettext("Kies een van de antwoorden."),
        ProblemKind.OTHER_CHOSEN: gettext(
            "Kies ‘%(option)s’ of haal de tekst weg.",
            option=option_with_text(problem.field, questionnaire, language()),
        ),
        ProblemKind.REQUIRED: gettext("Geef een antwoord."),
        ProblemKind.TOO_LONG: gettext(
            "De tekst is te lang: hoogstens %(limit)s tekens.", limit=format_decimal(problem.limit or 0)
        ),
    }
    return str(words[problem.kind])
