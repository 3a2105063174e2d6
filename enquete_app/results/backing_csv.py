"""What stands behind the figures, as lines of the CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

from enquete_app.results.backing import Backing
from enquete_app.results.composition import Composition, Group
from enquete_app.results.measures import Hidden
from enquete_app.results.waiting import Waiting
from enquete_app.results.weights import Weighting


class BackingLine(NamedTuple):
    """One figure, as `as_csv.Line` has it."""

    section: str
    item: str
    group: str
    measure: str
    value: float | str | None
    note: str = ""


def backing_lines(backing: Backing) -> Iterator[BackingLine]:
    """Give a line for each figure; the account is in words on the page and in facts in the JSON."""
    for fact, composition in backing.representativeness.items():
        yield from _composition(fact, composition)
    if backing.weights:
        for weighting in backing.weights.weightings:
            yield from _weighting(weighting)
        if backing.weights.undefined:
            yield BackingLine("weights", "raked", "", "undefined", None, backing.weights.undefined.value)
    if backing.waiting:
        yield from _waiting(backing.waiting)


def _composition(fact: str, composition: Composition) -> Iterator[BackingLine]:
    for each in composition.categories:
        groups = {"population": each.population, "sample": each.sample, "respondents": each.respondents}
        for name, group in groups.items():
            if isinstance(group, Group):
                for measure, value in asdict(group).items():
                    yield BackingLine("representativeness", fact, each.value, f"{name}_{measure}", value)
            else:
                note = group.reason.value
                yield BackingLine("representativeness", fact, each.value, f"{name}_suppressed", None, note)
    for name, count in zip(("population", "sample", "respondents"), composition.rest, strict=True):
        yield BackingLine("representativeness", fact, "", f"{name}_rest", count)


def _weighting(weighting: Weighting) -> Iterator[BackingLine]:
    section, facts = f"weighted_{weighting.kind}", " ".join(weighting.facts)
    for measure in ("classes", "effective", "smallest", "largest", "key_indicator"):
        yield BackingLine(section, "all", "", measure, getattr(weighting, measure), facts)
    if isinstance(weighting.grade, Hidden):
        yield BackingLine(section, "grade", "", "suppressed", None, weighting.grade.reason.value)
    elif weighting.grade:
        for measure, value in asdict(weighting.grade).items():
            yield BackingLine(section, "grade", "", measure, value)
    for name, shares in weighting.frequencies.items():
        if isinstance(shares, Hidden):
            yield BackingLine(section, name, "", "suppressed", None, shares.reason.value)
            continue
        yield BackingLine(section, name, "", "base", shares.base)
        yield BackingLine(section, name, "", "effective", shares.effective)
        for code, share in shares.shares.items():
            yield BackingLine(section, name, str(code), "share", share)
    for cell in weighting.correlations:
        reason = cell.undefined.value if cell.undefined else ""
        yield BackingLine(section, cell.row, cell.column, "r", cell.r, reason)
        yield BackingLine(section, cell.row, cell.column, "n", cell.n)


def _waiting(waiting: Waiting) -> Iterator[BackingLine]:
    for measure, value in asdict(waiting).items():
        if measure != "days":
            yield BackingLine(
                "waiting", "", "", measure, value, "in days" if measure not in {"n", "unknown"} else ""
            )
    for days, count in waiting.days.items():
        yield BackingLine("waiting", "", str(days), "count", count)
