"""Redoing a draw from what was frozen, to show that nobody touched it."""

from collections.abc import Iterable
from dataclasses import dataclass

from enquete_app.sampling.allocation import Design, InfeasibleDesign
from enquete_app.sampling.draw import Drawn, Stratum, draw
from enquete_app.sampling.frame import FrameError, parse_frame, sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was written down about a draw.

    Attributes:
        frame_sha256: Of the frame's bytes, in lower-case hexadecimal digits, as all hashes here.
        seed: In hexadecimal digits.
        seed_sha256: Of the seed's bytes (not of its digits).
        design: What was asked.
        extra_columns: Names of the frame's columns after the verdict.
        strata: What was drawn per stratum.
        selected: The selected case numbers; None once retention has removed them.
        selection_sha256: Of the selected case numbers, see `draw.selection_sha256`.
    """

    frame_sha256: str
    seed: str
    seed_sha256: str
    design: Design
    extra_columns: tuple[str, ...]
    strata: tuple[Stratum, ...]
    selected: tuple[str, ...] | None
    selection_sha256: str


def verify(frame: bytes, record: Record) -> str | None:
    """Redo a draw and compare it with its record.

    Seed and frame come first: while one of them differs, nothing after it can be judged.

    Args:
        frame: The frozen frame.
        record: What was written down.

    Returns:
        The first difference, as one sentence; None if there is none.
    """
    try:
        seed = bytes.fromhex(record.seed)
    except ValueError:
        return "The recorded seed is not a hexadecimal number."
    difference = _hash_difference("seed", sha256_hex(seed), record.seed_sha256) or _hash_difference(
        "frame", sha256_hex(frame), record.frame_sha256
    )
    if difference:
        return difference
    try:
        drawn = draw(parse_frame(frame, record.extra_columns), seed=seed, design=record.design)
    except FrameError as error:
        return f"The frame cannot be read: {error}."
    except InfeasibleDesign as error:
        return f"The recorded design cannot be drawn: {error}"
    return _strata_difference(drawn, record.strata) or _selection_difference(drawn, record)


def _hash_difference(of: str, found: str, recorded: str) -> str | None:
    if found == recorded:
        return None
    return f"The {of}'s SHA-256 is {found}, recorded is {recorded}."


def _strata_difference(drawn: Drawn, strata: Iterable[Stratum]) -> str | None:
    recorded = {stratum.key: stratum for stratum in strata}
    redrawn = {stratum.key: stratum for stratum in drawn.strata}
    for key in sorted(recorded.keys() | redrawn.keys()):
        found, written = redrawn.get(key), recorded.get(key)
        if found != written:
            name = " / ".join(value or "(empty)" for value in key)
            where = f"Stratum {name}" if key else "The population"
            return f"{where}: the draw gives {_tell(found)}, recorded is {_tell(written)}."
    return None


def _tell(stratum: Stratum | None) -> str:
    return f"{stratum.selected} of {stratum.population}" if stratum else "none"


def _selection_difference(drawn: Drawn, record: Record) -> str | None:
    if record.selected is not None:
        redrawn = [case.case_number for case in drawn.selected]
        recorded = set(record.selected)
        for case in sorted(recorded.symmetric_difference(redrawn)):
            if case in recorded:
                return f"Case {case} was selected but the draw does not select it."
            return f"The draw selects case {case} but it is not recorded as selected."
        if len(recorded) != len(record.selected):
            return "The recorded selection has a case twice."
    return _hash_difference("selection", drawn.selection_sha256, record.selection_sha256)
