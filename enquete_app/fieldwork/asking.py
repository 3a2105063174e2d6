"""Which surveys and waves ask which edition of a questionnaire."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from enquete_app import instruments
from enquete_app.fieldwork.models import Survey, Wave
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan
from enquete_app.instruments import FileError, QuestionnaireFile, WhyNotKept

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    Edition = tuple[str, str]
    """The id and version of a questionnaire."""


class Use(NamedTuple):
    """Who asks an edition.

    Args:
        surveys: the short names of the surveys that ask it in their next wave.
        waves: the numbers of the waves that asked it, open ones included.
    """

    surveys: tuple[str, ...] = ()
    waves: tuple[int, ...] = ()


def uses(session: Session) -> Mapping[Edition, Use]:
    """By edition who asks it; one that nobody asks is left out."""
    surveys: defaultdict[Edition, list[str]] = defaultdict(list)
    waves: defaultdict[Edition, list[int]] = defaultdict(list)
    asked = select(Survey.questionnaire_id, Survey.questionnaire_version, Survey.slug).order_by(Survey.slug)
    for questionnaire_id, version, slug in session.execute(asked):
        surveys[questionnaire_id, version].append(slug)
    for edition, slug in _confirmed(session):
        if slug not in surveys[edition]:
            surveys[edition].append(slug)
    asking = select(Wave.questionnaire_id, Wave.questionnaire_version, Wave.id).order_by(Wave.id)
    for questionnaire_id, version, wave_id in session.execute(asking):
        waves[questionnaire_id, version].append(wave_id)
    found = {**surveys, **waves}
    return {each: Use(tuple(surveys.get(each, ())), tuple(waves.get(each, ()))) for each in found}


def ask(session: Session, survey: Survey, edition: Edition) -> None:
    """Let a survey ask an edition from its next wave on; waves keep the one that they were drawn with.

    Args:
        session: a session that may write.
        survey: the survey.
        edition: the id and version of a questionnaire.

    Raises:
        FileError: if there is no such edition (any more).
    """
    instruments.hold(session, edition)
    session.refresh(survey, with_for_update=True)
    survey.questionnaire_id, survey.questionnaire_version = edition


def remove_unused(session: Session, edition: Edition) -> None:
    """Remove a questionnaire file that no survey, no plan and no wave uses.

    Args:
        session: a session that may write.
        edition: its id and version.

    Raises:
        FileError: if there is no such file, or it is in use.
    """
    # Who lets a survey ask it holds the same row: see `instruments.hold`.
    session.get(QuestionnaireFile, edition, with_for_update=True)
    for table in (Survey, Wave):
        is_asked = (table.questionnaire_id == edition[0]) & (table.questionnaire_version == edition[1])
        if session.scalar(select(table.id).where(is_asked).limit(1)) is not None:
            raise FileError(WhyNotKept.IN_USE)
    if any(each == edition for each, _ in _confirmed(session)):
        raise FileError(WhyNotKept.IN_USE)
    instruments.remove(session, edition)


def _confirmed(session: Session) -> list[tuple[Edition, str]]:
    """What surveys that draw by themselves go on asking, and their short names."""
    plans = (
        select(RollingPlan.confirmed, Survey.slug).join(Survey).where(RollingPlan.state != PlanState.STOPPED)
    )
    return [
        ((wave["questionnaire_id"], wave["questionnaire_version"]), slug)
        for confirmed, slug in session.execute(plans.order_by(Survey.slug))
        if (wave := confirmed.get("wave"))
    ]
