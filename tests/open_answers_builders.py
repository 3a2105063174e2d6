"""A closed wave in which people wrote something, and what a person decides on it."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from builders import drawn_wave, invitation_ids, saved, sent
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from enquete_app.accounts.models import Account
from enquete_app.accounts.service import add_account
from enquete_app.answers.drafts import Typed
from enquete_app.answers.models import AnswerState, OpenAnswer
from enquete_app.audit.models import AuditLine
from enquete_app.db import Database
from enquete_app.jobs.due import build_results, close_and_forget
from enquete_app.keys import Keyring
from enquete_app.results.open_answers.coding import code_second
from enquete_app.results.open_answers.models import Theme
from enquete_app.results.open_answers.queue import Decision, answer_of, decide, quote

QUEUE = "/team/waves/1/answers"
TIP, OTHER = "Bel mevrouw De Vries terug, nummer {}", "Via de huisarts, nummer {}"


def written_wave(app: Flask, database: Database, keyring: Keyring, *, answers: int = 6) -> None:
    """Wave 1: of twelve people some wrote a tip and something with "anders", numbered alike; it is closed."""
    with database.transaction() as session:
        drawn_wave(session, keyring, people=12)
        for number, somebody in enumerate(invitation_ids(session)[:answers]):
            given = {"V1": 5, "V1_anders": OTHER.format(number), "V10": 7, "V11": TIP.format(number)}
            saved(session, somebody, keyring, Typed(given))
            sent(session, somebody, keyring)
    with app.app_context():
        close_and_forget(app, 1)
        build_results(app, 1)


def answers_of(session: Session, field: str = "V11") -> list[OpenAnswer]:
    return list(session.scalars(select(OpenAnswer).where(OpenAnswer.field == field).order_by(OpenAnswer.id)))


def theme_ids(session: Session, field: str = "V11") -> list[int]:
    return list(session.scalars(select(Theme.id).where(Theme.field == field).order_by(Theme.place)))


def analyst(session: Session, email: str = "codeur@gemeente.example") -> int:
    known = session.scalar(select(Account.id).where(Account.email == email))
    return known or _flushed(session, add_account(session, email, "analyst"))  # type: ignore[arg-type]


def decided(
    session: Session,
    answer_id: int,
    state: AnswerState = AnswerState.RELEASED,
    *,
    redacted: str = "Bel [naam] terug",
    themes: tuple[int, ...] = (),
    email: str = "codeur@gemeente.example",
) -> None:
    """Let somebody decide on an answer."""
    answer = answer_of(session, 1, answer_id, lock=True)
    assert answer is not None
    decide(session, answer, Decision(answer.version, state, redacted, themes, analyst(session, email)))
    session.flush()


def read_twice(session: Session, second: str) -> None:
    """Let somebody release six tips, of which one is quoted, and another one be the second coder of five."""
    themes = theme_ids(session)
    tips = answers_of(session)[:6]
    for number, each in enumerate(tips):
        decided(session, each.id, themes=(themes[number % 2],))
        if each is not tips[-1]:
            code_second(session, each.id, (themes[number % 3],), analyst(session, second))
    quote(tips[0], tips[0].version, quoted=True)


def at(answer: OpenAnswer, end: str = "") -> str:
    """The path of an answer's page."""
    return f"{QUEUE}/{answer.id}{end}"


def press(somebody: Any, path: str, go: str, **fields: str) -> TestResponse:
    """Press a button of a page, with what it hides."""
    page = BeautifulSoup(somebody.open(path).text, "html.parser")
    hidden = {
        each["name"]: each["value"] for each in page.select("main form[method=post] input[type=hidden]")
    }
    return somebody.client.post(path, data=hidden | {"go": go} | fields)


def acts(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    """What the audit log tells of open answers and themes."""
    with database.reader() as session:
        found = session.execute(
            select(AuditLine.act, AuditLine.about, AuditLine.facts).order_by(AuditLine.id)
        )
        return [tuple(each) for each in found if each.act.startswith(("open_answer", "theme"))]


def _flushed(session: Session, account: Account) -> int:
    session.flush()
    return account.id
