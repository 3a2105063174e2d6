"""From responses to count tables, a few at a time: answers are looked at once and not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from enquete_app.questionnaire import Answers, CodeField, ItemType, Questionnaire, Statement

FACTS = ("handling", "judgement", "domain", "mode")
"""What is known of a response's complaint, by which grades are broken down."""

Column = list[int | None]
Pair = tuple[str, str]


class Reply(NamedTuple):
    """A response as far as the report needs it: a value for each of `FACTS`, and the answers on the path."""

    facts: tuple[str | None, ...]
    answers: Answers


class Tally:
    """The count tables of a report.

    Args:
        questionnaire: what was asked.

    Attributes:
        responses: how many were counted.
        codes: per code field: people per code, None for who skipped it.
        asked: per open question: people to whom it was shown.
        written: per open question: people who wrote something.
        groups: per fact, and for the outcome under its id: people per value and grade, None included.
        outcomes: people per the municipality's judgement and own outcome, None included.
        variables: statements and grade, in the order of the correlation table.
        pairs: per two variables (row, column): people per two scores, None included.
        pairs_full_base: the same without regard to the statements' bases; only where that differs.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.responses = 0
        self._based = {line.id for line in questionnaire.statements if line.base}
        grade = (questionnaire.grade.id,) if questionnaire.grade else ()
        self.variables = (*(line.id for line in questionnaire.statements), *grade)
        self._code_fields = [f.name for f in questionnaire.fields.values() if isinstance(f, CodeField)]
        self.codes: dict[str, Counter[int | None]] = {name: Counter() for name in self._code_fields}
        self._texts = [item for item in questionnaire.items_by_id.values() if item.type is ItemType.TEXT]
        self.asked: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        outcome = (questionnaire.outcome.id,) if questionnaire.outcome else ()
        self.groups: dict[str, Counter[tuple[object, int | None]]] = {
            name: Counter() for name in (*outcome, *FACTS)
        }
        self.outcomes: Counter[tuple[str | None, int | None]] = Counter()
        triangle = [(row, column) for column, row in combinations(self.variables, 2)]
        self.pairs: dict[Pair, Counter[tuple[int | None, int | None]]] = {
            pair: Counter() for pair in sorted(triangle, key=self._place)
        }
        self.pairs_full_base: dict[Pair, Counter[tuple[int | None, int | None]]] = {
            pair: Counter() for pair in self.pairs if not self._based.isdisjoint(pair)
        }

    def add(self, replies: Sequence[Reply]) -> None:
        """Count some responses. Columns are made first: counting them whole is what is quick."""
        answers = [reply.answers for reply in replies]
        self.responses += len(answers)
        columns = {name: [_code(each.get(name)) for each in answers] for name in self._code_fields}
        for name, column in columns.items():
            self.codes[name].update(column)
        for item in self._texts:
            # Answers are those on the path, so a rule on an item that was not shown does not hold.
            self.asked[item.id] += sum(all(rule.holds(each) for rule in item.shown_if) for each in answers)
            self.written[item.id] += sum(item.id in each for each in answers)
        self._add_groups(replies, columns)
        self._add_pairs(answers, columns)

    def absorb(self, other: Tally) -> None:
        """Count also all that another tally of the same questionnaire has counted."""
        self.responses += other.responses
        self.asked.update(other.asked)
        self.written.update(other.written)
        self.outcomes.update(other.outcomes)
        for name, codes in other.codes.items():
            self.codes[name].update(codes)
        for name, group in other.groups.items():
            self.groups[name].update(group)
        for pair, table in other.pairs.items():
            self.pairs[pair].update(table)
        for pair, table in other.pairs_full_base.items():
            self.pairs_full_base[pair].update(table)

    def _add_groups(self, replies: Sequence[Reply], columns: dict[str, Column]) -> None:
        grade, outcome = self.questionnaire.grade, self.questionnaire.outcome
        if outcome is not None:
            judgements = (reply.facts[FACTS.index("judgement")] for reply in replies)
            self.outcomes.update(zip(judgements, columns[outcome.id], strict=True))
        if grade is None:
            return
        for place, fact in enumerate(FACTS):
            self.groups[fact].update(zip((r.facts[place] for r in replies), columns[grade.id], strict=True))
        if outcome is not None:
            self.groups[outcome.id].update(zip(columns[outcome.id], columns[grade.id], strict=True))

    def _add_pairs(self, answers: Sequence[Answers], columns: dict[str, Column]) -> None:
        lines = {line.id: line for line in self.questionnaire.statements}
        full = {
            name: _scores(lines[name], columns[name]) if name in lines else columns[name]
            for name in self.variables
        }
        based = full | {name: _on_base(lines[name], full[name], answers) for name in self._based}
        for tables, scores in ((self.pairs, based), (self.pairs_full_base, full)):
            for (row, column), table in tables.items():
                table.update(zip(scores[row], scores[column], strict=True))

    def _place(self, pair: Pair) -> tuple[int, int]:
        return self.variables.index(pair[0]), self.variables.index(pair[1])


def _code(value: int | str | None) -> int | None:
    return value if isinstance(value, int) else None


def _scores(line: Statement, column: Column) -> Column:
    points = {code: line.score(code) for code in line.codes}
    return [None if code is None else points[code] for code in column]


def _on_base(line: Statement, scores: Column, answers: Sequence[Answers]) -> Column:
    base = line.base
    return [
        score if base is None or base.holds(each) else None
        for score, each in zip(scores, answers, strict=True)
    ]
