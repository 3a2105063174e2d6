"""Two editions side by side: which answers can be compared over time, and what stands in the way of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from enquete_app.questionnaire.checking import MAIN_LANGUAGE
from enquete_app.questionnaire.definition import Item, ItemType, Option, Questionnaire, Statement, Text


class Change(StrEnum):
    """What differs in a question between two editions."""

    NEW = "new"
    GONE = "gone"
    TYPE = "type"
    """It is another kind of question."""
    CODES = "codes"
    """There are codes more or less."""
    MEANING = "meaning"
    """A code stands for another answer, or what counts as an answer or as agreement is another."""
    OPTIONS = "options"
    """The words of an option differ; its code stays."""
    WORDING = "wording"
    AUDIENCE = "audience"
    """It is asked of others."""
    REQUIRED = "required"
    """An answer has become compulsory, or is no longer."""
    HELP = "help"
    """The help under it differs, its heading, or the words in another language."""


class Verdict(StrEnum):
    """What may be done with the answers of two editions together."""

    COMPARABLE = "comparable"
    WITH_CARE = "with care"
    NOT_COMPARABLE = "not comparable"
    ONLY_ONE = "only one"
    """There is nothing to compare: only one of the two editions has it."""


_VERDICTS = (
    (Verdict.ONLY_ONE, {Change.NEW, Change.GONE}),
    (Verdict.NOT_COMPARABLE, {Change.TYPE, Change.CODES, Change.MEANING}),
    (Verdict.WITH_CARE, {Change.OPTIONS, Change.WORDING, Change.AUDIENCE, Change.REQUIRED}),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a statement of a matrix, as far as it is compared.

    Args:
        id: of the form field.
        item: that it belongs to.
        line: the statement, if it is one.
    """

    id: str
    item: Item
    line: Statement | None = None

    @property
    def text(self) -> Text:
        """What is asked."""
        return self.line.text if self.line else self.item.text


@dataclass(frozen=True, slots=True)
class Difference:
    """A question in two editions.

    Args:
        id: of its form field.
        before: the question; none if it is new.
        after: the question; none if it is gone.
        changes: what differs; nothing where it is the same in all.
    """

    id: str
    before: Question | None
    after: Question | None
    changes: tuple[Change, ...]

    @property
    def verdict(self) -> Verdict:
        """Whether the answers can be compared."""
        changes = set(self.changes)
        return next((found for found, kinds in _VERDICTS if kinds & changes), Verdict.COMPARABLE)


def compare(before: Questionnaire, after: Questionnaire) -> tuple[Difference, ...]:
    """Compare all questions of two editions by id: in the order of the later one, then what is gone."""
    old, new = _questions(before), _questions(after)
    return tuple(
        Difference(name, old.get(name), new.get(name), tuple(_changes(old.get(name), new.get(name))))
        for name in dict.fromkeys([*new, *old])
    )


def _questions(questionnaire: Questionnaire) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for item in questionnaire.items_by_id.values():
        lines = [Question(line.id, item, line) for line in item.statements]
        found |= {each.id: each for each in lines or [Question(item.id, item)]}
    return found


def _changes(before: Question | None, after: Question | None) -> Iterator[Change]:
    if before is None or after is None:
        yield Change.GONE if after is None else Change.NEW
        return
    old, new = before.item, after.item
    if _kind(old) is not _kind(new):
        yield Change.TYPE
        return
    options, now = _options(old), _options(new)
    shared = options.keys() & now.keys()
    if options.keys() != now.keys():
        yield Change.CODES
    if _meaning(before) != _meaning(after) or any(_is_other_answer(options[c], now[c]) for c in shared):
        yield Change.MEANING
    elif any(_main(options[code]) != _main(now[code]) for code in shared):
        yield Change.OPTIONS
    if _asked(before) != _asked(after):
        yield Change.WORDING
    if set(old.shown_if) != set(new.shown_if):
        yield Change.AUDIENCE
    if old.required is not new.required:
        yield Change.REQUIRED
    if _around(before, shared) != _around(after, shared):
        yield Change.HELP


def _kind(item: Item) -> ItemType:
    """The type; with or without a text beside it, a choice is a choice."""
    return ItemType.CHOICE if item.type is ItemType.CHOICE_WITH_TEXT else item.type


def _options(item: Item) -> dict[int, Option]:
    return {option.code: option for option in item.options}


def _main(option: Option) -> str:
    return " ".join(option.text[MAIN_LANGUAGE].casefold().split())


def _is_other_answer(before: Option, after: Option) -> bool:
    """Whether no word of an option's text is left: then its code hardly stands for the same answer."""
    return before.opens_text == after.opens_text and not _words(before) & _words(after)


def _words(option: Option) -> set[str]:
    return {word.strip(".,:;()/'\"") for word in _main(option).split()}


def _meaning(question: Question) -> object:
    line = question.line
    return (line.reversed, line.missing, line.base) if line else None


def _asked(question: Question) -> tuple[str, ...]:
    """What somebody reads as the question, which of a statement is that of its matrix too."""
    return question.text[MAIN_LANGUAGE], question.item.text[MAIN_LANGUAGE]


def _around(question: Question, codes: Iterable[int]) -> object:
    item = question.item
    others = {code: text for code, text in question.text.items() if code != MAIN_LANGUAGE}
    options = {code: {**_options(item)[code].text, MAIN_LANGUAGE: ""} for code in codes}
    return dict(item.heading), dict(item.hint or {}), others, options
