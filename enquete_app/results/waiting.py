"""How long after the closing of their complaint people were invited: a fact of the fieldwork."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from enquete_app.fieldwork.waves.background import Background
from enquete_app.results.measures import Json
from enquete_app.statistics import quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Days from closing to the first mail or letter, over all invited.

    Args:
        n: of how many people they are known.
        unknown: of how many they are not.
        least: of who waited shortest; none of these is known where n is 0.
        first_quartile: a quarter waited no longer.
        median: half waited no longer.
        third_quartile: three quarters waited no longer.
        most: of who waited longest.
        days: people per number of days.
    """

    n: int
    unknown: int
    least: int | None = None
    first_quartile: float | None = None
    median: float | None = None
    third_quartile: float | None = None
    most: int | None = None
    days: Mapping[int, int]

    def to_json(self) -> Json:
        """Give the figures by name; the days as text, as JSON wants them."""
        return asdict(self) | {"days": {str(days): count for days, count in self.days.items()}}

    @classmethod
    def from_json(cls, body: Json) -> Waiting:
        """Undo `to_json`."""
        return cls(**{**body, "days": {int(days): count for days, count in body["days"].items()}})


def waiting_of(background: Background) -> Waiting:
    """Summarise the days."""
    n, days = sum(background.days.values()), dict(sorted(background.days.items()))
    found = quantiles(days)
    if found is None:
        return Waiting(n=0, unknown=background.days_unknown, days={})
    return Waiting(
        n=n,
        unknown=background.days_unknown,
        least=found.least,
        first_quartile=float(found.first_quartile),
        median=float(found.median),
        third_quartile=float(found.third_quartile),
        most=found.most,
        days=days,
    )
