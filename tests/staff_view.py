"""All that staff can get hold of at a moment, as texts to compare: pages, files, forms, commands."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import click
from accounts_builders import browser_of, member
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from enquete_app.accounts import service
from enquete_app.accounts.models import Role
from enquete_app.results.rendering import FORMATS
from enquete_app.web.limits import init_limits

VALUES: Mapping[str, Sequence[object]] = {
    "wave_id": (1, 2),
    "batch_id": (1, 2),
    "draw_id": (1, 2),
    "message_id": tuple(range(1, 24)),
    "file_format": (*FORMATS, "exe"),
    "slug": ("klachtbehandeling", "onbekend"),
    "filename": ("team.css",),
    "name": ("onbekend",),
    "page_id": ("indienen",),
    "questionnaire_id": ("klachtbehandeling",),
    "version": ("2024",),
    "text_kind": ("invitation", "letter"),
    "text_language": ("nl",),
    "text_number": (0, 1),
    "token": ("onbekend",),
    "handle": ("onbekend",),
    "upload_id": (1, 9),
    "complaint_id": (1, 2),
    "account_id": (1, 2),
    "session_id": (1, 2),
}
"""What may stand in an address. A new kind of argument has to be added, or its pages would be missed."""
QUERIES = ("", "?taal=en&dutch=1")
_RANDOM = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=/team/password/)[^\s<]+'
    r'|(?<="team-clock" )[^<]+|(?<=ingelogd sinds )[^"]+|(?<=signed in since )[^"]+|(?<="team-secret">)[^<]+'
)
"""Random whoever answered, and nothing else is."""
_FORM = re.compile('<form[^>]* method="post".*?</form>', re.DOTALL)

Seen = dict[str, str]


class Colleague:
    """A member of staff with a browser that is signed in."""

    def __init__(self, app: Flask, role: Role) -> None:
        self._app, self.role = app, role
        with app.extensions["database"].transaction() as session:
            member(session, app.extensions["keyring"], f"{role}@gemeente.example", role)
        self.client = browser_of(app, f"{role}@gemeente.example")
        page = self.client.get("/team/").text
        self._token = re.search('name="csrf_token" value="([^"]+)"', page)[1]
        chosen = self._post(self.client, "/team/language", {"go": "nl"})
        assert chosen.status_code == 303, "or no form would be taken"

    def looks(self) -> Seen:
        """Ask for every address there is."""
        return {
            f"{self.role} GET {address}{query}": _text(self.client.get(address + query))
            for rule in self._app.url_map.iter_rules()
            if "GET" in rule.methods
            for address in _addresses(self._app, rule)
            for query in QUERIES
        }

    def posts(self, seen: Seen) -> Seen:
        """Post an empty form to every address that takes one, and press every button seen."""
        bare = [
            (address, {})
            for rule in self._app.url_map.iter_rules()
            if "POST" in rule.methods
            for address in _addresses(self._app, rule)
        ]
        answers = {}
        for address, fields in [*bare, *_buttons(seen)]:
            # In a browser of its own, since one of the buttons signs out.
            client = self._app.test_client()
            client._cookies = dict(self.client._cookies)
            with _as_before(self._app):
                answers[f"{self.role} POST {address} {fields}"] = _text(self._post(client, address, fields))
        return answers

    def _post(self, client: FlaskClient, address: str, fields: Mapping[str, str]) -> TestResponse:
        init_limits(self._app, "")  # Whoever tries everything at once would else only be told to wait.
        return client.post(address, data={**fields, "csrf_token": self._token})


def commands(app: Flask, given: Mapping[str, Sequence[Sequence[str]]], played: frozenset[str]) -> Seen:
    """Give every command there is.

    Args:
        app: the application.
        given: the arguments with which to give each command.
        played: commands that are left out, because the play has them or they only start others.
    """
    assert set(_names(app.cli)) == given.keys() | played, "a new command has to be looked at too"
    said = {}
    for name, arguments in given.items():
        for each in arguments:
            with _as_before(app), app.app_context():
                done = app.test_cli_runner().invoke(args=[*name.split(), *each])
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            said[f"{name} {' '.join(each)}"] = _RANDOM.sub("*", f"{done.exit_code}\n{done.output}")
    return said


def quick_hashes() -> object:
    """A hasher as fast as tests need it: Argon2 as slow as in production would take most of the time."""
    return type(service._hasher)(time_cost=1, memory_cost=64, parallelism=1)


def _names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _names(command, f"{before}{name} ")
        elif command.callback.__module__.startswith("enquete_app"):
            yield before + name


def _addresses(app: Flask, rule: Rule) -> list[str]:
    names = sorted(rule.arguments)
    assert VALUES.keys() >= set(names), f"say in VALUES what {rule} can stand for"
    with app.test_request_context():
        built = [
            rule.build(dict(zip(names, values, strict=True)))
            for values in itertools.product(*(VALUES[name] for name in names))
        ]
    return [address.removeprefix("|") for _, address in filter(None, built)]


def _buttons(seen: Seen) -> list[tuple[str, dict[str, str]]]:
    """The address and the fields of each button on the pages seen; those that do the same, once."""
    forms = {form: name.split()[2] for name, text in seen.items() for form in _FORM.findall(text)}
    found = {}
    for text, page in forms.items():
        form = BeautifulSoup(text, "html.parser").form
        address = urljoin(page, str(form.get("action", "")))
        fields = {
            str(field["name"]): str(field.get("value", ""))
            for field in form.select("input[name], textarea[name], select[name]")
        }
        for button in form.select("button"):
            pressed = {str(button["name"]): str(button["value"])} if button.has_attr("name") else {}
            key = sorted((fields | pressed | {"page": ""}).items())
            found[address, *key] = address, fields | pressed
    return list(found.values())


def _read(content: bytes) -> str:
    """Any content as text, byte for byte."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _text(answer: TestResponse) -> str:
    """All of an answer but what is random: status, headers, length and content."""
    headers = [
        f"{name}: {value.partition('=')[0] if name == 'Set-Cookie' else value}"
        for name, value in answer.headers
        if name not in {"Date", "Expires"}  # Of a file: now, and an hour later.
    ]
    with answer:
        return "\n".join([answer.status, *headers, _RANDOM.sub("*", _read(answer.get_data()))])


@contextmanager
def _as_before(app: Flask) -> Iterator[None]:
    """Do something and have everything as it was before (on SQLite, whose database is a file)."""
    engine = app.extensions["database"].engine
    file = Path(engine.url.database)
    engine.dispose()
    kept = shutil.copy(file, file.with_suffix(".kept"))
    try:
        yield
    finally:
        engine.dispose()
        shutil.copy(kept, file)
