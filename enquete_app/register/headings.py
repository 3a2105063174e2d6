"""What the columns of a register are called, here and elsewhere."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from enquete_app.register.cells import without_invisible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = {
    "zaaknummer": "case_number",
    "soort": "kind",
    "onderwerp": "subject",
    "domein": "domain",
    "afdeling": "department",
    "kanaal": "channel",
    "behandeling": "handling",
    "ontvangen_op": "received",
    "afgehandeld_op": "closed",
    "oordeel": "judgement",
    "naam": "name",
    "e_mail": "email",
    "adres": "address",
    "postcode": "postcode",
    "plaats": "town",
    "taal": "language",
}
"""The register's headings and what the project calls them."""

HEADINGS = {field: heading for heading, field in COLUMNS.items()}
FIELDS = tuple(HEADINGS)
POSTAL = frozenset({"name", "address", "postcode", "town"})
REQUIRED = ("case_number", "kind", "handling", "received", "closed", "judgement", "email")
"""What the command line insists on."""
NEEDED = ("case_number", "kind", "received", "closed", "email")
"""Without these columns there is nothing to import."""
DAYS = ("received", "closed")

_ALSO = {
    "case_number": "zaak-id zaaknr zaak zaakidentificatie zaakkenmerk kenmerk dossiernummer dossiernr dossier"
    " klachtnummer klachtnr klacht-id registratienummer registratienr meldingsnummer referentie"
    " referentienummer nummer nr id case casenumber case-no case-id reference reference-number complaint-id"
    " complaint-number",
    "kind": "type zaaktype soort-zaak zaaksoort type-zaak soort-melding soort-klacht categorie case-type"
    " kind category",
    "subject": "klachtonderwerp onderwerp-klacht onderwerp-van-de-klacht thema subject topic theme",
    "domain": "cluster directie sector organisatieonderdeel domain directorate",
    "department": "team afdeling-team behandelende-afdeling verantwoordelijke-afdeling eenheid department"
    " unit",
    "channel": "ingediend-via binnengekomen-via wijze-van-indienen wijze-van-indiening ontvangstkanaal"
    " channel",
    "handling": "wijze-van-afhandeling wijze-van-afdoening wijze-van-behandeling afhandelwijze"
    " afhandelingswijze afdoeningswijze formeel-informeel formeel-of-informeel type-behandeling"
    " soort-behandeling handling procedure",
    "received": "datum-ontvangst ontvangstdatum datum-ontvangen ontvangen datum-binnenkomst"
    " binnenkomstdatum binnengekomen binnengekomen-op ingediend-op datum-ingediend datum-indiening startdatum"
    " received received-on received-at date-received received-date start-date",
    "closed": "datum-afhandeling afhandeldatum afhandelingsdatum datum-afgehandeld afgehandeld afgerond-op"
    " datum-afgerond datum-afronding afgesloten-op datum-afgesloten gesloten-op datum-gesloten sluitdatum"
    " datum-afdoening afgedaan-op afdoeningsdatum einddatum datum-gereed gereed-op"
    " closed closed-on closed-at date-closed closed-date end-date",
    "judgement": "oordeel-klacht oordeel-gemeente eindoordeel beoordeling gegrondheid gegrond-ongegrond"
    " conclusie judgement judgment verdict finding",
    "name": "klager naam-klager volledige-naam indiener naam-indiener name full-name complainant",
    "email": "email emailadres e-mailadres mail mailadres e-mail-klager email-klager e-mailadres-klager"
    " emailadres-indiener email-address e-mail-address",
    "address": "straat straat-en-huisnummer straat-huisnummer woonadres adres-klager address street"
    " street-address",
    "postcode": "postcode-klager postal-code zip zip-code",
    "town": "woonplaats plaatsnaam plaats-klager town city",
    "language": "voorkeurstaal taal-klager correspondentietaal language preferred-language",
}
"""What other systems write, words joined by hyphens; `normalised` makes other ways of writing them equal."""


def normalised(text: str) -> str:
    """Leave only letters and digits of a text, so that "E-mailadres" and "email adres" are one."""
    plain = unicodedata.normalize("NFKD", without_invisible(text)).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


_MEANT: Mapping[str, str] = {
    **{normalised(name): field for field, names in _ALSO.items() for name in names.split()},
    **{normalised(heading): field for heading, field in COLUMNS.items()},
}
_OURS = frozenset(map(normalised, COLUMNS))


def heading_of(cell: object) -> str:
    """A heading as a person reads it."""
    return " ".join(without_invisible("" if cell is None else str(cell)).split())


def matched(headings: Sequence[str]) -> dict[str, list[int]]:
    """Find what the columns are.

    Args:
        headings: as the file writes them.

    Returns:
        By field the places of the columns that may be it; one with our own heading first.
    """
    found: dict[str, list[int]] = {}
    for at, heading in enumerate(headings):
        name = normalised(heading)
        field = _MEANT.get(name)
        if field is None:
            continue
        places = found.setdefault(field, [])
        if name in _OURS and not any(normalised(headings[each]) in _OURS for each in places):
            places.insert(0, at)
        else:
            places.append(at)
    return found


def likeness(headings: Sequence[str]) -> int:
    """How many of our columns a row of headings names."""
    return len(matched(headings))


def joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Make one heading of two rows, of which the upper has cells that span several columns."""
    names, group = [], ""
    for at in range(max(len(above), len(below))):
        group = (above[at] if at < len(above) else "") or group
        under = below[at] if at < len(below) else ""
        names.append(" ".join(filter(None, (group, under))))
    return names
