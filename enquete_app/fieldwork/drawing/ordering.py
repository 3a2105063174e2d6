"""What is asked of a draw, and the survey it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from enquete_app.fieldwork.models import Survey
from enquete_app.sampling import STANDARD_STRATA, Allocation, Design, Rules

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

EXTRA_COLUMNS = ("subject", "department", "channel", "language")
"""Those that a frame holds only if its strata are made by them."""
STRATA_COLUMNS = (*STANDARD_STRATA, *EXTRA_COLUMNS)
"""All by which strata can be made."""


class DrawError(Exception):
    """A draw cannot be made as asked; the message says why."""


class NobodyEligible(DrawError):  # noqa: N818 - an outcome, not a fault
    """There is nobody to draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a draw.

    Args:
        as_of: the day of the draw.
        size: how many to draw; none for everyone.
        kinds: the kinds of complaint; none for the survey's own.
        handlings: the handlings to which it is restricted; none for no restriction.
        months: the length of the window; none for the survey's own.
        min_age_days: how many days a complaint must be closed; none for the survey's own.
        cool_down_days: how long people are left alone after a mail; none for the survey's own.
        by: the register columns that make the strata, by our names.
        allocation: how the size is spread over the strata.
        min_per_stratum: how many at least from each stratum.
        seed: 32 bytes that decide the draw; none to have them made.
        rolling: whether complaints that had their chance are left out, and the size is the most to draw.
    """

    as_of: date
    size: int | None = None
    kinds: tuple[str, ...] | None = None
    handlings: tuple[str, ...] | None = None
    months: int | None = None
    min_age_days: int | None = None
    cool_down_days: int | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    min_per_stratum: int = 0
    seed: bytes | None = None
    rolling: bool = False

    @property
    def design(self) -> Design:
        """Strata, size and allocation, as sampling wants them."""
        return Design(
            by=self.by,
            size=self.size,
            allocation=self.allocation,
            min_per_stratum=self.min_per_stratum,
        )

    def for_so_many(self, eligible: int) -> Order:
        """The order as it is carried out with so many eligible: a rolling one takes all if there are few."""
        takes_all = self.rolling and self.size is not None and eligible <= self.size
        return replace(self, size=None) if takes_all else self

    def rules(self, survey: Survey) -> Rules:
        """The gates' rules: what is asked, and the survey's own where nothing is."""
        return Rules(
            as_of=self.as_of,
            kinds=frozenset(self.kinds or survey.kinds),
            handlings=None if self.handlings is None else frozenset(self.handlings),
            months=_or(self.months, survey.window_months),
            min_age_days=_or(self.min_age_days, survey.min_age_days),
            cool_down_days=_or(self.cool_down_days, survey.cool_down_days),
            letters=survey.letters,
        )


def _or(asked: int | None, own: int) -> int:
    return own if asked is None else asked


def find_survey(session: Session, slug: str) -> Survey:
    """Find a survey by its short name.

    Raises:
        DrawError: if there is none.
    """
    survey = session.scalar(select(Survey).where(Survey.slug == slug))
    if survey is None:
        known = ", ".join(session.scalars(select(Survey.slug).order_by(Survey.slug)))
        raise DrawError(f"There is no survey {slug!r}. There is: {known}.")
    return survey
