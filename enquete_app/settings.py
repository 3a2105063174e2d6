"""How settings are read from text, and what is refused before it can do harm."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from redis.connection import parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Config

PREFIX = "ENQUETE_"
IN_FILE = "_FILE"
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg"}
_SHORTEST_KEY = 32
_LONGEST_BOUNCE_NAME = 20
"""With the opaque id behind it no more than the 64 signs that RFC 5321 allows."""
_NIGHT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LIMITS = {
    "LARGEST_UPLOAD_MB": range(1, 2001),
    "MAIL_PORT": range(1, 65536),
    "MAIL_PER_MINUTE": range(100_001),
    "MAIL_PER_DOMAIN": range(100_001),
    "BOUNCE_IMAP_PORT": range(1, 65536),
    "TRUSTED_PROXIES": range(100),
    "ZGW_DAYS": range(1, 1000),
    "SESSION_IDLE_MINUTES": range(1, 1441),
    "SESSION_HOURS": range(1, 25),
    "SESSION_PROVIDER_MINUTES": range(1, 1441),
}
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class ConfigError(Exception):
    """A setting is missing or cannot be read; the message names it."""


def given_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings that an environment holds, by their names without the prefix; an empty one is not set.

    Of `ENQUETE_<NAME>_FILE` it is what stands in that file: so Docker and systemd hand out secrets.

    Raises:
        ConfigError: if one holds a control character, or its file cannot be read.
    """
    given = {
        name.removeprefix(PREFIX): value.strip()
        for name, value in environ.items()
        if name.startswith(PREFIX) and value.strip()
    }
    for name in [each for each in given if each.endswith(IN_FILE)]:
        setting, file = name.removesuffix(IN_FILE), given.pop(name)
        if setting in given:
            raise ConfigError(f"ENQUETE_{setting} and ENQUETE_{name} are both set; leave one.")
        given[setting] = _content(name, file)
    for name, value in given.items():
        _refuse_control(name, value)
    return given


def _content(name: str, file: str) -> str:
    try:
        # Without the mark that some editors put before the first sign.
        content = Path(file).read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        raise ConfigError(f"The file of ENQUETE_{name} cannot be read ({type(error).__name__}).") from error
    if not content:
        raise ConfigError(f"The file of ENQUETE_{name} is empty.")
    return content


def values_in(given: Mapping[str, str], defaults: Mapping[str, object]) -> dict[str, object]:
    """Read what is given as the kind of value that its default is: a number, a yes or no, several, or text.

    Args:
        given: texts by the names of settings; what has no default is left alone.
        defaults: of all settings.

    Raises:
        ConfigError: if one cannot be read.
    """
    return {name: _value(name, given[name], default) for name, default in defaults.items() if name in given}


def _value(name: str, text: str, default: object) -> object:
    match default:
        case bool():
            return _yes(name, text)
        case int():
            return _whole(name, text)
        case tuple():
            return tuple(text.split())
        case _:
            return text


def _whole(name: str, text: str) -> int:
    limits = _LIMITS[name]
    digits = text.isascii() and text.isdecimal() and len(text) < 10  # noqa: PLR2004 - more than any limit
    if not digits or int(text) not in limits:
        raise ConfigError(
            f"ENQUETE_{name} must be a whole number from {limits[0]} to {limits[-1]}, not {text!r}."
        )
    return int(text)


def _yes(name: str, text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ConfigError(f"ENQUETE_{name} must be true or false, not {text!r}.")
    return _TRUTHS[text.lower()]


def night_of(text: str) -> tuple[time, time] | None:
    """Read between which times of the day something rests.

    Args:
        text: such as "20:00-08:00"; empty for none.

    Raises:
        ConfigError: if it is not such a text, or the night would last all day.
    """
    if not text:
        return None
    found = _NIGHT.fullmatch(text)
    if found is None or found.group(1, 2) == found.group(3, 4):
        raise ConfigError(f"ENQUETE_QUIET_NIGHT must be two times such as 20:00-08:00, not {text!r}.")
    hours = [int(each) for each in found.groups()]
    return time(hours[0], hours[1]), time(hours[2], hours[3])


def is_mail_address(text: str) -> bool:
    """Whether it is one plain e-mail address."""
    try:
        validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


def is_web_address(text: str) -> bool:
    """Whether it is an address of the web to which a path can be added."""
    try:
        parts = urlsplit(text)
        usable = text.startswith(("http://", "https://")) and parts.hostname and parts.port != 0
    except ValueError:
        return False
    superfluous = parts.query or parts.fragment or "@" in parts.netloc or " " in text
    return bool(usable and not superfluous)


def is_safe_page(text: str) -> bool:
    """Whether it is the address of a page that comes over HTTPS."""
    return text.startswith("https://") and is_web_address(text)


def is_database(text: str) -> bool:
    """Whether it is the address of a database that we know how to speak to."""
    try:
        address = make_url(text)
    except (ArgumentError, ValueError):
        return False
    # sqlite://file, with two slashes, would take the file for a host.
    return address.drivername in _DRIVERS and not (address.drivername.startswith("sqlite") and address.host)


def is_redis(text: str) -> bool:
    """Whether it is the address of a Redis server."""
    try:
        parse_url(text)  # type: ignore[no-untyped-call]
    except ValueError:
        return False
    return True


def _refuse_control(name: str, value: str) -> None:
    # Control characters, line separators, bytes that are not UTF-8: in a header or a page they would do harm.
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in value):
        raise ConfigError(f"ENQUETE_{name} holds a line break or another control character.")


