"""Words for why nothing came from the case system."""

from __future__ import annotations

from flask_babel import lazy_gettext

from enquete_app.register.errors import Trouble

CASE_TROUBLES = {
    Trouble.NO_SYSTEM: lazy_gettext("Er is geen zaaksysteem ingesteld. Vraag uw beheerder ernaar."),
    Trouble.NO_CONNECTION: lazy_gettext(
        "De %(api)s-API is niet te bereiken. Probeer het later, of vraag uw beheerder."
    ),
    Trouble.NO_CERTIFICATE: lazy_gettext(
        "De %(api)s-API heeft geen certificaat dat wij vertrouwen. Vraag uw beheerder ernaar."
    ),
    Trouble.TOO_SLOW: lazy_gettext("De %(api)s-API antwoordde niet op tijd. Probeer het later."),
    Trouble.TOO_LONG: lazy_gettext(
        "Het ophalen is na %(minutes)s minuten afgebroken: het zaaksysteem is te traag, of er wordt te ver "
        "teruggekeken. Probeer het later, of vraag uw beheerder."
    ),
    Trouble.BUSY: lazy_gettext(
        "De %(api)s-API kan nu niet antwoorden (status %(status)s). Wij probeerden het enkele keren. "
        "Probeer het later."
    ),
    Trouble.NO_CREDENTIALS: lazy_gettext(
        "De %(api)s-API kent ons niet (%(code)s). Kloppen client-id, secret en token, en lopen de klokken "
        "gelijk? Vraag uw beheerder ernaar."
    ),
    Trouble.NO_RIGHTS: lazy_gettext(
        "Geen rechten: de %(api)s-API weigert (%(code)s). Onze applicatie heeft daar de scope %(scope)s "
        "nodig. Vraag de beheerder van het zaaksysteem ernaar."
    ),
    Trouble.NOT_THERE: lazy_gettext(
        "De %(api)s-API heeft niets op het adres waar wij het vroegen (status %(status)s). "
        "Klopt het adres in de instellingen?"
    ),
    Trouble.NOT_UNDERSTOOD: lazy_gettext(
        "De %(api)s-API geeft een antwoord dat wij niet begrijpen. Vraag uw beheerder ernaar: %(what)s."
    ),
    Trouble.ELSEWHERE: lazy_gettext(
        "De %(api)s-API verwijst naar %(origin)s. Dat valt onder geen van de adressen in de instellingen. "
        "Wij hebben het niet aangeroepen."
    ),
    Trouble.ENDLESS: lazy_gettext("De %(api)s-API geeft pagina na pagina, zonder einde."),
    Trouble.NO_CASE_TYPES: lazy_gettext(
        "Geen rechten, of geen zaaktypen: de Catalogi-API laat er geen enkel zien. Onze applicatie heeft "
        "daar de scope catalogi.lezen nodig."
    ),
    Trouble.NO_CASE_TYPE: lazy_gettext(
        "Het zaaktype %(wanted)s is er niet. De Catalogi-API laat deze zien: %(found)s."
    ),
    Trouble.NO_CASE_SEEN: lazy_gettext(
        "Waarschijnlijk geen rechten: van het zaaktype %(wanted)s krijgen wij geen enkele zaak te zien, open "
        "noch afgehandeld, uit geen enkel jaar. Onze applicatie heeft voor dit zaaktype de scope zaken.lezen "
        "nodig, met een vertrouwelijkheid die hoog genoeg is. Was er echt nog nooit zo'n zaak? Laat het "
        "zaaktype dan weg uit de instellingen."
    ),
    Trouble.NO_CASES: lazy_gettext(
        "Geen zaken, en de rechten zijn in orde: van %(wanted)s is er geen afgehandeld na %(after)s."
    ),
}
