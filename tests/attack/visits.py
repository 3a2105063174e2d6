"""How people come to a link and fill in what is asked: over HTTP, or by the functions behind it."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin
from uuid import UUID

from attack.attackers import canonical
from attack.people import Plan
from builders import saved, sent, started, token
from flask import Flask

from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.questionnaire import load, on_path, path

ACCESS = logging.getLogger("gunicorn.access")
_HIDDEN = re.compile(
    r'<input(?=[^>]* type="?hidden)(?=[^>]* name="?([\w-]+))(?=[^>]* value="?([^" >]*))[^>]*>'
)
_SIGNS = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)", "Mozilla/5.0 (Android 15; Mobile)", "Mozilla/5.0 (X11)"


class Log(logging.Handler):
    """Keeps the lines that Gunicorn would have written, after the application's own filter."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        ACCESS.setLevel(logging.INFO)
        ACCESS.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage())

    def take(self) -> tuple[str, ...]:
        """The lines since the last time."""
        lines = tuple(self.lines)
        self.lines.clear()
        return lines

    def close(self) -> None:
        """Keep no more."""
        ACCESS.removeHandler(self)
        super().close()


class Phone:
    """One person's browser, as plain as can be: it is there for the traces that it leaves."""

    def __init__(self, app: Flask, agent: str) -> None:
        self._client = app.test_client()
        self._agent = agent
        self.url, self.text = "", ""

    def open(self, url: str, fields: Mapping[str, object] | None = None) -> None:
        """Ask for a page or send a form, with its hidden fields, and follow where it leads."""
        url, method = urljoin(self.url, url), "GET" if fields is None else "POST"
        data = None if fields is None else dict(_HIDDEN.findall(self.text)) | dict(fields)
        answer = self._client.open(url, method=method, data=data, headers={"User-Agent": self._agent})
        self.url, self.text = url, answer.get_data(as_text=True)
        size = len(answer.data)
        # As Gunicorn does when no format is set.
        ACCESS.info(
            '%s - - [%s] "%s %s HTTP/1.1" %s %s "-" "%s"',
            *("10.0.0.1", "15/May/2025:09:00:00 +0200", method, url, answer.status_code, size, self._agent),
        )
        assert answer.status_code in {200, 303, 422}, (url, answer.status_code)
        if answer.status_code == 303:
            self.open(answer.headers["Location"])


def over_http(app: Flask, person: UUID, plan: Plan, lots: random.Random) -> Iterator[None]:
    """Do it all in a browser; each yield stands between two transactions."""
    keyring = app.extensions["keyring"]
    phone = Phone(app, lots.choice(_SIGNS))
    if plan.opts_out:
        phone.open(f"/u/{token(person, keyring, Purpose.OPT_OUT)}")
        phone.open(phone.url, {})
        yield
    phone.open(f"/e/{token(person, keyring)}")
    phone.open(phone.url, {"go": "start"})
    yield
    pages = 0
    while 'name="go" value="send"' not in phone.text:
        if lots.random() < plan.slips:
            yield from _slip(phone, plan, lots)
        if not plan.sends and pages == 3:
            return
        phone.open(phone.url, plan.answers | {"go": "next"})
        pages += 1
        yield
    if plan.sends:
        phone.open(phone.url, {"go": "send"})
        yield


def _slip(phone: Phone, plan: Plan, lots: random.Random) -> Iterator[None]:
    wrong = {"V1": 1, "V1_anders": "per duif", "V2": 1, "V3": 2, "V3_anders": "half", "V11": "x" * 2001}
    kind = lots.choice(("fault", "back", "language"))
    language = lots.choice(("nl", "en"))
    fields = {"fault": wrong | {"go": "next"}, "back": {"go": "back"}, "language": {"go": language}}[kind]
    phone.open(phone.url, fields if kind == "fault" else plan.answers | fields)
    yield
    if kind == "fault":
        # Whatever it brought up, it is overwritten with what they mean.
        phone.open(phone.url, plan.answers | {"go": "back"})
        yield


def by_functions(
    app: Flask, person: UUID, plan: Plan, _lots: random.Random, *, saved_every: int | None = None
) -> Iterator[None]:
    """Do the same through the functions that the views call.

    Args:
        app: the application.
        person: who.
        plan: what they will do.
        saved_every: after so many signs their answers are saved by themselves; a page that did that would
            be a leak.
    """
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with database.transaction() as session:
        started(session, person, keyring)
    yield
    questionnaire, answers = load("klachtbehandeling", "2024"), dict(plan.answers)
    for page in path(questionnaire, answers):
        with database.transaction() as session:
            saved(session, person, keyring, Typed(answers, seen=(page.id,)))
        yield
    for time in range(len(canonical(on_path(questionnaire, answers))) // saved_every if saved_every else 0):
        with database.transaction() as session:
            saved(session, person, keyring, Typed(answers, seen=(str(time),)))
        yield
    if plan.sends:
        with database.transaction() as session:
            sent(session, person, keyring)
        yield
