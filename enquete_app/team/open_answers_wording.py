"""The words of the pages on open answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext

from enquete_app.answers.models import AnswerState
from enquete_app.results.open_answers.marking import Kind
from enquete_app.statistics import NoKappa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString

STATES: Mapping[AnswerState, LazyString] = {
    AnswerState.WAITING: lazy_gettext("Nog te bekijken"),
    AnswerState.RELEASED: lazy_gettext("Vrijgegeven"),
    AnswerState.WITHHELD: lazy_gettext("Achtergehouden"),
}
KINDS: Mapping[Kind, LazyString] = {
    Kind.EMAIL: lazy_gettext("e-mailadres"),
    Kind.IBAN: lazy_gettext("rekeningnummer"),
    Kind.CASE: lazy_gettext("zaaknummer"),
    Kind.DATE: lazy_gettext("datum"),
    Kind.PHONE: lazy_gettext("telefoonnummer"),
    Kind.BSN: lazy_gettext("burgerservicenummer"),
    Kind.ADDRESS: lazy_gettext("adres"),
    Kind.NAME: lazy_gettext("naam"),
    Kind.PERHAPS: lazy_gettext("misschien een naam"),
}
"""What is marked, as it stands beside it."""
WHY_NO_KAPPA: Mapping[NoKappa, LazyString] = {
    NoKappa.NOTHING_CODED: lazy_gettext("nog niets twee keer gecodeerd"),
    NoKappa.ONE_CODE: lazy_gettext("beiden gaven overal hetzelfde antwoord"),
}
FRAME_FAULTS: Mapping[str, LazyString] = {
    "same": lazy_gettext("Er is al een thema met deze naam."),
    "full": lazy_gettext("Er zijn te veel thema’s bij deze vraag. Gebruik eerst een ander thema."),
}
"""Why the code frame cannot be changed so, by the name of the reason."""
