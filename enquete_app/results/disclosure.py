"""The one place where it is decided which figures of a report stay hidden, and which are told with a word.

Every figure asks the report's `Screen`, which remembers what it answered. The screen of a pool is made of
those of its waves: it answers so that pool and waves do not tell together what each hides.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, TypeVar

from enquete_app.results.measures import Hidden
from enquete_app.statistics import (
    PoolPart,
    Suppression,
    Thresholds,
    is_pool_safe,
    is_safe_sum,
    protect,
    protect_pool,
)

K = TypeVar("K", bound=Hashable)
Key = tuple[str, ...]
"""The name of a figure or a breakdown within a report."""
TOO_FEW = Hidden(Suppression.TOO_FEW)
COMPLEMENTARY = Hidden(Suppression.COMPLEMENTARY)
STANDARD = Thresholds()


class Screen:
    """Decides what of a report is shown.

    Args:
        thresholds: the smallest bases shown.
        parts: for a pool the screens of the waves that it is the sum of, after their reports were made.
    """

    def __init__(self, thresholds: Thresholds = STANDARD, parts: Sequence[Screen] = ()) -> None:
        self.thresholds = thresholds
        self._parts = parts
        self._bases: dict[Key, tuple[int, bool]] = {}
        self._breakdowns: dict[Key, PoolPart[Any]] = {}

    def base(self, key: Key, people: int, threshold: int) -> Hidden | None:
        """Tell why a figure about so many people is hidden; none if it is shown."""
        hidden = None
        if people < threshold:
            hidden = TOO_FEW
        elif not is_safe_sum(self._hiding(key), threshold):
            hidden = COMPLEMENTARY
        self._bases[key] = (people, hidden is None)
        return hidden

    def groups(
        self, key: Key, bases: Mapping[K, int], threshold: int, *, total: int, whole: Key
    ) -> dict[K, Suppression | None]:
        """Tell for each group of a breakdown why it is hidden; none if it is shown.

        Args:
            key: of the breakdown.
            bases: people per group; a group that is known to have nobody may be left out.
            threshold: the smallest base shown.
            total: people in a group or in none.
            whole: the figure that shows this total, if it is shown.
        """
        verdict = protect(bases, threshold, total=total)
        if self._parts:
            parts = [each._breakdowns[key] for each in self._parts]  # noqa: SLF001 - a screen too
            verdict = protect_pool(bases, threshold, parts=[_within(part, bases) for part in parts])
        hidden = frozenset(group for group, why in verdict.items() if why)
        self._breakdowns[key] = PoolPart(bases, total, hidden, self._bases[whole][1])
        return verdict

    def hide(self, key: Key, group: Hashable) -> None:
        """Remember that a group is hidden for a reason that lies outside its breakdown."""
        known = self._breakdowns[key]
        self._breakdowns[key] = PoolPart(
            known.bases, known.total, known.hidden | {group}, known.is_total_shown
        )

    def wider(self, key: Key, people: int, threshold: int, *, narrow: Key) -> Hidden | None:
        """Tell why a figure is hidden that is about the people of another one and some more.

        Those that it counts more must not be few, here nor after subtracting the waves of a pool.
        """
        inner, is_inner_shown = self._bases[narrow]
        hidden = self.base(key, people, threshold)
        if hidden is None and is_inner_shown and 0 < people - inner < threshold:
            hidden = COMPLEMENTARY
        if hidden is None and self._parts:
            shown = frozenset({narrow}) if is_inner_shown else frozenset()
            parts = [each._as_part(key, narrow) for each in self._parts]  # noqa: SLF001 - a screen too
            hidden = None if is_pool_safe(parts, shown, threshold, before=(shown, False)) else COMPLEMENTARY
        self._bases[key] = (people, hidden is None)
        return hidden

    def _hiding(self, key: Key) -> list[int]:
        """The people of each wave of the pool that hides a figure."""
        bases = [each._bases[key] for each in self._parts]  # noqa: SLF001 - a screen too
        return [people for people, is_shown in bases if not is_shown]

    def _as_part(self, key: Key, narrow: Key) -> PoolPart[Key]:
        (people, is_shown), (inner, is_inner_shown) = self._bases[key], self._bases[narrow]
        return PoolPart(
            {narrow: inner}, people, frozenset() if is_inner_shown else frozenset({narrow}), is_shown
        )


def _within(part: PoolPart[K], bases: Mapping[K, int]) -> PoolPart[K]:
    """Leave out the groups of which the pool tells that nobody is in them."""
    kept = {key: people for key, people in part.bases.items() if key in bases}
    return PoolPart(kept, part.total, part.hidden & kept.keys(), part.is_total_shown)
