"""A wave played day by day through the real code, in worlds that are equal but for who answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from builders import DRAW_DAY, MORNING, token
from flask import Flask
from sqlalchemy import select

from enquete_app.fieldwork.answering.credentials import Purpose
from enquete_app.fieldwork.drawing.draws import find_survey
from enquete_app.fieldwork.letters.batches import make_batch
from enquete_app.fieldwork.letters.going_on import did_not_arrive, go_on_by_letter
from enquete_app.fieldwork.letters.judging import waiting_letters
from enquete_app.fieldwork.letters.posting import post
from enquete_app.fieldwork.messages.bounces.addresses import return_address
from enquete_app.fieldwork.messages.mails import mail_name
from enquete_app.fieldwork.models import Invitation, Message, MessageKind, MessageState
from enquete_app.fieldwork.waves.progress import find_wave
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint

ANN, BEN, CAS = "K-01", "K-02", "K-03"
"""Ann and Ben are alike: they move, are reminded if need be, complain again, move once more and opt out."""
AGAIN = {"K-91": "ann@verhuisd", "K-92": "ben@verhuisd"}
"""Their second complaints, in which the register keeps the address of then."""
OTHERS = [f"K-{number:02}" for number in range(5, 11)]
"""Six who answer in every world, so that with a seventh the step of 5 is the same."""
REST = ["K-04", *(f"K-{number}" for number in range(11, 24))]
"""Who do nothing; the first one's address does not exist, and goes on by letter."""
ON_PAPER = [f"K-{number}" for number in range(41, 45)]
"""Who have no e-mail address: letters went to the first two, the others' have been made."""
HEADING = "zaaknummer;soort;behandeling;ontvangen_op;afgehandeld_op;oordeel;e_mail;naam;adres;postcode"
SEED = "5e" * 32
BOUNCES = "bounces@gemeente.example"
MAILS = Path(__file__).parent / "data" / "bounces"


@dataclass(frozen=True)
class World:
    """Who does what, besides the others."""

    answers: str | None = None
    begins: str | None = None


class Moment(NamedTuple):
    """When to look.

    Args:
        name: what has happened last.
        now: what time it is.
        told: what commands and runs have told by then.
    """

    name: str
    now: datetime
    told: str


class Log(logging.Handler):
    """All that is logged from INFO on; SQL is left out, which only developers have logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(lambda record: not record.name.startswith("sqlalchemy"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, but not how long an answer took."""
        fields = {**getattr(record, "fields", {}), "milliseconds": None}
        self.lines.append(f"{record.name} {record.levelname} {record.getMessage()} {fields}")

    def __enter__(self) -> None:
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.INFO)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(logging.WARNING)


def first_day(app: Flask, folder: Path) -> None:
    """Import, draw, mail and post."""
    with app.extensions["database"].transaction() as session:
        find_survey(session, "klachtbehandeling").letters = True
    assert do(app, "register", "import", register(folder)).startswith("27 new")
    do(app, "wave", "draw", "--as-of", str(DRAW_DAY), "--everyone", "--seed", SEED)
    assert _due(app, days=0)[:2] == ["22 invitations sent", "1 invitations refused"]
    _post_letters(app)


def days(app: Flask, world: World, folder: Path) -> Iterator[Moment]:
    """Play the fieldwork; gives moments to look at."""
    told: list[object] = []
    for somebody in (*OTHERS, *filter(None, (world.answers, world.begins))):
        _answer(app, somebody, send=somebody != world.begins)
    told += _come_back(app, MessageKind.INVITATION, "soft/postfix-delayed", ANN, BEN, OTHERS[0], REST[1])
    told += _due(app, days=2)
    yield Moment("answered", MORNING + timedelta(days=2), repr(told))
    told += [do(app, "register", "import", register(folder, "verhuisd"))]
    told += _due(app, days=11)
    # Of whom of them had answered there is no reminder that could come back.
    told += _come_back(app, MessageKind.REMINDER, "hard/postfix-unknown-user", ANN, BEN, CAS, REST[1])
    told += _due(app, days=11)
    _go_on_by_letter(app)
    yield Moment("reminded", MORNING + timedelta(days=11), repr(told))
    told += [do(app, "register", "import", register(folder, "weer-verhuisd", AGAIN))]
    for somebody in (ANN, BEN, CAS):
        app.test_client().post(f"/u/{_credential(app, somebody, Purpose.OPT_OUT)}").close()
    day = str(DRAW_DAY + timedelta(days=12))
    told += [do(app, "wave", "draw", "--as-of", day, "--everyone", "--seed", SEED, "--json")]
    told += _due(app, days=12)
    _make_reminders(app)
    yield Moment("opted out", MORNING + timedelta(days=12), repr(told))
    told += _due(app, days=28)
    yield Moment("closed", MORNING + timedelta(days=28), repr(told))


