"""The settings for complaints from a case system with the Dutch ZGW APIs; `config.py` includes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from enquete_app.settings import ConfigError, is_web_address

if TYPE_CHECKING:
    from config import Config

ROLES = frozenset({"initiator", "belanghebbende", "klantcontacter", "mede_initiator"})
"""In the terms of the Zaken API, the roles that a complainant may have."""
FIELDS = frozenset(
    {"behandeling", "domein", "afdeling", "kanaal", "onderwerp", "taal", "oordeel", "soort", "e_mail"}
)
"""The columns of the register that properties of a case may fill."""
_HOURS = frozenset(map(str, range(24)))
_SHORTEST_SECRET = 14
"""Of 112 bits, below which tokens can be forged by whoever has seen one."""


@dataclass(frozen=True, kw_only=True)
class ZgwSettings:
    """What can be set about the case system. Without the address of a Zaken API there is none."""

    ZGW_ZAKEN_URL: str = ""
    """`ENQUETE_ZGW_ZAKEN_URL`: the Zaken API, up to and including its version, such as
    `https://zaken.gemeente.example/zaken/api/v1`."""

    ZGW_CATALOGI_URL: str = ""
    """`ENQUETE_ZGW_CATALOGI_URL`: the Catalogi API that the case types are in. Required with the above."""

    ZGW_CLIENT_ID: str = ""
    """`ENQUETE_ZGW_CLIENT_ID`: what these two call us."""

    ZGW_CLIENT_SECRET: str = ""
    """`ENQUETE_ZGW_CLIENT_SECRET`: with which our tokens are signed."""

    ZGW_CASE_TYPES: str = ""
    """`ENQUETE_ZGW_CASE_TYPES`: the identifications of the case types that are complaints, separated by
    semicolons, each with how such a case is handled where its type tells:
    `KLACHT-FORMEEL = formeel; KLACHT-INFORMEEL = informeel`."""

    ZGW_RESULTS: str = ""
    """`ENQUETE_ZGW_RESULTS`: which judgement a result means, such as `Klacht terecht = gegrond; Ingetrokken =
    geen oordeel`. Results that are not named are stored as the case system calls them, unless somebody said
    on the page of an import what they mean."""

    ZGW_PROPERTIES: str = ""
    """`ENQUETE_ZGW_PROPERTIES`: which columns come from properties of a case, such as `domein = Directie;
    behandeling = Wijze van afhandeling`."""

    ZGW_ROLE: str = "initiator"
    """`ENQUETE_ZGW_ROLE`: the role that the complainant has in a case, as a general description."""

    ZGW_DAYS: int = 190
    """`ENQUETE_ZGW_DAYS`: how many days ago a case may be closed to be fetched; six months is 184 at most."""

    ZGW_NIGHTLY_AT: str = ""
    """`ENQUETE_ZGW_NIGHTLY_AT`: from which full hour in the Netherlands cases are fetched by themselves, such
    as `3`; by default never."""

    ZGW_KLANTINTERACTIES_URL: str = ""
    """`ENQUETE_ZGW_KLANTINTERACTIES_URL`: the Klantinteracties API, to look for e-mail addresses that no role
    holds. By default nobody is asked."""

    ZGW_KLANTINTERACTIES_TOKEN: str = ""
    """`ENQUETE_ZGW_KLANTINTERACTIES_TOKEN`: the token that it gave us."""


def pairs_in(name: str, text: str) -> dict[str, str]:
    """Read a setting such as `one = two; three = four`; the second of a pair may be left out.

    Args:
        name: the setting's.
        text: what it holds.

    Raises:
        ConfigError: if a pair has no first, or the same one comes twice.
    """
    found: dict[str, str] = {}
    for pair in filter(str.strip, text.split(";")):
        first, _, second = (" ".join(part.split()) for part in pair.partition("="))
        if not first or first in found:
            raise ConfigError(f"ENQUETE_{name} must be pairs such as 'one = two; three = four', each once.")
        found[first] = second
    return found


def check_zgw(config: Config) -> None:
    """Refuse settings that would only fail later, or that are not safe in production.

    Raises:
        ConfigError: about the first of them.
    """
    if not config.ZGW_ZAKEN_URL:
        return
    _check_completeness(config)
    for name in ("ZGW_ZAKEN_URL", "ZGW_CATALOGI_URL", "ZGW_KLANTINTERACTIES_URL"):
        _check_address(config, name)
    for name in ("ZGW_CASE_TYPES", "ZGW_RESULTS"):
        pairs_in(name, getattr(config, name))
    if not FIELDS.issuperset(pairs_in("ZGW_PROPERTIES", config.ZGW_PROPERTIES)):
        raise ConfigError(f"ENQUETE_ZGW_PROPERTIES must name columns: {', '.join(sorted(FIELDS))}.")
    if config.ZGW_ROLE not in ROLES:
        raise ConfigError(f"ENQUETE_ZGW_ROLE must be one of {', '.join(sorted(ROLES))}.")
    if config.ZGW_NIGHTLY_AT and config.ZGW_NIGHTLY_AT not in _HOURS:
        raise ConfigError("ENQUETE_ZGW_NIGHTLY_AT must be a full hour from 0 to 23.")


def _check_completeness(config: Config) -> None:
    wanted = ["ZGW_CATALOGI_URL", "ZGW_CLIENT_ID", "ZGW_CLIENT_SECRET", "ZGW_CASE_TYPES"]
    if config.ZGW_KLANTINTERACTIES_URL:
        wanted.append("ZGW_KLANTINTERACTIES_TOKEN")
    for name in wanted:
        if not getattr(config, name):
            raise ConfigError(f"ENQUETE_{name} is not set; it goes with the addresses of the case system.")
    if len(config.ZGW_CLIENT_SECRET) < _SHORTEST_SECRET:
        raise ConfigError(f"ENQUETE_ZGW_CLIENT_SECRET must have at least {_SHORTEST_SECRET} signs.")


def _check_address(config: Config, name: str) -> None:
    address = getattr(config, name)
    if address and not is_web_address(address):
        raise ConfigError(f"ENQUETE_{name} must be an address such as https://zaken.gemeente.example/api/v1.")
    if address.startswith("http://") and config.BASE_URL.startswith("https://"):
        raise ConfigError(f"ENQUETE_{name} must begin with https:// in production.")
