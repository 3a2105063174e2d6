"""Questions and given answers in words, as the check page and the errors repeat them."""

from dataclasses import dataclass
from itertools import groupby

from enquete_app.questionnaire.definition import Answers, Item, ItemType, Questionnaire
from enquete_app.questionnaire.routing import path, shown


@dataclass(frozen=True, slots=True)
class Given:
    """A question and what was answered.

    Args:
        question: what was asked.
        answer: what was chosen or typed; None if it was skipped.
        field: the name of the form field.
    """

    question: str
    answer: str | None
    field: str


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive questions of one heading."""

    title: str
    given: tuple[Given, ...]


def sections(questionnaire: Questionnaire, answers: Answers, language: str) -> tuple[Section, ...]:
    """All that is asked and answered, in order and under their headings.

    Args:
        questionnaire: what is asked.
        answers: the draft's, of which only those on the path are shown.
        language: of the texts.
    """
    items = [item for page in path(questionnaire, answers) for item in shown(page, questionnaire, answers)]
    return tuple(
        Section(title, tuple(given for item in group for given in _given(item, answers, language)))
        for title, group in groupby(items, key=lambda item: item.heading[language])
    )


def question_of(field: str, questionnaire: Questionnaire, language: str) -> str:
    """The question, or the statement, that a form field answers."""
    item = questionnaire.items_by_field[field]
    texts = {statement.id: statement.text for statement in item.statements}
    return texts.get(field, item.text)[language]


def option_with_text(field: str, questionnaire: Questionnaire, language: str) -> str:
    """The option that a field's text belongs to, without the colon after it; empty if there is none."""
    options = questionnaire.items_by_field[field].options
    return next((option.text[language].rstrip(":") for option in options if option.opens_text), "")


def _given(item: Item, answers: Answers, language: str) -> list[Given]:
    if item.type is ItemType.MATRIX:
        asked = [(statement.id, statement.text[language]) for statement in item.statements]
    else:
        asked = [(item.id, item.text[language])]
    return [Given(question, _answer(name, item, answers, language), name) for name, question in asked]


def _answer(name: str, item: Item, answers: Answers, language: str) -> str | None:
    value = answers.get(name)
    option = next((option for option in item.options if option.code == value), None)
    if option is None:
        return None if value is None else str(value)
    text = answers.get(item.text_field.name) if item.text_field and option.opens_text else None
    return option.text[language] if text is None else f"{option.text[language]} {text}"
