"""From responses to count tables, a few at a time: answers are looked at once and not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, cast

from enquete_app.questionnaire import Answers, CodeField, ItemType, Questionnaire
from enquete_app.statistics import MISSING, CrossTables

FACTS = ("handling", "judgement", "domain", "mode")
"""What is known of a response's complaint, by which grades are broken down."""

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
        asked: per open question: people to whom it was shown.
        written: per open question: people who wrote something.
        variables: statements and grade, in the order of the correlation table.
        pairs: two variables each (row, column), in the order of the correlation table.
        pairs_full_base: those of them of which a statement counts for its base only.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.responses = 0
        lines = {line.id: line for line in questionnaire.statements}
        grade = (questionnaire.grade.id,) if questionnaire.grade else ()
        self.variables = (*lines, *grade)
        triangle = ((row, column) for column, row in combinations(self.variables, 2))
        self.pairs = tuple(sorted(triangle, key=lambda pair: tuple(map(self.variables.index, pair))))
        self._bases = {name: line.base for name, line in lines.items() if line.base}
        self.pairs_full_base = tuple(pair for pair in self.pairs if not self._bases.keys().isdisjoint(pair))
        self._points = {name: {code: line.score(code) for code in line.codes} for name, line in lines.items()}
        codes = {f.name: f.codes for f in questionnaire.fields.values() if isinstance(f, CodeField)}
        # A statement is a second question to those of its base.
        self._code_fields = tuple(codes)
        self._tables = CrossTables(codes | {_on_base(name): codes[name] for name in self._bases})
        self._texts = [item for item in questionnaire.items_by_id.values() if item.type is ItemType.TEXT]
        self.asked: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        self._known: Counter[tuple[tuple[str | None, ...], int, int]] = Counter()

    def add(self, replies: Sequence[Reply]) -> None:
        """Count some responses. Columns are made first: counting them whole is what is quick.

        Raises:
            ValueError: if a response holds a code that the questionnaire has not; at the latest when the
                counts are read.
        """
        answers = [reply.answers for reply in replies]
        # Of a code field an answer is a code; whatever else it were, the tables would refuse.
        coded = cast("list[Mapping[str, int]]", answers)
        columns = {name: [each.get(name, MISSING) for each in coded] for name in self._code_fields}
        for name, base in self._bases.items():
            pairs = zip(columns[name], columns[base.item], strict=True)
            columns[_on_base(name)] = [code if other in base.codes else MISSING for code, other in pairs]
        self._tables.add(columns)
        self.responses += len(answers)
        for item in self._texts:
            # Answers are those on the path, so a rule on an item that was not shown does not hold.
            met = [[code in rule.codes for code in columns[rule.item]] for rule in item.shown_if]
            self.asked[item.id] += sum(map(all, zip(*met, strict=True))) if met else len(answers)
            self.written[item.id] += sum(item.id in each for each in answers)
        nobody = [MISSING] * len(answers)
        grade, outcome = self.questionnaire.grade, self.questionnaire.outcome
        grades = columns[grade.id] if grade else nobody
        outcomes = columns[outcome.id] if outcome else nobody
        self._known.update(zip([reply.facts for reply in replies], grades, outcomes, strict=True))

    def absorb(self, other: Tally) -> None:
        """Count also all that another tally of the same questionnaire has counted."""
        self.responses += other.responses
        self._tables.absorb(other._tables)
        self.asked.update(other.asked)
        self.written.update(other.written)
        self._known.update(other._known)

    @property
    def outcomes(self) -> Counter[tuple[str | None, int]]:
        """People per the municipality's judgement and own outcome; who skipped that is not in it."""
        found: Counter[tuple[str | None, int]] = Counter()
        for (facts, _, outcome), count in self._known.items():
            if outcome != MISSING:
                found[facts[FACTS.index("judgement")], outcome] += count
        return found

    def codes_of(self, name: str) -> Counter[int]:
        """People per code of a field; who skipped it is not in it."""
        return self._tables.counts(name)

    def grades_by(self, name: str) -> dict[str | int | None, Counter[int]]:
        """People per grade, by a fact (None where it is not known) or by the outcome's codes.

        Only values that occur are given; one of a fact also if nobody of whom it is known gave a grade.
        """
        grade = self.questionnaire.grade
        groups: dict[str | int | None, Counter[int]] = {}
        if grade is None:
            return groups
        given_by: Iterable[tuple[tuple[str | int | None, int], int]]
        if name in FACTS:
            place = FACTS.index(name)
            given_by = (((facts[place], given), count) for (facts, given, _), count in self._known.items())
        else:
            given_by = self._tables.table(name, grade.id).items()
        for (value, given), count in given_by:
            group = groups.setdefault(value, Counter())
            if given != MISSING:
                group[given] += count
        return groups

    def scores_of(self, pair: Pair, *, full_base: bool = False) -> Counter[tuple[int, int]]:
        """People per two scores of a pair of variables; who lacks either is not in it (pairwise deletion).

        Args:
            pair: one of `pairs`, or else of `pairs_full_base`.
            full_base: without regard to the statements' bases.
        """
        based = [name if full_base or name not in self._bases else _on_base(name) for name in pair]
        row, column = (self._points.get(name) for name in pair)
        scores: Counter[tuple[int, int]] = Counter()
        for (x, y), count in self._tables.table(*based).items():
            x_score, y_score = row[x] if row else x, column[y] if column else y
            if x_score is not None and y_score is not None:
                scores[x_score, y_score] += count
        return scores


def _on_base(name: str) -> str:
    return f"{name} on its base"
