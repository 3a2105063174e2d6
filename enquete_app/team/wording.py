"""Words for states, gates and columns, looked up when a page is shown."""

from __future__ import annotations

from flask_babel import lazy_gettext

from enquete_app.audit import Act
from enquete_app.fieldwork.models import WaveState
from enquete_app.fieldwork.retention_terms import Erasable
from enquete_app.sampling import Reason

STATES = {
    WaveState.OPEN: lazy_gettext("Open"),
    WaveState.SEALED: lazy_gettext("Gesloten, antwoorden verzegeld"),
    WaveState.CLOSED: lazy_gettext("Gesloten"),
}
GATES = {
    Reason.KIND_NOT_IN_SURVEY: lazy_gettext("Andere soort dan waarover de trekking gaat"),
    Reason.NOT_CLOSED: lazy_gettext("Nog niet afgehandeld"),
    Reason.CLOSED_IN_FUTURE: lazy_gettext("Afgehandeld na de dag van de trekking"),
    Reason.CLOSED_TOO_LONG_AGO: lazy_gettext("Te lang geleden afgehandeld"),
    Reason.CLOSED_TOO_RECENTLY: lazy_gettext("Te kort geleden afgehandeld"),
    Reason.NO_EMAIL: lazy_gettext("Geen e-mailadres"),
    Reason.INVALID_EMAIL: lazy_gettext("E-mailadres klopt niet"),
    Reason.NO_CONTACT: lazy_gettext("Geen e-mailadres en geen postadres"),
    Reason.WITHHELD: lazy_gettext("Door het team uitgesloten"),
    Reason.OPTED_OUT: lazy_gettext("Afgemeld"),
    Reason.RECENTLY_INVITED: lazy_gettext("Kort geleden al uitgenodigd"),
    Reason.EARLIER_FRAME: lazy_gettext("Had bij een eerdere trekking al een kans"),
    Reason.SAME_PERSON: lazy_gettext("Andere klacht van dezelfde persoon telt"),
}
DRAW_COLUMNS = {
    "kind": lazy_gettext("Soort"),
    "handling": lazy_gettext("Behandeling"),
    "judgement": lazy_gettext("Oordeel"),
    "domain": lazy_gettext("Domein"),
    "subject": lazy_gettext("Onderwerp"),
    "department": lazy_gettext("Afdeling"),
    "channel": lazy_gettext("Kanaal"),
    "language": lazy_gettext("Taal"),
}
ACTS = {
    Act.WAVE_CLOSED: lazy_gettext("Meting gesloten"),
    Act.OPT_OUT_REGISTERED: lazy_gettext("Iemand afgemeld"),
    Act.OPT_OUT_LIFTED: lazy_gettext("Afmelding ingetrokken"),
    Act.RETENTION_TERMS: lazy_gettext("Bewaartermijnen gekozen"),
    Act.RETENTION_ERASED: lazy_gettext("Gegevens gewist"),
}
ERASABLE = {
    Erasable.MESSAGES: lazy_gettext("Berichten: aan wie en wanneer"),
    Erasable.LINKS: lazy_gettext("Wie is uitgenodigd, en het steekproefkader"),
    Erasable.OPEN_ANSWERS: lazy_gettext("Open antwoorden"),
    Erasable.SEALED_BALLOTS: lazy_gettext("Verzegelde antwoorden"),
    Erasable.OPT_OUT_LINKS: lazy_gettext("Bij wie een afmeldlink hoort"),
    Erasable.CONTACT_DATA: lazy_gettext("Contactgegevens in het register"),
    Erasable.COMPLAINTS: lazy_gettext("Klachten in het register"),
    Erasable.COOL_DOWNS: lazy_gettext("Codes van mensen die weer mogen worden uitgenodigd"),
}
TERMS = {
    "contact_days": lazy_gettext("Contactgegevens (in dagen)"),
    "message_days": lazy_gettext("Berichten (in dagen)"),
    "open_answers_months": lazy_gettext("Open antwoorden (in maanden)"),
    "sealed_months": lazy_gettext("Verzegelde antwoorden (in maanden)"),
    "opt_out_months": lazy_gettext("Afmeldlinks (in maanden)"),
    "register_months": lazy_gettext("Klachten (in maanden)"),
}
TERMS_ABOUT = {
    "contact_days": lazy_gettext(
        "Na de sluiting van een meting: wie is uitgenodigd, en het steekproefkader met de zaaknummers. "
        "In het register: adressen van klachten die in geen trekking meer kunnen komen."
    ),
    "message_days": lazy_gettext("Na de sluiting van een meting: aan wie en wanneer een bericht ging."),
    "open_answers_months": lazy_gettext(
        "Na de sluiting van een meting: wat mensen in eigen woorden schreven. De resultaten blijven gelijk."
    ),
    "sealed_months": lazy_gettext(
        "Na de sluiting van een meting met te weinig antwoorden, als geen andere meting ze kan openen."
    ),
    "opt_out_months": lazy_gettext(
        "Na de sluiting van een meting: daarna weet de link onderaan een e-mail niet meer van wie hij is. "
        "Wie zich afmeldde, blijft afgemeld."
    ),
    "register_months": lazy_gettext("Na de afhandeling: dan verdwijnt de hele klacht uit het register."),
}
