"""Whom the results speak for and how they came about: the part of a report that is not about answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enquete_app.results.account import Account
from enquete_app.results.composition import Composition
from enquete_app.results.measures import Json
from enquete_app.results.waiting import Waiting
from enquete_app.results.weights import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """What stands behind the figures; nothing of it in a report of an earlier release.

    Args:
        representativeness: population, sample and respondents per fact; empty if not counted in time.
        weights: weighted figures beside the unweighted ones.
        waiting: days from closing to invitation.
        account: how the figures came about.
    """

    representativeness: Mapping[str, Composition]
    weights: Weights | None
    waiting: Waiting | None
    account: Account

    def to_json(self) -> Json:
        """Give the parts by the names they have in the report."""
        return {
            "representativeness": {name: each.to_json() for name, each in self.representativeness.items()},
            "weights": self.weights.to_json() if self.weights else None,
            "waiting": self.waiting.to_json() if self.waiting else None,
            "account": self.account.to_json(),
        }

    @classmethod
    def from_json(cls, body: Json) -> Backing | None:
        """Find it in a report; none in that of an earlier release."""
        if "account" not in body:
            return None
        return cls(
            representativeness={
                name: Composition.from_json(each) for name, each in body["representativeness"].items()
            },
            weights=Weights.from_json(body["weights"]) if body["weights"] else None,
            waiting=Waiting.from_json(body["waiting"]) if body["waiting"] else None,
            account=Account.from_json(body["account"]),
        )
