"""Which figures of a pool stay hidden, so that they and its parts do not tell together what each hides.

A pool (a year) is the sum of parts (its waves), of which the figures have been published before. Whoever
subtracts the parts that show a group from the pool gets the figures of those that hide it; together with the
totals of the parts more can follow. Who is in which part and which group makes a table of which some cells
and some sums are published. The rule:

1. A group of the pool below the threshold is hidden.
2. So is one that some parts hide, if these together have fewer people than the threshold.
3. For every hidden cell and every hidden sum the largest number of people is computed that agrees with all
   that is published. While the pool brings one of these numbers below the threshold (or, where the parts
   alone allow no more than that, below what they allow), the smallest shown group is hidden as well; of equal
   ones, the first.

People who can be told apart by adding and subtracting published figures are a set whose size is known
exactly. By 3 it has at least as many people as the threshold, unless it is a part that is smaller itself,
of which nothing is known but its total. In one part alone the rule comes to that of `protect`.

The largest number is found by augmenting paths in a network, as in Gusfield, D. (1988), A graph theoretic
approach to statistical data security, SIAM Journal on Computing 17, 552-571.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from enquete_app.statistics.disclosure import Suppression

K = TypeVar("K", bound=Hashable)
Node = tuple[str, object]
Edge = tuple[Node, Node]
HIDDEN_TOTALS: Node = ("all parts without a total", None)
HIDDEN_GROUPS: Node = ("all groups without a sum", None)
NO_GROUP = ("no group",)


@dataclass(frozen=True, slots=True)
class PoolPart(Generic[K]):
    """A part of a pool, and what was published of it.

    Args:
        bases: People per group. A group that is not in it is known to have nobody here.
        total: People in a group or in none.
        hidden: The groups that were not published.
        is_total_shown: Whether the total was.
    """

    bases: Mapping[K, int]
    total: int
    hidden: frozenset[K]
    is_total_shown: bool = True


def is_safe_sum(hidden: Iterable[int], threshold: int) -> bool:
    """Tell whether the sum of parts can be shown, given the people of those parts that hide theirs."""
    bases = list(hidden)
    return not bases or sum(bases) >= threshold


def protect_pool(
    bases: Mapping[K, int], threshold: int, *, parts: Sequence[PoolPart[K]]
) -> dict[K, Suppression | None]:
    """Decide which groups of a pool stay hidden, by the rule above; its total is taken as known.

    Args:
        bases: Number of people per group of the pool; nobody is in two.
        threshold: Smallest base that is shown.
        parts: What the pool consists of.

    Returns:
        For each group, in the same order, why it is hidden; None if it is shown.
    """
    verdict = {key: Suppression.TOO_FEW if base < threshold else None for key, base in bases.items()}
    for key, why in verdict.items():
        hiding = [part.bases[key] for part in parts if key in part.hidden]
        if why is None and not is_safe_sum(hiding, threshold):
            verdict[key] = Suppression.COMPLEMENTARY
    shown = sorted((key for key in bases if not verdict[key]), key=bases.__getitem__)
    while shown and not is_pool_safe(parts, frozenset(shown), threshold):
        verdict[shown.pop(0)] = Suppression.COMPLEMENTARY
    return verdict


def is_pool_safe(
    parts: Sequence[PoolPart[K]],
    shown: frozenset[K],
    threshold: int,
    *,
    before: tuple[frozenset[K], bool] = (frozenset(), True),
) -> bool:
    """Tell whether groups of a pool can be shown with its total (step 3 of the rule).

    Args:
        parts: What the pool consists of.
        shown: The groups to be shown.
        threshold: Smallest base that is shown.
        before: What is shown anyhow: groups, and whether the total.

    Returns:
        Whether no hidden number is narrowed below the threshold that was not so before.
    """
    baseline = _network(parts, before[0], is_total_shown=before[1])
    network = _network(parts, shown, is_total_shown=True)
    for edge in network:
        wanted = _reach(baseline, edge, threshold) if edge in baseline else threshold
        if _reach(network, edge, wanted) < wanted:
            return False
    return True


def _network(parts: Sequence[PoolPart[K]], shown: frozenset[K], *, is_total_shown: bool) -> dict[Edge, int]:
    """Give the hidden cells and sums as a flow of people: from the parts to the groups they are in.

    What is known is left out. Sums that are known make nodes with a fixed supply or demand; those that are
    not are edges too, so that they can be asked about in the same way. Parts that hide the same groups are
    one: how people are divided between them stays open.
    """
    flow: Counter[Edge] = Counter()
    has_outsiders = any(part.total > sum(part.bases.values()) for part in parts)
    for part in parts:
        cells: dict[object, int] = {key: part.bases[key] for key in part.hidden}
        if has_outsiders and (cells or not part.is_total_shown):
            cells[NO_GROUP] = part.total - sum(part.bases.values())
        node: Node = ("part", (frozenset(cells), part.is_total_shown))
        for key, people in cells.items():
            flow[node, ("group", key)] += people
            if key not in shown:
                flow[("group", key), HIDDEN_GROUPS] += people
        if not part.is_total_shown:
            flow[HIDDEN_TOTALS, node] += sum(cells.values())
    if not is_total_shown:
        # Without a total nobody knows how many there are in all: more may come in and go out again.
        flow[HIDDEN_GROUPS, HIDDEN_TOTALS] += 0
    return dict(flow)


def _reach(network: Mapping[Edge, int], edge: Edge, wanted: int) -> int:
    """Give the largest flow through an edge by which all sums stay as they are, up to what is wanted."""
    flow = dict(network)
    reached, (tail, head) = flow.pop(edge), edge
    while reached < wanted:
        path = _path(flow, head, tail)
        if path is None:
            break
        room = min([flow[each] for each, is_forward in path if not is_forward], default=wanted)
        for each, is_forward in path:
            flow[each] += room if is_forward else -room
        reached += room
    return min(reached, wanted)


def _path(flow: Mapping[Edge, int], start: Node, end: Node) -> list[tuple[Edge, bool]] | None:
    """Find edges from one node to another: along any, and against one through which something flows."""
    steps: dict[Node, list[tuple[Node, Edge, bool]]] = {}
    for (tail, head), people in flow.items():
        steps.setdefault(tail, []).append((head, (tail, head), True))
        if people:
            steps.setdefault(head, []).append((tail, (tail, head), False))
    came: dict[Node, tuple[Node, Edge, bool]] = {}
    waiting = deque([start])
    while waiting and end not in came:
        node = waiting.popleft()
        for there, edge, is_forward in steps.get(node, ()):
            if there not in came and there != start:
                came[there] = (node, edge, is_forward)
                waiting.append(there)
    if end not in came:
        return None
    path: list[tuple[Edge, bool]] = []
    while end != start:
        end, edge, is_forward = came[end]
        path.append((edge, is_forward))
    return path
