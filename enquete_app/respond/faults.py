"""What has to be mended, in words, for the list above a page and beside the field itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import format_decimal, gettext

from enquete_app.fieldwork.credentials import CODE_LENGTH, CODE_SIGNS, signs_of
from enquete_app.questionnaire import ProblemKind
from enquete_app.respond.wording import option_with_text, question_of
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


def fault_of_code(typed: str, wait: int) -> str:
    """Say what is wrong with a letter's code, as far as one can tell from what was typed.

    Args:
        typed: what nobody's letter says.
        wait: how many seconds to wait before another attempt; 0 for none.
    """
    if wait:
        return str(
            gettext(
                "Deze code kennen wij niet. Er zijn kort na elkaar veel verkeerde codes ingevuld. "
                "Wacht %(seconds)s seconden en kijk de code rustig na. De goede code werkt altijd, ook nu.",
                seconds=wait,
            )
        )
    signs = signs_of(typed).upper()
    strange = sorted(set(signs) - set(CODE_SIGNS))
    if strange:
        return str(
            gettext(
                "Deze code kennen wij niet. In een code staat nooit: %(signs)s. Kijk in de brief.",
                signs=", ".join(strange),
            )
        )
    if len(signs) != CODE_LENGTH:
        return str(
            gettext(
                "Deze code kennen wij niet. De code heeft %(length)s tekens. U vulde er %(typed)s in.",
                typed=len(signs),
                length=CODE_LENGTH,
            )
        )
    return str(gettext("Deze code kennen wij niet. Kijk in de brief of alle tekens kloppen."))


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
