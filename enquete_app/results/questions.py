"""The questions laid out for reading: their answers in numbers, shares and lengths of bars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from enquete_app.questionnaire import Item, Questionnaire, Statement
from enquete_app.results.formatting import DASH, percentage
from enquete_app.results.measures import Choices, Frequency, Hidden, Share, Texts, unanimity
from enquete_app.results.report import Report
from enquete_app.results.wording import AGREEMENT, ALL_ALIKE, JUDGEMENTS, WHY_HIDDEN

LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Bar:
    """How many chose an option: the number, the share as text, and the share from 0 to 100 as a length."""

    label: str
    count: int
    share: str
    length: float


@dataclass(frozen=True, slots=True)
class FrequencyTable:
    """A question or statement: bars for a choice, a sentence's numbers for a text, or why it is hidden.

    A statement has sums too: how many agree and disagree at all. A group by facts of the register has a note
    if everybody in it answered alike.
    """

    id: str
    question: str
    base: int | None
    bars: tuple[Bar, ...] = ()
    sums: tuple[Bar, ...] = ()
    answered: int | None = None
    hidden: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An item with its table, or for a matrix with one for each statement.

    Args:
        id: of the item.
        text: the question.
        tables: the one table or, under `columns` and `sums`, the lines of one.
        columns: the answers' labels; for a matrix only.
        sums: labels of the sums, in our words.
    """

    id: str
    text: str
    tables: tuple[FrequencyTable, ...]
    columns: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """The key indicator: the question, the answers that count, and their share, or why it is hidden."""

    question: str
    answer: str
    share: str
    count: int | None
    base: int | None
    hidden: str | None


def headline_of(report: Report, questionnaire: Questionnaire) -> Headline | None:
    """Lay out the key indicator; none if there is none."""
    indicator = report.key_indicator
    if indicator is None:
        return None
    item = questionnaire.items_by_field[indicator.item]
    lines = {line.id: line.text[LANGUAGE] for line in item.statements}
    question = lines.get(indicator.item, item.text[LANGUAGE])
    labels = labels_of(item)
    answer = " / ".join(labels[code] for code in indicator.codes)
    if isinstance(indicator.figures, Share):
        figures = indicator.figures
        share = percentage(figures.share, figures.base)
        return Headline(question, answer, share, figures.count, figures.base, None)
    return Headline(question, answer, DASH, None, None, WHY_HIDDEN[indicator.figures.reason])


def outcomes_of(report: Report, questionnaire: Questionnaire) -> Question | None:
    """Lay out the outcomes per class of judgement; none if there are none."""
    outcome, groups = questionnaire.outcome, report.outcome_by_judgement
    if outcome is None or groups is None:
        return None
    tables = tuple(
        replace(
            _frequency(name, JUDGEMENTS[name], each, outcome), note=ALL_ALIKE if unanimity(each) else None
        )
        for name, each in groups.items()
    )
    return Question(outcome.id, outcome.text[LANGUAGE], tables, tuple(labels_of(outcome).values()))


def questions_of(frequencies: Mapping[str, Frequency], questionnaire: Questionnaire) -> tuple[Question, ...]:
    """Lay out every question of which there are figures, in the order of the questionnaire."""
    found = []
    for item in questionnaire.items_by_id.values():
        if item.statements and item.fields[0].name in frequencies:
            lines = tuple(_statement(line, frequencies[line.id], item) for line in item.statements)
            labels = tuple(labels_of(item).values())
            found.append(Question(item.id, item.text[LANGUAGE], lines, labels, AGREEMENT))
        elif item.id in frequencies:
            table = _frequency(item.id, item.text[LANGUAGE], frequencies[item.id], item)
            found.append(Question(item.id, item.text[LANGUAGE], (table,)))
    return tuple(found)


def agreement(line: Statement, code: int) -> int | None:
    """Tell whether an answer agrees (1), disagrees (-1) or does neither (0); none off the scale."""
    score, points = line.score(code), line.codes - line.missing
    if score is None:
        return None
    twice, middle = 2 * score, min(points) + max(points)
    return (twice > middle) - (twice < middle)


def _statement(line: Statement, frequency: Frequency, item: Item) -> FrequencyTable:
    table = _frequency(line.id, line.text[LANGUAGE], frequency, item)
    if not isinstance(frequency, Choices):
        return table
    counted = [
        sum(count for code, count in frequency.counts.items() if agreement(line, code) == side)
        for side in (1, -1)
    ]
    sums = zip(AGREEMENT, counted, strict=True)
    return replace(table, sums=tuple(_bar(label, count, frequency) for label, count in sums))


def _frequency(name: str, question: str, frequency: Frequency, item: Item) -> FrequencyTable:
    if isinstance(frequency, Hidden):
        return FrequencyTable(name, question, None, hidden=WHY_HIDDEN[frequency.reason])
    if isinstance(frequency, Texts):
        return FrequencyTable(name, question, frequency.base, answered=frequency.answered)
    labels = labels_of(item)
    bars = tuple(_bar(labels[code], count, frequency) for code, count in frequency.counts.items())
    return FrequencyTable(name, question, frequency.base, bars)


def labels_of(item: Item) -> dict[int, str]:
    """The words of each answer, as a table has them."""
    return {option.code: option.text[LANGUAGE].removesuffix(":") for option in item.options}


def _bar(label: str, count: int, choices: Choices) -> Bar:
    share = count / choices.base if choices.base else 0.0
    return Bar(label, count, percentage(share, choices.base), round(100 * share, 1))
