"""`check`: whether configuration, database, queue, mail and the sender's DNS are fit for production."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from dns.resolver import NoResolverConfiguration, get_default_resolver
from email_validator import validate_email
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

import config as settings
from enquete_app.accounts import totp
from enquete_app.db import Schema, schema_of
from enquete_app.fieldwork.asking import uses
from enquete_app.fieldwork.drawing.chances import is_contact_key_of_draws
from enquete_app.fieldwork.messages.bounces.mailbox import MailboxError, opened
from enquete_app.fieldwork.messages.mailer import NoConnectionError, open_post
from enquete_app.fieldwork.waves.progress import keys_in_use
from enquete_app.instruments import editions, load
from enquete_app.jobs.bounces import access_of
from enquete_app.operate import servers, surroundings
from enquete_app.operate.case_system import fault_of_case_system
from enquete_app.operate.dns_records import Finding, Sending, findings
from enquete_app.questionnaire import QuestionnaireError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from enquete_app.db import Database
    from enquete_app.keys import Keyring

SHORTEST_KEY = 32
FEWEST_SIGNS = 8
"""How many different signs a secret has at least that came about by chance."""
SHOWN = ("ORGANISATION", "CONTACT_EMAIL", "CONTACT_PHONE")
"""What respondents read about the municipality."""
SCHEMAS = {
    Schema.EMPTY: "is empty; run 'flask --app wsgi db upgrade'",
    Schema.OLDER: "is older than the code; run 'flask --app wsgi db upgrade'",
    Schema.NEWER: "is newer than the code; install the newer version",
}


@click.command("check")
@click.pass_context
def check_command(ctx: click.Context) -> None:
    """Tell whether this installation is fit for production."""
    faults = 0
    for name, fault in _findings():
        click.echo(f"{name}: {fault or 'ok'}")
        faults += fault is not None
    for finding in _dns_records():
        click.echo(f"{finding.name}: {finding.said}")
        faults += finding.is_fault
    ctx.exit(1 if faults else 0)


def _findings() -> Iterator[tuple[str, str | None]]:
    config = current_app.config
    yield "secret key", _secret_key()
    yield "contact key", _contact_key()
    https = config["BASE_URL"].startswith("https://")
    yield "base address", None if https else f"{config['BASE_URL']} is not https"
    yield "sender", "is still the example" if config["MAIL_FROM"].endswith(".example") else None
    yield "organisation", _organisation()
    yield from surroundings.findings(current_app)
    yield from _database()
    yield "earlier keys", _earlier_keys()
    yield "questionnaires", _questionnaires()
    yield "queue", _queue()
    yield "mail", _mail()
    yield "bounces", _bounces()
    yield "case system", fault_of_case_system(config)


def _secret_key() -> str | None:
    given = current_app.config["SECRET_KEY"]
    if fault := _weakness(given):
        return fault
    # Keys are separated by blanks there: open links, drafts and second steps would be lost with a new key.
    blank = "holds a blank, so it could not be one of ENQUETE_SECRET_KEY_FALLBACKS once there is a new key"
    return blank if any(map(str.isspace, given)) else None


def _contact_key() -> str | None:
    given = current_app.config["CONTACT_KEY"]
    if not given:
        return "ENQUETE_CONTACT_KEY is not set, so opt-outs would not survive a new secret key"
    if given == current_app.config["SECRET_KEY"]:
        return "is the secret key too; the one has to stay when the other is replaced"
    return _weakness(given) or _fault_of_another_contact_key()


def _fault_of_another_contact_key() -> str | None:
    database: Database = current_app.extensions["database"]
    try:
        with database.reader() as session:
            is_the_same = is_contact_key_of_draws(session, current_app.extensions["keyring"])
    except SQLAlchemyError:
        return None  # Which another line tells.
    another = "is not the one of earlier draws: nobody who opted out, or was invited lately, would be known"
    return None if is_the_same else f"{another}; set that one again"


def _weakness(key: str) -> str | None:
    if len(key) < SHORTEST_KEY:
        return f"shorter than {SHORTEST_KEY} signs"
    return "easily guessed: few different signs" if len(set(key)) < FEWEST_SIGNS else None


def _organisation() -> str | None:
    examples = [name for name in SHOWN if current_app.config[name] == getattr(settings.Config, name)]
    return f"still the example: {', '.join(f'ENQUETE_{name}' for name in examples)}" if examples else None


def _earlier_keys() -> str | None:
    database: Database = current_app.extensions["database"]
    keyring: Keyring = current_app.extensions["keyring"]
    try:
        with database.reader() as session:
            used = {"open waves": keys_in_use(session), "second steps of staff": totp.keys_in_use(session)}
    except SQLAlchemyError:
        return "not known without the database"
    missing = {who: {each for each in ids if not keyring.knows(each)} for who, ids in used.items()}
    number = len(set().union(*missing.values()))
    who = " and ".join(each for each, ids in missing.items() if ids)
    return f"{number} missing in ENQUETE_SECRET_KEY_FALLBACKS; {who} need them" if number else None


def _questionnaires() -> str | None:
    """Read them all: a faulty translation would stop its questionnaire only once somebody opens a link."""
    database: Database = current_app.extensions["database"]
    try:
        with database.reader() as session:
            editions(session)
            for questionnaire_id, version in uses(session):
                load(session, questionnaire_id, version)
    except QuestionnaireError as error:
        more = len(error.faults) - 1
        return f"{error.faults[0]} (and {more} more)" if more else str(error.faults[0])
    except SQLAlchemyError:
        return "not known without the database"
    return None


def _database() -> Iterator[tuple[str, str | None]]:
    database: Database = current_app.extensions["database"]
    try:
        with database.engine.connect() as connection:
            schema = schema_of(connection)
    except SQLAlchemyError as error:
        yield "database", f"cannot be reached ({type(error).__name__})"
        return
    small = "SQLite is meant for small installations and trials" if database.is_sqlite else None
    yield "database", small if schema is Schema.CURRENT else SCHEMAS[schema]
    yield from servers.of_database(database)


def _queue() -> str | None:
    url = current_app.config["REDIS_URL"]
    if url:
        return servers.of_redis(url)
    return None if current_app.config["WORKER"] == "thread" else "no Redis and no thread: nobody works"


def _mail() -> str | None:
    if not current_app.config["MAIL_SERVER"]:
        return "no server; the built-in mailbox is for trials, since its files outlive the wave"
    try:
        with open_post(current_app):
            return None if current_app.config["MAIL_USE_TLS"] else "mails leave unencrypted"
    except NoConnectionError as error:
        return f"the server cannot be reached ({error})"


def _dns_records() -> Iterator[Finding]:
    config = current_app.config
    if not config["MAIL_SERVER"]:
        # Then nothing leaves, which is said above.
        yield Finding("DNS", "not looked up without a mail server", is_fault=False)
        return
    sending = Sending(
        author=_domain(config["MAIL_FROM"]),
        envelope=_domain(config["BOUNCE_ADDRESS"] or config["MAIL_FROM"]),
        selector=config["DKIM_SELECTOR"],
        server=config["MAIL_SERVER"],
    )
    try:
        yield from findings(sending, get_default_resolver())
    except NoResolverConfiguration:
        yield Finding("DNS", "this machine knows no name server", is_fault=True)


def _domain(address: str) -> str:
    checked = validate_email(address, check_deliverability=False, globally_deliverable=False)
    return str(checked.ascii_domain).lower()


def _bounces() -> str | None:
    config, access = current_app.config, access_of(current_app)
    if not config["BOUNCE_ADDRESS"]:
        return "ENQUETE_BOUNCE_ADDRESS is not set, so nobody reads what comes back"
    if access is None:
        return None  # They are handed to `bounce`, which only the mail server could tell.
    try:
        with opened(access):
            return None if access.use_tls else "the mailbox is read unencrypted"
    except MailboxError as error:
        return f"the mailbox cannot be reached ({error})"
