"""Enquete served for real, with people in every situation to look at its pages as."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from accounts_builders import member, token_for
from babel.support import Translations
from builders import DRAW_DAY, complaint, drawn_wave, saved, sent, started, token
from design_builders import draws_that_wait
from flask import Flask, template_rendered
from jinja2 import Template
from letters_builders import letters_under_way
from open_answers_builders import read_twice
from questionnaire_builders import REPORTS, add_questionnaire
from rolling_builders import rolling_survey
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account, password_token, set_password
from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering.credentials import Purpose, handle
from enquete_app.fieldwork.calendar import local_day
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.messages.outbox import REFUSED
from enquete_app.fieldwork.models import DailyCount, Invitation, Message, MessageState, Wave
from enquete_app.fieldwork.retention.erasing import notice_endings, record_erasure
from enquete_app.fieldwork.retention.terms import Erasable
from enquete_app.instruments import keep_for_preview
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.keys import Keyring
from enquete_app.languages import FOLDER, LANGUAGES
from enquete_app.questionnaire import Source, load, parse
from enquete_app.questionnaire import source as questionnaire_source
from enquete_app.results.models import Pool
from enquete_app.results.pooling import build_pools

CLOSED, OPEN, COMPULSORY = 1, 2, 3
"""The numbers of the waves: one with results, two open ones, the last with compulsory questions only."""
PEOPLE = 300
"""Invited to each of the open waves, of whom each state of a page and each test takes its own."""
EMAIL, PASSWORD = "team@gemeente.example", "a long enough password"
INSTRUMENT = load("klachtbehandeling", "2024")
TIP = "Bel mevrouw De Vries (06-12345678) terug; Sanne weet ervan."


COMPULSORY_TOML = (
    questionnaire_source("klachtbehandeling", "2024")
    .definition.replace("[[pages.items]]\n", "[[pages.items]]\nrequired = true\n")
    .replace('version = "2024"', 'version = "compulsory"')
)
ALL_COMPULSORY = parse(COMPULSORY_TOML)
"""The instrument with every question marked as compulsory, which no questionnaire of ours is so far."""


@dataclass(frozen=True)
class Person:
    """Somebody invited: the parts of the addresses about them, and their letter's code."""

    invitation_id: UUID
    link: str
    opt_out: str
    handle: str
    code: str


