"""Redoes a draw with nothing but Python's standard library: python3 narekenen.py FRAME RECORD.

FRAME is the frozen frame, RECORD the draw's record as JSON. Prints `ok`, or the first difference. This file
is given to whoever wants to check a draw without trusting the rest of the project: it imports none of it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

COLUMNS = ("case", "kind", "received", "closed", "handling", "judgement", "domain", "person", "verdict")
OWN_STRATA = ("kind", "handling", "judgement", "domain")
Key = tuple[str, ...]


def main(frame_file: str, record_file: str) -> str:
    """Check a draw; gives `ok` or the first difference."""
    frame = Path(frame_file).read_bytes()
    record = json.loads(Path(record_file).read_text(encoding="utf-8"))
    seed = bytes.fromhex(record["seed"])
    differences = (
        _differs("SHA-256 of the frame", hashlib.sha256(frame).hexdigest(), record["frame_sha256"])
        or _differs("SHA-256 of the seed", hashlib.sha256(seed).hexdigest(), record["seed_sha256"])
        or _draw_differs(frame.decode(), seed, record)
    )
    return differences or "ok"


def _draw_differs(frame: str, seed: bytes, record: Mapping[str, Any]) -> str | None:
    design = record["design"]
    strata = eligible_by_stratum(frame, design["by"])
    sizes = allocated({key: len(cases) for key, cases in strata.items()}, design)
    for stratum in record["strata"]:
        key = tuple(stratum["key"])
        name = " / ".join(key) or "everyone"
        if difference := _differs(f"population of {name}", len(strata[key]), stratum["population"]):
            return difference
        if difference := _differs(f"number to draw of {name}", sizes[key], stratum["selected"]):
            return difference
    chosen = [
        case
        for key, cases in strata.items()
        for case in sorted(cases, key=lambda each: (number(seed, each), each))[: sizes[key]]
    ]
    found = hashlib.sha256("\n".join(sorted(chosen)).encode()).hexdigest()
    return _differs("SHA-256 of the cases drawn", found, record["selection_sha256"])


def number(seed: bytes, case: str) -> int:
    """The number that a case draws: HMAC-SHA256 of its case number under the seed."""
    return int.from_bytes(hmac.digest(seed, case.encode(), "sha256"), "big")


def eligible_by_stratum(frame: str, by: Iterable[str]) -> dict[Key, list[str]]:
    """The eligible cases of each stratum. A frame has one line a case, its columns separated by tabs."""
    further = dict.fromkeys(name for name in by if name not in OWN_STRATA)
    columns = (*COLUMNS, *further)
    strata: dict[Key, list[str]] = {} if by else {(): []}
    for line in frame.split("\n")[:-1]:
        row = dict(zip(columns, line.split("\t"), strict=True))
        if row["verdict"] == "eligible":
            strata.setdefault(tuple(row[name] for name in by), []).append(row["case"])
    return strata


def allocated(sizes: Mapping[Key, int], design: Mapping[str, Any]) -> dict[Key, int]:
    """How many of each stratum are drawn: by largest remainder, at least the minimum, at most its size."""
    if design["size"] is None or design["size"] == sum(sizes.values()):
        return dict(sizes)
    claims = _claims(sizes, design)
    given = {key: int(claims[key]) for key in sorted(claims)}
    left = design["size"] - sum(given.values())
    for key in sorted(given, key=lambda each: (given[each] - claims[each], each))[:left]:
        given[key] += 1
    return given


def _claims(sizes: Mapping[Key, int], design: Mapping[str, Any]) -> dict[Key, Fraction]:
    weights = {key: 1 if design["allocation"] == "equal" else size for key, size in sizes.items()}
    lowest, held = Fraction(design["min_per_stratum"]), dict[Key, Fraction]()
    while True:
        free = weights.keys() - held.keys()
        level = (design["size"] - sum(held.values())) / Fraction(sum(weights[key] for key in free))
        claims = {key: level * weights[key] for key in free}
        bounded = {key: min(max(claims[key], lowest), Fraction(sizes[key])) for key in free}
        if bounded == claims:
            return held | claims
        held |= {key: bounded[key] for key in free if bounded[key] != claims[key]}


def _differs(what: str, found: object, recorded: object) -> str | None:
    return None if found == recorded else f"{what}: found {found}, recorded {recorded}"


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:3]) + "\n")
