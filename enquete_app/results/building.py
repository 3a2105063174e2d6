"""Building the report of a wave from its responses, storing it, and finding it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from enquete_app.answers.ballots import count_ballots
from enquete_app.answers.models import AnswerQueue, Response
from enquete_app.fieldwork.models import Draw, Wave, WaveState
from enquete_app.fieldwork.waves.closing import FEWEST_OPENED, UNOPENED, sealed_like
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.results.figures import (
    TOO_FEW,
    correlations_of,
    frequencies_of,
    grades_of,
    key_indicator_of,
)
from enquete_app.results.measures import Correlations, Grades
from enquete_app.results.models import StoredReport
from enquete_app.results.open_answers.filling import fill_queue
from enquete_app.results.outcomes import outcome_by_judgement_of
from enquete_app.results.report import Fieldwork, Report, StillOpenError, Withheld
from enquete_app.results.tallying import FACTS, Reply, Tally
from enquete_app.statistics import Rate, Thresholds, rate

CHUNK = 1000
STANDARD = Thresholds()


def build_report(session: Session, wave: Wave, thresholds: Thresholds = STANDARD) -> Report:
    """Make the report of a wave whose fieldwork has ended.

    Args:
        session: any session.
        wave: the wave.
        thresholds: the smallest bases shown.

    Returns:
        The report; the fieldwork alone if the wave's ballots are sealed, were opened into a later wave or
        never.

    Raises:
        StillOpenError: if the wave is open.
    """
    if wave.state is WaveState.OPEN:
        raise StillOpenError(wave.id, wave.closes_on)
    if (withheld := _withheld(wave)) is not None:
        return _fieldwork_alone(session, wave, withheld)
    earlier = list(session.scalars(select(Wave.id).where(Wave.opened_into_id == wave.id).order_by(Wave.id)))
    questionnaire = load(session, wave.questionnaire_id, wave.questionnaire_version)
    tally = Tally(questionnaire)
    for replies in _replies(session, wave.id):
        tally.add(replies)
    frequencies = frequencies_of(tally, thresholds)
    population = _eligible(session, [*earlier, wave.id])
    grades = grades_of(tally, frequencies, thresholds, population=population)
    return Report(
        wave=str(wave.id),
        questionnaire_id=wave.questionnaire_id,
        questionnaire_version=wave.questionnaire_version,
        responses=tally.responses,
        fieldwork=_fieldwork(wave),
        frequencies=frequencies,
        grades=grades,
        correlations=correlations_of(tally, thresholds),
        key_indicator=key_indicator_of(questionnaire, frequencies),
        outcome_by_judgement=outcome_by_judgement_of(tally, grades, thresholds),
        opened_with=tuple(map(str, earlier)),
    )


def store_report(session: Session, wave_id: int) -> None:
    """Build and store the report of a wave, and of the waves whose reports change with it; fill their queues.

    Those are the waves opened into this one, and those of the same survey that wait, of which fewer answers
    are needed now, or wait no more. Doing it again gives the same; doing it twice at a time does no harm.

    Args:
        session: a session that may write; the caller commits.
        wave_id: the wave.

    Raises:
        WaveError: if it does not exist.
        StillOpenError: if it is open.
    """
    wave = find_wave(session, str(wave_id))
    if wave.state is WaveState.OPEN:
        raise StillOpenError(wave.id, wave.closes_on)
    survey = session.scalars(select(Wave).where(Wave.survey_id == wave.survey_id))
    unopened = [each.id for each in survey if UNOPENED in (each.fieldwork or {})]
    concerned = or_(
        Wave.id.in_([wave.id, *unopened]),
        Wave.opened_into_id == wave.id,
        and_(Wave.survey_id == wave.survey_id, Wave.state == WaveState.SEALED),
    )
    waves = select(Wave).where(concerned).order_by(Wave.id).with_for_update(key_share=True)
    for each in session.scalars(waves).all():
        session.merge(StoredReport(wave_id=each.id, body=build_report(session, each).to_json()))
        fill_queue(session, each, load(session, each.questionnaire_id, each.questionnaire_version))


def stored_report(session: Session, wave_id: int) -> Report | None:
    """Find the report of a wave; none if it has not been built yet.

    Raises:
        WaveError: if the wave does not exist.
        StillOpenError: if it is open.
    """
    wave = find_wave(session, str(wave_id))
    if wave.state is WaveState.OPEN:
        raise StillOpenError(wave.id, wave.closes_on)
    found = session.get(StoredReport, wave_id)
    return Report.from_json(found.body) if found else None


def waves_without_report(session: Session) -> list[int]:
    """The ids of the waves whose fieldwork has ended and whose report has not been built, in order.

    Also of those whose open answers are not in the queue, as after an upgrade.
    """
    reported, queued = aliased(StoredReport), aliased(AnswerQueue)
    unqueued = and_(Wave.state == WaveState.CLOSED, queued.wave_id.is_(None))
    statement = (
        select(Wave.id)
        .outerjoin(reported, reported.wave_id == Wave.id)
        .outerjoin(queued, queued.wave_id == Wave.id)
        .where(Wave.state != WaveState.OPEN, or_(reported.wave_id.is_(None), unqueued))
    )
    return list(session.scalars(statement.order_by(Wave.id)))


def _replies(session: Session, wave_id: int) -> Iterator[list[Reply]]:
    facts = [getattr(Response, fact) for fact in FACTS]
    statement = select(Response.answers, *facts).where(Response.wave_id == wave_id)
    for rows in session.execute(statement.execution_options(yield_per=CHUNK)).partitions():
        yield [Reply(tuple(row[1:]), row[0]) for row in rows]


def _eligible(session: Session, wave_ids: list[int]) -> int:
    return session.scalar(select(func.sum(Draw.eligible)).where(Draw.wave_id.in_(wave_ids))) or 0


def _withheld(wave: Wave) -> Withheld | None:
    if wave.state is WaveState.SEALED:
        return Withheld.TOO_FEW
    if UNOPENED in (wave.fieldwork or {}):
        return Withheld.NEVER_OPENED
    return None if wave.opened_into_id is None else Withheld.OPENED_LATER


def _fieldwork_alone(session: Session, wave: Wave, withheld: Withheld) -> Report:
    opened_into = wave.opened_into_id
    return Report(
        wave=str(wave.id),
        questionnaire_id=wave.questionnaire_id,
        questionnaire_version=wave.questionnaire_version,
        fieldwork=_fieldwork(wave),
        frequencies={},
        grades=Grades(population=_eligible(session, [wave.id]), all=TOO_FEW, by={}, unknown={}),
        correlations=Correlations(),
        withheld=withheld,
        still_needed=_still_needed(session, wave) if withheld is Withheld.TOO_FEW else None,
        opened_into=None if opened_into is None else str(opened_into),
    )


def _still_needed(session: Session, wave: Wave) -> int:
    waiting = [each.id for each in session.scalars(sealed_like(wave))]
    return FEWEST_OPENED - count_ballots(session, waiting)


def _fieldwork(wave: Wave) -> Fieldwork:
    counts: Mapping[str, int] = wave.fieldwork or {}
    completed = counts["completed"]
    return Fieldwork(
        **counts,
        response_of_invited=_response(completed, counts["invited"]),
        response_of_delivered=_response(completed, counts["delivered"]),
    )


def _response(completed: int, asked: int) -> Rate:
    # Who answered a mail that counts as uncertain can make more answers than mails; that is no rate.
    return rate(completed, asked) if completed <= asked else Rate(None, None, None)
