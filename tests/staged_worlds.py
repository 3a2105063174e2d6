"""The play of `two_worlds` on a stage where staff look, press and command, and what they see is kept."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from difflib import unified_diff
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from builders import DRAW_DAY, MORNING
from flask import Flask
from staff_view import Before, Colleague, Seen, commands, quick_files, quick_hashes, set_clocks
from two_worlds import AGAIN, BOUNCES, SEED, Log, Moment, World, days, first_day, register

from config import Config
from enquete_app import create_app
from enquete_app.accounts import service
from enquete_app.accounts.models import Role
from enquete_app.cli.database import migrate
from enquete_app.fieldwork.drawing import draws as drawing

PLAYED = frozenset({"run-due", "wave close", "demo", "worker"})
"""Commands that are part of the play, or only start what is."""
QUESTIONNAIRE = Path(__file__).parent / "data" / "meldingen-2025.toml"
Leak = Callable[[Flask, pytest.MonkeyPatch], None]


class Watch(NamedTuple):
    """Who look, when, and what they do.

    Args:
        staff: colleagues, each with some roles.
        moments: when they look; all moments if none are named.
        until: the last moment that is played.
        press: whether they press buttons too.
        command: whether somebody gives commands.
        without: pages to which nothing is posted.
        alike: how many buttons are pressed that do the same to another thing, such as each theme; or all.
    """

    staff: Sequence[Sequence[Role]] = (tuple(Role), (Role.ANALYST,))
    moments: Sequence[str] = ()
    until: str = "closed"
    press: bool = True
    command: bool = True
    without: Sequence[str] = ()
    alike: int | None = 3


class Stage:
    """A wave that is imported, drawn and mailed, the same for all worlds to the last random number.

    Args:
        folder: where its files may lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._seen = folder, {}
        with pytest.MonkeyPatch.context() as patch:
            self._set(patch)
            app = self._app(folder / "base.sqlite3")
            migrate(app.extensions["database"])
            first_day(app, folder)
            app.extensions["database"].forget()
            app.extensions["database"].engine.dispose()

    def play(self, world: World, watch: Watch, leak: Leak | None = None) -> Seen:
        """Play a world; gives all that was seen, by what it was."""
        key = world, watch
        if leak or key not in self._seen:
            with pytest.MonkeyPatch.context() as patch:
                self._set(patch)
                seen = self._play(world, watch, patch, leak)
            if leak:
                return seen
            self._seen[key] = seen
        return self._seen[key]

    def _play(self, world: World, watch: Watch, patch: pytest.MonkeyPatch, leak: Leak | None) -> Seen:
        file = self._folder / "world.sqlite3"
        # What a play that broke off left in the journal may not be read as the start of the next one.
        for end in ("", "-wal", "-shm", "-witness"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        shutil.copy(self._folder / "base.sqlite3", file)
        # Written anew: a witness that was copied minutes later is how a restored backup is known.
        seen = json.loads((self._folder / "base.sqlite3-witness").read_text("utf-8"))
        Path(f"{file}-witness").write_text(json.dumps(seen | {"at": time.time()}), "utf-8")
        app = self._app(file)
        if leak:
            leak(app, patch)
        seen, log = {}, Log()
        upload = Path(register(self._folder, "elders", AGAIN, name="later"))
        staff = [Colleague(app, *roles, upload=upload.read_text("utf-8")) for roles in watch.staff]
        with log:
            for moment in days(app, world, self._folder):
                set_clocks(patch, moment.now)
                found = self._look(app, staff, watch, moment)
                seen |= {f"{moment.name}: {name}": text for name, text in found.items()}
                if moment.name == watch.until:
                    break
        app.extensions["database"].engine.dispose()
        return seen | {"log": "\n".join(log.lines)}

    def _look(self, app: Flask, staff: Sequence[Colleague], watch: Watch, moment: Moment) -> Seen:
        seen: Seen = {"told": moment.told}
        if watch.moments and moment.name not in watch.moments:
            return seen
        with Before(app) as before:
            for colleague in staff:
                seen |= colleague.looks()
                seen |= colleague.posts(seen, before, watch.without, watch.alike) if watch.press else {}
            return seen | (commands(app, self._arguments(), PLAYED, before) if watch.command else {})

    def _app(self, file: Path) -> Flask:
        config = Config(
            SECRET_KEY="a secret key of the tests, long enough",  # type: ignore[arg-type]
            CONTACT_KEY="a contact key of the tests, long enough",  # type: ignore[arg-type]
            DATABASE_URL=f"sqlite:///{file}",
            MAILBOX=self._folder / "mailbox",
            BASE_URL="http://127.0.0.1:5000",
            BOUNCE_ADDRESS=BOUNCES,
            WORKER="none",
            TESTING=True,
        )
        app = create_app(config)
        quick_files(app.extensions["database"].engine)
        return app

    def _set(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(service, "_hasher", quick_hashes())
        # What a later draw makes by chance is the same in all worlds, so that its frames can be compared.
        patch.setattr(drawing, "secrets", SimpleNamespace(token_bytes=bytes))
        set_clocks(patch, MORNING)

    def _arguments(self) -> dict[str, Sequence[Sequence[str]]]:
        file = str(self._folder / "later.csv")
        day = str(DRAW_DAY + timedelta(days=20))
        return {
            "db upgrade": [()],
            "db downgrade": [("9999", "--yes")],
            "register import": [(file,), (file, "--dry-run", "--json")],
            "register fetch": [()],
            "wave draw": [("--as-of", day, "--everyone", "--seed", SEED, "--json")],
            "wave verify": ["1", "2"],
            "wave frame": ["1", "2"],
            "wave list": [()],
            "wave show": ["1", ("1", "--json"), ("2", "--json")],
            "results export": [
                ("1", "--format", "json"),
                ("1", "--format", "csv", "--dutch"),
                ("1", "--format", "r"),
            ],
            "results build": ["1"],
            "staff add": [("nieuw@gemeente.example", "--role", "admin", "--role", "team")],
            "staff link": [("analyst@gemeente.example",)],
            "staff reset-totp": [("analyst@gemeente.example",)],
            "questionnaire check": [(str(QUESTIONNAIRE),)],
            "questionnaire add": [(str(QUESTIONNAIRE),)],
            "questionnaire list": [()],
            "check": [()],
            "sending show": [()],
            "sending hold": [()],
            "sending confirm": [("--yes",)],
            "bounce": [(), (BOUNCES,)],
            "audit verify": [()],
            "backup": [(file,), ("/nowhere/backup",)],
            "restore": [(file, "--yes")],
        }


def differences(one: Seen, other: Seen) -> list[str]:
    """What was seen in one world but not in the other, with the lines in which it differs."""
    return [
        "\n".join([name, *unified_diff(one.get(name, "").split("\n"), other.get(name, "").split("\n"), n=0)])
        for name in one | other
        if one.get(name) != other.get(name)
    ]
