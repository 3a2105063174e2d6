"""What a run that sends tells of itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

REMINDERS = "reminders"
"""All that is told of reminders: that their turn came, of those claimed together at once."""


@dataclass
class Sendings:
    """What a run did.

    Args:
        outcomes: how many invitations had which outcome, and of how many reminders the turn came, sent or
            not.
        halted: by which fault the run ended before all that was due had gone, as a line; empty if by none.
        paced: why what is due may not all go yet, as a line; empty if it may.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    halted: str = ""
    paced: str = ""

    def __add__(self, other: Sendings) -> Sendings:
        """What two runs did together."""
        return Sendings(
            self.outcomes + other.outcomes, self.halted or other.halted, self.paced or other.paced
        )
