"""How settings are read from text, and what is refused before it can do harm."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from redis.connection import parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "ENQUETE_"
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg"}
_TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class ConfigError(Exception):
    """A setting is missing or cannot be read; the message names it."""


def given_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings that an environment holds, by their names without the prefix; an empty one is not set.

    Raises:
        ConfigError: if one holds a control character.
    """
    given = {
        name.removeprefix(PREFIX): value.strip()
        for name, value in environ.items()
        if name.startswith(PREFIX) and value.strip()
    }
    for name, value in given.items():
        _refuse_control(name, value)
    return given


def whole(name: str, value: str, limits: range) -> int:
    """Read a whole number. Raises ConfigError."""
    digits = value.isascii() and value.isdecimal() and len(value) < 10  # noqa: PLR2004 - more than any limit
    if not digits or int(value) not in limits:
        raise ConfigError(
            f"ENQUETE_{name} must be a whole number from {limits[0]} to {limits[-1]}, not {value!r}."
        )
    return int(value)


def yes(name: str, value: str) -> bool:
    """Read a yes or no. Raises ConfigError."""
    if value.lower() not in _TRUTHS:
        raise ConfigError(f"ENQUETE_{name} must be true or false, not {value!r}.")
    return _TRUTHS[value.lower()]


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
