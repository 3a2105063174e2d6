"""All that staff can get hold of at a moment, as texts to compare: pages, files, forms, commands."""

from __future__ import annotations

import itertools
import re
import sqlite3
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, tzinfo
from typing import Self
from urllib.parse import urlsplit

import click
import pytest
from accounts_builders import browser_of, member
from crawling import Crawler, Press
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from enquete_app.accounts import service
from enquete_app.accounts.models import Role
from enquete_app.results.rendering import FORMATS
from enquete_app.web.limits import init_limits

VALUES: Mapping[str, Sequence[object]] = {
    "wave_id": (1, 2),
    "batch_id": (1,),
    "draw_id": (1,),
    "answer_id": (1,),
    "message_id": (1,),
    "file_format": (*FORMATS, "svg", "png", "exe"),
    "figure": ("V1", "V10"),
    "slug": ("klachtbehandeling",),
    "year": (2025,),
    "filename": ("team.css",),
    "name": ("onbekend",),
    "page_id": ("indienen",),
    "questionnaire_id": ("klachtbehandeling",),
    "text_kind": ("invitation",),
    "text_language": ("nl",),
    "text_number": (0, 1),
    "token": ("onbekend",),
    "handle": ("onbekend",),
    "upload_id": (1,),
    "version": ("2024",),
    "complaint_id": (1,),
    "account_id": (1, 2),
    "session_id": (1, 2),
}
"""What stands in addresses that no link leads to. A new kind of argument has to be added."""
LANGUAGE = "/team/language"
QUERIES = 2
"""How many of the same questions to one page are asked: a calendar has months without end."""
_RANDOM = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=/team/password/)[^\s<"]+'
    r'|(?<="team-clock" )[^<]+|(?<=ingelogd sinds )[^"]+|(?<=signed in since )[^"]+|(?<="team-secret">)[^<]+'
    r"|(?<=noem dit nummer: <strong>)[^<]+|(?<=give this number: <strong>)[^<]+"
    r"|(?<=enquete_request_seconds_)(?:bucket|sum).*"
)
"""Random whoever answered, and nothing else is."""
_TOLD = {"Date", "Expires", "X-Request-ID"}
"""Headers of a file: now, and an hour later; and the number of a request, which is random."""

Seen = dict[str, str]


class Colleague:
    """A member of staff with a browser that is signed in.

    Args:
        app: the application.
        roles: what the colleague may do.
        upload: what is sent where a form asks for a file.
    """

    def __init__(self, app: Flask, *roles: Role, upload: str = "") -> None:
        self._app, self.name = app, "+".join(roles)
        email = f"{'-'.join(roles)}@gemeente.example"
        with app.extensions["database"].transaction() as session:
            member(session, app.extensions["keyring"], email, *roles)
        self.client = browser_of(app, email)
        page = self.client.get("/team/").text
        self._token = re.search('name="csrf_token" value="([^"]+)"', page)[1]
        chosen = self._post(self.client, Press(LANGUAGE, (("go", "nl"),)))
        assert chosen.status_code == 303, "or no form would be taken"
        self._crawler = Crawler(app, upload)

    def looks(self) -> Seen:
        """Ask for every page that links lead to, and for one of each kind that none leads to."""
        seen, reached = self._follow(sorted(_addresses_without_arguments(self._app)))
        unlinked = [
            address
            for rule in self._app.url_map.iter_rules()
            if "GET" in rule.methods and rule.arguments and rule.endpoint not in reached
            for address in _addresses(self._app, rule)
        ]
        return seen | {f"{self.name} GET {each}": text for each, text in self._ask(unlinked)}

    def _follow(self, starts: Sequence[str]) -> tuple[Seen, set[str]]:
        seen, waiting, asked = {}, deque(starts), Counter[object]()
        known, reached = set(starts), set()
        while waiting:
            [(address, text)] = self._ask([waiting.popleft()])
            seen[f"{self.name} GET {address}"] = text
            reached.add(self._crawler.endpoint(address))
            for link in self._crawler.links(address, text) if "text/html" in text else ():
                path, _, query = link.partition("?")
                kind = path, tuple(each.partition("=")[0] for each in query.split("&"))
                if link not in known and (not query or asked[kind] < QUERIES):
                    asked[kind] += 1
                    known.add(link)
                    waiting.append(link)
        return seen, reached

    def _ask(self, addresses: Sequence[str]) -> Iterator[tuple[str, str]]:
        for address in addresses:
            yield address, _text(self.client.get(address))

    def posts(
        self, seen: Seen, before: Before, without: Sequence[str] = (), alike: int | None = None
    ) -> Seen:
        """Press every button seen, and those of the pages that this gives; each of the same once.

        Args:
            seen: what the colleague saw.
            before: brings back what was before, after each.
            without: what is not done.
            alike: how many of the buttons that do the same to another thing are pressed; all if not given.
        """
        got = f"{self.name} GET "
        pages = [(name.removeprefix(got), text) for name, text in seen.items() if name.startswith(got)]
        waiting = deque(press for page, text in pages for press in self._crawler.buttons(page, text))
        linked = {self._crawler.endpoint(each.address, "POST") for each in waiting}
        waiting += [
            Press(address, ())
            for rule in self._app.url_map.iter_rules()
            if "POST" in rule.methods and rule.endpoint not in linked
            for address in _addresses(self._app, rule)
        ]
        answers: Seen = {}
        done, pressed = set[str](), Counter[object]()
        while waiting:
            press = waiting.popleft()
            name = f"{self.name} POST {press.address} {press.fields}"
            # Every page has the buttons for the language, which only lead back to it.
            at = press.address if press.address == LANGUAGE else name
            kind = endpoint, *_ = self._crawler.endpoint(press.address, "POST"), press.kind
            if at in done or endpoint in without or pressed[kind] == alike:
                continue
            done.add(at)
            pressed[kind] += 1
            with before.brought_back():
                answers[name], page = self._press(press)
            waiting += self._crawler.buttons(press.address, page)
        return answers

    def _press(self, press: Press) -> tuple[str, str]:
        """Press a button and go where it leads; gives all that is seen, and a page that came at once."""
        # In a browser of its own, since one of the buttons signs out.
        client = self._app.test_client()
        client._cookies = dict(self.client._cookies)
        answer = self._post(client, press)
        text = _text(answer)
        if answer.status_code == 200:
            return text, text
        onward = urlsplit(answer.location or "").path
        return (f"{text}\n{_text(client.get(onward))}" if self._crawler.endpoint(onward) else text), ""

    def _post(self, client: FlaskClient, press: Press) -> TestResponse:
        init_limits(self._app, "")  # Whoever tries everything at once would else only be told to wait.
        return client.post(press.address, data={**press.data, "csrf_token": self._token})


