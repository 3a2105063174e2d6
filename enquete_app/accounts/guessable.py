"""Whether a password is among those that somebody who guesses would soon come to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from zxcvbn import zxcvbn

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN_WORDS = ("enquete", "klacht", "klachten", "gemeente", "onderzoek", "wachtwoord", "welkom", "beheer")
"""What somebody here would think of first, and somebody who guesses too."""
ENOUGH = 3
"""On zxcvbn's scale: more than a hundred million guesses, of which each takes as long as Argon2 does."""
LOOKED_AT = 72
"""So many signs are looked at; who needs more of them to be hard to guess may type others."""


def is_guessable(password: str, words: Iterable[str]) -> bool:
    """Tell whether it is a common password, a row of keys or words of this place, with a little around it.

    Args:
        password: of twelve signs or more.
        words: further ones of this place, such as the organisation's name.
    """
    known = [part.lower() for each in words for part in re.findall(r"\w{3,}", each)]
    found = zxcvbn(password[:LOOKED_AT], user_inputs=[*OWN_WORDS, *known])
    return bool(found["score"] < ENOUGH)
