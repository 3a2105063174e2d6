"""What the values of a register mean: which kinds are complaints, how they were handled and judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from enquete_app.register.headings import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPLAINT = "klacht"
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": (COMPLAINT,),
    "handling": ("formeel", "informeel"),
    "judgement": ("gegrond", "deels gegrond", "ongegrond", "geen oordeel"),
}
"""By field the values that the project knows; any other is kept as it is written."""

_ALSO = {
    "kind": {
        COMPLAINT: "klachten|klacht burger|klacht inwoner|klachtzaak|klachtbehandeling|complaint|complaints"
    },
    "handling": {
        "formeel": "formele behandeling|formele klachtbehandeling|formele afhandeling|formal",
        "informeel": "informele behandeling|informele klachtbehandeling|informele afhandeling|informal",
    },
    "judgement": {
        "gegrond": "klacht gegrond|geheel gegrond|volledig gegrond|upheld|founded",
        "deels gegrond": "gedeeltelijk gegrond|ten dele gegrond|deels ongegrond|partly upheld"
        "|partially upheld"
        "|gedeeltelijk ongegrond|deels gegrond deels ongegrond|deels gegrond en deels ongegrond",
        "ongegrond": "klacht ongegrond|niet gegrond|kennelijk ongegrond|geheel ongegrond|not upheld"
        "|unfounded",
        "geen oordeel": "zonder oordeel|geen oordeel gegeven|niet beoordeeld|no judgement|no judgment",
    },
}


def _words(text: str) -> str:
    """A text in small letters and without signs between its words."""
    return " ".join(filter(None, map(normalised, re.split(r"[\W_]+", text))))


_MEANT: Mapping[str, Mapping[str, str]] = {
    field: {
        _words(written): value
        for value in CHOICES[field]
        for written in (value, *_ALSO[field].get(value, "").split("|"))
        if written
    }
    for field in CHOICES
}


def meant(field: str, written: str) -> str | None:
    """Tell which of our values a word of the file stands for; none if that is for a person to say."""
    return _MEANT[field].get(_words(written))


def is_doubtful(field: str, written: str) -> bool:
    """Whether a value that we do not know should be looked at by a person before it is kept as it is.

    Other kinds are no complaints, unless their name says something else.
    """
    return meant(field, written) is None and (field != "kind" or COMPLAINT in normalised(written))
