"""From stored responses to the figures of a report, whether of one wave or of several pooled."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import orjson
from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from enquete_app.answers.models import Response
from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.waves.background import FACTS as KNOWN_OF_ALL
from enquete_app.questionnaire import Questionnaire
from enquete_app.results.composition import Known
from enquete_app.results.disclosure import Screen
from enquete_app.results.figures import correlations_of, frequencies_of, grades_of, key_indicator_of
from enquete_app.results.outcomes import outcome_by_judgement_of
from enquete_app.results.report import Fieldwork, Report
from enquete_app.results.tallying import FACTS, Reply, Tally
from enquete_app.statistics import Rate, rate

CHUNK = 200
"""How many responses are held at a time; of more the processor forgets them, which costs twice as much."""


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let Python's collector of cycles rest while answers are counted.

    Answers make none, and for every few hundred of them it would look through all that is loaded, which is a
    fifth of the time.
    """
    works = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if works:
            gc.enable()


def tally_of(session: Session, questionnaire: Questionnaire, wave_id: int) -> Tally:
    """Count the responses of a wave."""
    tally = Tally(questionnaire)
    with collector_at_rest():
        for replies in replies_of(session, wave_id):
            tally.add(replies)
    return tally


def replies_of(session: Session, wave_id: int) -> Iterator[list[Reply]]:
    """The responses of a wave, some at a time."""
    columns = Response.__table__.c
    facts = [columns[fact] for fact in FACTS]
    # As text, which a library reads more quickly than the drivers do.
    statement = select(cast(columns.answers, Text), *facts).where(columns.wave_id == wave_id)
    for rows in session.execute(statement.execution_options(yield_per=CHUNK)).partitions():
        yield [Reply(row[1:], orjson.loads(row[0])) for row in rows]


def count_responses(session: Session, wave_id: int) -> dict[Known, int]:
    """Count the responses of a wave per combination of facts."""
    facts = [getattr(Response, fact) for fact in KNOWN_OF_ALL]
    counts = select(*facts, func.count()).where(Response.wave_id == wave_id).group_by(*facts)
    return {tuple(row[:-1]): row[-1] for row in session.execute(counts)}


def with_figures(report: Report, tally: Tally, screen: Screen, *, population: int) -> Report:
    """Give a report the figures that follow from answers.

    Args:
        report: with its fieldwork.
        tally: the count tables.
        screen: decides what is hidden, and remembers it.
        population: how many people were eligible in the draws of all waves whose answers are counted.
    """
    frequencies = frequencies_of(tally, screen)
    grades = grades_of(tally, frequencies, screen, population=population)
    return replace(
        report,
        responses=tally.responses,
        frequencies=frequencies,
        grades=grades,
        correlations=correlations_of(tally, screen),
        key_indicator=key_indicator_of(tally.questionnaire, frequencies),
        outcome_by_judgement=outcome_by_judgement_of(tally, grades, screen),
    )


def eligible(session: Session, wave_ids: Sequence[int]) -> int:
    """How many people were eligible in the draws of these waves."""
    return session.scalar(select(func.sum(Draw.eligible)).where(Draw.wave_id.in_(wave_ids))) or 0


def fieldwork_of(counts: Mapping[str, int]) -> Fieldwork:
    """Put the counts of the fieldwork beside the response that follows from them."""
    completed = counts["completed"]
    return Fieldwork(
        **counts,
        response_of_invited=_response(completed, counts["invited"]),
        response_of_delivered=_response(completed, counts["delivered"]),
    )


def _response(completed: int, asked: int) -> Rate:
    # Who answered a mail that counts as uncertain can make more answers than mails; that is no rate.
    return rate(completed, asked) if completed <= asked else Rate(None, None, None)
