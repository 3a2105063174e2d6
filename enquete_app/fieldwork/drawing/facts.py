"""What the audit log keeps of a draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enquete_app.fieldwork.models import Draw

    Facts = dict[str, str | int | bool | None]


def facts_of(draw: Draw) -> Facts:
    """Tell a draw by its day, its numbers and its hashes."""
    return {
        "survey": draw.wave.survey.slug,
        "as_of": draw.as_of.isoformat(),
        "eligible": draw.eligible,
        "selected": draw.selected,
        "seed_sha256": draw.seed_sha256,
        "frame_sha256": draw.frame_sha256,
        "selection_sha256": draw.selection_sha256,
    }


def facts_of_discarded(draw: Draw) -> Facts:
    """Tell also the seed: with the frame's hash it is what remains of a draw that is thrown away."""
    return facts_of(draw) | {"seed": draw.seed.hex(), "was_confirmed": draw.confirmed_at is not None}
