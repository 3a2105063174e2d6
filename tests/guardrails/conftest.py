"""A small world in which every page has something to show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from accounts_builders import browser_of, member
from builders import DRAW_DAY, MORNING, drawn_wave, saved, sent, started, token
from flask import Flask
from register_builders import csv_register
from sqlalchemy import select
from sqlalchemy.orm import Session

from enquete_app.accounts.models import Account, Role
from enquete_app.accounts.service import add_account, password_token
from enquete_app.answers.drafts import Typed
from enquete_app.fieldwork.answering.credentials import Purpose, handle
from enquete_app.fieldwork.drawing.draws import Order, find_survey, make_draw
from enquete_app.fieldwork.letters.models import LetterBatch
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.jobs.registering import work_at_once
from enquete_app.keys import Keyring
from enquete_app.register import intake

CLOSED, OPEN = 1, 2
"""The numbers of the two waves."""
MAIL = "1a"
"""The name of the one mail in the mailbox."""


@dataclass(frozen=True)
class World:
    """A demo, which has every page there is, with a closed and an open wave.

    Args:
        app: the application.
        people: what occurs in the addresses of four invited people: of the open wave one who has done
            nothing, one with a draft and one who has answered; and one of the closed wave.
        invitations: what a browser that used all their links keeps in its session.
        password: of a link with which somebody new of the staff chooses a password.
        bounced: the number of a mail of the open wave that was refused.
    """

    app: Flask
    people: dict[str, dict[str, str]]
    invitations: dict[str, str]
    password: str
    bounced: int

    def browser(self):
        """A browser that used all links and is signed in as staff."""
        client = browser_of(self.app, "team@gemeente.example")
        with client.session_transaction() as cookie:
            cookie["invitations"] = self.invitations
        return client

    def address(self, endpoint: str, who: str = "begun", wave_id: int = OPEN) -> str:
        """The address of a route, about one of the people or one of the waves."""
        [rule] = (each for each in self.app.url_map.iter_rules(endpoint) if not each.defaults)
        person = self.people[who]
        tokens = {"opt_out": person["opt_out"], "password": self.password}
        known = {
            "token": next((each for name, each in tokens.items() if name in endpoint), person["link"]),
            "handle": person["handle"],
            "page_id": "indienen",
            "questionnaire_id": "klachtbehandeling",
            "version": "2024",
            "wave_id": wave_id,
            "batch_id": wave_id,
            "complaint_id": 1,
            "upload_id": 1,
            "draw_id": wave_id,
            "answer_id": 1,
            "file_format": "csv",
            "figure": "V10",
            "slug": "klachtbehandeling",
            "year": 2025,
            "message_id": self.bounced,
            "account_id": 2,
            "session_id": 1,
            "name": MAIL,
            "text_kind": "invitation",
            "text_language": "nl",
            "text_number": 0,
        }
        built = rule.build({name: known[name] for name in rule.arguments})
        assert built is not None
        return built[1].removeprefix("|")


@pytest.fixture
def world(make_app, tmp_path) -> World:
    app = make_app(DEMO=True)
    keyring = app.extensions["keyring"]
    (tmp_path / "mailbox").mkdir()
    mail = EmailMessage()
    mail["Date"] = MORNING
    mail.set_content("Klik hier")
    mail.add_alternative("<p>Klik hier</p>", subtype="html")
    (tmp_path / "mailbox" / f"{MAIL}.eml").write_bytes(mail.as_bytes())
    with app.app_context():
        with app.extensions["database"].transaction() as session:
            member(session, keyring, "team@gemeente.example", *Role)
            new = add_account(session, "new@gemeente.example", Role.TEAM)
            drawn_wave(session, keyring)
            content = io.BytesIO(csv_register(2))
            upload = intake.receive(session, content, name="x.csv", who="x@gemeente.example", now=MORNING)
            work_at_once(session, upload, MORNING)
        close_and_forget(app, CLOSED)
        build_results(app, CLOSED)
        with app.extensions["database"].transaction() as session:
            ids = _open_wave(session, keyring)
            ids["closed"] = session.scalars(_invitations(CLOSED)).first()
            refused = session.scalars(select(Message).where(Message.invitation_id == ids["untouched"])).one()
            refused.state, refused.reason = MessageState.FAILED, "refused"
            session.add_all(_batch(wave_id) for wave_id in (CLOSED, OPEN))
            password = password_token(session.get_one(Account, new.id), keyring)
    people = {who: _parts(each, keyring) for who, each in ids.items()}
    invitations = {people[who]["handle"]: each.hex for who, each in ids.items()}
    return World(app, people, invitations, password, refused.id)


def _batch(wave_id: int) -> LetterBatch:
    """Letters of a wave, with the number of the wave."""
    return LetterBatch(
        id=wave_id, wave_id=wave_id, kind=MessageKind.INVITATION, made_at=MORNING, dated_on=DRAW_DAY
    )


def _open_wave(session: Session, keyring: Keyring) -> dict[str, UUID]:
    order = Order(as_of=DRAW_DAY + timedelta(days=1))
    make_draw(session, find_survey(session, "klachtbehandeling"), order, keyring)
    untouched, begun, answered = session.scalars(_invitations(OPEN))
    for each in (begun, answered):
        started(session, each, keyring)
        saved(session, each, keyring, Typed(answers={"V1": 1}, seen=("indienen",)))
    sent(session, answered, keyring)
    return {"untouched": untouched, "begun": begun, "answered": answered}


def _invitations(wave_id: int):
    return select(Invitation.id).where(Invitation.wave_id == wave_id).order_by(Invitation.id)


def _parts(invitation_id: UUID, keyring: Keyring) -> dict[str, str]:
    return {
        "link": token(invitation_id, keyring),
        "opt_out": token(invitation_id, keyring, Purpose.OPT_OUT),
        "handle": handle(invitation_id, keyring),
    }
