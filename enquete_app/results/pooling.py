"""The waves of a year taken together: fixed blocks that do not overlap, made once.

A block begins to exist when its year is over and all waves drawn in it have ended. Which waves it holds is
kept then: a wave that is drawn afterwards with a day of that year does not join it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.models import Survey, Wave, WaveState
from enquete_app.instruments import load
from enquete_app.results.assembling import eligible, fieldwork_of, tally_of, with_figures
from enquete_app.results.disclosure import TOO_FEW, Screen
from enquete_app.results.measures import Correlations, Grades
from enquete_app.results.models import Pool, StoredReport, StoredSeries
from enquete_app.results.report import Fieldwork, Report
from enquete_app.results.series import Drawn, Edition, reports_by_wave, waves_drawn
from enquete_app.results.tallying import Tally

FEWEST_WAVES = 2
"""With answers of their own: the figures of one wave are its report."""
Block = tuple[int, Edition]
"""A year and what was asked in it."""


class Stage(StrEnum):
    """How a block stands."""

    RUNNING = "running"
    """The year is not over."""
    COMING = "coming"
    """The year is over; waves of it are open, or it is being made."""
    ALONE = "alone"
    """The year is over, and at most one wave has answers: there is nothing to take together."""
    MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What can be said of a block, made or not.

    Args:
        year: its year.
        edition: what its waves asked.
        waves: how many were drawn.
        responses: in the reports that there are of them.
        stage: how it stands.
        still_open: the waves that it waits for.
        only: the one wave with answers, where the year is over.
    """

    year: int
    edition: Edition
    waves: int
    responses: int
    stage: Stage
    still_open: tuple[Wave, ...] = ()
    only: str | None = None


def blocks_of(waves: Iterable[Drawn]) -> dict[Block, list[Drawn]]:
    """Sort waves by the year of their first draw and what they asked."""
    blocks: dict[Block, list[Drawn]] = {}
    for each in waves:
        blocks.setdefault((each.day.year, each.edition), []).append(each)
    return blocks


def surveys_to_freeze(session: Session, today: date) -> list[int]:
    """The ids of the surveys that have a block to be frozen."""
    surveys = session.scalars(select(Survey.id).order_by(Survey.id)).all()
    return [survey_id for survey_id in surveys if _due(session, survey_id, today)]


def freeze(session: Session, survey_id: int, today: date) -> list[int]:
    """Keep for each year that is over which waves its block holds.

    Args:
        session: a session that may write; the caller commits.
        survey_id: the survey.
        today: the day; a block is of a year before it.

    Returns:
        The years.
    """
    session.get_one(Survey, survey_id, with_for_update={"key_share": True})
    due = _due(session, survey_id, today)
    for (year, (questionnaire_id, version)), waves in due.items():
        session.add(
            Pool(
                survey_id=survey_id,
                questionnaire_id=questionnaire_id,
                questionnaire_version=version,
                year=year,
                waves=[str(each.wave.id) for each in waves],
                body={},
            )
        )
    return [year for year, _ in due]


def waves_behind(session: Session) -> list[int]:
    """For each survey whose waves have reports, but not what follows from several, the id of one of them."""
    pools = [each for each in session.scalars(select(Pool)) if not each.body]
    with_series = set(session.scalars(select(StoredSeries.survey_id)))
    lacking = {each.survey_id for each in pools} | set(session.scalars(select(Survey.id))) - with_series
    reported = set(session.scalars(select(StoredReport.wave_id)))
    found = []
    for survey_id in sorted(lacking):
        ended = [each.wave.id for each in waves_drawn(session, survey_id) if each.wave.id in reported]
        found += ended[-1:]
    return found


def build_pools(session: Session, survey_id: int) -> None:
    """Make and store the reports of the frozen blocks of a survey that have none; the caller commits.

    One that lacks the report of a wave, which is being made anew, waits for it.
    """
    for pool in session.scalars(select(Pool).where(Pool.survey_id == survey_id)):
        reports = reports_by_wave(session, map(int, pool.waves))
        if not pool.body and len(reports) == len(pool.waves):
            pool.body = pooled_report(session, pool).to_json()


def stored_pools(session: Session, survey_id: int) -> list[Report]:
    """The reports of the blocks of a survey that have been made, the latest first."""
    pools = session.scalars(select(Pool).where(Pool.survey_id == survey_id))
    in_order = sorted(pools, key=lambda pool: (pool.year, int(pool.waves[-1])), reverse=True)
    return [Report.from_json(pool.body) for pool in in_order if pool.body]