class Before:
    """A database (a file of SQLite) as it is now, to be brought back after whatever is tried."""

    def __init__(self, app: Flask) -> None:
        self._file = sqlite3.connect(app.extensions["database"].engine.url.database)
        self._kept = sqlite3.connect(":memory:")
        self._file.backup(self._kept)

    @contextmanager
    def brought_back(self) -> Iterator[None]:
        """Do something and have everything as it was before."""
        [version] = self._file.execute("PRAGMA data_version").fetchone()
        yield
        if [version] != list(self._file.execute("PRAGMA data_version").fetchone()):
            self._kept.backup(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._kept.close()


def commands(
    app: Flask, given: Mapping[str, Sequence[Sequence[str]]], played: frozenset[str], before: Before
) -> Seen:
    """Give every command there is.

    Args:
        app: the application.
        given: the arguments with which to give each command.
        played: commands that are left out, because the play has them or they only start others.
        before: brings back what was before, after each.
    """
    assert set(_names(app.cli)) == given.keys() | played, "a new command has to be looked at too"
    said = {}
    for name, arguments in given.items():
        for each in arguments:
            with before.brought_back(), app.app_context():
                done = app.test_cli_runner().invoke(args=[*name.split(), *each])
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            said[f"{name} {' '.join(each)}"] = _RANDOM.sub("*", f"{done.exit_code}\n{done.output}")
    return said


def quick_hashes() -> object:
    """A hasher as fast as tests need it: Argon2 as slow as in production would take most of the time."""
    return type(service._hasher)(time_cost=1, memory_cost=64, parallelism=1)


def quick_files(engine: Engine) -> None:
    """Do not wait for the disk: no test pulls the plug."""
    event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA synchronous=OFF").close())


def set_clocks(patch: pytest.MonkeyPatch, now: datetime) -> None:
    """Let it be a moment for the staff's pages and for commands, or they would show what is long over."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now.astimezone(tz)

    for name, module in list(sys.modules.items()):
        if name.startswith(("enquete_app.team", "enquete_app.cli")) and hasattr(module, "datetime"):
            patch.setattr(module, "datetime", Clock)


def _names(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _names(command, f"{before}{name} ")
        elif command.callback.__module__.startswith("enquete_app"):
            yield before + name


def _addresses_without_arguments(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:
            yield from _addresses(app, rule)


def _addresses(app: Flask, rule: Rule) -> list[str]:
    names = sorted(rule.arguments)
    assert VALUES.keys() >= set(names), f"say in VALUES what {rule} can stand for"
    with app.test_request_context():
        built = [
            rule.build(dict(zip(names, values, strict=True)))
            for values in itertools.product(*(VALUES[name] for name in names))
        ]
    return [address.removeprefix("|") for _, address in filter(None, built)]


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
        if name not in _TOLD
    ]
    with closing(answer):
        content = _read(answer.get_data())
    if "enquete_request_seconds_" in content:
        # How many signs it takes to tell how long answers took.
        headers = [each for each in headers if not each.startswith("Content-Length")]
    return "\n".join([answer.status, *map(_scrubbed, headers), _scrubbed(content)])


def _scrubbed(text: str) -> str:
    return _RANDOM.sub("*", text)
