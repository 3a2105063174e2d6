"""What an operator can set, read from the environment in one place.

Every setting is an environment variable `ENQUETE_<NAME>`; an empty one counts as not set. `flask --app wsgi
check` tells whether the settings are fit for production.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from redis.connection import parse_url
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"


class ConfigError(Exception):
    """A setting is missing or cannot be read; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one running Enquete.

    The names are upper case because Flask takes them over as they are.
    """

    SECRET_KEY: str
    """`ENQUETE_SECRET_KEY`: signs cookies, derives links, codes, keys of drafts and ballots. Required; in
    production (an https base address, or a mail server) at least 32 signs."""

    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    """`ENQUETE_SECRET_KEY_FALLBACKS`: earlier secret keys, separated by spaces; with them open links go on
    working."""

    CONTACT_KEY: str = ""
    """`ENQUETE_CONTACT_KEY`: hashes contact data for opt-outs and the cool-down. Never change it. Required
    in production; for a trial without it the secret key serves."""

    DATABASE_URL: str = ""
    """`ENQUETE_DATABASE_URL`: an SQLAlchemy address of SQLite or PostgreSQL; by default SQLite in
    `instance/`."""

    REDIS_URL: str = ""
    """`ENQUETE_REDIS_URL`: Redis for the `worker` command and for limits shared by several web processes."""

    WORKER: str = "thread"
    """`ENQUETE_WORKER`: `thread` does the work that is due in the serving process, `none` leaves it to
    `worker` or `run-due`. With Redis given the default is `none`."""

    BASE_URL: str = "http://127.0.0.1:5000"
    """`ENQUETE_BASE_URL`: the address that links in mails start with."""

    MAIL_SERVER: str = ""
    """`ENQUETE_MAIL_SERVER`: the SMTP server. Without one, messages become `.eml` files in `MAILBOX`: for
    trials, since these files still tell who was reminded when the wave is closed."""

    MAIL_PORT: int = 25
    """`ENQUETE_MAIL_PORT`."""

    MAIL_USERNAME: str | None = None
    """`ENQUETE_MAIL_USERNAME`; none means: no authentication."""

    MAIL_PASSWORD: str | None = None
    """`ENQUETE_MAIL_PASSWORD`."""

    MAIL_USE_TLS: bool = False
    """`ENQUETE_MAIL_USE_TLS`: STARTTLS with a verified certificate."""

    MAIL_FROM: str = "onderzoek@gemeente.example"
    """`ENQUETE_MAIL_FROM`: the sender's address."""

    MAILBOX: Path = INSTANCE / "mailbox"
    """Where the built-in mailbox keeps its files; not from the environment."""

    ORGANISATION: str = "Gemeente Voorbeeldstad"
    """`ENQUETE_ORGANISATION`: who asks, as respondents know it."""

    CONTACT_EMAIL: str = "klachten@gemeente.example"
    """`ENQUETE_CONTACT_EMAIL`: where a complainant can write to."""

    CONTACT_PHONE: str = "14 000"
    """`ENQUETE_CONTACT_PHONE`: where a complainant can call."""

    OMBUDSMAN: str = "de Nationale ombudsman"
    """`ENQUETE_OMBUDSMAN`: where a complainant can go after the complaint team, in a few words."""

    PRIVACY_URL: str = ""
    """`ENQUETE_PRIVACY_URL`: the municipality's own privacy statement, for the built-in page to point to."""

    PUBLICATION_URL: str = "https://www.gemeente.example/klachten"
    """`ENQUETE_PUBLICATION_URL`: where the results will be published, as shown after sending."""

    THEME: str = ""
    """`ENQUETE_THEME`: a style sheet with the municipality's NL Design System properties."""

    LOGO: str = ""
    """`ENQUETE_LOGO`: an SVG or PNG file that holds the municipality's name; no other stands beside it."""

    LARGEST_UPLOAD_MB: int = 200
    """`ENQUETE_LARGEST_UPLOAD_MB`: how large an uploaded register may be; proxies in front must allow it."""

    TRUSTED_PROXIES: int = 0
    """`ENQUETE_TRUSTED_PROXIES`: how many proxies in front set `X-Forwarded-*`."""

    DEMO: bool = False
    """Only set by the `demo` command: shows the mailbox and the demo's sign-in."""

    TESTING: bool = False
    """Only set by tests."""

    SESSION_COOKIE_NAME: str = "enquete"
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    MAX_CONTENT_LENGTH: int = 256 * 1024
    """The largest form that is read, in bytes: twice what the longest permitted answers take."""

    MAX_FORM_MEMORY_SIZE: int = 256 * 1024
    WTF_CSRF_TIME_LIMIT: int | None = None
    """A form stays valid as long as its session: people leave a questionnaire open over lunch."""

    WTF_CSRF_SSL_STRICT: bool = False
    """Our pages send no Referer, which the strict check would ask for."""

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:  # noqa: N802 - Flask's name
        """Whether cookies travel over HTTPS only: as soon as the base address is HTTPS."""
        return self.BASE_URL.startswith("https://")