def register(
    folder: Path, at: str = "inwoner", again: dict[str, str] | None = None, name: str = "register"
) -> str:
    """Write a register in which Ann and Ben have an address somewhere; gives the file's name."""
    addresses = {case: f"klager{case}@inwoner" for case in (CAS, *OTHERS, *REST)}
    addresses |= {ANN: f"ann@{at}", BEN: f"ben@{at}", REST[0]: "weg@onbestelbaar"} | (again or {})
    lines = [
        f"{case};klacht;formeel;2025-03-02;2025-04-03;gegrond;{address}.example;;;"
        for case, address in addresses.items()
        if case != REST[0]
    ]
    at_home = "klager;Laan 1;1234 AB"
    lines += [
        f"{case};klacht;formeel;2025-03-02;2025-04-03;gegrond;{address};{case} {at_home}"
        for case, address in [(REST[0], f"{addresses[REST[0]]}.example"), *((case, "") for case in ON_PAPER)]
    ]
    file = folder / f"{name}.csv"
    file.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    return str(file)


def _post_letters(app: Flask) -> None:
    """Post a batch of two letters, and make another one of two."""
    keyring = app.extensions["keyring"]
    with app.extensions["database"].transaction() as session:
        wave = find_wave(session, "1")
        first = session.scalars(waiting_letters(wave, MessageKind.INVITATION)).all()
        later = [each for each in first if each.invitation.complaint.case_number not in ON_PAPER[:2]]
        for each in later:
            # Drawn at the start of the day: so at ten.
            each.due_at = MORNING + timedelta(hours=1)
        for hours in (0, 1):
            now = MORNING + timedelta(hours=hours)
            batch = make_batch(session, wave, MessageKind.INVITATION, DRAW_DAY, now=now, keyring=keyring)
            if not hours:
                post(session, wave, batch, DRAW_DAY, now=now, keyring=keyring)


def _go_on_by_letter(app: Flask) -> None:
    """Let whose mail came back go on by letter."""
    now, keyring = MORNING + timedelta(days=11), app.extensions["keyring"]
    with app.extensions["database"].transaction() as session:
        wave = find_wave(session, "1")
        [(message, _)] = session.execute(did_not_arrive(wave)).all()
        assert go_on_by_letter(session, wave, [message.id], keyring=keyring, now=now) == 1


def _make_reminders(app: Flask) -> None:
    """Make the letters that remind."""
    now, keyring = MORNING + timedelta(days=12), app.extensions["keyring"]
    with app.extensions["database"].transaction() as session:
        make_batch(
            session, find_wave(session, "1"), MessageKind.REMINDER, now.date(), now=now, keyring=keyring
        )


def _come_back(app: Flask, kind: MessageKind, mail: str, *case_numbers: str) -> list[object]:
    """Let mails to some people come back, of those that left; gives what the mail server is told by that."""
    keyring, content = app.extensions["keyring"], (MAILS / f"{mail}.eml").read_bytes()
    with app.extensions["database"].reader() as session:
        left = session.scalars(
            select(Message)
            .join(Invitation)
            .join(Complaint)
            .where(Complaint.case_number.in_(case_numbers), Message.kind == kind)
            .where(Message.state == MessageState.SENT)
        ).all()
        names = {each.id: mail_name(each.invitation, kind, keyring) for each in left}
    assert len(names) >= len(case_numbers) - 1
    told = ""
    for number, name in names.items():
        with app.app_context():
            given = ("bounce", return_address(BOUNCES, number, name))
            done = app.test_cli_runner().invoke(args=given, input=content)
        told += done.output + str(done.exit_code or "")
    return [told]


def do(app: Flask, *command: str) -> str:
    """Give a command that has to succeed."""
    with app.app_context():
        done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
    return done.output


def _due(app: Flask, *, days: int) -> list[object]:
    progress: list[int] = []
    with app.app_context():
        lines = list(run_due(app, MORNING + timedelta(days=days), progress=progress.append))
    return [*lines, sum(progress)]


def _answer(app: Flask, case_number: str, *, send: bool) -> None:
    """Answer over HTTP, or only begin to."""
    client, link = app.test_client(), f"/e/{_credential(app, case_number)}"
    page = client.post(link, data={"go": "start"}, follow_redirects=True)
    fields = dict(re.findall('name="(csrf_token|handle)" value="([^"]+)"', page.text))
    path = f"/vragenlijst/{fields['handle']}"
    assert client.post(f"{path}/cijfer", data={**fields, "go": "next", "V10": "7"}).status_code == 303
    if send:
        answer = client.post(f"{path}/controle", data={**fields, "go": "send"})
        assert "verstuurd" in answer.location


def _credential(app: Flask, case_number: str, purpose: Purpose = Purpose.LINK) -> str:
    with app.extensions["database"].reader() as session:
        of = select(Invitation.id).join(Complaint).where(Complaint.case_number == case_number)
        invitation_id = session.scalars(of.where(Invitation.wave_id == 1)).one()
    return token(invitation_id, app.extensions["keyring"], purpose)
