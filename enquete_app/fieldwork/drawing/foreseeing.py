"""What a draw would give, without making it: for the page on which one is designed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from enquete_app.fieldwork.drawing.judging import cases_of
from enquete_app.fieldwork.drawing.sifting import passes, sift
from enquete_app.sampling import (
    InfeasibleDesign,
    Reason,
    Stratum,
    allocate,
    gates,
    judge,
    stratum_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from enquete_app.fieldwork.drawing.ordering import Order
    from enquete_app.fieldwork.drawing.sifting import Values
    from enquete_app.fieldwork.models import Survey
    from enquete_app.keys import Keyring
    from enquete_app.sampling import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a draw would give if it were made now.

    Args:
        registered: complaints in the register.
        excluded: how many each gate in force holds back, in order, zeros included.
        eligible: how many are left.
        populations: the eligible ones by stratum.
        strata: how many would be drawn of each stratum; none if the design cannot be drawn.
        infeasible: why it cannot be drawn; none if it can.
        withheld: the case numbers of those that staff keep out, by reason.
        kinds: all kinds in the register, with how many complaints have each.
        handlings: all handlings in the register, likewise.
    """

    registered: int
    excluded: Mapping[Reason, int]
    eligible: int
    populations: Mapping[Key, int]
    strata: tuple[Stratum, ...]
    infeasible: InfeasibleDesign | None
    withheld: Mapping[str, tuple[str, ...]]
    kinds: Values
    handlings: Values

    @property
    def selected(self) -> int:
        """How many would be drawn."""
        return sum(stratum.selected for stratum in self.strata)

    @property
    def groups(self) -> list[tuple[Key, int, int]]:
        """Each stratum with its population and how many of it would be drawn, none if nothing can be."""
        drawn = {stratum.key: stratum.selected for stratum in self.strata}
        return [(key, population, drawn.get(key, 0)) for key, population in self.populations.items()]


def foresee(session: Session, survey: Survey, order: Order, keyring: Keyring) -> Outlook:
    """Tell what a draw would give, to the last complaint as the draw itself would judge.

    Args:
        session: any session.
        survey: for which survey.
        order: what is asked; its seed does not matter.
        keyring: the server's keys.
    """
    rules = order.rules(survey)
    sifted = sift(session, rules)
    judged = judge(cases_of(session, order, passes(rules), salt=None, keyring=keyring), rules)
    held = sifted.excluded | Counter(each.reason for each in judged if each.reason is not None)
    populations = Counter(stratum_of(each.case, order.by) for each in judged if each.reason is None)
    if not order.by:
        populations[()] += 0
    strata, infeasible = _allocated(populations, order)
    return Outlook(
        registered=sum(sifted.kinds.values()),
        excluded={gate: held.get(gate, 0) for gate in gates(rules)},
        eligible=sum(populations.values()),
        populations=dict(sorted(populations.items())),
        strata=strata,
        infeasible=infeasible,
        withheld=_by_reason(
            (each.case.withheld, each.case.case_number) for each in judged if each.reason is Reason.WITHHELD
        ),
        kinds=sifted.kinds,
        handlings=sifted.handlings,
    )


def _allocated(
    populations: Mapping[Key, int], order: Order
) -> tuple[tuple[Stratum, ...], InfeasibleDesign | None]:
    try:
        sizes = allocate(populations, order.design)
    except InfeasibleDesign as error:
        return (), error
    return tuple(Stratum(key, populations[key], size) for key, size in sizes.items()), None


def _by_reason(found: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    reasons: dict[str, list[str]] = {}
    for reason, case_number in found:
        reasons.setdefault(reason, []).append(case_number)
    return {reason: tuple(cases) for reason, cases in sorted(reasons.items())}
