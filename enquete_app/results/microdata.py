"""The answers of a closed wave, a row for each response, as an analyst may have them.

Only what was chosen, never what was typed: open answers leave after a person has redacted them. No ids, and
an order that follows from the rows themselves. Of the facts of the complaint a value is told only where the
report may show figures about it (see `_told`); combinations were made coarse when the ballots were opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.answers.models import Response
from enquete_app.fieldwork.models import Draw, Wave, WaveState
from enquete_app.questionnaire import MAIN_LANGUAGE, Answers, Questionnaire
from enquete_app.results.disclosure import STANDARD
from enquete_app.results.measures import Hidden
from enquete_app.results.report import Report, ResultsError, StillOpenError
from enquete_app.results.speaking import asked_in, words_in
from enquete_app.results.variables import (
    FACTS,
    UNTOLD,
    Variable,
    asked_variables,
    fact_variable,
    weight_variable,
)
from enquete_app.statistics import Thresholds, protect

CHUNK = 1000
Facts = tuple[str | None, ...]
Number = int | float
Row = tuple[Number | None, ...]


class WithheldError(ResultsError):
    """There is a report without answers, or with too few.

    Args:
        report: the report.
    """

    def __init__(self, report: Report) -> None:
        into = f"; they are with those of wave {report.opened_into}" if report.opened_into else ""
        super().__init__(f"Wave {report.wave} has no answers that can be given out{into}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Microdata:
    """A table of answers.

    Args:
        wave: the wave's number.
        title: of the questionnaire, with its edition.
        language: of all words in it.
        closed_on: the day on which the wave closed, if that is known.
        variables: its columns.
        rows: one for each response, sorted; none where nothing was answered.
    """

    wave: str
    title: str
    language: str
    closed_on: date | None
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


def microdata_of(  # noqa: PLR0913 - what the report rests on, and in which words
    session: Session,
    wave: Wave,
    report: Report,
    questionnaire: Questionnaire,
    *,
    language: str = MAIN_LANGUAGE,
    thresholds: Thresholds = STANDARD,
) -> Microdata:
    """Read the answers of a wave.

    Args:
        session: any session.
        wave: the wave.
        report: its report, which the facts must not contradict.
        questionnaire: what was asked.
        language: of the labels.
        thresholds: the smallest bases shown.

    Raises:
        StillOpenError: if the wave is open.
        WithheldError: if its report shows no answers.
    """
    if wave.state is WaveState.OPEN:
        raise StillOpenError(wave.id, wave.closes_on)
    if not may_leave(report, thresholds):
        raise WithheldError(report)
    say = words_in(language)
    asked = asked_variables(questionnaire, say, language)
    facts, chosen = _read(session, wave, tuple(asked))
    values = zip(FACTS, zip(*facts, strict=True), strict=True)
    told = _bounded(facts, [_told(*each, report, thresholds) for each in values], thresholds)
    weight = base_weight(session, wave)
    variables = [
        *asked.values(),
        *(fact_variable(*pair, say, language) for pair in zip(FACTS, told, strict=True)),
    ]
    rows = [(*answers, *map(_code_of_fact, each, told)) for answers, each in zip(chosen, facts, strict=True)]
    if weight is not None:
        variables.append(weight_variable(say))
        rows = [(*row, float(weight)) for row in rows]
    return Microdata(
        wave=str(wave.id),
        title=f"{asked_in(questionnaire.title, language)} ({questionnaire.version})",
        language=language,
        closed_on=wave.closes_on,
        variables=tuple(variables),
        rows=tuple(sorted(rows, key=_order)),
    )


def may_leave(report: Report, thresholds: Thresholds = STANDARD) -> bool:
    """Tell from a wave's report whether it has answers that may be given out."""
    return not report.withheld and (report.responses or 0) >= thresholds.total


def base_weight(session: Session, wave: Wave) -> Fraction | None:
    """How many people of the population each in the sample stands for; none if that is not one number.

    The strata of a draw may have different chances, and a response does not tell its stratum.
    """
    opened_with = select(Wave.id).where(Wave.opened_into_id == wave.id)
    draws = session.scalars(select(Draw).where(Draw.wave_id.in_(opened_with) | (Draw.wave_id == wave.id)))
    strata = [(each["population"], each["selected"]) for draw in draws for each in draw.strata]
    chances = {Fraction(selected, population) for population, selected in strata if population}
    return 1 / chances.pop() if len(chances) == 1 and 0 not in chances else None


def _read(session: Session, wave: Wave, names: Sequence[str]) -> tuple[list[Facts], list[Row]]:
    facts: list[Facts] = []
    chosen: list[Row] = []
    for known, answers in _responses(session, wave.id):
        facts.append(known)
        chosen.append(tuple(_code(answers.get(name)) for name in names))
    return facts, chosen


def _responses(session: Session, wave_id: int) -> Iterator[tuple[Facts, Answers]]:
    columns = [getattr(Response, fact) for fact in FACTS]
    statement = select(Response.answers, *columns).where(Response.wave_id == wave_id)
    for row in session.execute(statement.execution_options(yield_per=CHUNK)):
        yield tuple(row[1:]), row[0]


def _told(fact: str, values: Sequence[str | None], report: Report, thresholds: Thresholds) -> list[str]:
    """The values of a fact that may stand in a row, in order.

    Those of enough people, as in a breakdown of the report, and none that the report hides. Whatever is not
    told is one group, and has enough people too or none: else the smallest value told goes with it.
    """
    counts = Counter(value for value in values if value is not None)
    shown = report.grades.by.get(fact, {}) if report.grades else {}
    allowed = {
        value: count for value, count in sorted(counts.items()) if not isinstance(shown.get(value), Hidden)
    }
    verdicts = protect(allowed, thresholds.register, total=len(values))
    return [value for value, verdict in verdicts.items() if verdict is None]


def _bounded(facts: Sequence[Facts], told: list[list[str]], thresholds: Thresholds) -> list[list[str]]:
    """Give up whole facts, the least important first, until every combination is of enough people.

    It is already, by the rule of the opening; a mistake there shall not get any further.
    """
    kept = list(told)
    while True:
        combined = Counter(tuple(map(_code_of_fact, each, kept)) for each in facts)
        if min(combined.values()) >= thresholds.own_answer:
            return kept
        places = [place for place in range(len(kept)) if len({codes[place] for codes in combined}) > 1]
        kept[places[-1]] = []


def _code_of_fact(value: str | None, told: Sequence[str]) -> int:
    return told.index(value) + 1 if value in told else UNTOLD


def _code(value: int | str | None) -> int | None:
    return value if isinstance(value, int) else None


def _order(row: Row) -> tuple[tuple[bool, Number], ...]:
    """Sort by what is in a row and by nothing else; what is empty first."""
    return tuple((value is not None, value or 0) for value in row)
