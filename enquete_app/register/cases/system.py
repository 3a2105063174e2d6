"""Which case system is asked, and what of it is a complaint."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from enquete_app.register.headings import normalised
from enquete_app.zgw_settings import pairs_in

if TYPE_CHECKING:
    from collections.abc import Mapping


class Api(Enum):
    """The APIs that are spoken to, by the name that messages give them."""

    ZAKEN = "Zaken"
    CATALOGI = "Catalogi"
    KLANTINTERACTIES = "Klantinteracties"

    @property
    def scope(self) -> str:
        """The right that the application needs there."""
        return f"{self.value.lower()}.lezen"


@dataclass(frozen=True, kw_only=True)
class CaseSystem:
    """A case system.

    Args:
        addresses: of its APIs, each ending in a slash. Nothing outside of them is ever called.
        client_id: what the Zaken and Catalogi APIs call us.
        secret: with which our tokens for them are signed.
        token: for the Klantinteracties API.
        case_types: the identifications of the case types that are complaints, with the handling of each.
        results: the judgement that a result means, by the result's `normalised` name.
        properties: the names of properties of a case, `normalised`, by the heading that they fill.
        role: the role that a complainant has in a case.
        days: how many days ago a case may be closed.
    """

    addresses: Mapping[Api, str]
    client_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False, default="")
    case_types: Mapping[str, str]
    results: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    role: str = "initiator"
    days: int


def case_system_of(config: Mapping[str, object]) -> CaseSystem | None:
    """The case system that the settings tell of; none if they tell of none.

    Args:
        config: the settings, already checked.
    """
    given = {name.removeprefix("ZGW_"): value for name, value in config.items() if name.startswith("ZGW_")}
    texts = {name: str(value) for name, value in given.items()}
    if not texts["ZAKEN_URL"]:
        return None
    addresses = {api: texts[f"{api.name}_URL"].rstrip("/") + "/" for api in Api if texts[f"{api.name}_URL"]}
    results = pairs_in("ZGW_RESULTS", texts["RESULTS"])
    properties = pairs_in("ZGW_PROPERTIES", texts["PROPERTIES"])
    return CaseSystem(
        addresses=addresses,
        client_id=texts["CLIENT_ID"],
        secret=texts["CLIENT_SECRET"],
        token=texts["KLANTINTERACTIES_TOKEN"],
        case_types=pairs_in("ZGW_CASE_TYPES", texts["CASE_TYPES"]),
        results={normalised(result): judgement for result, judgement in results.items()},
        properties={heading: normalised(name) for heading, name in properties.items()},
        role=texts["ROLE"],
        days=int(texts["DAYS"]),
    )
