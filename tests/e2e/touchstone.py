"""Every number of `verwacht.json`, as the published report prints it, by what it is about.

A rendering of the results has them all if `numbers_of` it, read with `renderings`, gives the same.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from builders import EXAMPLE

Key = tuple[str, ...]
EXPECTED: dict[str, Any] = json.loads((EXAMPLE / "verwacht.json").read_text(encoding="utf-8"))
OUTCOMES = {"ja": "1", "deels": "2", "nee": "3"}
STATEMENT_CODES = (("1", "2"), ("3",), ("4", "5"), ("6",))
"""Agree, neutral, disagree, don't know."""


class Rendering(Protocol):
    """The results in one form; all numbers as printed, with a decimal comma."""

    def fieldwork(self, name: str) -> str: ...

    def rate(self, name: str) -> str: ...

    def count(self, item: str, code: str) -> str: ...

    def written(self, item: str) -> str: ...

    def grades(self, group: str) -> str: ...

    def mean(self, group: str) -> str: ...

    def correlation(self, row: str, column: str) -> str: ...


def expected() -> dict[Key, str]:
    """All that the published report says; the last parts of a key are a reading's arguments."""
    return {**_fieldwork(), **_frequencies(), **_grades(), **_correlations()}


def numbers_of(rendering: Rendering) -> dict[Key, str]:
    """The same numbers as a rendering has them."""
    return {key: _read(rendering, *key) for key in expected()}


def printed(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace(".", ",")


def _read(rendering: Rendering, kind: str, *about: str) -> str:
    if kind == "statement":
        [item] = about
        counts = [sum(int(rendering.count(item, code)) for code in codes) for codes in STATEMENT_CODES]
        return " ".join(map(str, counts))
    return getattr(rendering, kind)(*about)


def _fieldwork() -> dict[Key, str]:
    known = EXPECTED["fieldwork"]
    counts = {
        "invited": known["invited"],
        "bounced": known["undeliverable"],
        "delivered": known["delivered"],
        "started": known["completed"],  # everybody who starts in this test also sends
        "completed": known["completed"],
        **dict.fromkeys(("blank", "opted_out", "uncertain", "failed"), 0),
    }
    return {
        **{("fieldwork", name): str(count) for name, count in counts.items()},
        ("rate", "response_of_invited"): printed(known["response_rate_of_invited_pct"]),
        ("rate", "response_of_delivered"): printed(known["response_rate_of_delivered_pct"]),
    }


def _frequencies() -> dict[Key, str]:
    choices = dict(EXPECTED["frequencies"])
    written = choices.pop("V11_answered")
    choices["V10"] = {"1": EXPECTED["grade"]["ones"], "10": EXPECTED["grade"]["tens"]}
    statements = EXPECTED["statements_agree_neutral_disagree_dontknow"]
    return {
        **{("count", item, code): str(n) for item, counts in choices.items() for code, n in counts.items()},
        **{("statement", item): " ".join(map(str, counts)) for item, counts in statements.items()},
        ("written", "V11"): str(written),
    }


def _grades() -> dict[Key, str]:
    known = EXPECTED["grade"]
    groups = {"all": known["all"], **{code: known[name] for name, code in OUTCOMES.items()}}
    return {
        **{("grades", group): str(each["n"]) for group, each in groups.items()},
        **{("mean", group): each["mean"] for group, each in groups.items()},
    }


def _correlations() -> dict[Key, str]:
    known = EXPECTED["pearson"]
    return {
        ("correlation", row, column): cell
        for row, cells in known["rows"].items()
        for column, cell in zip(known["order"], cells, strict=False)
    }
