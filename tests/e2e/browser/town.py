"""A municipality that begins: Enquete served with nothing in it, days that pass, mails that come."""

from __future__ import annotations

import csv
import email
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

from builders import DRAW_DAY, REGISTER
from smtp_server import free_port
from werkzeug.serving import make_server

from config import Config
from enquete_app import create_app
from enquete_app.accounts.models import Role
from enquete_app.accounts.service import add_account, password_token
from enquete_app.cli.example import LONGER_AGO, WINDOW_FIRST_DAY, example_answers, play_answers
from enquete_app.fieldwork.calendar import local_day
from enquete_app.jobs.due import run_due

NEWCOMER = "nieuw@gemeente.example"
DATES = ("ontvangen_op", "afgehandeld_op")


class Town:
    """What is served, and what happens outside the browser.

    Args:
        folder: an empty one.
        template: a migrated database.
    """

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder, port = folder, free_port()
        self.mailbox = folder / "mailbox"
        shutil.copy(template, folder / "enquete.sqlite3")
        self.app = create_app(
            Config(
                SECRET_KEY="a secret key of the tests, long enough",
                CONTACT_KEY="a contact key of the tests, long enough",
                DATABASE_URL=f"sqlite:///{folder / 'enquete.sqlite3'}",
                MAILBOX=self.mailbox,
                BASE_URL=f"http://127.0.0.1:{port}",
                WORKER="none",
            )
        )
        self.server = make_server("127.0.0.1", port, self.app, threaded=True)

    def invitation(self, *roles: Role) -> str:
        """The link with which somebody new of the staff chooses a password, as an admin hands it on."""
        with self.app.extensions["database"].transaction() as session:
            account = add_account(session, NEWCOMER, *roles)
            token = password_token(account, self.app.extensions["keyring"])
        return f"{self.app.config['BASE_URL']}/team/password/{token}"

    def register(self) -> Path:
        """The export of the case system: the example register, its dates moved as the demo does."""
        with REGISTER.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        exported = self.folder / "klachten.csv"
        with exported.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], delimiter=";")
            writer.writeheader()
            writer.writerows(_moved(row, local_day(datetime.now(UTC))) for row in rows)
        return exported

    def comes(self, moment: datetime) -> list[str]:
        """Let a moment come, with all that is due then."""
        with self.app.app_context():
            return [str(line) for line in run_due(self.app, moment)]

    def others_answer(self) -> int:
        """Let the people of the example answer."""
        with self.app.extensions["database"].transaction() as session:
            return play_answers(session, self.app.extensions["keyring"])

    def mails(self, subject: str) -> dict[str, EmailMessage]:
        """The mails of a subject, by whom they are to."""
        mails = [
            email.message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted(self.mailbox.glob("*.eml"))
        ]
        return {mail["To"].addresses[0].addr_spec: mail for mail in mails if mail["Subject"] == subject}

    def silent(self, mails: dict[str, EmailMessage]) -> list[str]:
        """Those among whom mails are to who read Dutch and are not among the example's answers."""
        answering = {case for case, _ in example_answers()}
        with REGISTER.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            quiet = {row["e_mail"].lower() for row in rows if row["zaaknummer"] not in answering}
        return [address for address in mails if address.lower() in quiet]


@contextmanager
def served(folder: Path, template: Path) -> Iterator[Town]:
    """A municipality on its first day."""
    town = Town(folder, template)
    thread = threading.Thread(target=town.server.serve_forever, daemon=True)
    thread.start()
    yield town
    town.server.shutdown()
    thread.join()
    town.server.server_close()
    town.app.extensions["database"].engine.dispose()


def _moved(row: dict[str, str], drawn_on: date) -> dict[str, str]:
    too_old = row["afgehandeld_op"] and date.fromisoformat(row["afgehandeld_op"]) < WINDOW_FIRST_DAY
    by = drawn_on - DRAW_DAY - (LONGER_AGO if too_old else timedelta())
    return row | {name: str(date.fromisoformat(row[name]) + by) for name in DATES if row[name]}
