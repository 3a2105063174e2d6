"""What an invented case system holds, and the objects that it gives of it, as the ZGW documents say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

NAMES = UUID("7f6f3d2e-6f0e-4c39-9a9e-0f6f3d2e6f0e")


def uuid_of(*parts: object) -> str:
    """The same for the same thing."""
    return str(uuid5(NAMES, ascii("/".join(map(str, parts)))))


@dataclass
class Case:
    """A case, its result, its roles and its properties."""

    number: str
    closed: str | None = "2025-04-01"
    received: str = "2025-03-01"
    type: str = "KLACHT"
    version: int = 1
    result: str | None = "Gegrond"
    roles: list[dict[str, Any]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    contacts: list[tuple[str, str, str]] = field(default_factory=list)
    """In the Klantinteracties API: when, which kind of address, the address."""
    represented: frozenset[int] = frozenset()
    """Which of the contacts somebody had who spoke for the complainant."""


def person(
    email: str = "", *, kind: str = "natuurlijk_persoon", role: str = "initiator", **more: Any
) -> dict[str, Any]:
    """Somebody's role in a case."""
    who = {
        "inpBsn": "999990408",
        "voornamen": "Zoë",
        "voorvoegselGeslachtsnaam": "van 't",
        "geslachtsnaam": "Hôf",
    }
    identity: dict[str, dict[str, Any]] = {
        "natuurlijk_persoon": {
            **who,
            "verblijfsadres": {
                "aoaIdentificatie": "0000200000000001",
                "gorOpenbareRuimteNaam": "Kerkstraat",
                "aoaHuisnummer": 12,
                "aoaHuisletter": "b",
                "aoaHuisnummertoevoeging": "hs",
                "aoaPostcode": "1234AB",
                "wplWoonplaatsNaam": "Voorbeeldstad",
            },
        },
        "niet_natuurlijk_persoon": {"statutaireNaam": "Bakkerij De Koe B.V."},
        "vestiging": {"handelsnaam": ["Fietsenmaker Ï"]},
        "medewerker": {"achternaam": "Ambtenaar"},
        "organisatorische_eenheid": {"naam": "Burgerzaken"},
    }
    contact = {"emailadres": email, "naam": "Zoë"} if email else None
    base = {"betrokkeneType": kind, "omschrijvingGeneriek": role, "contactpersoonRol": contact}
    return base | {"betrokkeneIdentificatie": identity[kind]} | more


