"""Words for letters: kinds, stands, and why something cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext

from enquete_app.fieldwork.letter_judging import WhyNot
from enquete_app.fieldwork.models import MessageKind

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

KINDS: dict[str, LazyString] = {
    MessageKind.INVITATION: lazy_gettext("Uitnodigingen"),
    MessageKind.REMINDER: lazy_gettext("Herinneringen"),
}
REASONS = {
    "opted_out": lazy_gettext("heeft zich afgemeld"),
    "no_contact": lazy_gettext("heeft geen postadres meer in het register"),
    "withheld": lazy_gettext("is door het team uitgesloten"),
    "reopened": lazy_gettext("de klacht is heropend"),
    "recently_invited": lazy_gettext("is kort geleden al uitgenodigd"),
}
"""Why somebody should get no letter after all."""
WHY_NOT = {
    WhyNot.NOBODY: lazy_gettext("Er is niemand om nu een brief aan te schrijven."),
    WhyNot.OVER: lazy_gettext("Deze meting is gesloten, of sluit voordat de brief er zou zijn."),
    WhyNot.DAY: lazy_gettext("Kies een dag van vandaag tot en met zeven dagen vooruit."),
    WhyNot.MADE: lazy_gettext("Deze stapel is net gemaakt."),
    WhyNot.POSTED: lazy_gettext("Deze brieven zijn al gemarkeerd als gepost."),
    WhyNot.NOT_POSTED: lazy_gettext("Terugdraaien kan alleen op de dag waarop u de brieven markeerde."),
}
