"""Building what stands behind the figures of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.models import Draw
from enquete_app.fieldwork.waves.background import FACTS, background_of, pooled
from enquete_app.results.account import account_of
from enquete_app.results.backing import Backing
from enquete_app.results.classes import joined
from enquete_app.results.composition import Composition, Known, compositions_of
from enquete_app.results.waiting import waiting_of
from enquete_app.results.weighing import Chances, chances_of, weights_of
from enquete_app.results.weights import Weights

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.models import Wave
    from enquete_app.fieldwork.waves.background import Background
    from enquete_app.results.measures import Grades
    from enquete_app.results.tallying import Tally
    from enquete_app.results.weighted_figures import Shown
    from enquete_app.statistics import Thresholds


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of the answers.

    Args:
        responses: people per combination of facts.
        tallies: the count tables of each class of these.
        grades: the grades as shown.
        shown: the other figures as shown.
    """

    responses: Mapping[Known, int]
    tallies: Mapping[Known, Tally]
    grades: Grades | None
    shown: Shown


def backing_of(
    session: Session, wave: Wave, earlier: Sequence[Wave], counted: Counted | None, thresholds: Thresholds
) -> Backing:
    """Find whom the figures of a wave speak for and how they came about.

    Args:
        session: any session.
        wave: the wave.
        earlier: the waves opened together with it.
        counted: what was counted of the answers; none if they are sealed, elsewhere, or gone.
        thresholds: the smallest bases shown.
    """
    waves = [*earlier, wave]
    backgrounds = [background_of(session, each) for each in waves]
    known = [each for each in backgrounds if each is not None]
    background = pooled(known) if len(known) == len(waves) else None
    draws = _draws(session, [each.id for each in waves])
    compositions: dict[str, Composition] = {}
    if background and counted:
        compositions = compositions_of(background, counted.responses, counted.grades, thresholds)
    return Backing(
        representativeness=compositions,
        weights=_weights(counted, compositions, background, chances_of(draws), thresholds),
        waiting=waiting_of(background) if background else None,
        account=account_of(wave, draws, background, thresholds),
    )


def _weights(
    counted: Counted | None,
    compositions: Mapping[str, Composition],
    background: Background | None,
    chances: Chances,
    thresholds: Thresholds,
) -> Weights | None:
    if counted is None:
        return None
    none = {fact: Composition((), (0, 0, 0)) for fact in FACTS}
    classes = joined(counted.tallies, compositions or none)
    return weights_of(classes, background, chances, counted.shown, thresholds)


def _draws(session: Session, wave_ids: Sequence[int]) -> list[Draw]:
    own = select(Draw).where(Draw.wave_id.in_(wave_ids))
    return list(session.scalars(own.order_by(Draw.as_of, Draw.id)))
