"""Surveys: what is measured again and again, with their terms; waves keep those of the day they began."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.models import Draw, Survey, Wave, WaveState
from enquete_app.fieldwork.rolling.models import PlanState, RollingPlan
from enquete_app.register.complaints import kinds_known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LONGEST_SLUG = 40
NO_LETTERS = re.compile("[^a-z0-9]+")


class SurveyError(Exception):
    """There is no such survey, or not any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What staff set of a survey; see `Survey`."""

    name_nl: str
    name_en: str
    kinds: list[str]
    window_months: int
    min_age_days: int
    cool_down_days: int
    reminder_after_days: int
    closes_after_days: int
    letters: bool


def survey_called(session: Session, slug: str) -> Survey:
    """Find a survey by its short name.

    Raises:
        SurveyError: if there is none.
    """
    survey = session.scalar(select(Survey).where(Survey.slug == slug))
    if survey is None:
        raise SurveyError(f"There is no survey {slug!r}.")
    return survey


def survey_and_plan(session: Session, slug: str) -> tuple[Survey, RollingPlan | None]:
    """Find a survey with its plan, which it may not have, in one statement.

    Raises:
        SurveyError: if there is no such survey.
    """
    asked = select(Survey, RollingPlan).outerjoin(RollingPlan, RollingPlan.survey_id == Survey.id)
    found = session.execute(asked.where(Survey.slug == slug)).one_or_none()
    if found is None:
        raise SurveyError(f"There is no survey {slug!r}.")
    return found[0], found[1]


def all_surveys(session: Session) -> Sequence[Survey]:
    """All surveys by name, those that are archived last."""
    return session.scalars(select(Survey).order_by(Survey.archived, Survey.name_nl, Survey.slug)).all()


def known_kinds(session: Session) -> list[str]:
    """The kinds that the register holds."""
    return sorted(set(kinds_known(session, most=None)) - {""})


def open_waves(session: Session, survey: Survey) -> Sequence[Wave]:
    """The waves of a survey that are open, whose terms are those of the day they began."""
    asked = select(Wave).where(Wave.survey_id == survey.id, Wave.state == WaveState.OPEN)
    return session.scalars(asked.order_by(Wave.id)).all()


def waiting_draws(session: Session, survey: Survey) -> Sequence[Draw]:
    """The draws of a survey that wait for somebody to confirm them, without their frames, which are large."""
    asked = select(Draw).where(Draw.survey_id == survey.id)
    return session.scalars(asked.where(Draw.awaits_confirmation).order_by(Draw.id)).all()


def change_terms(session: Session, survey: Survey, terms: Terms) -> dict[str, str]:
    """Set the terms of a survey.

    Returns:
        What has changed, as texts "old → new" by name.
    """
    session.refresh(survey, with_for_update=True)
    changed = {}
    for name, new in asdict(terms).items():
        old = getattr(survey, name)
        if old != new:
            changed[name] = f"{_told(old)} → {_told(new)}"
            setattr(survey, name, new)
    return changed


def add_survey(session: Session, terms: Terms, *, like: Survey) -> Survey:
    """Add a survey, which asks what another one asks until somebody chooses otherwise."""
    survey = Survey(
        slug=_free_slug(session, terms.name_nl),
        questionnaire_id=like.questionnaire_id,
        questionnaire_version=like.questionnaire_version,
        shown_subjects=[],
        **asdict(terms),
    )
    session.add(survey)
    session.flush()
    return survey


def approve_subjects(session: Session, survey: Survey, *, offered: set[str], approved: set[str]) -> None:
    """Say of the subjects offered which ones people may be shown; the others stay as they are.

    Two who decide about different ones at the same time both count, so the second waits for the first.
    """
    session.refresh(survey, with_for_update=True)
    kept = set(survey.shown_subjects) - offered
    survey.shown_subjects = sorted(kept | (offered & approved))


def archive(session: Session, survey: Survey) -> None:
    """Let a survey draw no more, not by itself either; its waves run on, and what was measured stays.

    Draws that wait stay, but cannot be confirmed before it is brought back.
    """
    session.refresh(survey, with_for_update=True)
    survey.archived = True
    plan = session.get(RollingPlan, survey.id, populate_existing=True)
    if plan is not None:
        plan.state = PlanState.STOPPED


def bring_back(session: Session, survey: Survey) -> None:
    """Let an archived survey be drawn again by hand; a plan has to be switched on anew."""
    session.refresh(survey, with_for_update=True)
    survey.archived = False


def _free_slug(session: Session, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = NO_LETTERS.sub("-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "onderzoek"
    # An address of its own page stands beside those of the surveys.
    taken = {"new", *session.scalars(select(Survey.slug))}
    return next(each for n in count(1) if (each := base if n == 1 else f"{base}-{n}") not in taken)


def _told(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
