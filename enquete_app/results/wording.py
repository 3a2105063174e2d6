"""The words that go with the figures, in Dutch; a page looks them up in its catalogue.

`N_` marks a word for the catalogue and leaves it as it is: the language of a page is no business of this
layer.
"""

from __future__ import annotations

from collections.abc import Mapping

from enquete_app.sampling import Reason
from enquete_app.statistics import Suppression, Undefined


def N_(text: str) -> str:  # noqa: N802 - the name that Babel extracts by
    """Give the text as it is."""
    return text


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Give both forms as they are; the name too is one that Babel extracts by."""
    return one, many


FIELDWORK: Mapping[str, str] = {
    "invited": N_("Uitgenodigd"),
    "bounced": N_("Onbestelbaar"),
    "delivered": N_("Bezorgd"),
    "reminded": N_("Herinnerd"),
    "started": N_("Begonnen"),
    "completed": N_("Ingevuld verstuurd"),
    "blank": N_("Leeg verstuurd"),
    "unopened": N_("Verstuurd, maar ongelezen gewist"),
    "opted_out": N_("Afgemeld"),
    "uncertain": N_("Onzeker of de mail weg is"),
    "failed": N_("Niet te versturen"),
    "waiting": N_("Nog te versturen"),
    "dropped": N_("Bewust niet verstuurd"),
}
FACTS: Mapping[str, str] = {
    "handling": N_("Wijze van afhandeling"),
    "judgement": N_("Oordeel van de gemeente"),
    "domain": N_("Domein"),
    "mode": N_("Manier van uitnodigen"),
}
AGREEMENT = (N_("Eens (samen)"), N_("Oneens (samen)"))
JUDGEMENTS: Mapping[str, str] = {
    "upheld": N_("Gegrond (minstens één onderdeel)"),
    "not_upheld": N_("Ongegrond"),
}
EVERYBODY = N_("Iedereen")
EMPTY_VALUE = N_("niet ingevuld in het register")
WHY_HIDDEN: Mapping[Suppression, str] = {
    Suppression.TOO_FEW: N_("te weinig antwoorden om te tonen"),
    Suppression.COMPLEMENTARY: N_("niet getoond, omdat anders een kleinere groep te herleiden is"),
}
WHY_UNDEFINED: Mapping[Undefined, str] = {
    Undefined.CONSTANT: N_("iedereen gaf hetzelfde antwoord"),
    Undefined.TOO_FEW: N_("minder dan 3 mensen"),
}
ALL_PASS = N_("iedereen in deze groep gaf een 6 of hoger")
NONE_PASS = N_("niemand in deze groep gaf een 6 of hoger")
ALL_ALIKE = N_("iedereen in deze groep antwoordde hetzelfde")
NOT_ASKED: Mapping[Reason, str] = {
    Reason.KIND_NOT_IN_SURVEY: N_("Andere soort dan waarover de trekking gaat"),
    Reason.HANDLING_NOT_IN_SURVEY: N_("Anders behandeld dan waarover de trekking gaat"),
    Reason.NOT_CLOSED: N_("Nog niet afgehandeld"),
    Reason.CLOSED_IN_FUTURE: N_("Afgehandeld na de dag van de trekking"),
    Reason.CLOSED_TOO_LONG_AGO: N_("Te lang geleden afgehandeld"),
    Reason.CLOSED_TOO_RECENTLY: N_("Te kort geleden afgehandeld"),
    Reason.NO_EMAIL: N_("Geen e-mailadres"),
    Reason.INVALID_EMAIL: N_("E-mailadres klopt niet"),
    Reason.NO_CONTACT: N_("Geen e-mailadres en geen postadres"),
    Reason.WITHHELD: N_("Door het team uitgesloten"),
    Reason.OPTED_OUT: N_("Afgemeld"),
    Reason.RECENTLY_INVITED: N_("Kort geleden al uitgenodigd"),
    Reason.EARLIER_FRAME: N_("Had bij een eerdere trekking al een kans"),
    Reason.SAME_PERSON: N_("Andere klacht van dezelfde persoon telt"),
}
"""Why a case was in no draw, by gate in their order."""
