"""Weighted figures beside the unweighted ones, and how they are written as JSON.

They are rounded on purpose, unlike all others: to the decimal that is worth reading. Exact, they would tell
whoever knows the weights what each class of equal weight answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from enquete_app.results.measures import Hidden, Json
from enquete_app.statistics import Suppression, Undefined


class Kind(StrEnum):
    """By what people count."""

    BASE = "base"
    """The inverse of the chance of being drawn."""
    RAKED = "raked"
    """That, fitted to the population's numbers."""


class Unweighted(StrEnum):
    """Why there are no raking weights. The values are also those of `statistics.Unraked`."""

    NO_BACKGROUND = "no_background"
    """The population was not counted in time."""
    TOO_FEW = "too_few"
    """There are too few respondents."""
    NO_FACTS = "no_facts"
    """No known fact has two groups large enough."""
    NOBODY = "nobody"
    EMPTY_CATEGORY = "empty_category"
    NOT_IN_POPULATION = "not_in_population"
    LARGEST_TOO_SMALL = "largest_too_small"
    NOT_CONVERGED = "not_converged"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedGrade:
    """The weighted grades of everybody; `effective` is worth how many of equal weight."""

    n: int
    effective: int
    mean: float
    share_6_up: float

    def to_json(self) -> Json:
        """Give the figures by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedShares:
    """Each code's share of the weights, from 0 to 1."""

    base: int
    effective: int
    shares: Mapping[int, float]

    def to_json(self) -> Json:
        """Give the codes as text, as JSON wants them."""
        return asdict(self) | {"shares": {str(code): share for code, share in self.shares.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedCell:
    """A weighted coefficient; it carries no stars."""

    row: str
    column: str
    r: float | None
    n: int
    undefined: Undefined | None = None

    def to_json(self) -> Json:
        """Give the figures by name; the reason only where there is one."""
        body = asdict(self)
        return body if self.undefined else {name: body[name] for name in body if name != "undefined"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """All figures under one set of weights.

    Args:
        kind: which weights.
        facts: the register's facts by which weights differ.
        classes: how many different groups there are by these facts.
        effective: how many of the respondents, at equal weight, would be as precise.
        smallest: the smallest weight, in mean weights.
        largest: the largest, likewise.
        grade: none if no grade was asked.
        key_indicator: its share; none if there is none.
        frequencies: by question, of those with figures of their own.
        correlations: of the cells with figures of their own.
    """

    kind: Kind
    facts: tuple[str, ...]
    classes: int
    effective: int
    smallest: float
    largest: float
    grade: WeightedGrade | Hidden | None
    key_indicator: float | None
    frequencies: Mapping[str, WeightedShares | Hidden]
    correlations: tuple[WeightedCell, ...]

    def to_json(self) -> Json:
        """Give the figures by name."""
        return {
            "kind": self.kind.value,
            "facts": list(self.facts),
            "classes": self.classes,
            "effective": self.effective,
            "smallest": self.smallest,
            "largest": self.largest,
            "grade": self.grade.to_json() if self.grade else None,
            "key_indicator": self.key_indicator,
            "frequencies": {name: each.to_json() for name, each in self.frequencies.items()},
            "correlations": [each.to_json() for each in self.correlations],
        }

    @classmethod
    def from_json(cls, body: Json) -> Weighting:
        """Undo `to_json`."""
        grade = body["grade"]
        frequencies = {
            name: _hidden(each)
            or WeightedShares(**{**each, "shares": {int(code): s for code, s in each["shares"].items()}})
            for name, each in body["frequencies"].items()
        }
        return cls(
            **{
                **body,
                "kind": Kind(body["kind"]),
                "facts": tuple(body["facts"]),
                "grade": (_hidden(grade) or WeightedGrade(**grade)) if grade else None,
                "frequencies": frequencies,
                "correlations": tuple(_cell(each) for each in body["correlations"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was weighed, or why not.

    Args:
        chances_differ: whether some had a larger chance of being drawn than others.
        exact: whether base weights follow from the facts known with the answers; else they are means.
        weightings: the sets of weights.
        undefined: why there are no raking weights.
    """

    chances_differ: bool
    exact: bool = True
    weightings: tuple[Weighting, ...] = ()
    undefined: Unweighted | None = None

    def to_json(self) -> Json:
        """Give the sets, and the reason where there is none."""
        return {
            "chances_differ": self.chances_differ,
            "exact": self.exact,
            "weightings": [each.to_json() for each in self.weightings],
            "undefined": self.undefined.value if self.undefined else None,
        }

    @classmethod
    def from_json(cls, body: Json) -> Weights:
        """Undo `to_json`."""
        why = body["undefined"]
        return cls(
            chances_differ=body["chances_differ"],
            exact=body["exact"],
            weightings=tuple(Weighting.from_json(each) for each in body["weightings"]),
            undefined=Unweighted(why) if why else None,
        )


def _hidden(body: Json) -> Hidden | None:
    return Hidden(Suppression(body["suppressed"])) if "suppressed" in body else None


def _cell(body: Json) -> WeightedCell:
    reason = body.get("undefined")
    return WeightedCell(**{**body, "undefined": Undefined(reason) if reason else None})
