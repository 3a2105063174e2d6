"""Who is asked: a draw that an auditor can redo.

`judge` passes the register through the gates, `frame_bytes` freezes the outcome, `parse_frame` and
`draw` draw from what was frozen, `verify` does it all again years later. Knows nothing of storage,
and has no randomness of its own: the seed comes from the caller.
"""

from enquete_app.sampling.allocation import Allocation, Design, Infeasible, InfeasibleDesign, Key, allocate
from enquete_app.sampling.draw import Drawn, Selected, Stratum, draw, number, selection_sha256
from enquete_app.sampling.eligibility import (
    NO_EXTRA,
    Case,
    Contact,
    Judged,
    Reason,
    Rules,
    count_exclusions,
    gates,
    had_its_chance,
    judge,
)
from enquete_app.sampling.frame import (
    STANDARD_STRATA,
    FrameError,
    FrameRow,
    eligible_facts,
    extra_columns,
    frame_bytes,
    frame_value,
    parse_frame,
    sha256_hex,
    stratum_of,
    verdicts,
)
from enquete_app.sampling.size import Advice, Expectation, advise, expect, margin_of_error, margin_of_strata
from enquete_app.sampling.verification import Record, verify
from enquete_app.sampling.window import window_first_day

__all__ = [
    "NO_EXTRA",
    "STANDARD_STRATA",
    "Advice",
    "Allocation",
    "Case",
    "Contact",
    "Design",
    "Drawn",
    "Expectation",
    "FrameError",
    "FrameRow",
    "Infeasible",
    "InfeasibleDesign",
    "Judged",
    "Key",
    "Reason",
    "Record",
    "Rules",
    "Selected",
    "Stratum",
    "advise",
    "allocate",
    "count_exclusions",
    "draw",
    "eligible_facts",
    "expect",
    "extra_columns",
    "frame_bytes",
    "frame_value",
    "gates",
    "had_its_chance",
    "judge",
    "margin_of_error",
    "margin_of_strata",
    "number",
    "parse_frame",
    "selection_sha256",
    "sha256_hex",
    "stratum_of",
    "verdicts",
    "verify",
    "window_first_day",
]
