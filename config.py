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

from enquete_app.settings import (
    ConfigError as ConfigError,
)
from enquete_app.settings import (
    given_in,
    is_database,
    is_mail_address,
    is_redis,
    is_web_address,
    whole,
    yes,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings of one running Enquete.

    The names are upper case because Flask takes them over as they are.
    """

    SECRET_KEY: str
    """`ENQUETE_SECRET_KEY`: signs cookies, derives links, codes, keys of drafts and ballots. Required; in
    production (an https base address, or a mail server) at least 32 signs. Without blanks: else it can
    never be a fallback."""

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

    POSTAL_ADDRESS: str = ""
    """`ENQUETE_POSTAL_ADDRESS`: in one line, where letters go back to that cannot be delivered."""

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

    SESSION_IDLE_MINUTES: int = 30
    """`ENQUETE_SESSION_IDLE_MINUTES`: staff who did nothing for so long have to sign in again."""

    SESSION_HOURS: int = 12
    """`ENQUETE_SESSION_HOURS`: so long after signing in they have to in any case."""

    SESSION_PROVIDER_MINUTES: int = 60
    """`ENQUETE_SESSION_PROVIDER_MINUTES`: so long after coming in through the provider it is asked again."""

    OIDC_ISSUER: str = ""
    """`ENQUETE_OIDC_ISSUER`: the organisation's OpenID provider, through which staff then sign in."""

    OIDC_CLIENT_ID: str = ""
    """`ENQUETE_OIDC_CLIENT_ID`: what the provider calls us."""

    OIDC_CLIENT_SECRET: str = ""
    """`ENQUETE_OIDC_CLIENT_SECRET`: with which we show who we are."""

    OIDC_SCOPES: str = "openid email"
    """`ENQUETE_OIDC_SCOPES`: what we ask for, separated by blanks; some providers have one for roles."""

    OIDC_ROLES_CLAIM: str = "roles"
    """`ENQUETE_OIDC_ROLES_CLAIM`: where the provider says what somebody may do; `a.b` for `b` within `a`."""

    OIDC_ROLE_TEAM: str = ""
    """`ENQUETE_OIDC_ROLE_TEAM`: the values that mean team here, separated by commas."""

    OIDC_ROLE_ANALYST: str = ""
    """`ENQUETE_OIDC_ROLE_ANALYST`: the values that mean analyst."""

    OIDC_ROLE_ADMIN: str = ""
    """`ENQUETE_OIDC_ROLE_ADMIN`: the values that mean admin."""

    OIDC_LOCAL: bool = False
    """`ENQUETE_OIDC_LOCAL`: whether passwords of our own work too when there is a provider."""

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
    given = given_in(environ)
    if "SECRET_KEY" not in given:
        raise ConfigError(
            "ENQUETE_SECRET_KEY is not set. Make one with: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
    settings: dict[str, object] = {name: given[name] for name in _TEXTS if name in given}
    settings |= {name: whole(name, given[name], limits) for name, limits in _NUMBERS.items() if name in given}
    settings |= {name: yes(name, given[name]) for name in _CHOICES if name in given}
    settings["SECRET_KEY_FALLBACKS"] = tuple(given.get("SECRET_KEY_FALLBACKS", "").split())
    settings["BASE_URL"] = given.get("BASE_URL", Config.BASE_URL).rstrip("/")
    settings["DATABASE_URL"] = given.get("DATABASE_URL") or default_database_url()
    settings["WORKER"] = given.get("WORKER", "none" if "REDIS_URL" in given else "thread")
    if settings["WORKER"] not in {"thread", "none"}:
        raise ConfigError(f"ENQUETE_WORKER must be thread or none, not {settings['WORKER']!r}.")
    config = Config(**settings)  # type: ignore[arg-type]
    _check_addresses(config)
    _check_provider(config)
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
    *(
        "POSTAL_ADDRESS",
        "THEME",
        "LOGO",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_SCOPES",
    ),
    *("OIDC_ROLES_CLAIM", "OIDC_ROLE_TEAM", "OIDC_ROLE_ANALYST", "OIDC_ROLE_ADMIN"),
)
_NUMBERS = {
    "LARGEST_UPLOAD_MB": range(1, 2001),
    "MAIL_PORT": range(1, 65536),
    "TRUSTED_PROXIES": range(100),
    "SESSION_IDLE_MINUTES": range(1, 1441),
    "SESSION_HOURS": range(1, 25),
    "SESSION_PROVIDER_MINUTES": range(1, 1441),
}
_CHOICES = ("MAIL_USE_TLS", "OIDC_LOCAL")
_SHORTEST_KEY = 32


def _check_addresses(config: Config) -> None:
    """Refuse addresses that would only fail later. The messages leave them out: they may hold passwords."""
    if not is_mail_address(config.MAIL_FROM):
        raise ConfigError("ENQUETE_MAIL_FROM must be one plain e-mail address.")
    if not is_web_address(config.BASE_URL):
        raise ConfigError("ENQUETE_BASE_URL must be an address such as https://enquete.gemeente.example.")
    if not is_database(config.DATABASE_URL):
        raise ConfigError("ENQUETE_DATABASE_URL must begin with postgresql:// or sqlite:/// and be complete.")
    if config.REDIS_URL and not is_redis(config.REDIS_URL):
        raise ConfigError("ENQUETE_REDIS_URL must begin with redis://, rediss:// or unix:// and be complete.")


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


def _check_production(config: Config) -> None:
    if not (config.BASE_URL.startswith("https://") or config.MAIL_SERVER):
        return
    where = "in production (an https base address, or a mail server)"
    if not config.CONTACT_KEY:
        raise ConfigError(f"ENQUETE_CONTACT_KEY is not set; it is required {where}.")
    if len(config.SECRET_KEY) < _SHORTEST_KEY:
        raise ConfigError(f"ENQUETE_SECRET_KEY must have at least {_SHORTEST_KEY} signs {where}.")
