"""Building the report of a wave from its responses, storing it, and finding it again."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from enquete_app.answers.ballots import count_ballots
from enquete_app.answers.models import AnswerQueue
from enquete_app.fieldwork.models import Wave, WaveState
from enquete_app.fieldwork.waves.closing import FEWEST_OPENED, UNOPENED, sealed_like
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.instruments import load
from enquete_app.results.assembling import (
    collector_at_rest,
    count_responses,
    eligible,
    fieldwork_of,
    replies_of,
    with_figures,
)
from enquete_app.results.backing_building import Counted, backing_of
from enquete_app.results.classes import classes_of, tally_by_class, whole_of
from enquete_app.results.disclosure import STANDARD, TOO_FEW, Screen
from enquete_app.results.drawn import EDITION, store_figures
from enquete_app.results.drawn_periods import store_course, store_years
from enquete_app.results.measures import Correlations, Grades
from enquete_app.results.models import StoredReport
from enquete_app.results.open_answers.filling import fill_queue
from enquete_app.results.pooling import build_pools
from enquete_app.results.report import Report, StillOpenError, Withheld
from enquete_app.results.series import store_series
from enquete_app.results.weighted_figures import Shown
from enquete_app.statistics import Thresholds


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
        return _fieldwork_alone(session, wave, withheld, thresholds)
    earlier = list(session.scalars(select(Wave).where(Wave.opened_into_id == wave.id).order_by(Wave.id)))
    questionnaire = load(session, wave.questionnaire_id, wave.questionnaire_version)
    responses = count_responses(session, wave.id)
    classes = classes_of(responses, thresholds)
    with collector_at_rest():
        tallies = tally_by_class(questionnaire, replies_of(session, wave.id), classes)
    report = with_figures(
        replace(_bare(session, wave), opened_with=tuple(str(each.id) for each in earlier)),
        whole_of(questionnaire, tallies),
        Screen(thresholds),
        population=eligible(session, [each.id for each in (*earlier, wave)]),
    )
    shown = Shown(report.frequencies, report.key_indicator, report.correlations)
    counted = Counted(responses, tallies, report.grades, shown)
    return replace(report, backing=backing_of(session, wave, earlier, counted, thresholds))


def store_report(session: Session, wave_id: int) -> None:
    """Build and store the report of a wave with its figures, and of the waves whose reports change with it.

    Those are the waves opened into this one, and those of the same survey that wait, of which fewer answers
    are needed now, or wait no more. Along with them is made what follows from several waves: what changed
    from each to the next, and the blocks that wait for it. Open answers are queued. Doing it again gives the
    same; doing it twice at a time does no harm.

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
    # Before the waves, as whoever closes one takes them; what is made of several waves is written once.
    session.refresh(wave.survey, with_for_update={"key_share": True})
    survey = session.scalars(select(Wave).where(Wave.survey_id == wave.survey_id))
    unopened = [each.id for each in survey if UNOPENED in (each.fieldwork or {})]
    concerned = or_(
        Wave.id.in_([wave.id, *unopened]),
        Wave.opened_into_id == wave.id,
        and_(Wave.survey_id == wave.survey_id, Wave.state == WaveState.SEALED),
    )
    waves = select(Wave).where(concerned).order_by(Wave.id).with_for_update(key_share=True)
    for each in session.scalars(waves).all():
        report = build_report(session, each)
        questionnaire = load(session, each.questionnaire_id, each.questionnaire_version)
        session.merge(StoredReport(wave_id=each.id, body=report.to_json(), drawn=EDITION))
        session.flush()
        store_figures(session, report, questionnaire)
        fill_queue(session, each, questionnaire)
    session.flush()
    store_series(session, wave.survey_id)
    store_course(session, wave.survey_id)
    build_pools(session, wave.survey_id)
    store_years(session, wave.survey_id)


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
    """The ids of the waves whose fieldwork has ended and of which something is still to be made, in order.

    That is the report, its figures (those of an older edition count as none), or the queue of open answers.
    """
    reported, queued = aliased(StoredReport), aliased(AnswerQueue)
    unqueued = and_(Wave.state == WaveState.CLOSED, queued.wave_id.is_(None))
    # Not those of a newer one: an older release that works beside it would take turns with it for ever.
    undrawn = func.coalesce(reported.drawn, 0) < EDITION
    statement = (
        select(Wave.id)
        .outerjoin(reported, reported.wave_id == Wave.id)
        .outerjoin(queued, queued.wave_id == Wave.id)
        .where(Wave.state != WaveState.OPEN, or_(undrawn, unqueued))
    )
    return list(session.scalars(statement.order_by(Wave.id)))


def _withheld(wave: Wave) -> Withheld | None:
    if wave.state is WaveState.SEALED:
        return Withheld.TOO_FEW
    if UNOPENED in (wave.fieldwork or {}):
        return Withheld.NEVER_OPENED
    return None if wave.opened_into_id is None else Withheld.OPENED_LATER


def _fieldwork_alone(session: Session, wave: Wave, withheld: Withheld, thresholds: Thresholds) -> Report:
    opened_into = wave.opened_into_id
    return replace(
        _bare(session, wave),
        withheld=withheld,
        still_needed=_still_needed(session, wave) if withheld is Withheld.TOO_FEW else None,
        opened_into=None if opened_into is None else str(opened_into),
        backing=backing_of(session, wave, (), None, thresholds),
    )


def _bare(session: Session, wave: Wave) -> Report:
    """The report of a wave with its fieldwork and nothing else."""
    return Report(
        wave=str(wave.id),
        questionnaire_id=wave.questionnaire_id,
        questionnaire_version=wave.questionnaire_version,
        fieldwork=fieldwork_of(wave.fieldwork or {}),
        frequencies={},
        grades=Grades(population=eligible(session, [wave.id]), all=TOO_FEW, by={}, unknown={}),
        correlations=Correlations(),
    )


def _still_needed(session: Session, wave: Wave) -> int:
    waiting = [each.id for each in session.scalars(sealed_like(wave))]
    return FEWEST_OPENED - count_ballots(session, waiting)