def pooled_report(session: Session, pool: Pool) -> Report:
    """Make the report of a block from the responses of all its waves.

    Its screen knows what each of the waves shows and hides, for which their figures are made once more.
    """
    questionnaire = load(session, pool.questionnaire_id, pool.questionnaire_version)
    reports = reports_by_wave(session, map(int, pool.waves))
    whole, screens, ids = Tally(questionnaire), [], []
    for wave_id, report in reports.items():
        if report.responses:
            tally, screen = tally_of(session, questionnaire, wave_id), Screen()
            own = [wave_id, *map(int, report.opened_with)]
            with_figures(report, tally, screen, population=eligible(session, own))
            whole.absorb(tally)
            screens.append(screen)
            ids += own
    return with_figures(
        _bare(pool, list(reports.values())),
        whole,
        Screen(parts=screens),
        population=eligible(session, ids),
    )


def _bare(pool: Pool, reports: list[Report]) -> Report:
    with_answers = [each for each in reports if each.responses]
    return Report(
        wave="",
        period=str(pool.year),
        waves=tuple(pool.waves),
        opened_with=tuple(
            number for each in with_answers for number in each.opened_with if number not in pool.waves
        ),
        questionnaire_id=pool.questionnaire_id,
        questionnaire_version=pool.questionnaire_version,
        fieldwork=_sum([each.fieldwork for each in reports]),
        frequencies={},
        grades=Grades(population=0, all=TOO_FEW, by={}, unknown={}),
        correlations=Correlations(),
    )


def _sum(fieldworks: list[Fieldwork]) -> Fieldwork:
    counts: Counter[str] = Counter()
    for each in fieldworks:
        counts.update(each.counts)
    return fieldwork_of(counts)


def _due(session: Session, survey_id: int, today: date) -> dict[Block, list[Drawn]]:
    frozen = {
        (pool.year, (pool.questionnaire_id, pool.questionnaire_version))
        for pool in session.scalars(select(Pool).where(Pool.survey_id == survey_id))
    }
    blocks = blocks_of(waves_drawn(session, survey_id))
    return {
        block: waves
        for block, waves in blocks.items()
        if block[0] < today.year and block not in frozen and _is_complete(session, waves)
    }


def _is_complete(session: Session, waves: list[Drawn]) -> bool:
    """Whether all waves have ended and have a report, and enough of them answers of their own."""
    if any(each.wave.state is WaveState.OPEN for each in waves):
        return False
    reports = reports_by_wave(session, [each.wave.id for each in waves])
    with_answers = [each for each in reports.values() if each.responses]
    return len(reports) == len(waves) and len(with_answers) >= FEWEST_WAVES


def outlook(session: Session, survey_id: int, today: date) -> list[Outlook]:
    """Tell of each year and edition how its block stands, the latest first."""
    waves = waves_drawn(session, survey_id)
    reports = reports_by_wave(session, [each.wave.id for each in waves])
    pools = {
        (pool.year, (pool.questionnaire_id, pool.questionnaire_version)): pool
        for pool in session.scalars(select(Pool).where(Pool.survey_id == survey_id))
    }
    found = []
    for block, members in blocks_of(waves).items():
        ended = [reports[each.wave.id] for each in members if each.wave.id in reports]
        with_answers = [each for each in ended if each.responses]
        responses = sum(each.responses or 0 for each in with_answers)
        pool = pools.get(block)
        still_open = [each for each in members if each.wave.state is WaveState.OPEN]
        is_alone = block[0] < today.year and not still_open and len(with_answers) < FEWEST_WAVES
        found.append(
            Outlook(
                year=block[0],
                edition=block[1],
                waves=len(members),
                responses=responses,
                stage=_stage(pool, is_alone=is_alone, is_over=block[0] < today.year),
                still_open=tuple(each.wave for each in still_open) if pool is None else (),
                only=with_answers[0].wave if is_alone and with_answers else None,
            )
        )
    return found[::-1]


def _stage(pool: Pool | None, *, is_alone: bool, is_over: bool) -> Stage:
    if pool is not None:
        return Stage.MADE if pool.body else Stage.COMING
    if is_alone:
        return Stage.ALONE
    return Stage.COMING if is_over else Stage.RUNNING
