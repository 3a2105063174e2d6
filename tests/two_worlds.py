"""A wave played day by day through the real code, in worlds that are equal but for who answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from builders import DRAW_DAY, MORNING, token
from flask import Flask
from sqlalchemy import select

from enquete_app.fieldwork.credentials import Purpose
from enquete_app.fieldwork.models import Invitation
from enquete_app.jobs.due import run_due
from enquete_app.register.models import Complaint

ANN, BEN, CAS = "K-01", "K-02", "K-03"
"""Ann and Ben are alike: they move, are reminded if need be, complain again, move once more and opt out."""
AGAIN = {"K-31": "ann@verhuisd", "K-32": "ben@verhuisd"}
"""Their second complaints, in which the register keeps the address of then."""
OTHERS = [f"K-{number:02}" for number in range(4, 10)]
"""Six who answer in every world, so that with a seventh the step of 5 is the same."""
REST = [f"K-{number:02}" for number in range(10, 24)]
"""Who do nothing; the first one's address does not exist."""
HEADING = "zaaknummer;soort;behandeling;ontvangen_op;afgehandeld_op;oordeel;e_mail"
SEED = "5e" * 32


@dataclass(frozen=True)
class World:
    """Who does what, besides the others."""

    answers: str | None = None
    begins: str | None = None


class Log(logging.Handler):
    """All that is logged from INFO on; SQL is left out, which only developers have logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.addFilter(lambda record: not record.name.startswith("sqlalchemy"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(f"{record.name} {record.levelname} {record.getMessage()}")

    def __enter__(self) -> None:
        logging.getLogger().addHandler(self)
        logging.getLogger().setLevel(logging.INFO)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)
        logging.getLogger().setLevel(logging.WARNING)


def first_day(app: Flask, folder: Path) -> None:
    """Import, draw and mail."""
    assert do(app, "register", "import", register(folder)).startswith("23 new")
    do(app, "wave", "draw", "--as-of", str(DRAW_DAY), "--everyone", "--seed", SEED)
    assert _due(app, days=0)[:2] == ["22 invitations sent", "1 invitations refused"]


def days(app: Flask, world: World, folder: Path) -> Iterator[tuple[str, str]]:
    """Play the fieldwork; gives moments to look at, with what commands and runs have told by then."""
    told: list[object] = []
    for somebody in (*OTHERS, *filter(None, (world.answers, world.begins))):
        _answer(app, somebody, send=somebody != world.begins)
    told += _due(app, days=2)
    yield "answered", repr(told)
    told += [do(app, "register", "import", register(folder, "verhuisd"))]
    told += _due(app, days=11)
    yield "reminded", repr(told)
    told += [do(app, "register", "import", register(folder, "weer-verhuisd", AGAIN))]
    for somebody in (ANN, BEN, CAS):
        app.test_client().post(f"/u/{_credential(app, somebody, Purpose.OPT_OUT)}").close()
    day = str(DRAW_DAY + timedelta(days=12))
    told += [do(app, "wave", "draw", "--as-of", day, "--everyone", "--seed", SEED, "--json")]
    told += _due(app, days=12)
    yield "opted out", repr(told)
    told += _due(app, days=28)
    yield "closed", repr(told)


def register(
    folder: Path, at: str = "inwoner", again: dict[str, str] | None = None, name: str = "register"
) -> str:
    """Write a register in which Ann and Ben have an address somewhere; gives the file's name."""
    addresses = {case: f"klager{case}@inwoner" for case in (CAS, *OTHERS, *REST)}
    addresses |= {ANN: f"ann@{at}", BEN: f"ben@{at}", REST[0]: "weg@onbestelbaar"} | (again or {})
    lines = [
        f"{case};klacht;formeel;2025-03-02;2025-04-03;gegrond;{address}.example"
        for case, address in addresses.items()
    ]
    file = folder / f"{name}.csv"
    file.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    return str(file)


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
