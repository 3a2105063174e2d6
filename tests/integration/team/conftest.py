"""Staff with accounts, and browsers that are signed in to them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from accounts_builders import PASSWORD, fresh_code, member
from bs4 import BeautifulSoup
from builders import drawn_wave, invitation_ids, saved, sent
from flask import Flask
from open_answers_builders import answers_of, theme_ids, written_wave
from register_builders import csrf
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from enquete_app.accounts import service
from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account
from enquete_app.answers.drafts import Typed
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.register.models import Complaint


class Colleague:
    """A member of staff with a browser."""

    def __init__(self, app: Flask, email: str = "team@gemeente.example") -> None:
        self.client = app.test_client()
        self.email = email

    def open(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, form_at: str | None = None, **fields: str) -> TestResponse:
        """Fill in the form of a page, by default the one at the same address."""
        page = self.client.get(form_at or path).text
        found = re.search('name="csrf_token" value="([^"]+)"', page)
        assert found, page
        return self.client.post(path, data={"csrf_token": found[1], **fields})

    def filled_in(self, path: str, **fields: str) -> dict[str, str]:
        """The one form that posts on a page, with all that it hides, to be sent once or twice."""
        [form] = BeautifulSoup(self.client.get(path).text, "html.parser").select("main form[method=post]")
        return {each["name"]: each.get("value", "") for each in form.select("input[type=hidden]")} | fields

    def sign_in(self, *, query: str = "", **fields: str) -> TestResponse:
        """Sign in with the right password and a code that was not used yet, unless something else is said."""
        given = {"email": self.email, "password": PASSWORD, **fields}
        if "code" not in given:
            given["code"] = fresh_code(self.client.application, self.email)
        return self.post(f"/team/sign-in{query}", **given)

    @property
    def is_signed_in(self) -> bool:
        return self.client.get("/team/").status_code == 200


@pytest.fixture(scope="session", autouse=True)
def quick_hashes():
    """Argon2 as slow as in production would take most of the tests' time."""
    with pytest.MonkeyPatch.context() as patch:
        hasher: Any = type(service._hasher)(time_cost=1, memory_cost=64, parallelism=1)
        patch.setattr(service, "_hasher", hasher)
        yield


@pytest.fixture
def app(make_app) -> Flask:
    """An application; unlike the common one without a context, so that each request has its own."""
    return make_app()


@pytest.fixture
def accounts(app, database, keyring) -> None:
    """One account of each role, and one that has no password yet."""
    with database.transaction() as session:
        for role in Role:
            member(session, keyring, f"{role}@gemeente.example", role)
        add_account(session, "new@gemeente.example", Role.TEAM)


@pytest.fixture
def colleague(app, accounts) -> Callable[..., Colleague]:
    """A browser in which nobody is signed in yet."""
    return lambda email="team@gemeente.example": Colleague(app, email)


@pytest.fixture
def signed_in(colleague) -> Colleague:
    somebody = colleague()
    somebody.sign_in()
    return somebody


@pytest.fixture
def upload(signed_in):
    """Upload a file and give the path of its page."""

    def upload(content, name="register.csv"):
        page = signed_in.open("/team/register/upload").text
        form = {"csrf_token": csrf(page), "file": (io.BytesIO(content), name)}
        answer = signed_in.client.post("/team/register/upload", data=form)
        assert answer.status_code == 303, answer.text
        return answer.location

    return upload


@pytest.fixture
def fields(signed_in):
    """What the form with which a file is corrected holds."""

    def fields(path):
        from bs4 import BeautifulSoup  # noqa: PLC0415

        form = BeautifulSoup(signed_in.open(path).text, "html.parser").select("form[method=post]")[-1]
        given = {
            each["name"]: each.get("value", "")
            for each in form.select("input[type=hidden], input[type=number]")
        }
        given |= {each["name"]: each["value"] for each in form.select("input[checked]")}
        for select_ in form.select("select"):
            chosen = select_.select_one("option[selected]") or select_.select_one("option")
            given[select_["name"]] = chosen["value"]
        return given

    return fields


@pytest.fixture
def press(signed_in):
    def press(path, go, **fields):
        page = signed_in.open(path).text
        version = re.search('name="version" value="([0-9]+)"', page)
        given = {"csrf_token": csrf(page), "version": version[1] if version else "", "go": go}
        return signed_in.client.post(path, data=given | fields)

    return press


@pytest.fixture
def stored(database):
    def stored(*columns):
        with database.reader() as session:
            return session.execute(
                select(*(getattr(Complaint, name) for name in columns)).order_by(Complaint.case_number)
            ).all()

    return stored


@pytest.fixture
def count(database):
    def count(table):
        with database.reader() as session:
            return session.scalar(select(func.count()).select_from(table))

    return count


@pytest.fixture
def analyst(colleague, app, database, keyring):
    written_wave(app, database, keyring)
    somebody = colleague("analyst@gemeente.example")
    somebody.sign_in()
    return somebody


@pytest.fixture
def team(analyst, colleague):
    """Somebody of the team, who may publish what the analyst released."""
    somebody = colleague("team@gemeente.example")
    somebody.sign_in()
    return somebody


@pytest.fixture
def tips(database):
    """The tips as they stand, in the order of their numbers."""

    def tips(field="V11"):
        with database.reader() as session:
            return answers_of(session, field)

    return tips


@pytest.fixture
def themes(database):
    def themes(field="V11"):
        with database.reader() as session:
            return theme_ids(session, field)

    return themes


@pytest.fixture
def closed(app, database, keyring):
    """A wave whose six answers show a choice and the grade, and hide what only some were asked; drawn."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for number, somebody in enumerate(invitation_ids(session)[:6]):
            saved(session, somebody, keyring, Typed({"V1": 1, "V3": 1 + number % 4, "V10": number + 4}))
            sent(session, somebody, keyring)
    close_and_forget(app, 1)
    build_results(app, 1)
