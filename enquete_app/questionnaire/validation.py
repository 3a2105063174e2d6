"""Read what a form brings in and judge answers; the words for a problem belong to the pages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from enquete_app.questionnaire.definition import (
    Answers,
    CodeField,
    Field,
    Item,
    Page,
    Questionnaire,
    TextField,
)
from enquete_app.questionnaire.routing import is_stray, path, shown

_LINE_BREAK = re.compile(r"\r\n?")
# Control characters, and halves of surrogate pairs, which can't be stored as UTF-8.
_NO_TEXT = {"Cc", "Cs"}
_MOST_BYTES_OF_CHARACTER = 4


class ProblemKind(StrEnum):
    """What may be wrong with an answer."""

    INVALID = "invalid"
    """The value is none that the form offers: no option's code, or no text."""
    TOO_LONG = "too_long"
    """The text has more characters than its field's limit."""
    OTHER_CHOSEN = "other_chosen"
    """A text belongs to an option that is not the one chosen."""
    REQUIRED = "required"
    """An answer is compulsory."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer.

    Args:
        field: the name of the form field to mend.
        kind: what is wrong.
        limit: the most characters allowed, where the text is too long.
    """

    field: str
    kind: ProblemKind
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page's form brought in.

    Args:
        answers: everything typed or chosen, also texts with a problem, so that the page can be
            shown again from it (or from the form's raw values). Only values that no form offers
            (``INVALID``) are left out.
        problems: in the order of the page; with any, the page should be shown again.
        cleared: fields of the page that came in empty, whose stored answers must go.
    """

    answers: dict[str, int | str]
    problems: tuple[Problem, ...]
    cleared: frozenset[str]


def read_page(items: Sequence[Item], form: Mapping[str, str]) -> Reading:
    """Read the form of a page.

    Texts are normalised (NFC, line feeds for line breaks, no other control characters but tabs,
    no blanks around) and empty ones count as unanswered. A text typed for an option with nothing
    chosen chooses that option.

    Args:
        items: those that the page showed (see ``shown``).
        form: raw values by field name; unknown fields are ignored.
    """
    typed = {name: value for item in items for name, value in _typed(item, form).items()}
    problems = tuple(problem for item in items for problem in _problems(item, typed))
    invalid = {problem.field for problem in problems if problem.kind is ProblemKind.INVALID}
    return Reading(
        answers={name: value for name, value in typed.items() if name not in invalid},
        problems=problems,
        cleared=frozenset(field.name for item in items for field in item.fields) - typed.keys(),
    )


def merge(answers: Answers, reading: Reading) -> dict[str, int | str]:
    """Return a draft's answers with those of a page put in and what was emptied taken out.

    A text too long leaves the draft's earlier one in place: a draft so made never takes more than
    ``largest_answer_bytes``. The page must then be shown again, whichever button was pressed.
    """
    too_long = {found.field for found in reading.problems if found.kind is ProblemKind.TOO_LONG}
    kept = {name: value for name, value in answers.items() if name not in reading.cleared}
    return kept | {name: v for name, v in reading.answers.items() if name not in too_long}


def check_answers(questionnaire: Questionnaire, answers: Answers) -> tuple[Problem, ...]:
    """Return what is wrong with all answers on the path, in order; none if they may be sent.

    Args:
        questionnaire: the one they answer.
        answers: a whole draft, or what ``on_path`` leaves of it.
    """
    pages = path(questionnaire, answers)
    return tuple(problem for page in pages for problem in check_page(page, questionnaire, answers))


def check_page(page: Page, questionnaire: Questionnaire, answers: Answers) -> tuple[Problem, ...]:
    """Return what is wrong, as `check_answers` does, with the answers on one page.

    Args:
        page: of the questionnaire, on the path.
        questionnaire: the one they answer.
        answers: a whole draft.
    """
    items = shown(page, questionnaire, answers)
    return tuple(problem for item in items for problem in _problems(item, answers))


def largest_answer_bytes(questionnaire: Questionnaire) -> int:
    """Return the most bytes that valid answers can take as JSON, in bytes of UTF-8.

    An upper bound for ``json.dumps(answers, ensure_ascii=False, separators=(",", ":"))``: every
    field answered, though some exclude each other, and every character at its widest (4 bytes;
    an escaped quotation mark, line break or tab takes 2).
    """
    return len("{}") + sum(
        len(f'"{field.name}":,'.encode()) + _largest_value_bytes(field)
        for field in questionnaire.fields.values()
    )


def _largest_value_bytes(field: Field) -> int:
    if isinstance(field, CodeField):
        return max(len(str(code)) for code in field.codes)
    return len('""') + _MOST_BYTES_OF_CHARACTER * field.max_length


def _typed(item: Item, form: Mapping[str, str]) -> dict[str, int | str]:
    """Return what the form holds for an item; a raw value that is no code stays as it is."""
    typed: dict[str, int | str] = {}
    for field in item.fields:
        value = _read(field, form.get(field.name, ""))
        if value != "":
            typed[field.name] = value
    if item.text_field and item.text_field.name in typed and item.text_code is not None:
        typed.setdefault(item.id, item.text_code)
    return typed


def _read(field: Field, raw: str) -> int | str:
    if isinstance(field, TextField):
        return _normalised(raw)
    return next((code for code in field.codes if str(code) == raw), raw)


def _normalised(raw: str) -> str:
    text = "".join(
        sign
        for sign in _LINE_BREAK.sub("\n", raw)
        if sign in "\n\t" or unicodedata.category(sign) not in _NO_TEXT
    )
    return unicodedata.normalize("NFC", text).strip()


def _problems(item: Item, answers: Answers) -> Iterator[Problem]:
    for field in item.fields:
        value = answers.get(field.name)
        if value is None:
            if item.required and (field is not item.text_field or item.text_code is None):
                yield Problem(field.name, ProblemKind.REQUIRED)
        elif isinstance(field, CodeField):
            if value not in field.codes:
                yield Problem(field.name, ProblemKind.INVALID)
        elif not isinstance(value, str):
            yield Problem(field.name, ProblemKind.INVALID)
        elif len(value) > field.max_length:
            yield Problem(field.name, ProblemKind.TOO_LONG, field.max_length)
        elif is_stray(field.name, item, answers):
            yield Problem(field.name, ProblemKind.OTHER_CHOSEN)