class Objects:
    """Makes the objects.

    Args:
        origin: of the case system.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def address(self, api: str, path: str = "") -> str:
        """Where something of an API is."""
        return f"{self.origin}/{api}/api/v1/{path}"

    @property
    def _catalogue(self) -> str:
        return self.address("catalogi", f"catalogussen/{uuid_of('catalogus')}")

    def type_address(self, name: str, version: int) -> str:
        return self.address("catalogi", f"zaaktypen/{uuid_of(name, version)}")

    def _case(self, case: Case) -> dict[str, Any]:
        number = case.number
        return {
            "url": self.address("zaken", f"zaken/{uuid_of(number)}"),
            "uuid": uuid_of(number),
            "identificatie": number,
            "bronorganisatie": "517439943",
            "omschrijving": "De buurman, dhr. Jansen, klaagt",
            "verantwoordelijkeOrganisatie": "517439943",
            "zaaktype": self.type_address(case.type, case.version),
            "startdatum": case.received,
            "einddatum": case.closed,
            "resultaat": self.address("zaken", f"resultaten/{uuid_of('result', number)}")
            if case.result
            else None,
            "betalingsindicatieWeergave": "",
            "laatstGemuteerd": "2025-03-01T09:00:00Z",
            "deelzaken": [],
            "eigenschappen": [],
            "rollen": [],
            "status": None,
            "zaakinformatieobjecten": [],
            "zaakobjecten": [],
        }

    def _role(self, case: Case, at: int) -> dict[str, Any]:
        number = uuid_of("role", case.number, at)
        return {
            "url": self.address("zaken", f"rollen/{number}"),
            "uuid": number,
            "zaak": self._case(case)["url"],
            "betrokkene": "",
            "roltype": self.address("catalogi", f"roltypen/{uuid_of('klager')}"),
            "omschrijving": "Klager",
            "roltoelichting": "",
            "registratiedatum": "2025-03-01T09:00:00Z",
            "statussen": [],
        } | case.roles[at]

    def _result(self, case: Case) -> dict[str, Any]:
        number = uuid_of("result", case.number)
        return {
            "url": self.address("zaken", f"resultaten/{number}"),
            "uuid": number,
            "zaak": self._case(case)["url"],
            "resultaattype": self.address("catalogi", f"resultaattypen/{uuid_of('kind', case.result)}"),
        }

    def _property(self, case: Case, name: str) -> dict[str, Any]:
        number = uuid_of("property", case.number, name)
        return {
            "url": f"{self._case(case)['url']}/zaakeigenschappen/{number}",
            "uuid": number,
            "zaak": self._case(case)["url"],
            "eigenschap": self.address("catalogi", f"eigenschappen/{uuid_of(name)}"),
            "naam": name,
            "waarde": case.properties[name],
        }

    @property
    def _not_read_of_types(self) -> dict[str, Any]:
        """What a case type has to hold besides, by Open Zaak's own document."""
        started = dict.fromkeys(("versiedatum", "beginObject", "eindeObject"), "2020-01-01")
        related = ("besluittypen", "eigenschappen", "gerelateerdeZaaktypen", "informatieobjecttypen")
        lists = (
            *related,
            "productenOfDiensten",
            "resultaattypen",
            "roltypen",
            "statustypen",
            "zaakobjecttypen",
        )
        words = ("aanleiding", "doel", "handelingBehandelaar", "handelingInitiator", "onderwerp")
        may_be = ("opschortingEnAanhoudingMogelijk", "publicatieIndicatie", "verlengingMogelijk")
        return {
            **started,
            **{name: [] for name in lists},
            **dict.fromkeys(words, "klacht"),
            **dict.fromkeys(may_be, False),
            "doorlooptijd": "P42D",
            "indicatieInternOfExtern": "extern",
            "vertrouwelijkheidaanduiding": "vertrouwelijk",
            "referentieproces": {"naam": "Klacht"},
            "catalogus": self._catalogue,
            "verantwoordelijke": "517439943",
        }

    def _type(self, name: str, version: int) -> dict[str, Any]:
        return {
            "url": self.type_address(name, version),
            "identificatie": name,
            "omschrijving": f"Klacht behandelen {version}",
            "concept": False,
            "beginGeldigheid": f"{2019 + version}-01-01",
        } | self._not_read_of_types

    def _result_type(self, name: str) -> dict[str, Any]:
        return {
            "url": self.address("catalogi", f"resultaattypen/{uuid_of('kind', name)}"),
            "zaaktype": self.type_address("KLACHT", 1),
            "zaaktypeIdentificatie": "KLACHT",
            "catalogus": self._catalogue,
            "beginObject": "2020-01-01",
            "eindeObject": "2020-01-01",
            "omschrijving": name,
            "omschrijvingGeneriek": "Afgehandeld",
            "resultaattypeomschrijving": "https://selectielijst.example/resultaattypeomschrijvingen/1",
            "selectielijstklasse": "https://selectielijst.example/resultaten/1",
            "besluittypeOmschrijving": [],
            "informatieobjecttypeOmschrijving": [],
            "zaakobjecttypen": [],
        }

    def party_of(self, case: Case) -> dict[str, str]:
        """Who somebody is in the Klantinteracties API."""
        number = uuid_of("party", case.number)
        return {"url": self.address("klantinteracties", f"partijen/{number}"), "uuid": number}

    def _involved(self, case: Case, at: int) -> dict[str, str]:
        number = uuid_of("involved", case.number, at)
        return {"url": self.address("klantinteracties", f"betrokkenen/{number}"), "uuid": number}

    def _involved_whole(self, case: Case, at: int) -> dict[str, Any]:
        return self._involved(case, at) | {
            "wasPartij": None,
            "hadKlantcontact": self._reference("klantcontacten", "contact", case.number, at),
            "digitaleAdressen": [],
            "volledigeNaam": "",
            "rol": "vertegenwoordiger" if at in case.represented else "klant",
            "organisatienaam": "",
            "initiator": True,
        }

    def _contact(self, case: Case, at: int) -> dict[str, Any]:
        number = uuid_of("contact", case.number, at)
        return {
            "url": self.address("klantinteracties", f"klantcontacten/{number}"),
            "uuid": number,
            "gingOverOnderwerpobjecten": [self._reference("onderwerpobjecten", "subject", case.number, at)],
            "hadBetrokkenActoren": [],
            "omvatteBijlagen": [],
            "hadBetrokkenen": [self._involved(case, at)],
            "leiddeTotInterneTaken": [],
            "kanaal": "e-mail",
            "onderwerp": "Klacht",
            "taal": "nld",
            "vertrouwelijk": True,
            "plaatsgevondenOp": case.contacts[at][0],
        }

    def _subject(self, case: Case, at: int) -> dict[str, Any]:
        """What a contact is about."""
        return self._reference("onderwerpobjecten", "subject", case.number, at) | {
            "klantcontact": self._reference("klantcontacten", "contact", case.number, at),
            "wasKlantcontact": None,
            "onderwerpobjectidentificator": {
                "objectId": uuid_of(case.number),
                "codeObjecttype": "zgw-Zaak",
                "codeRegister": "openzaak",
                "codeSoortObjectId": "uuid",
            },
        }

    def _reference(self, kind: str, *parts: object) -> dict[str, str]:
        number = uuid_of(*parts)
        return {"url": self.address("klantinteracties", f"{kind}/{number}"), "uuid": number}

    def _digital_address(self, case: Case, at: int, given_by: str) -> dict[str, Any]:
        number = uuid_of("address", case.number, at)
        is_party = given_by == self.party_of(case)["url"]
        return {
            "url": self.address("klantinteracties", f"digitaleadressen/{number}"),
            "uuid": number,
            "adres": case.contacts[at][2],
            "soortDigitaalAdres": case.contacts[at][1],
            "isStandaardAdres": at > 0,
            "omschrijving": "",
            "verstrektDoorBetrokkene": None if is_party else self._involved(case, at),
            "verstrektDoorPartij": self.party_of(case) if is_party else None,
        }