class World:
    """A served application.

    Args:
        app: the application, on a migrated database.
        address: where it is served.

    After each page `template` names the one it was made from.
    """

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address, self.template = app, address, ""
        self.database, self.keyring = app.extensions["database"], app.extensions["keyring"]
        self._taken = {(wave, language): count() for wave in (OPEN, COMPULSORY) for language in LANGUAGES}
        template_rendered.connect(self._remember, app)

    def say(self, language: str, text: str) -> str:
        """A text of ours in the language of a page."""
        return str(Translations.load(FOLDER, [language]).gettext(text))

    def person(self, language: str = "nl", wave: int = OPEN, typed: Typed | None = None) -> Person:
        """Somebody invited, whom no other test has met, with what they have typed so far."""
        skip = 0 if wave == CLOSED else next(self._taken[wave, language])
        asked = select(Invitation.id).where(Invitation.wave_id == wave, Invitation.language == language)
        with self.database.transaction() as session:
            invitation_id = session.scalars(asked.order_by(Invitation.id).offset(skip).limit(1)).one()
            if typed is not None:
                started(session, invitation_id, self.keyring)
                saved(session, invitation_id, self.keyring, replace(typed, language=language))
        return Person(
            invitation_id,
            f"/e/{token(invitation_id, self.keyring)}",
            f"/u/{token(invitation_id, self.keyring, Purpose.OPT_OUT)}",
            handle(invitation_id, self.keyring),
            token(invitation_id, self.keyring, Purpose.CODE),
        )

    def staff(self, language: str, email: str = EMAIL) -> list[dict[str, str]]:
        """The cookies of somebody of the staff who signed in just now and reads a language."""
        kept = {"staff": token_for(self.app, email), "language": language}
        value = self.app.session_interface.get_signing_serializer(self.app).dumps(kept)
        return [{"name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "url": self.address}]

    def newcomer(self) -> str:
        """Somebody new of the staff, who has a password and no second step yet; gives the address."""
        with self.database.transaction() as session:
            account = add_account(session, f"newcomer{uuid4().hex[:15]}@gemeente.example", Role.TEAM)
            set_password(account, PASSWORD)
            return account.email

    def password_link(self) -> str:
        """The path of a link with which somebody new of the staff chooses a password."""
        with self.database.transaction() as session:
            account = add_account(session, f"new{uuid4().hex[:15]}@gemeente.example", Role.TEAM)
            return f"/team/password/{password_token(account, self.keyring)}"

    def _remember(self, _app: Flask, template: Template, **_: Any) -> None:
        self.template = str(template.name)


@contextmanager
def served(app: Flask, port: int) -> Iterator[World]:
    """Fill the database, add a page that breaks, and serve it all."""
    app.add_url_rule("/kapot", view_func=_break)
    with app.app_context():
        _fill(app)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield World(app, f"http://127.0.0.1:{port}")
    server.shutdown()
    thread.join()
    server.server_close()


def _break() -> str:
    raise RuntimeError("this page is meant to break")


def _fill(app: Flask) -> None:
    database, keyring = app.extensions["database"], app.extensions["keyring"]
    with database.transaction() as session:
        member(session, keyring, EMAIL, *Role, password=PASSWORD)
        find_survey(session, "klachtbehandeling").shown_subjects = ["Speelplek"]
        for language in LANGUAGES:
            session.add_all(complaint(language=language, subject="Speelplek") for _ in range(20))
        drawn_wave(session, keyring, people=20)
        _answer(session, keyring)
    close_and_forget(app, CLOSED)
    build_results(app, CLOSED)
    with database.transaction() as session:
        read_twice(session, EMAIL)
        _a_year(session)
        add_questionnaire(session, COMPULSORY_TOML)
        keep_for_preview(session, Source(REPORTS), now=datetime.now(UTC))
        survey = find_survey(session, "klachtbehandeling")
        for wave in (OPEN, COMPULSORY):
            about = {"subject": "Speelplek", "kind": f"klacht {wave}"}
            for language in LANGUAGES:
                session.add_all(complaint(language=language, **about) for _ in range(PEOPLE))
            session.flush()
            order = Order(as_of=DRAW_DAY + timedelta(days=wave), kinds=(about["kind"],))
            make_draw(session, survey, order, keyring)
        session.get_one(Wave, COMPULSORY).questionnaire_version = ALL_COMPULSORY.version
        _under_way(session)
        letters_under_way(session, keyring, datetime.now(UTC))
        draws_that_wait(session, keyring, datetime.now(UTC))
        rolling_survey(session)
        _kept(session)


def _a_year(session: Session) -> None:
    """Take the closed wave for a year."""
    wave = session.get_one(Wave, CLOSED)
    edition = {"questionnaire_id": wave.questionnaire_id, "questionnaire_version": wave.questionnaire_version}
    session.add(Pool(survey_id=wave.survey_id, **edition, year=DRAW_DAY.year, waves=[str(CLOSED)], body={}))
    session.flush()
    build_pools(session, wave.survey_id)


def _kept(session: Session) -> None:
    """Let something have been erased, and something be waiting for it."""
    now, today = datetime.now(UTC), local_day(datetime.now(UTC))
    notice_endings(session, today)
    record_erasure(session, Erasable.CONTACT_DATA, 12, now=now)
    record_erasure(session, Erasable.COOL_DOWNS, 12, now=now, known_since=today - timedelta(days=365))


def _under_way(session: Session) -> None:
    """Let the open wave have been mailed a week ago, with a mail that was refused."""
    today = local_day(datetime.now(UTC))
    wave = session.get_one(Wave, OPEN)
    wave.closes_on = today + timedelta(days=21)
    session.add_all(
        DailyCount(wave_id=OPEN, day=today - timedelta(days=7 - day), started=day * 10, completed=day * 5)
        for day in range(8)
    )
    last = select(Message).join(Invitation).where(Invitation.wave_id == OPEN).order_by(Invitation.id.desc())
    refused = session.scalars(last.limit(1)).one()
    refused.state, refused.reason, refused.attempts = MessageState.FAILED, REFUSED, 1


def _answer(session: Session, keyring: Keyring) -> None:
    """Let everybody of the wave answer differently, so that the results have figures of every kind."""
    chance = random.Random(20250515)  # noqa: S311 - answers of nobody
    for invitation_id in session.scalars(select(Invitation.id)).all():
        codes: Mapping[str, int | str] = {
            field.name: chance.choice(item.options).code
            for page in INSTRUMENT.pages
            for item in page.items
            for field in item.fields
            if item.options and field is not item.text_field
        }
        started(session, invitation_id, keyring)
        saved(session, invitation_id, keyring, Typed({**codes, "V11": TIP}))
        sent(session, invitation_id, keyring)