def from_environ(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings.

    Args:
        environ: the environment's variables by name.

    Returns:
        The settings.

    Raises:
        ConfigError: if the secret key is missing or a value cannot be read.
    """
    given = {
        name.removeprefix("ENQUETE_"): value.strip()
        for name, value in environ.items()
        if name.startswith("ENQUETE_") and value.strip()
    }
    for name, value in given.items():
        _refuse_control(name, value)
    if "SECRET_KEY" not in given:
        raise ConfigError(
            "ENQUETE_SECRET_KEY is not set. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    settings: dict[str, object] = {name: given[name] for name in _TEXTS if name in given}
    settings |= {
        name: _whole(name, given[name], limits) for name, limits in _NUMBERS.items() if name in given
    }
    if "MAIL_USE_TLS" in given:
        settings["MAIL_USE_TLS"] = _yes("MAIL_USE_TLS", given["MAIL_USE_TLS"])
    settings["SECRET_KEY_FALLBACKS"] = tuple(given.get("SECRET_KEY_FALLBACKS", "").split())
    settings["BASE_URL"] = given.get("BASE_URL", Config.BASE_URL).rstrip("/")
    settings["DATABASE_URL"] = given.get("DATABASE_URL") or default_database_url()
    settings["WORKER"] = given.get("WORKER", "none" if "REDIS_URL" in given else "thread")
    if settings["WORKER"] not in {"thread", "none"}:
        raise ConfigError(f"ENQUETE_WORKER must be thread or none, not {settings['WORKER']!r}.")
    config = Config(**settings)  # type: ignore[arg-type]
    _check_addresses(config)
    _check_production(config)
    return config


def demo() -> Config:
    """The settings of a demo: everything in a throw-away folder, nothing from the environment.

    The folder is only named here; the `demo` command makes and removes it.
    """
    folder = Path(tempfile.gettempdir()) / f"enquete-demo-{secrets.token_hex(8)}"
    return Config(
        SECRET_KEY=secrets.token_hex(32),
        CONTACT_KEY=secrets.token_hex(32),
        DATABASE_URL=f"sqlite:///{folder / 'enquete.sqlite3'}",
        MAILBOX=folder / "mailbox",
        DEMO=True,
    )


def default_database_url() -> str:
    """The SQLite database in `instance/`, whose folder is made if it is not there."""
    INSTANCE.mkdir(exist_ok=True)
    return f"sqlite:///{INSTANCE / 'enquete.sqlite3'}"


_TEXTS = (
    *("SECRET_KEY", "CONTACT_KEY", "REDIS_URL", "MAIL_SERVER", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_FROM"),
    *("ORGANISATION", "CONTACT_EMAIL", "CONTACT_PHONE", "OMBUDSMAN", "PRIVACY_URL", "PUBLICATION_URL"),
    *("THEME", "LOGO"),
)
_NUMBERS = {"LARGEST_UPLOAD_MB": range(1, 2001), "MAIL_PORT": range(1, 65536), "TRUSTED_PROXIES": range(100)}
_DRIVERS = {"sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg"}
_SHORTEST_KEY = 32


def _refuse_control(name: str, value: str) -> None:
    # Control characters, line separators, bytes that are not UTF-8: in a header or a page they would do harm.
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in value):
        raise ConfigError(f"ENQUETE_{name} holds a line break or another control character.")


def _check_addresses(config: Config) -> None:
    """Refuse addresses that would only fail later. The messages leave them out: they may hold passwords."""
    try:
        validate_email(config.MAIL_FROM, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ConfigError("ENQUETE_MAIL_FROM must be one plain e-mail address.") from error
    if not _is_web_address(config.BASE_URL):
        raise ConfigError("ENQUETE_BASE_URL must be an address such as https://enquete.gemeente.example.")
    if not _is_database(config.DATABASE_URL):
        raise ConfigError("ENQUETE_DATABASE_URL must begin with postgresql:// or sqlite:/// and be complete.")
    try:
        if config.REDIS_URL:
            parse_url(config.REDIS_URL)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise ConfigError(
            "ENQUETE_REDIS_URL must begin with redis://, rediss:// or unix:// and be complete."
        ) from error


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = text.startswith(("http://", "https://")) and parts.hostname and parts.port != 0
    except ValueError:
        return False
    superfluous = parts.query or parts.fragment or "@" in parts.netloc or " " in text
    return bool(usable and not superfluous)


def _is_database(text: str) -> bool:
    try:
        address = make_url(text)
    except (ArgumentError, ValueError):
        return False
    # sqlite://file, with two slashes, would take the file for a host.
    return address.drivername in _DRIVERS and not (address.drivername.startswith("sqlite") and address.host)


def _check_production(config: Config) -> None:
    if not (config.BASE_URL.startswith("https://") or config.MAIL_SERVER):
        return
    where = "in production (an https base address, or a mail server)"
    if not config.CONTACT_KEY:
        raise ConfigError(f"ENQUETE_CONTACT_KEY is not set; it is required {where}.")
    if len(config.SECRET_KEY) < _SHORTEST_KEY:
        raise ConfigError(f"ENQUETE_SECRET_KEY must have at least {_SHORTEST_KEY} signs {where}.")


def _whole(name: str, value: str, limits: range) -> int:
    digits = value.isascii() and value.isdecimal() and len(value) < 10  # noqa: PLR2004 - more than any limit
    if not digits or int(value) not in limits:
        raise ConfigError(
            f"ENQUETE_{name} must be a whole number from {limits[0]} to {limits[-1]}, not {value!r}."
        )
    return int(value)


def _yes(name: str, value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in known:
        raise ConfigError(f"ENQUETE_{name} must be true or false, not {value!r}.")
    return known[value.lower()]
