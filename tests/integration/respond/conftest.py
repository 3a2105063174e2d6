"""Respondents with browsers of their own, before the real application and databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from browser import Browser
from builders import drawn_wave, invitation_ids, token
from flask import Flask

from enquete_app.answers.ballots import Box, peek
from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.answering.visiting import visit
from enquete_app.fieldwork.models import Wave


class Visitor(Browser):
    """A browser that talks to the application directly."""

    def __init__(self, app: Flask, accepts: str = "") -> None:
        super().__init__()
        self.accepts = {"Accept-Language": accepts} if accepts else {}
        self.client = app.test_client()
        self.passed: list[str] = []

    def open(self, url: str, fields: dict[str, str] | None = None, method: str | None = None) -> Visitor:
        answer = self.client.open(
            urljoin(self.url, url),
            method=method or ("GET" if fields is None else "POST"),
            data=fields,
            headers=self.accepts,
            follow_redirects=True,
        )
        self.url, self.status = answer.request.url, answer.status_code
        self.headers = dict(answer.headers)
        self.text, self._page = answer.get_data(as_text=True), None
        return self

    @property
    def page_id(self) -> str:
        """The last part of the address, without what is asked."""
        return self.url.partition("?")[0].rpartition("/")[2]

    @property
    def step(self) -> str:
        return self.page.select_one(".enq-step").get_text()

    @property
    def language(self) -> str:
        return str(self.page.html["lang"])

    @property
    def faults(self) -> list[str]:
        """The fields that the list above the page points to."""
        return [str(link["href"]).rpartition("#")[2] for link in self.page.select(".enq-summary a")]

    @property
    def given(self) -> dict[str, str]:
        """The check page's questions and answers."""
        return {
            row.dt.get_text(" ", strip=True): row.dd.get_text(" ", strip=True)
            for row in self.page.select(".enq-answer")
        }

    def value(self, name: str) -> str | None:
        """What is chosen or typed in a field; none if a choice has nothing chosen."""
        text = self.page.select_one(f"textarea[name={name}], input[type=text][name={name}]")
        if text is not None:
            return text.get_text().removeprefix("\n") if text.name == "textarea" else str(text["value"])
        chosen = self.page.select_one(f"input[type=radio][name={name}][checked]")
        return str(chosen["value"]) if chosen else None

    def form(self) -> dict[str, str]:
        """The hidden fields of the form, for those who post what no form offers."""
        return {str(field["name"]): str(field["value"]) for field in self.page.select("form [type=hidden]")}

    def next(self, **filled: object) -> Visitor:
        self.press("go", "next", **filled)
        return self

    def back(self, **filled: object) -> Visitor:
        self.press("go", "back", **filled)
        return self

    def go_to(self, page_id: str, **answers: object) -> Visitor:
        """Go on to a page, or to the check page, filling in what is asked; `passed` tells the way."""
        self.passed = []
        while self.page_id != page_id:
            assert self.page_id not in self.passed, self.text
            self.passed.append(self.page_id)
            self.next(**{name: value for name, value in answers.items() if name in self.fields()})
        return self


@dataclass(frozen=True)
class Person:
    """An invited person.

    Args:
        link: the path of their link.
        code: of their letter.
        opt_out: the path of their opt-out link.
        draft: gives what is kept of theirs so far; none if they did not start or have sent.
    """

    link: str
    code: str
    opt_out: str
    draft: Callable[[], dict[str, int | str] | None]


@pytest.fixture
def app(make_app) -> Flask:
    """An application; unlike the common one without a context, so that each request has its own."""
    return make_app()


@pytest.fixture
def people(app, database, keyring) -> list[Person]:
    """The three people of an open wave."""
    with database.transaction() as session:
        drawn_wave(session, keyring)
        ids = invitation_ids(session)

    def draft_of(invitation_id):
        def draft():
            with database.reader() as session:
                typed = visit(session, invitation_id, keyring).typed
                return None if typed is None else typed.answers

        return draft

    return [
        Person(
            f"/e/{token(each, keyring)}",
            token(each, keyring, Purpose.CODE),
            f"/u/{token(each, keyring, Purpose.OPT_OUT)}",
            draft_of(each),
        )
        for each in ids
    ]


@pytest.fixture
def person(people) -> Person:
    return people[0]


@pytest.fixture
def visitor(app) -> Callable[..., Visitor]:
    """A new browser, of somebody who reads the languages given."""
    return lambda accepts="": Visitor(app, accepts)


@pytest.fixture
def begun(visitor, person) -> Visitor:
    """A browser on the first page of questions."""
    return visitor().open(person.link).press("go", "start")


@pytest.fixture
def ballots(database, keyring) -> Callable[[], list[dict[str, int | str]]]:
    """What was sent so far."""

    def ballots():
        with database.reader() as session:
            boxes = [Box(wave.id, wave.salt) for wave in session.query(Wave)]
            return [dict(content.answers) for _, content in peek(session, boxes, keyring)]

    return ballots
