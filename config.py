"""What an operator can set, read from the environment in one place.

Every setting is an environment variable `ENQUETE_<NAME>` or a file that `ENQUETE_<NAME>_FILE` names. An empty
variable counts as not set. `flask --app wsgi check` tells whether the settings are fit for production.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from enquete_app.settings import ConfigError as ConfigError
from enquete_app.settings import check, given_in, is_production, values_in
from enquete_app.zgw_settings import ZgwSettings, check_zgw

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"


@dataclass(frozen=True, kw_only=True)
class Settings(ZgwSettings):
    """What can be set. The names are upper case because Flask takes them over as they are.

    The settings for reading from a case system stand in `enquete_app/zgw_settings.py`.
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

    WITNESS: str = ""
    """`ENQUETE_WITNESS`: the file by which a restored backup is recognised. By default beside an SQLite
    database, for PostgreSQL `instance/witness`."""

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

    MAIL_PER_MINUTE: int = 0
    """`ENQUETE_MAIL_PER_MINUTE`: how many mails to respondents leave in a minute at most; 0: any number."""

    MAIL_PER_DOMAIN: int = 0
    """`ENQUETE_MAIL_PER_DOMAIN`: how many of them go to one receiving domain in a minute at most."""

    QUIET_NIGHT: str = ""
    """`ENQUETE_QUIET_NIGHT`: between which times in the Netherlands none leaves, such as `20:00-08:00`."""

    QUIET_WEEKENDS: bool = False
    """`ENQUETE_QUIET_WEEKENDS`: whether none leaves on Saturdays and Sundays."""

    QUIET_HOLIDAYS: bool = False
    """`ENQUETE_QUIET_HOLIDAYS`: whether none leaves on public holidays in the Netherlands."""

    BOUNCE_ADDRESS: str = ""
    """`ENQUETE_BOUNCE_ADDRESS`: the mailbox that undeliverable mails come back to. The envelope sender of
    each mail is this address with an opaque id after a plus sign, which its server must take for the same
    mailbox. By default they come back to the sender's address, and nobody reads them."""

    BOUNCE_IMAP_SERVER: str = ""
    """`ENQUETE_BOUNCE_IMAP_SERVER`: where that mailbox is read; without one, mails are handed to the command
    `bounce`."""

    BOUNCE_IMAP_PORT: int = 993
    """`ENQUETE_BOUNCE_IMAP_PORT`."""

    BOUNCE_IMAP_USERNAME: str = ""
    """`ENQUETE_BOUNCE_IMAP_USERNAME`: by default the address itself."""

    BOUNCE_IMAP_PASSWORD: str = ""
    """`ENQUETE_BOUNCE_IMAP_PASSWORD`."""

    BOUNCE_IMAP_FOLDER: str = "INBOX"
    """`ENQUETE_BOUNCE_IMAP_FOLDER`: the folder in it."""

    BOUNCE_IMAP_USE_TLS: bool = True
    """`ENQUETE_BOUNCE_IMAP_USE_TLS`: TLS from the start, with a verified certificate."""

    DKIM_SELECTOR: str = ""
    """`ENQUETE_DKIM_SELECTOR`: under which name the mail server's public key stands in DNS, for `check`."""

    ORGANISATION: str = "Gemeente Voorbeeldstad"
    """`ENQUETE_ORGANISATION`: who asks, as respondents know it."""

    CONTACT_EMAIL: str = "klachten@gemeente.example"
    """`ENQUETE_CONTACT_EMAIL`: where a complainant can write to."""

    CONTACT_PHONE: str = "14 000"
    """`ENQUETE_CONTACT_PHONE`: where a complainant can call."""

    OMBUDSMAN: str = "de Nationale ombudsman"
    """`ENQUETE_OMBUDSMAN`: where a complainant can go after the complaint team, in a few words."""

    SECURITY_CONTACT: str = ""
    """`ENQUETE_SECURITY_CONTACT`: for `security.txt`, a mail or `https://` address; by default the above."""

    POSTAL_ADDRESS: str = ""
    """`ENQUETE_POSTAL_ADDRESS`: in one line, where letters go back to that cannot be delivered."""

    PRIVACY_URL: str = ""
    """`ENQUETE_PRIVACY_URL`: the municipality's own privacy statement, for the built-in page to point to."""

    PUBLICATION_URL: str = ""
    """`ENQUETE_PUBLICATION_URL`: where the results will be published, as shown after sending. By default the
    page `/resultaten` of this application, which is there in any case."""

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
    """`ENQUETE_TRUSTED_PROXIES`: how many proxies in front set `X-Forwarded-*` and `X-Request-ID`."""

    LOG: str = ""
    """`ENQUETE_LOG`: `json` writes one object a line, `text` lines for people; by default `json` in
    production."""

    METRICS_TOKEN: str = ""
    """`ENQUETE_METRICS_TOKEN`: who asks for `/metrics` must bring it. Without one only this machine may."""


@dataclass(frozen=True, kw_only=True)
class Config(Settings):
    """The settings of one running Enquete, and what is not for the environment to set."""

    MAILBOX: Path = INSTANCE / "mailbox"
    """Where the built-in mailbox keeps its files."""

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
    MAX_FORM_PARTS: int = 100
    WTF_CSRF_TIME_LIMIT: int | None = None
    """A form stays valid as long as its session: people leave a questionnaire open over lunch."""

    WTF_CSRF_SSL_STRICT: bool = False
    """Our pages send no Referer, which the strict check would ask for."""

    @property
    def LOG_IS_JSON(self) -> bool:  # noqa: N802 - as the others
        """Whether lines in the log are for machines."""
        return self.LOG == "json" or (not self.LOG and is_production(self))

    @property
    def WITNESS_FILE(self) -> Path:  # noqa: N802 - as the others
        """The witness that is set, or else the one that belongs to this database."""
        file = make_url(self.DATABASE_URL).database if self.DATABASE_URL.startswith("sqlite") else None
        return Path(self.WITNESS or (f"{file}-witness" if file else INSTANCE / "witness"))

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
    settings = values_in(given, {each.name: each.default for each in fields(Settings)})
    settings["BASE_URL"] = given.get("BASE_URL", Config.BASE_URL).rstrip("/")
    settings["DATABASE_URL"] = given.get("DATABASE_URL") or default_database_url()
    settings["WORKER"] = given.get("WORKER", "none" if "REDIS_URL" in given else "thread")
    config = Config(**settings)  # type: ignore[arg-type]
    check(config)
    check_zgw(config)
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
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    return f"sqlite:///{INSTANCE / 'enquete.sqlite3'}"