def check(config: Config) -> None:
    """Refuse settings that would only fail later, or that are not safe in production.

    Raises:
        ConfigError: about the first of them.
    """
    if config.WORKER not in {"thread", "none"}:
        raise ConfigError(f"ENQUETE_WORKER must be thread or none, not {config.WORKER!r}.")
    if config.LOG not in {"", "json", "text"}:
        raise ConfigError(f"ENQUETE_LOG must be json or text, not {config.LOG!r}.")
    if 0 < len(config.METRICS_TOKEN) < _SHORTEST_KEY:
        raise ConfigError(f"ENQUETE_METRICS_TOKEN must have at least {_SHORTEST_KEY} signs.")
    _check_addresses(config)
    _check_mail(config)
    _check_provider(config)
    _check_production(config)


def _check_addresses(config: Config) -> None:
    """Refuse addresses that would only fail later. The messages leave them out: they may hold passwords."""
    if not is_mail_address(config.MAIL_FROM):
        raise ConfigError("ENQUETE_MAIL_FROM must be one plain e-mail address.")
    if not is_web_address(config.BASE_URL):
        raise ConfigError("ENQUETE_BASE_URL must be an address such as https://enquete.gemeente.example.")
    contact = config.SECURITY_CONTACT
    if contact and not (is_mail_address(contact) or is_safe_page(contact)):
        raise ConfigError("ENQUETE_SECURITY_CONTACT must be a mail address or begin with https://.")
    if not is_database(config.DATABASE_URL):
        raise ConfigError("ENQUETE_DATABASE_URL must begin with postgresql:// or sqlite:/// and be complete.")
    if config.REDIS_URL and not is_redis(config.REDIS_URL):
        raise ConfigError("ENQUETE_REDIS_URL must begin with redis://, rediss:// or unix:// and be complete.")


def _check_mail(config: Config) -> None:
    night_of(config.QUIET_NIGHT)
    address = config.BOUNCE_ADDRESS
    if address and not (is_mail_address(address) and address.isascii() and "+" not in address):
        raise ConfigError("ENQUETE_BOUNCE_ADDRESS must be one plain e-mail address, without a plus sign.")
    if len(address.partition("@")[0]) > _LONGEST_BOUNCE_NAME:
        raise ConfigError(f"ENQUETE_BOUNCE_ADDRESS has more than {_LONGEST_BOUNCE_NAME} signs before the @.")
    if config.BOUNCE_IMAP_SERVER and not address:
        raise ConfigError("ENQUETE_BOUNCE_ADDRESS is not set; it goes with ENQUETE_BOUNCE_IMAP_SERVER.")


def _check_provider(config: Config) -> None:
    if not config.OIDC_ISSUER:
        return
    if not is_web_address(config.OIDC_ISSUER):
        raise ConfigError("ENQUETE_OIDC_ISSUER must be an address such as https://login.gemeente.example.")
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        if not getattr(config, name):
            raise ConfigError(f"ENQUETE_{name} is not set; it goes with ENQUETE_OIDC_ISSUER.")
    if not (config.OIDC_ROLE_TEAM or config.OIDC_ROLE_ANALYST or config.OIDC_ROLE_ADMIN):
        raise ConfigError("ENQUETE_OIDC_ROLE_TEAM, _ANALYST or _ADMIN must be set, or nobody could sign in.")
    if config.BASE_URL.startswith("https://") and not config.OIDC_ISSUER.startswith("https://"):
        raise ConfigError("ENQUETE_OIDC_ISSUER must begin with https:// in production.")


def is_production(config: Config) -> bool:
    """Whether it is more than a trial: it has an https base address, or a mail server."""
    return bool(config.BASE_URL.startswith("https://") or config.MAIL_SERVER)


def _check_production(config: Config) -> None:
    if not is_production(config):
        return
    where = "in production (an https base address, or a mail server)"
    if not config.CONTACT_KEY:
        raise ConfigError(f"ENQUETE_CONTACT_KEY is not set; it is required {where}.")
    if len(config.SECRET_KEY) < _SHORTEST_KEY:
        raise ConfigError(f"ENQUETE_SECRET_KEY must have at least {_SHORTEST_KEY} signs {where}.")
