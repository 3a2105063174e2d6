"""What an operator can set, read from the environment in one place.

Every setting is an environment variable `ENQUETE_<NAME>`; an empty one counts as not set. `flask --app wsgi
check` tells whether the settings are fit for production.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
    """`ENQUETE_SECRET_KEY`: signs cookies, derives links, codes, keys of drafts and ballots. Required."""

    SECRET_KEY_FALLBACKS: tuple[str, ...] = ()
    """`ENQUETE_SECRET_KEY_FALLBACKS`: earlier secret keys, separated by spaces; with them open links go on
    working."""

    CONTACT_KEY: str = ""
    """`ENQUETE_CONTACT_KEY`: hashes contact data for opt-outs and the cool-down. Never change it. Without
    it the secret key serves, which `check` refuses for production."""

    DATABASE_URL: str = ""
    """`ENQUETE_DATABASE_URL`: an SQLAlchemy address; by default SQLite in `instance/`."""

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
    if "SECRET_KEY" not in given:
        raise ConfigError(
            "ENQUETE_SECRET_KEY is not set. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    settings: dict[str, object] = {name: given[name] for name in _TEXTS if name in given}
    settings |= {name: _whole(name, given[name]) for name in _NUMBERS if name in given}
    if "MAIL_USE_TLS" in given:
        settings["MAIL_USE_TLS"] = _yes("MAIL_USE_TLS", given["MAIL_USE_TLS"])
    settings["SECRET_KEY_FALLBACKS"] = tuple(given.get("SECRET_KEY_FALLBACKS", "").split())
    settings["BASE_URL"] = given.get("BASE_URL", Config.BASE_URL).rstrip("/")
    settings["DATABASE_URL"] = given.get("DATABASE_URL") or default_database_url()
    settings["WORKER"] = given.get("WORKER", "none" if "REDIS_URL" in given else "thread")
    if settings["WORKER"] not in {"thread", "none"}:
        raise ConfigError(f"ENQUETE_WORKER must be thread or none, not {settings['WORKER']!r}.")
    return Config(**settings)  # type: ignore[arg-type]


def demo() -> Config:
    """The settings of a demo: everything in a throw-away folder, nothing from the environment."""
    folder = Path(tempfile.mkdtemp(prefix="enquete-demo-"))
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
)
_NUMBERS = ("MAIL_PORT", "TRUSTED_PROXIES")


def _whole(name: str, value: str) -> int:
    if not value.isdecimal():
        raise ConfigError(f"ENQUETE_{name} must be a whole number, not {value!r}.")
    return int(value)


def _yes(name: str, value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    if value.lower() not in known:
        raise ConfigError(f"ENQUETE_{name} must be true or false, not {value!r}.")
    return known[value.lower()]
