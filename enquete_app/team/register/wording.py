"""Words for fields, findings and faults of a register, looked up when a page is shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext

from enquete_app.register.cells import DateOrder
from enquete_app.register.errors import Fault, Trouble
from enquete_app.register.findings import Note
from enquete_app.register.uploads import UploadState
from enquete_app.team.formats import day_as_number
from enquete_app.team.register.fetching_wording import CASE_TROUBLES

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = {
    "case_number": lazy_gettext("Zaaknummer"),
    "kind": lazy_gettext("Soort"),
    "received": lazy_gettext("Ontvangen op"),
    "closed": lazy_gettext("Afgehandeld op"),
    "email": lazy_gettext("E-mailadres"),
    "handling": lazy_gettext("Behandeling"),
    "judgement": lazy_gettext("Oordeel"),
    "subject": lazy_gettext("Onderwerp"),
    "domain": lazy_gettext("Domein"),
    "department": lazy_gettext("Afdeling"),
    "channel": lazy_gettext("Kanaal"),
    "language": lazy_gettext("Taal"),
    "name": lazy_gettext("Naam"),
    "address": lazy_gettext("Adres"),
    "postcode": lazy_gettext("Postcode"),
    "town": lazy_gettext("Plaats"),
}
STATES = {
    UploadState.LOOKING: lazy_gettext("Wordt bekeken"),
    UploadState.READY: lazy_gettext("Wacht op uw controle"),
    UploadState.IMPORTING: lazy_gettext("Wordt geïmporteerd"),
    UploadState.DONE: lazy_gettext("Geïmporteerd"),
    UploadState.UNREADABLE: lazy_gettext("Kon niet worden gelezen"),
    UploadState.ABANDONED: lazy_gettext("Niet geïmporteerd"),
}
ENCODINGS = {
    "utf-8-sig": lazy_gettext("UTF-8"),
    "cp1252": lazy_gettext("Windows (westers)"),
    "utf-16-le": lazy_gettext("UTF-16"),
    "utf-16-be": lazy_gettext("UTF-16 (omgekeerd)"),
    "iso8859-15": lazy_gettext("ISO 8859-15"),
    "cp850": lazy_gettext("DOS (westers)"),
    "mac-roman": lazy_gettext("Oude Mac"),
}
DELIMITERS = {
    ";": lazy_gettext("Puntkomma (;)"),
    ",": lazy_gettext("Komma (,)"),
    "\t": lazy_gettext("Tab"),
    "|": lazy_gettext("Streep (|)"),
}
DATE_ORDERS = {
    DateOrder.DAY_FIRST: lazy_gettext("Dag eerst: 12-03-2025 is 12 maart"),
    DateOrder.MONTH_FIRST: lazy_gettext("Maand eerst: 12-03-2025 is 3 december"),
}
TROUBLES = {
    Trouble.EMPTY: lazy_gettext("Het bestand is leeg."),
    Trouble.NO_ROWS: lazy_gettext("Het bestand heeft wel koppen, maar geen rijen."),
    Trouble.NO_HEADINGS: lazy_gettext("In rij %(row)s staan geen koppen: die rij is leeg of is er niet."),
    Trouble.OLD_EXCEL: lazy_gettext(
        "Dit is een oud Excel-bestand (.xls), of een bestand met een wachtwoord. "
        "Bewaar het in Excel als .xlsx zonder wachtwoord."
    ),
    Trouble.NAMED_TEXT: lazy_gettext(
        "Dit is een Excel-bestand, maar de naam eindigt op %(kind)s. Geef het een naam op .xlsx."
    ),
    Trouble.NAMED_EXCEL: lazy_gettext(
        "Dit is geen Excel-bestand, ook al eindigt de naam op %(kind)s. "
        "Is het een CSV-bestand? Geef het dan een naam op .csv."
    ),
    Trouble.NOT_TEXT: lazy_gettext(
        "Dit is geen CSV-bestand en geen Excel-bestand. Exporteer het register als CSV of Excel."
    ),
    Trouble.DAMAGED: lazy_gettext(
        "Dit is geen Excel-bestand (.xlsx), of het is beschadigd. Open het in Excel en bewaar het opnieuw."
    ),
    Trouble.TOO_LARGE_UNPACKED: lazy_gettext(
        "Uitgepakt is dit Excel-bestand te groot (meer dan %(most)s MB). "
        "Bewaar het blad met het register als 'CSV UTF-8' en kies dat bestand."
    ),
    Trouble.TOO_MANY_ROWS: lazy_gettext("Het Excel-bestand heeft meer dan %(most)s rijen."),
    Trouble.NO_SHEET: lazy_gettext("Het Excel-bestand heeft geen blad met de naam %(sheet)s."),
    Trouble.BAD_CSV: lazy_gettext(
        "De rij die op regel %(line)s begint, is geen goede CSV. "
        'Staat er een aanhalingsteken (") te veel of te weinig?'
    ),
    Trouble.LONG_LINE: lazy_gettext("Regel %(line)s is te lang: %(most)s tekens of meer."),
    Trouble.TWICE: lazy_gettext("Deze kolommen komen vaker voor: %(columns)s."),
    Trouble.MISSING: lazy_gettext("Deze kolommen ontbreken: %(columns)s."),
    Trouble.GIVEN_UP: lazy_gettext(
        "Het lezen van dit bestand is %(times)s keer afgebroken. Probeer het met een kleiner bestand, "
        "of als CSV in plaats van Excel."
    ),
    **CASE_TROUBLES,
}
AT_FIELDS = {
    Trouble.NO_HEADINGS: ("heading_row", TROUBLES[Trouble.NO_HEADINGS]),
    Trouble.NO_ROWS: ("heading_row", lazy_gettext("Onder deze rij staan geen rijen meer.")),
    Trouble.BAD_CSV: (
        "delimiter",
        lazy_gettext("Zo is de rij die op regel %(line)s begint niet te lezen. Kies een andere scheiding."),
    ),
    Trouble.LONG_LINE: ("encoding", lazy_gettext("Met deze tekens is het bestand niet te lezen.")),
}
"""Where a correction went wrong, if that can be told, and how to say it there."""
FAULTS = {
    Fault.EMPTY: lazy_gettext("is leeg"),
    Fault.TOO_LONG: lazy_gettext("is langer dan %(most)s tekens"),
    Fault.UNREADABLE: lazy_gettext("bevat een teken dat niet te lezen is (%(sign)s)"),
    Fault.NO_DATE: lazy_gettext("is geen datum"),
    Fault.NO_VALUE: lazy_gettext(
        "is een formule zonder bewaarde uitkomst; open het bestand in Excel en bewaar het opnieuw"
    ),
    Fault.EXCEL_ERROR: lazy_gettext("is een fout in Excel (%(found)s)"),
    Fault.BEFORE_RECEIPT: lazy_gettext("ligt voor de dag van ontvangst (%(received)s)"),
    Fault.AGAIN: lazy_gettext("staat ook al in rij %(row)s"),
    Fault.CELLS: lazy_gettext("de rij heeft %(found)s cellen, de kop heeft er %(width)s"),
}
NOTES = {
    Note.REMEMBERED: lazy_gettext(
        "De koppen zijn dezelfde als in een eerder bestand. "
        "De kolommen en waarden staan zoals u ze toen koos."
    ),
    Note.TITLE_ROWS: lazy_gettext("De koppen staan in rij %(row)s. Wat daarboven staat, telt niet mee."),
    Note.TWO_HEADINGS: lazy_gettext("De koppen staan in twee rijen. Rij %(row)s is de onderste."),
    Note.HIDDEN_SHEETS: lazy_gettext("Het bestand heeft verborgen bladen: %(sheets)s."),
    Note.MACROS: lazy_gettext("Het bestand kan macro's bevatten. Die zijn niet uitgevoerd."),
    Note.TOTALS: lazy_gettext("Dit zijn totalen en geen klachten, ze tellen niet mee: rij %(rows)s."),
    Note.TWICE: lazy_gettext(
        "Er lijken meer kolommen op elkaar: %(columns)s. Kijk bij de kolommen of de goede is gekozen."
    ),
    Note.MERGED: lazy_gettext(
        "Er zijn samengevoegde cellen, vanaf rij %(rows)s. Alleen de bovenste rij heeft dan een waarde."
    ),
    Note.DATES_IN_DOUBT: lazy_gettext(
        "Aan geen enkele datum is te zien of de dag of de maand eerst staat. Kijk bij de datums of het klopt."
    ),
    Note.DATES_MIXED: lazy_gettext(
        "In %(day_first)s datums staat de dag eerst en in %(month_first)s de maand. Kijk het bestand na."
    ),
    Note.UNDECODED: lazy_gettext("Sommige tekens zijn niet te lezen."),
    Note.MANY_VALUES: lazy_gettext(
        "De kolom voor %(column)s heeft meer dan %(most)s verschillende waarden. Is het de goede kolom?"
    ),
    Note.NO_COMPLAINTS: lazy_gettext(
        "Geen enkele rij is een klacht. Kies bij de waarden welke soorten klachten zijn."
    ),
    Note.WITHOUT_EMAIL: lazy_gettext(
        "Bij %(count)s van de %(of)s klachten ontbreekt het e-mailadres. Zij kunnen geen mail krijgen."
    ),
    Note.INVALID_EMAIL: lazy_gettext("E-mailadressen die niet kloppen: %(count)s. Daar kan geen mail heen."),
    Note.CLOSED_IN_FUTURE: lazy_gettext("Zaken die zijn afgehandeld op een dag die nog komt: %(count)s."),
}
WARNINGS = frozenset(
    {
        *(Note.TWICE, Note.MERGED, Note.DATES_IN_DOUBT, Note.DATES_MIXED, Note.UNDECODED, Note.MANY_VALUES),
        *(Note.NO_COMPLAINTS, Note.WITHOUT_EMAIL, Note.INVALID_EMAIL, Note.CLOSED_IN_FUTURE),
    }
)
"""Notes that a person should look at; the others only tell."""


def day_of(kept: str) -> str:
    """A day that is kept as text, as the register shows it."""
    return day_as_number(date.fromisoformat(kept))


def filled(words: object, facts: Mapping[str, object]) -> str:
    """Put facts into words that name them; a sign of per cent in a fact does no harm."""
    return str(words) % dict(facts) if facts else str(words)
