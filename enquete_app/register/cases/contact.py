"""How a complainant can be reached: from their role in the case, else from the Klantinteracties API.

Nothing else of a role is looked at. A citizen service number may come along in it: it is neither kept nor
used to ask by.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from enquete_app.register.cases.system import Api

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enquete_app.register.cases.calling import Caller, Sheet

COMPLAINANTS = frozenset({"natuurlijk_persoon", "niet_natuurlijk_persoon", "vestiging"})
"""Departments and employees have roles in cases too; they are the municipality itself."""
CUSTOMER = "klant"
"""In the Klantinteracties API; the other is `vertegenwoordiger`."""
NO_CASE = "00000000-0000-0000-0000-000000000000"
_NAMES = ("voornamen", "voorletters")


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody can be reached; empty where it is not known."""

    email: str = ""
    name: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""

    def as_columns(self) -> dict[str, str]:
        """By our names for the columns of a register."""
        return asdict(self)


def contact_of(caller: Caller, case: Sheet, role: str) -> Contact:
    """Find how the complainant of a case can be reached.

    Args:
        caller: to ask with.
        case: as the Zaken API gives it.
        role: that the complainant has in it.

    Returns:
        Of the first such role that holds an e-mail address, else of the first at all.

    Raises:
        RegisterError: if an API cannot be asked.
    """
    listed = caller.objects(
        Api.ZAKEN, caller.address(Api.ZAKEN, "rollen"), zaak=case["url"], omschrijvingGeneriek=role
    )
    # Servers may leave out of account what they do not know to ask by.
    roles = [
        each
        for each in listed
        if each.get("omschrijvingGeneriek") == role
        and each.get("zaak") == case["url"]
        and each.get("betrokkeneType") in COMPLAINANTS
    ]
    found = [_in_role(each) for each in roles]
    reachable = [each for each in found if each.email]
    if reachable or not caller.has(Api.KLANTINTERACTIES):
        return next(iter([*reachable, *found]), Contact())
    email = next(_registered(caller, case, roles), "")
    return replace(next(iter(found), Contact()), email=email)


def _in_role(role: Sheet) -> Contact:
    contact, person = _part(role, "contactpersoonRol"), _part(role, "betrokkeneIdentificatie")
    place = _part(person, "verblijfsadres")
    house = f"{_text(place, 'aoaHuisnummer')}{_text(place, 'aoaHuisletter')}"
    addition = _text(place, "aoaHuisnummertoevoeging")
    return Contact(
        email=_text(contact, "emailadres"),
        name=_name(person) or _text(contact, "naam"),
        address=" ".join(filter(None, (_text(place, "gorOpenbareRuimteNaam"), house, addition))),
        postcode=_text(place, "aoaPostcode"),
        town=_text(place, "wplWoonplaatsNaam"),
    )


def _name(person: Sheet) -> str:
    given = next(filter(None, (_text(person, name) for name in _NAMES)), "")
    last = [_text(person, "voorvoegselGeslachtsnaam"), _text(person, "geslachtsnaam")]
    whole = " ".join(filter(None, (given, *last))) or _text(person, "statutaireNaam")
    trade = person.get("handelsnaam")
    return whole or (str(trade[0]) if isinstance(trade, list) and trade else "")


def _registered(caller: Caller, case: Sheet, roles: list[Sheet]) -> Iterator[str]:
    """The e-mail addresses that the Klantinteracties API knows of, the likeliest first.

    First those of the party that a role names, then those that the customer gave in contacts about the case,
    beginning with the newest contact.
    """
    for role in roles:
        party = _text(role, "betrokkene")
        if caller.is_under(Api.KLANTINTERACTIES, party) and "/partijen/" in party:
            yield from _emails(caller, "verstrektDoorPartij", party)
    for contact in _contacts_about(caller, _text(case, "uuid")):
        for each in _parts(contact, "hadBetrokkenen"):
            given_by = _text(each, "url")
            # Whoever spoke for the complainant took part too.
            if given_by and (caller.one(Api.KLANTINTERACTIES, given_by) or {}).get("rol") == CUSTOMER:
                yield from _emails(caller, "verstrektDoorBetrokkene", given_by)


def see_whether_it_answers(caller: Caller) -> None:
    """Ask the Klantinteracties API, if there is one, for something that it has not.

    Raises:
        RegisterError: if it does not answer us.
    """
    if caller.has(Api.KLANTINTERACTIES):
        next(iter(_contacts(caller, NO_CASE)), None)


def _contacts(caller: Caller, uuid: str) -> Iterator[Sheet]:
    return caller.objects(
        Api.KLANTINTERACTIES,
        caller.address(Api.KLANTINTERACTIES, "klantcontacten"),
        onderwerpobject__onderwerpobjectidentificatorObjectId=uuid,
    )


def _contacts_about(caller: Caller, uuid: str) -> Iterator[Sheet]:
    """The contacts about a case, the newest first."""
    if not uuid:
        return
    newest_first = sorted(
        _contacts(caller, uuid), key=lambda each: _text(each, "plaatsgevondenOp"), reverse=True
    )
    for contact in newest_first:
        # A server that does not know to ask by subject gives the contacts of everybody.
        if any(_subject(caller, each) == uuid for each in _parts(contact, "gingOverOnderwerpobjecten")):
            yield contact


def _subject(caller: Caller, named: Sheet) -> str:
    """The id of what a contact is about; mostly the contact holds no more than the address of that."""
    if "onderwerpobjectidentificator" not in named:
        named = caller.one(Api.KLANTINTERACTIES, _text(named, "url")) or {}
    return _text(_part(named, "onderwerpobjectidentificator"), "objectId")


def _emails(caller: Caller, giver: str, address: str) -> list[str]:
    """The e-mail addresses that somebody gave, the standard one first."""
    listed = caller.objects(
        Api.KLANTINTERACTIES,
        caller.address(Api.KLANTINTERACTIES, "digitaleadressen"),
        soortDigitaalAdres="email",
        **{f"{giver}__url": address},
    )
    found = [
        each
        for each in listed
        if each.get("soortDigitaalAdres") == "email"
        and _text(each, "adres")
        # Here too: a server that does not filter would give the addresses of somebody else.
        and _text(_part(each, giver), "url") == address
    ]
    found.sort(key=lambda each: each.get("isStandaardAdres") is not True)
    return [_text(each, "adres") for each in found]


def _part(sheet: Sheet, name: str) -> Sheet:
    part = sheet.get(name)
    return part if isinstance(part, dict) else {}


def _parts(sheet: Sheet, name: str) -> list[Sheet]:
    parts = sheet.get(name)
    return [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []


def _text(sheet: Sheet, name: str) -> str:
    """A value as text; nothing for one that is none."""
    value = sheet.get(name)
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""
