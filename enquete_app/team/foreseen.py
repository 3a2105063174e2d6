"""What the page of a design tells about a draw that has not been made: a flow, what to expect, and advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from enquete_app.sampling import Advice, Allocation, Expectation, Infeasible, advise, expect
from enquete_app.team.wording import GATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from enquete_app.fieldwork.drawing.foreseeing import Outlook
    from enquete_app.fieldwork.drawing.looking_back import Earlier
    from enquete_app.fieldwork.drawing.ordering import Order
    from enquete_app.sampling import InfeasibleDesign, Reason, Stratum

SMALL_GROUP = 10
"""Groups by register facts are shown in results from so many responses."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way from all complaints to those invited.

    Args:
        words: what it is.
        count: how many complaints.
        left: how many percent of the register are left after it.
        taken: how many percent it takes away; none for a step that only counts what is left.
    """

    words: str
    count: int
    left: float
    taken: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """All that the page tells.

    Args:
        steps: from the register to those invited, without the gates that hold nothing back.
        open_gates: the gates that hold nothing back.
        expectation: answers and margin; none if nothing can be drawn.
        advice: what to draw for the margin wanted.
        small_strata: the groups of which fewer than ten are invited.
        obstacle: why nothing can be drawn; none if something can.
        cautions: what is good to know before drawing.
    """

    steps: tuple[Step, ...]
    open_gates: tuple[str, ...]
    expectation: Expectation | None
    advice: Advice
    small_strata: tuple[Stratum, ...]
    obstacle: str | None
    cautions: tuple[str, ...]


def tell(outlook: Outlook, order: Order, earlier: Earlier, *, response: float, margin: float) -> Foreseen:
    """Put an outlook in words.

    Args:
        outlook: what the draw would give.
        order: what is asked of it.
        earlier: how earlier waves stand to it.
        response: the expected response, from 0 to 1.
        margin: the margin of error wanted, from 0 to 1.
    """
    small = tuple(each for each in outlook.strata if each.key and each.selected < SMALL_GROUP)
    return Foreseen(
        steps=flow(outlook.registered, outlook.excluded, outlook.eligible, outlook.selected),
        open_gates=tuple(str(GATES[gate]) for gate, count in outlook.excluded.items() if not count),
        expectation=_expected(outlook, order, response) if outlook.selected else None,
        advice=advise(outlook.eligible, expected_response=response, target=margin),
        small_strata=small,
        obstacle=_obstacle(outlook, earlier.drawn_on.get(order.as_of)),
        cautions=tuple(_cautions(earlier)),
    )


def flow(
    registered: int, excluded: Mapping[Reason, int] | Mapping[str, int], eligible: int, selected: int
) -> tuple[Step, ...]:
    """The steps from the register to those invited; gates that hold nothing back are left out."""

    def percent(count: int) -> float:
        return round(100 * count / registered, 3) if registered else 0.0

    steps, left = [Step(gettext("In het register"), registered, percent(registered))], registered
    for gate, words in GATES.items():
        if count := excluded.get(gate, 0):
            left -= count
            steps.append(Step(str(words), count, percent(left), percent(count)))
    steps.append(Step(gettext("Telt mee"), eligible, percent(eligible)))
    steps.append(Step(gettext("Uitgenodigd"), selected, percent(selected)))
    return tuple(steps)


def _expected(outlook: Outlook, order: Order, response: float) -> Expectation:
    everyone = outlook.selected == outlook.eligible
    in_proportion = order.allocation is Allocation.PROPORTIONAL and not order.min_per_stratum
    return expect(
        outlook.strata, expected_response=response, proportional=everyone or in_proportion or not order.by
    )


def _obstacle(outlook: Outlook, same_day: int | None) -> str | None:
    if same_day is not None:
        return str(
            gettext(
                "Van deze dag is al een trekking: meting %(number)s. Kies een andere dag, of gooi die weg.",
                number=same_day,
            )
        )
    if not outlook.eligible:
        return str(gettext("Niemand telt mee, dus er valt niets te trekken. Hieronder ziet u waarom."))
    return words_of(outlook.infeasible) if outlook.infeasible else None


def words_of(infeasible: InfeasibleDesign) -> str:
    """Say why a design cannot be drawn."""
    facts = infeasible.facts
    if infeasible.why is Infeasible.TOO_FEW:
        return str(
            gettext(
                "U vraagt er %(asked)s, maar er tellen er %(eligible)s mee.",
                asked=facts["asked"],
                eligible=facts["eligible"],
            )
        )
    if infeasible.why is Infeasible.SMALL_STRATUM:
        key: tuple[str, ...] = facts["key"]  # type: ignore[assignment]
        return str(
            gettext(
                "U vraagt uit elke groep minstens %(minimum)s, maar de groep %(group)s heeft er %(size)s.",
                minimum=facts["minimum"],
                group=" / ".join(value or gettext("(leeg)") for value in key) or gettext("van iedereen"),
                size=facts["size"],
            )
        )
    if infeasible.why is Infeasible.MINIMUM:
        return str(
            gettext(
                "Uit %(strata)s groepen elk minstens %(minimum)s is meer dan de %(asked)s die u vraagt.",
                strata=facts["strata"],
                minimum=facts["minimum"],
                asked=facts["asked"],
            )
        )
    return str(gettext("Zo kan er niet getrokken worden."))


def _cautions(earlier: Earlier) -> Iterator[str]:
    if earlier.unconfirmed:
        yield ngettext(
            "Meting %(waves)s is getrokken en wacht op bevestiging. Wie daarin zit, doet niet mee.",
            "Metingen %(waves)s zijn getrokken en wachten op bevestiging. Wie daarin zit, doet niet mee.",
            len(earlier.unconfirmed),
            waves=", ".join(map(str, earlier.unconfirmed)),
        )
    if earlier.open:
        yield ngettext(
            "Meting %(waves)s loopt nog. Wie daarvoor een mail kreeg, doet hier pas na de rust weer mee.",
            "Metingen %(waves)s lopen nog. Wie daarvoor een mail kreeg, doet hier pas na de rust weer mee.",
            len(earlier.open),
            waves=", ".join(map(str, earlier.open)),
        )
