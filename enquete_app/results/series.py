"""The waves of a survey one after the other: what changed from each to the next.

It follows from what their reports show, so that it cannot tell more than they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enquete_app.fieldwork.models import Draw, Wave
from enquete_app.results.measures import GradeFigures, Hidden, Json, Share
from enquete_app.results.models import StoredReport, StoredSeries
from enquete_app.results.report import Report
from enquete_app.results.tallying import FACTS
from enquete_app.statistics import Difference, Moments, difference_of_moments, difference_of_rates

Edition = tuple[str, str]


class Proportion(NamedTuple):
    """How many of how many."""

    part: int
    whole: int


Figure = Proportion | Moments
"""What differences are computed from."""


class Drawn(NamedTuple):
    """A wave, and the day of its first draw."""

    wave: Wave
    day: date

    @property
    def edition(self) -> Edition:
        """The questionnaire and its version."""
        return self.wave.questionnaire_id, self.wave.questionnaire_version


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a wave minus that of an earlier one.

    Args:
        against: the earlier wave: the last that shows the figure.
        estimate: the difference.
        low: lower bound of its 95 % interval; none if there is none, as is the upper one.
        high: upper bound.
    """

    against: str
    estimate: float
    low: float | None
    high: float | None

    @property
    def is_plain(self) -> bool | None:
        """Whether the interval leaves out 0, so that something changed; none without an interval."""
        return None if self.low is None or self.high is None else not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed in a wave; none where a wave or all earlier ones do not show the figure.

    Args:
        response: of the invited, as a part of 1 (Newcombe).
        key_indicator: as a part of 1 (Newcombe).
        grade: in grade points (Welch), as all grades.
        outcomes: the grade per outcome, by its code.
    """

    response: Change | None = None
    key_indicator: Change | None = None
    grade: Change | None = None
    outcomes: Mapping[str, Change] = field(default_factory=dict)

    @classmethod
    def from_json(cls, body: Json) -> Changes:
        """Undo `asdict`."""
        whole = ("response", "key_indicator", "grade")
        return cls(
            **{name: Change(**body[name]) for name in whole if body[name]},
            outcomes={code: Change(**each) for code, each in body["outcomes"].items()},
        )


Series = Mapping[str, Changes]
"""What changed, by wave."""


def waves_drawn(session: Session, survey_id: int) -> list[Drawn]:
    """The waves of a survey in the order in which they were drawn."""
    first = func.min(Draw.as_of)
    waves = (
        select(Wave, first)
        .join(Draw, Draw.wave_id == Wave.id)
        .where(Wave.survey_id == survey_id)
        .group_by(Wave.id)
        .order_by(first, Wave.id)
    )
    return [Drawn(wave, day) for wave, day in session.execute(waves)]


def reports_by_wave(session: Session, wave_ids: Iterable[int]) -> dict[int, Report]:
    """The stored reports of waves."""
    stored = select(StoredReport).where(StoredReport.wave_id.in_(list(wave_ids)))
    return {each.wave_id: Report.from_json(each.body) for each in session.scalars(stored)}


def store_series(session: Session, survey_id: int) -> None:
    """Compute what changed from wave to wave of a survey, and store it; the caller commits."""
    waves = waves_drawn(session, survey_id)
    reports = reports_by_wave(session, [each.wave.id for each in waves])
    found = series_of([reports[each.wave.id] for each in waves if each.wave.id in reports])
    body = {wave: asdict(each) for wave, each in found.items()}
    session.merge(StoredSeries(survey_id=survey_id, body=body))


def stored_series(session: Session, survey_id: int) -> Series:
    """What changed from wave to wave of a survey; nothing if that has not been computed yet."""
    found = session.get(StoredSeries, survey_id)
    return {wave: Changes.from_json(each) for wave, each in found.body.items()} if found else {}


def series_of(reports: Iterable[Report]) -> Series:
    """Compare each report with the ones before it that are about the same edition.

    Args:
        reports: of the waves of one survey, in order.
    """
    found: dict[str, Changes] = {}
    before: dict[Edition, list[Report]] = {}
    for report in reports:
        earlier = before.setdefault((report.questionnaire_id, report.questionnaire_version), [])
        found[report.wave] = _changes(report, earlier[::-1])
        earlier.append(report)
    return found


def outcome_groups(report: Report) -> Mapping[str, GradeFigures | Hidden]:
    """The grades per outcome, by its code: the one breakdown that is not by a fact of the register."""
    by = report.grades.by if report.grades else {}
    return next((groups for name, groups in by.items() if name not in FACTS), {})


def _changes(report: Report, earlier: list[Report]) -> Changes:
    """Compare a report with earlier ones, the latest of them first."""
    outcomes = {
        code: _change(partial(_grades_of_outcome, code), report, earlier) for code in outcome_groups(report)
    }
    return Changes(
        response=_change(_response, report, earlier),
        key_indicator=_change(_key_indicator, report, earlier),
        grade=_change(lambda each: _grades(each.grades.all if each.grades else None), report, earlier),
        outcomes={code: change for code, change in outcomes.items() if change},
    )


def _change(
    figure: Callable[[Report], Figure | None], report: Report, earlier: list[Report]
) -> Change | None:
    now = figure(report)
    shown = ((each.wave, then) for each in earlier if (then := figure(each)) is not None)
    if now is None or (last := next(shown, None)) is None:
        return None
    against, then = last
    found = _difference(then, now)
    if found.estimate is None:
        return None
    return Change(against, float(found.estimate), found.low, found.high)


def _difference(then: Figure, now: Figure) -> Difference:
    if isinstance(then, Moments) and isinstance(now, Moments):
        return difference_of_moments(then, now)
    if isinstance(then, Proportion) and isinstance(now, Proportion):
        return difference_of_rates(then, now)
    raise TypeError("A share compared with a mean")


def _response(report: Report) -> Figure | None:
    fieldwork = report.fieldwork
    is_rate = fieldwork.response_of_invited.estimate is not None
    return Proportion(fieldwork.completed, fieldwork.invited) if is_rate else None


def _key_indicator(report: Report) -> Figure | None:
    figures = report.key_indicator.figures if report.key_indicator else None
    return Proportion(figures.count, figures.base) if isinstance(figures, Share) else None


def _grades_of_outcome(code: str, report: Report) -> Figure | None:
    return _grades(outcome_groups(report).get(code))


def _grades(figures: GradeFigures | Hidden | None) -> Figure | None:
    if not isinstance(figures, GradeFigures) or not figures.n:
        return None
    return Moments(figures.n, figures.mean, figures.sd)
