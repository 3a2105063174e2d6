"""Words for what is kept and what is erased."""

from __future__ import annotations

from flask_babel import lazy_gettext

from enquete_app.fieldwork.retention.terms import Erasable

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
